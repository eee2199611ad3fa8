"""ZMQ103: a REQ or REP sends or receives when it is not its turn."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Topology, Tri
from zlint.model.span import Span
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.lockstep import IDLE, SERVING, WAITING
from zlint.semantics.turns import Turns, turns
from zlint.semantics.typestate import Fold, Held

LAST = {"open": "made here", "send": "last sent here", "recv": "last received here"}
VERBS = {"send": ("may send", "sends"), "recv": ("may receive", "receives")}
FAULT = {
    ("REQ", "send"): "again before it received the reply",
    ("REQ", "recv"): "before it sent a request",
    ("REP", "send"): "before it received a request",
    ("REP", "recv"): "again before it replied",
}


def check(topology: Topology) -> Iterator[Diagnostic]:
    found: dict[Span, Diagnostic] = {}
    for line in turns(topology):
        walk = line.once()
        for number in walk.before:
            op = topology.op(number)
            broken = [held for held in walk.breaking(number) if held.state in (IDLE, WAITING, SERVING)]
            certainty = _certainty(line, walk, number, broken)
            if (
                certainty.possible
                and not topology.in_tests(op)
                and not (op.span in found and found[op.span].certainty.certain)
            ):
                found[op.span] = _finding(line, op, broken, certainty)
    yield from found.values()


def _certainty(line: Turns, walk: Fold[str], number: int, broken: list[Held[str]]) -> Tri:
    """A break on some ways only is worth a word if no condition of the program can rule these ways out."""
    if not broken or not line.complete:
        return Tri.NO
    if walk.verdict(number).certain:
        return Tri.YES
    after_turn = [h for h in broken if h.by is not None and line.topology.op(h.by).kind in ("send", "recv")]
    sure = line.one_sided or any(walk.singled_out(held, number) for held in after_turn)
    return Tri.MAYBE if after_turn and sure else Tri.NO


def _finding(line: Turns, op: Op, broken: list[Held[str]], certainty: Tri) -> Diagnostic:
    before = [line.topology.op(held.by) for held in broken if held.by is not None]
    places = {_place(by, op): LAST[by.kind] for by in before if by.kind in LAST}
    return RULE.at(
        op.span,
        f"a {line.type} {VERBS[op.kind][certainty.certain]} {FAULT[line.type, op.kind]}",
        *(Label(span, what) for span, what in places.items() if span != op.span),
        *(Label(call, "called from here") for call in op.via[-1:] if call not in places),
        here=f"{op.call or op.kind}() raises EFSM here",
        certainty=certainty,
    )


def _place(earlier: Op, op: Op) -> Span:
    """Where the earlier turn was taken; if one helper takes both, where it was called."""
    return earlier.via[-1] if earlier.span == op.span and earlier.via else earlier.span


RULE = Rule(
    code="ZMQ103",
    name="out-of-step",
    summary="a REQ or REP sends or receives when it is not its turn",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
    raises=True,
)
