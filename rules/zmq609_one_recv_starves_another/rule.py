"""ZMQ609: one thread waits in turn on sockets whose messages come independently of each other."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.starving import pairs


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each loop."""
    told: set[object] = set()
    for graph in topology.graphs:
        for first, second, certainty in pairs(topology, graph):
            if {first.span, second.span} & told or topology.in_tests(first) or not certainty.possible:
                continue
            told |= {first.span, second.span}
            mine, other = (topology.socket(op.sockets[0]) for op in (first, second))
            lie = "lie" if certainty.certain else "may lie"
            yield RULE.at(
                first.span,
                f"while this {mine.type} is waited for, messages for a {other.type} {lie} unread",
                Label(second.span, f"{second.call}() comes only after that, and waits in turn"),
                Label(mine.span, f"the {mine.type} is created here"),
                Label(other.span, f"the {other.type} is created here"),
                here="both wait without a limit in one loop",
                certainty=certainty,
                help="wait for both with one Poller",
            )


RULE = Rule(
    code="ZMQ609",
    name="one-recv-starves-another",
    summary="one thread waits in turn on sockets whose messages come independently",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
