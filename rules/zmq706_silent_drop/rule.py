"""ZMQ706: messages that cannot be delivered vanish, and nothing in the program says that they may."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Socket, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.delivery import at_hwm, variant
from zlint.semantics.messages import begins

TOLD = {"ROUTER": ("ROUTER_MANDATORY",), "PUB": ("SNDHWM", "HWM", "CONFLATE"), "XPUB": ("SNDHWM", "HWM", "CONFLATE")}
WHY = {
    "ROUTER": (
        "what it sends to a peer that is gone",
        "set ROUTER_MANDATORY and catch zmq.ZMQError (EHOSTUNREACH)",
    ),
    "PUB": (
        "what a slow subscriber does not take in time",
        "set SNDHWM to what may wait, or number the messages",
    ),
}


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each socket, where it is made."""
    for socket in topology.sockets:
        options = [op.option or "" for op in topology.ops_of(socket, "option") if op.value]
        told = TOLD.get(socket.type or "")
        if told is None or not socket.complete or socket.span.in_tests or not {*told}.isdisjoint(options):
            continue
        answers = [(send, _risk(topology, socket, send)) for send in topology.ops_of(socket, "send")]
        risky = [(send, risk) for send, risk in answers if risk.possible]
        if not risky or at_hwm(variant(socket.type or "", options)) != "drops":
            continue
        effect, advice = WHY[(socket.type or "").removeprefix("X")]
        certainty = max((risk for _, risk in risky), key=lambda risk: risk.value)
        yield RULE.at(
            socket.span,
            f"this {socket.type} {'drops' if certainty.certain else 'may drop'} {effect} without an error",
            Label(risky[0][0].span, f"{risky[0][0].call}() returns as if it was sent"),
            certainty=certainty,
            help=advice,
        )


def _risk(topology: Topology, socket: Socket, send: Op) -> Tri:
    """A ROUTER that answers whom it has just heard finds it there; of other addresses that is not known."""
    if send.only is None or begins(topology, send) is not Tri.YES:
        return Tri.NO
    if socket.type != "ROUTER":
        return Tri.YES
    firsts = {shape.items[0].kind for shape in send.shapes if shape.items}
    if not firsts or firsts & {"received", "derived"}:
        return Tri.NO
    return Tri.YES if firsts == {"data"} else Tri.MAYBE


RULE = Rule(
    code="ZMQ706",
    name="silent-drop",
    summary="messages that a ROUTER or PUB cannot deliver vanish without an error",
    severity="info",
    profile="pedantic",
    since="0.1.0",
    check=check,
)
