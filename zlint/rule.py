"""What a rule is, and what it reports.

A rule is a value: metadata and a pure function from a `Topology` to diagnostics. `rules/<folder>/rule.py` names its
one rule `RULE`. Rules import `zlint.model`, `zlint.semantics` and this module, and nothing else of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from zlint.model import Span, Topology, Tri

SEVERITIES = ("info", "warning", "error")
PROFILES = ("default", "pedantic")


@dataclass(frozen=True, slots=True)
class Label:
    """A place and what is to be said of it."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text of a span (empty for an insertion)."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """safe: the program means the same afterwards, or what its author surely meant."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. labels: the first is the primary place, the others name the other ends.

    notes: why the tool thinks so. helps: what to do. severity: of this finding (a rule may lower its own).
    origin: "static", "run" or "both".
    """

    code: str
    name: str
    message: str
    severity: str
    labels: tuple[Label, ...]
    certainty: Tri = Tri.YES
    origin: str = "static"
    fix: Fix | None = None
    notes: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()

    @property
    def span(self) -> Span:
        return self.labels[0].span


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that a comment silences. where: the comment; reason: what it says for itself."""

    diagnostic: Diagnostic
    where: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Rule:
    """code: "ZMQ101"; name: kebab case, states the fault; severity, profile: as the catalogue has them;
    since: the zlint version that brought it; summary: one line for lists. default_before: where the program must work
    with a libzmq older than this, the rule is of the default profile. raises: what it reports raises where it stands,
    so that a test which does it means it."""

    code: str
    name: str
    summary: str
    severity: str
    profile: str
    since: str
    check: Callable[[Topology], Iterable[Diagnostic]]
    default_before: tuple[int, ...] = ()
    raises: bool = False

    def at(
        self,
        span: Span,
        message: str,
        *others: Label,
        here: str = "",
        certainty: Tri = Tri.YES,
        severity: str | None = None,
        fix: Fix | None = None,
        note: str | None = None,
        help: str | None = None,
    ) -> Diagnostic:
        """A finding at `span`. here: what the caret says; others: labels at other places."""
        return Diagnostic(
            code=self.code,
            name=self.name,
            message=message,
            severity=severity or self.severity,
            labels=(Label(span, here), *others),
            certainty=certainty,
            fix=fix,
            notes=(note,) if note else (),
            helps=(help,) if help else (),
        )
