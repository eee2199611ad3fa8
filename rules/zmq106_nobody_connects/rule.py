"""ZMQ106: an inproc endpoint is bound, and nobody in the program connects to it."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Topology
from zlint.rule import Diagnostic, Rule
from zlint.semantics.partners import alone


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen = set()
    for bind in topology.all_ops("bind"):
        endpoint = alone(topology, bind)
        if endpoint is None or endpoint.transport != "inproc" or bind.span in seen:
            continue
        seen.add(bind.span)
        yield RULE.at(
            bind.span,
            f"nobody connects to {endpoint}",
            here="bound here",
            note="an inproc name is known in this process only, so no other program can be its peer",
        )


RULE = Rule(
    code="ZMQ106",
    name="nobody-connects",
    summary="an inproc endpoint is bound, and nobody in the program connects to it",
    severity="info",
    profile="pedantic",
    since="0.1.0",
    check=check,
)
