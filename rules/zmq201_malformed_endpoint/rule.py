"""ZMQ201: an endpoint that bind or connect refuses, or takes for another one."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Endpoint, Op, Topology, Tri
from zlint.rule import Diagnostic, Rule
from zlint.semantics.endpoints import Problem, problem

KINDS = ("malformed", "unknown-scheme", "port-range", "trailing-text")


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen = set()
    for op in topology.all_ops("bind", "connect"):
        judged = [(endpoint, _wrong(endpoint, op)) for endpoint in op.endpoints]
        wrong = [(endpoint, why) for endpoint, why in judged if why is not None]
        if not wrong or op.span in seen or any(why is None and end.literal is not None for end, why in judged):
            continue
        seen.add(op.span)
        endpoint, why = wrong[0]
        certainty = Tri.over(Tri.of(why is not None) for _, why in judged)
        claim = f"'{endpoint}'" if certainty.certain else f"may be '{endpoint}', which"
        yield RULE.at(
            op.span,
            f"the endpoint {claim} {why.message}",
            certainty=certainty,
            note=_effect(op, why),
        )


def _wrong(endpoint: Endpoint, op: Op) -> Problem | None:
    found = problem(endpoint, op.kind)
    return found if found is not None and found.kind in KINDS else None


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
