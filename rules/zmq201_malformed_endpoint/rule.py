"""ZMQ201: an endpoint that bind or connect refuses, or takes for another one."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Topology
from zlint.rule import Diagnostic, Rule
from zlint.semantics.endpoints import Problem, said, wrong_places

KINDS = ("malformed", "unknown-scheme", "port-range", "trailing-text")


def check(topology: Topology) -> Iterator[Diagnostic]:
    for op, endpoint, why, certainty in wrong_places(topology, KINDS, "bind", "connect"):
        if not topology.in_tests(op):
            yield RULE.at(op.span, said(endpoint, why, certainty), certainty=certainty, note=_effect(op, why))


def _effect(op: Op, why: Problem) -> str:
    if why.errno is not None:
        return f"{op.kind} raises {why.errno}"
    return f"{op.kind} raises nothing"


RULE = Rule(
    code="ZMQ201",
    name="malformed-endpoint",
    summary="an endpoint that bind or connect refuses, or takes for another one",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
    raises=True,
)
