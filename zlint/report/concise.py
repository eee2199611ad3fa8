"""One line for each finding: `path:line:col: error[ZMQ101] message`."""

from __future__ import annotations

from collections.abc import Sequence

from zlint.report.escape import printable
from zlint.report.style import PLAIN, Style
from zlint.report.text import message
from zlint.rule import Diagnostic


def render(diagnostics: Sequence[Diagnostic], style: Style = PLAIN) -> str:
    """All findings, one a line."""
    return "".join(f"{_line(each, style)}\n" for each in diagnostics)


def _line(diagnostic: Diagnostic, style: Style) -> str:
    what = style.paint(diagnostic.severity, f"{diagnostic.severity}[{diagnostic.code}]")
    return f"{printable(str(diagnostic.span))}: {what} {message(diagnostic)}"
