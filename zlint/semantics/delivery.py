"""What send does with nobody to take the message, and at the high-water mark.

Source: truth.json `hwm.no_peer`, `hwm.action`, `hwm.inproc_sum`, and `blocking_exit` for IMMEDIATE; whether a message
that was accepted is kept, `tests/oracle`. Answers:

- "blocks": waits, with a timeout or NOBLOCK raises EAGAIN
- "drops": returns as if sent, the message is gone
- "queues": returns, the message waits for a peer, up to the high-water mark
- "raises": EHOSTUNREACH
- "sends nothing": the type cannot send
- "unknown": not measured (STREAM, draft types, REP without a peer: it cannot send before it has received)

A type with an option that changes the answer is a variant, written "ROUTER+ROUTER_MANDATORY".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zlint.semantics.direction import can_send
from zlint.semantics.peers import canonical

DEFAULT_HWM = 1000  # whole messages, not parts; for each peer; 0 means no limit


@dataclass(frozen=True, slots=True)
class Delivery:
    """at_hwm: at the high-water mark; unattached: before bind and connect; bound: bound, no peer has come;
    connected: connected to an endpoint that nobody binds."""

    at_hwm: str
    unattached: str = "unknown"
    bound: str = "unknown"
    connected: str = "unknown"


_PATIENT = Delivery("blocks", "blocks", "blocks", "queues")
_LOSSY = Delivery("drops", "drops", "drops", "drops")
_NODROP = Delivery("blocks", "drops", "drops", "drops")

DELIVERY = {
    "PAIR": _PATIENT,
    "PUSH": _PATIENT,
    "DEALER": _PATIENT,
    "REQ": _PATIENT,
    "PUB": _LOSSY,
    "XPUB": _LOSSY,
    "XSUB": Delivery("drops", "drops", "drops", "queues"),
    "ROUTER": _LOSSY,
    "REP": Delivery("drops"),
    "PUB+XPUB_NODROP": _NODROP,
    "XPUB+XPUB_NODROP": _NODROP,
    "ROUTER+ROUTER_MANDATORY": Delivery("blocks", bound="raises"),
    "PUSH+IMMEDIATE": Delivery("blocks", "blocks", "blocks", "blocks"),
}


def variant(type: str, options: Iterable[str]) -> str:
    """The name under which a type with these options switched on is listed; the type itself when none matters."""
    name = canonical(type)
    return next((found for option in sorted(options) if (found := f"{name}+{option}") in DELIVERY), name)


def at_hwm(type: str) -> str:
    """What send does when the queue to the peer is full; `type` may be a variant."""
    if not can_send(type):
        return "sends nothing"
    return DELIVERY.get(canonical(type), Delivery("unknown")).at_hwm


def with_no_peer(type: str, attached: str) -> str:
    """What send does when nobody is there; attached: "nothing", "bind" or "connect"; `type` may be a variant."""
    if not can_send(type):
        return "sends nothing"
    delivery = DELIVERY.get(canonical(type), Delivery("unknown"))
    return {"nothing": delivery.unattached, "bind": delivery.bound, "connect": delivery.connected}[attached]


def inproc_capacity(send_hwm: int, receive_hwm: int) -> int | None:
    """How many messages fit between two inproc sockets: the two ends add up; None for no limit."""
    return send_hwm + receive_hwm if send_hwm and receive_hwm else None
