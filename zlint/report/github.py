"""Findings as workflow commands, which GitHub shows as annotations in a change.

Its columns hold only within one line, so a finding over several lines has none.
"""

from __future__ import annotations

from collections.abc import Sequence

from zlint.report.escape import printable
from zlint.report.text import advice, message
from zlint.rule import Diagnostic

COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
PROPERTY = DATA | {":": "%3A", ",": "%2C"}


def render(diagnostics: Sequence[Diagnostic]) -> str:
    """One command for each finding; the other ends and the advice are lines of its text."""
    return "".join(f"{_command(each)}\n" for each in diagnostics)


def _command(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    properties = {"title": f"{diagnostic.code} {diagnostic.name}", "file": span.path, "line": span.line}
    properties["endLine"] = span.end_line
    if span.line == span.end_line:
        properties |= {"col": span.column, "endColumn": span.end_column}
    others = [printable(f"{label.span}: {label.message}") for label in diagnostic.labels[1:]]
    lines = [message(diagnostic), *others, *advice(diagnostic)]
    listed = ",".join(f"{key}={_escaped(str(value), PROPERTY)}" for key, value in properties.items())
    return f"::{COMMANDS[diagnostic.severity]} {listed}::{_escaped(chr(10).join(lines), DATA)}"


def _escaped(text: str, special: dict[str, str]) -> str:
    return "".join(special.get(char, char) for char in text)
