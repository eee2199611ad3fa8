"""ZMQ002: a rule raised. The engine makes the findings; this folder gives them a name and a page."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Topology
from zlint.rule import Diagnostic, Rule


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Nothing: the engine reports what other rules raise."""
    return iter(())


RULE = Rule(
    code="ZMQ002",
    name="internal-error",
    summary="a rule failed on this program, so what it would have found is missing",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
