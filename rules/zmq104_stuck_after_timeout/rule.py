"""ZMQ104: a REQ sends again after its reply did not come, or a REP receives again after it failed to reply."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Topology, Tri
from zlint.model.span import Span
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.turns import FAULTED, LATE, Turns, turns
from zlint.semantics.typestate import Ahead, Held

MESSAGE = {
    LATE: ("a REQ may send", "a REQ sends", "again after no reply came in time, which raises EFSM from then on"),
    FAULTED: ("a REP may receive", "a REP receives", "again after a failure before the reply, which raises EFSM"),
}
HERE = {LATE: "when no reply comes in time here", FAULTED: "when something fails from here on"}
HELP = {
    LATE: "close the socket and make a new one after a timeout, or set REQ_RELAXED and REQ_CORRELATE",
    FAULTED: "send a reply from the handler, such as an error message",
}


def check(topology: Topology) -> Iterator[Diagnostic]:
    found: dict[tuple[Span, ...], Diagnostic] = {}
    for line in turns(topology):
        walk = line.again()
        reached = dict.fromkeys(held for states in walk.before.values() for held in states)
        for held in reached:
            if held.by is None or held.state not in MESSAGE:
                continue
            op = topology.op(held.by)
            ahead = walk.ahead(op.id, held.label, held, _ways_out(line, op))
            certainty = _certainty(line, op, ahead)
            later = tuple(dict.fromkeys(topology.op(number).span for number in ahead.broken))
            if certainty.possible and (later not in found or op.span < found[later].span):
                found[later] = _finding(op, held, later, certainty)
    yield from found.values()


def _ways_out(line: Turns, op: Op) -> list[int]:
    """Making the socket anew, and waiting for the reply once more."""
    kinds = ("poll", op.kind) if line.type == "REQ" else ()
    return [*line.opens, *(other.id for other in line.topology.all_ops(*kinds) if set(line.ids) & set(other.sockets))]


def _certainty(line: Turns, op: Op, ahead: Ahead) -> Tri:
    """Which way is taken may hang on what the function returned, and then its caller may know better."""
    if not ahead.broken or ahead.meets or (ahead.ends and line.renewed_elsewhere):
        return Tri.NO
    inside = all(_place(op) == _place(line.topology.op(number)) for number in ahead.broken)
    if ahead.raises and not inside:
        return Tri.NO
    return Tri.of(line.complete and not ahead.ends and not ahead.raises) | Tri.MAYBE


def _place(op: Op) -> tuple[str, tuple[Span, ...]]:
    return op.function, op.via


def _finding(op: Op, held: Held[str], later: tuple[Span, ...], certainty: Tri) -> Diagnostic:
    return RULE.at(
        op.span,
        f"{MESSAGE[held.state][certainty.certain]} {MESSAGE[held.state][2]}",
        *(Label(span, "this then raises EFSM") for span in later if span != op.span),
        here=HERE[held.state],
        certainty=certainty,
        help=HELP[held.state],
    )


RULE = Rule(
    code="ZMQ104",
    name="stuck-after-timeout",
    summary="a REQ sends again after a timeout, or a REP receives again after it failed to reply",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
