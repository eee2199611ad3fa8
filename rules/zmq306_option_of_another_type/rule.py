"""ZMQ306: an option is set that this type of socket refuses or ignores, or that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Socket, Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.direction import can_recv, can_send
from zlint.semantics.peers import indefinite
from zlint.semantics.settings import IDLE, NO_OPTION, ONE_WAY, REFUSES, TAKEN, outcome, tried

HERE = {REFUSES: "raises ZMQError: EINVAL", IDLE: "accepted, and without effect", NO_OPTION: "raises AttributeError"}
HELP = {
    ("SUBSCRIBE", "XSUB"): r"an XSUB subscribes by sending: send(b'\x01' + topic)",
    ("HWM", ""): "set SNDHWM and RCVHWM, or call set_hwm()",
}


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen: set[Span] = set()
    for op in topology.all_ops("option", "subscribe", "unsubscribe"):
        ends = topology.sockets_of(op)
        if op.value is None or op.option is None or op.span in seen or tried(topology, op, "AttributeError"):
            continue
        types = tuple(dict.fromkeys(name for end in ends for name in end.types))
        results = {_outcome(topology, end, name, op) for end in ends for name in end.types or ("",)}
        if len(results) == 1 and results <= HERE.keys() and all(end.types for end in ends):
            seen.add(op.span)
            yield _finding(op, types, results.pop(), *ends)


def _outcome(topology: Topology, socket: Socket, type: str, op: Op) -> str:
    option = op.option or ""
    others = {each.option for each in topology.ops_of(socket, "option") if each.value is not None}
    if option == "HWM" and {"SNDHWM", "RCVHWM"} & others:
        return TAKEN  # one of them is for another version of libzmq
    if type == "XPUB" and "XPUB_MANUAL" in others:
        return TAKEN
    if op.value is not None and set(op.value.options) <= {0} and option == "CONFLATE":
        return TAKEN
    if option in ONE_WAY and ONE_WAY[option] not in others and socket.complete:
        works = can_send(type) if option.startswith("SND") else can_recv(type)
        return TAKEN if works else IDLE
    return outcome(type, option, op.call)


def _finding(op: Op, types: tuple[str, ...], result: str, *ends: Socket) -> Diagnostic:
    kind, option, made = " or ".join(types), op.option or "", indefinite(types)
    words = {
        REFUSES: f"{option} cannot be set on {made}" if option != "HWM" else f"{op.call}(zmq.HWM) is refused",
        IDLE: f"{option} does nothing on {made}",
        NO_OPTION: f"a socket has no option {op.call}",
    }
    return RULE.at(
        op.span,
        words[result],
        *(Label(end.span, f"{indefinite(end.types)} is made here") for end in ends if result != NO_OPTION),
        here=HERE[result],
        severity="warning" if result == IDLE else None,
        help=HELP.get((option, kind)) or HELP.get((option, "")),
    )


RULE = Rule(
    code="ZMQ306",
    name="option-of-another-type",
    summary="an option that this socket type refuses or ignores, or that does not exist",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
    raises=True,
)
