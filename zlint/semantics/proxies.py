"""What a proxy makes of the sockets it is given.

Source: truth.json `proxy_poll` (pairs of ends, types of the capture socket), `claims` of section 11. A proxy takes many
messages in a row from an end (libzmq: zmq_proxy's `forward`), which REP and REQ refuse after the first.

Not known: pairs that were not measured and in which messages pass one way, such as PULL and PUB; nothing is said of
them. XSUB with PUB works when the program itself sends subscriptions.
"""

from __future__ import annotations

from zlint.semantics.direction import can_recv, can_send
from zlint.semantics.peers import canonical

IN_TURN = frozenset({"REP", "REQ"})
_DEAD = {
    frozenset({"XSUB", "PUB"}): "nothing is forwarded: no subscription reaches the publishers",
    frozenset({"SUB", "XPUB"}): "it takes all of a processor as soon as a subscription comes, which a SUB cannot take",
    frozenset({"ROUTER"}): "nothing is forwarded: each ROUTER takes the other's peer for one of its own",
}
SUITABLE = "ROUTER with DEALER, XSUB with XPUB, PULL with PUSH, or a subscribed SUB with PUB"
CAPTURES = ("PUB", "DEALER", "PUSH", "PAIR")


def clash(frontend: str, backend: str) -> str | None:
    """What goes wrong between these two ends, in either order; None when nothing is known to."""
    ends = canonical(frontend), canonical(backend)
    if IN_TURN & set(ends):
        return "it ends with EFSM after the first message"
    if not any(can_recv(here) and can_send(there) for here, there in (ends, ends[::-1])):
        return "nothing is forwarded: there is no way from one to the other"
    return _DEAD.get(frozenset(ends))


def captures(type: str) -> str | None:
    """What a capture socket of this type does to the proxy; None when nothing is known to go wrong."""
    name = canonical(type)
    if name in IN_TURN:
        return "EFSM"
    return None if can_send(name) else "ENOTSUP"
