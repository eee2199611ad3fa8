"""Topology -> diagnostics: run the rules, drop doubles and what is suppressed, sort; merge the text's with a run's.

A rule that raises is reported as ZMQ002 and the run goes on; files that could not be read are ZMQ001, reported when
that rule is among those that run. ZMQ003, what is wrong with suppressions, is judged last: of rules that ran to their
end, and not at all when a file could not be read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from zlint import registry, suppress
from zlint.model import Span, Topology
from zlint.rule import Diagnostic, Rule, Suppressed

CANNOT_PARSE = "ZMQ001"
INTERNAL_ERROR = "ZMQ002"
UNUSED_SUPPRESSION = "ZMQ003"
CONFIRMED = "confirmed at run time"


class Unreadable(Protocol):
    """A file that a front end could not read, and why."""

    @property
    def span(self) -> Span: ...

    @property
    def message(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """diagnostics: what is to be reported, sorted by path, line, column and code. suppressed: what comments silence."""

    diagnostics: tuple[Diagnostic, ...]
    suppressed: tuple[Suppressed, ...] = ()


def run(
    topology: Topology,
    rules: Sequence[Rule],
    faults: Iterable[Unreadable] = (),
    sources: Mapping[str, suppress.Text] | None = None,
) -> tuple[Diagnostic, ...]:
    """What is to be reported of the findings of `rules`."""
    return judge(topology, rules, faults, sources or {}).diagnostics


def judge(
    topology: Topology, rules: Sequence[Rule], faults: Iterable[Unreadable], sources: Mapping[str, suppress.Text]
) -> Outcome:
    """Every finding of `rules`, parted by what the comments say."""
    faults = tuple(faults)
    runs = [(rule, *_run(rule, topology)) for rule in rules]
    found = [diagnostic for _, findings, _ in runs for diagnostic in findings]
    found += [rule.at(fault.span, fault.message) for rule in rules if rule.code == CANNOT_PARSE for fault in faults]
    informed = {rule.code for rule, _, failed in runs if not failed} if not faults else set()
    return _suppressed(_sorted(_most_certain(found)), rules, informed, sources)


def merge(static: Iterable[Diagnostic], run: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """What the text and a run of one program say: one finding for each rule and line, with its origin.

    Where both speak, the surer one stands, and says that it was confirmed.
    """
    seen = {_line(each): each for each in reversed(tuple(run))}
    found = []
    for diagnostic in static:
        other = seen.pop(_line(diagnostic), None)
        if other is None:
            found.append(diagnostic)
            continue
        surer = other if other.certainty.value > diagnostic.certainty.value else diagnostic
        found.append(replace(surer, origin="both", notes=(*surer.notes, CONFIRMED)))
    return tuple(_sorted([*found, *(replace(each, origin="run") for each in seen.values())]))


def _line(diagnostic: Diagnostic) -> tuple[str, str, int]:
    return diagnostic.code, diagnostic.span.path, diagnostic.span.line


def _suppressed(
    found: Sequence[Diagnostic], rules: Sequence[Rule], informed: Collection[str], sources: Mapping[str, suppress.Text]
) -> Outcome:
    """Parts the findings by the comments, and adds what is wrong with the comments if that rule runs."""
    comments = suppress.read(sources, {each.span.path for each in found}, registry.rules())
    applied = suppress.apply(found, comments)
    own = next((rule for rule in rules if rule.code == UNUSED_SUPPRESSION), None)
    if own is None:
        return Outcome(applied.left, applied.suppressed)
    idle = suppress.apply([*suppress.unused(own, comments, applied.used, informed, registry.rules())], comments)
    return Outcome(tuple(_sorted((*applied.left, *idle.left))), (*applied.suppressed, *idle.suppressed))


def _run(rule: Rule, topology: Topology) -> tuple[list[Diagnostic], bool]:
    """What a rule finds, and whether it failed on the way."""
    found: list[Diagnostic] = []
    try:
        found.extend(each for each in rule.check(topology) if not (rule.raises and each.span.in_tests))
    except Exception as error:
        return [*found, _failed(rule, topology, error)], True
    return found, False


def _failed(rule: Rule, topology: Topology, error: Exception) -> Diagnostic:
    own = registry.find(INTERNAL_ERROR)
    assert own is not None
    path = topology.files[0] if topology.files else topology.sockets[0].span.path if topology.sockets else "."
    what = " ".join(f"{type(error).__name__}: {error}".split()).rstrip(": ")
    return own.rule.at(
        Span(path, 1, 1, 1, 1),
        f"rule {rule.name} ({rule.code}) failed: {what}",
        note="this is a bug in the rule, not in the program; the other rules have run",
    )


def _most_certain(found: Iterable[Diagnostic]) -> Iterable[Diagnostic]:
    """One finding for each rule and place: the most certain, of those the first."""
    kept: dict[tuple[str, Span, str], Diagnostic] = {}
    for diagnostic in found:
        # A place tells one finding of a rule from another, but every failed rule has the same place.
        key = (diagnostic.code, diagnostic.span, diagnostic.message if diagnostic.code == INTERNAL_ERROR else "")
        other = kept.get(key)
        if other is None or diagnostic.certainty.value > other.certainty.value:
            kept[key] = diagnostic
    return kept.values()


def _sorted(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    return sorted(found, key=lambda each: (each.span.path, each.span.line, each.span.column, each.code, each.message))
