"""ZMQ003: a comment silences nothing. The engine makes the findings; this folder gives them a name and a page."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Topology
from zlint.rule import Diagnostic, Rule


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Nothing: a topology holds no comments, and only what other rules have found says which of them are used."""
    return iter(())


RULE = Rule(
    code="ZMQ003",
    name="unused-suppression",
    summary="a comment that should silence a finding silences none",
    severity="info",
    profile="default",
    since="0.1.0",
    check=check,
)
