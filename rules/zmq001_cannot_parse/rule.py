"""ZMQ001: a file could not be read. The engine makes the findings; this folder gives them a name and a page."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Topology
from zlint.rule import Diagnostic, Rule


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Nothing: a topology does not hold what could not be read."""
    return iter(())


RULE = Rule(
    code="ZMQ001",
    name="cannot-parse",
    summary="a file cannot be read, decoded or parsed, so what it does is not seen",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
