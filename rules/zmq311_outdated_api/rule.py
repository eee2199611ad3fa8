"""ZMQ311: a name that newest pyzmq deprecates or has removed. Names are text, which a recorder does not see."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Span, Topology
from zlint.rule import Diagnostic, Edit, Fix, Label, Rule
from zlint.semantics.outdated import OUTDATED, Outdated


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each name and file. A test of a deprecated name is meant."""
    found: dict[tuple[str, str], dict[Span, None]] = {}
    for mention in topology.mentions:
        if mention.span.in_tests:
            continue
        found.setdefault((mention.span.path, mention.name), {})[mention.span] = None
    for (_, name), spans in found.items():
        first, *others = sorted(spans)
        known = OUTDATED[name]
        yield RULE.at(
            first,
            f"{name.removeprefix('Socket.')} {'is no longer in' if known.removed else 'is outdated in'} pyzmq",
            *(Label(span, "here as well") for span in others),
            here=f"use {known.instead}",
            fix=_fix(known, [first, *others]),
        )


def _fix(known: Outdated, spans: list[Span]) -> Fix | None:
    """Where each place is an attribute of one line; an imported name stands in its import, too."""
    old = len(known.name.rpartition(".")[2])
    if known.same is None or any(s.line != s.end_line or s.end_column - s.column <= old for s in spans):
        return None
    names = (Span(s.path, s.line, s.end_column - old, s.line, s.end_column) for s in spans)
    return Fix(f"use {known.same}", tuple(Edit(name, known.same) for name in names), safe=True)


RULE = Rule(
    code="ZMQ311",
    name="outdated-api",
    summary="a name that newest pyzmq deprecates or has removed",
    severity="info",
    profile="default",
    since="0.1.0",
    check=check,
)
