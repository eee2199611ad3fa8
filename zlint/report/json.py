"""Findings for other programs. The shape is a contract: keys are added, never renamed or removed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from zlint.model import Span
from zlint.rule import SEVERITIES, Diagnostic, Fix

VERSION = 1


def render(diagnostics: Sequence[Diagnostic], counts: Mapping[str, int]) -> str:
    """The whole run as one object."""
    by_severity = {name: sum(each.severity == name for each in diagnostics) for name in reversed(SEVERITIES)}
    return dump({"diagnostics": [_finding(each) for each in diagnostics], "summary": {**counts, **by_severity}})


def dump(document: Mapping[str, Any]) -> str:
    """A document of ours, with its version, in ASCII."""
    return json.dumps({"version": VERSION, **document}, indent=2) + "\n"


def _finding(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "rule": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity,
        "certainty": diagnostic.certainty.name.lower(),
        "origin": diagnostic.origin,
        "message": diagnostic.message,
        **_place(diagnostic.span),
        "label": diagnostic.labels[0].message,
        "related": [{"message": label.message, **_place(label.span)} for label in diagnostic.labels[1:]],
        "notes": list(diagnostic.notes),
        "helps": list(diagnostic.helps),
        "fix": _fix(diagnostic.fix),
    }


def _place(span: Span) -> dict[str, Any]:
    return {
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _fix(fix: Fix | None) -> dict[str, Any] | None:
    if fix is None:
        return None
    edits = [{**_place(edit.span), "text": edit.text} for edit in fix.edits]
    return {"title": fix.title, "safe": fix.safe, "edits": edits}
