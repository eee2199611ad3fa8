"""ZMQ201: an endpoint that bind or connect refuses, or takes for another one."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Topology
from zlint.rule import Diagnostic, Rule
from zlint.semantics.endpoints import Problem, faults

KINDS = ("malformed", "unknown-scheme", "port-range", "trailing-text")


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen = set()
    for op in topology.all_ops("bind", "connect"):
        found = faults(op, KINDS)
        if found is None or op.span in seen:
            continue
        seen.add(op.span)
        endpoint, why, certainty = found
        claim = f"'{endpoint}'" if certainty.certain else f"may be '{endpoint}', which"
        yield RULE.at(
            op.span,
            f"the endpoint {claim} {why.message}",
            certainty=certainty,
            note=_effect(op, why),
        )


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
)
