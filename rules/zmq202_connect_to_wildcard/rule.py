"""ZMQ202: connect to a wildcard, which only bind can fill in."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Topology
from zlint.rule import Diagnostic, Rule
from zlint.semantics.endpoints import Problem, said, wrong_places


def check(topology: Topology) -> Iterator[Diagnostic]:
    for op, endpoint, why, certainty in wrong_places(topology, ("wildcard",), "connect"):
        yield RULE.at(op.span, said(endpoint, why, certainty), certainty=certainty, note=_effect(op, why))


def _effect(op: Op, why: Problem) -> str:
    if why.errno is not None:
        return f"{op.kind} raises {why.errno}"
    return f"{op.kind} raises nothing, and no peer can ever be there"


RULE = Rule(
    code="ZMQ202",
    name="connect-to-wildcard",
    summary="connect to a wildcard host, port or path, which only bind can fill in",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
    raises=True,
)
