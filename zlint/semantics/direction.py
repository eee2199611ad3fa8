"""Which socket types can send, and which can receive.

Source: truth.json `direction` (`never_sends`, `never_recvs`). The other direction raises ENOTSUP at once, in any
state, with or without NOBLOCK; polling for it reports nothing and raises nothing. XPUB receives and XSUB sends
subscriptions. DGRAM, which truth.json lacks, goes both ways: `tests/oracle`.
"""

from __future__ import annotations

from zlint.semantics.peers import canonical

NEVER_SENDS = frozenset({"SUB", "PULL", "DISH", "GATHER"})
NEVER_RECEIVES = frozenset({"PUB", "PUSH", "RADIO", "SCATTER"})


def can_send(type: str) -> bool:
    """False: every send raises ENOTSUP."""
    return canonical(type) not in NEVER_SENDS


def can_recv(type: str) -> bool:
    """False: every receive raises ENOTSUP."""
    return canonical(type) not in NEVER_RECEIVES
