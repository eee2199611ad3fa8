"""ZMQ114: parties wait for each other's messages for ever.

Each must wait without a limit, so nothing is said of a run: a recorder does not see whether a handler goes on.
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.standstill import Standstill, standstills

SHOWN = 8  # steps, the last ones
DID = {"send": "sends", "recv": "receives", "start": "starts a thread", "fork": "starts a process"}


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen = set()
    for found in standstills(topology):
        places = tuple(sorted({op.span for op in found.waits}))
        if places not in seen:
            seen.add(places)
            yield _report(topology, found)


def _report(topology: Topology, found: Standstill) -> Diagnostic:
    first = min(range(len(found.waits)), key=lambda number: found.waits[number].span)
    waits = (*found.waits[first:], *found.waits[:first])
    names = [_name(topology, op) for op in waits]
    roots = {topology.root(op.execution).id for op in waits}
    others = zip(waits[1:], names[1:], (*names[2:], names[0]))
    steps = [op for op in found.steps if op.kind in DID][-SHOWN:]
    return RULE.at(
        waits[0].span,
        f"{' and '.join(names)} wait for each other, and nobody sends",
        *(Label(op.span, f"{name} waits here for {whom}") for op, name, whom in others),
        *(Label(op.span, f"step {at}: {_name(topology, op)} {DID[op.kind]}") for at, op in enumerate(steps, 1)),
        here=f"{names[0]} waits here for {names[1]}",
        certainty=Tri.of(len(roots) == 1) | Tri.MAYBE,
        note="every way through the program ends here",
        help="let one of them send first, or give the recv a timeout",
    )


def _name(topology: Topology, op: Op) -> str:
    execution = topology.execution(op.execution)
    return f"{execution.kind} {execution.name}" if execution.kind != "library" else execution.name


RULE = Rule(
    code="ZMQ114",
    name="waiting-on-each-other",
    summary="parties wait for each other's messages for ever",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
