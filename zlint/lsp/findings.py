"""Diagnostics as the client takes them. Related information names the other ends."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from lsprotocol import types

from zlint import registry
from zlint.lsp.places import Places
from zlint.report.escape import printable
from zlint.report.text import advice, message
from zlint.rule import Diagnostic, Label

Findings = dict[str, list[types.Diagnostic]]
SEVERITY = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}


def by_uri(diagnostics: Iterable[Diagnostic], places: Places) -> Findings:
    """Every finding, under the file where it begins; files without one are left out."""
    files: Findings = {}
    for diagnostic in diagnostics:
        files.setdefault(places.uri(diagnostic.span.path), []).append(_finding(diagnostic, places))
    return files


def digest(items: Sequence[types.Diagnostic]) -> str:
    """Tells whether a client has these already."""
    return hashlib.sha256(repr(list(items)).encode("utf-8", "surrogatepass")).hexdigest()


def _finding(diagnostic: Diagnostic, places: Places) -> types.Diagnostic:
    return types.Diagnostic(
        range=places.range(diagnostic.span),
        message="\n".join([message(diagnostic), *advice(diagnostic)]),
        severity=SEVERITY[diagnostic.severity],
        code=diagnostic.code,
        code_description=_page(diagnostic.code),
        source="zlint",
        related_information=[_related(label, places) for label in diagnostic.labels[1:]] or None,
    )


def _related(label: Label, places: Places) -> types.DiagnosticRelatedInformation:
    return types.DiagnosticRelatedInformation(places.location(label.span), printable(label.message))


def _page(code: str) -> types.CodeDescription | None:
    entry = registry.find(code)
    return types.CodeDescription(entry.page.as_uri()) if entry and entry.page else None
