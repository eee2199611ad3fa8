"""A line of source with something under it: tabs, wide characters and long lines come out aligned.

Not known: how wide the terminal's font draws what Unicode calls ambiguous; it counts as one column.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from zlint.model import Span
from zlint.report.escape import visible

TAB = 4
WIDTH = 100
LEAD = 20  # columns kept in front of the marked part when a long line is cut
CUT = "…"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """text: the line as it is printed. offset, length: where the mark stands under it, in terminal columns."""

    text: str
    offset: int
    length: int


def excerpt(line: str, span: Span) -> Excerpt:
    """The first line of a span; the mark goes to the line's end when the span goes on below."""
    line = line.rstrip("\r\n")
    first = min(span.column - 1, len(line))
    last = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    cells = _cells(line)
    last = max(min(last, len(cells)), first)
    offset, length = sum(map(_width, cells[:first])), sum(map(_width, cells[first:last]))
    return _cut(cells, offset, max(length, 1))


def _cells(line: str) -> list[str]:
    """Each character as it is printed, a tab as the blanks up to its stop."""
    cells: list[str] = []
    column = 0
    for char in line:
        cell = " " * (TAB - column % TAB) if char == "\t" else visible(char)
        cells.append(cell)
        column += _width(cell)
    return cells


def _width(cell: str) -> int:
    if cell.isascii():
        return len(cell)
    if unicodedata.combining(cell):
        return 0
    return 2 if unicodedata.east_asian_width(cell) in "WF" else 1


def _cut(cells: list[str], offset: int, length: int) -> Excerpt:
    total = sum(map(_width, cells))
    if total <= WIDTH:
        return Excerpt("".join(cells).rstrip(), offset, length)
    start = max(0, min(offset - LEAD, total - WIDTH))
    kept: list[str] = []
    column = shown_from = 0
    for cell in cells:
        if column >= start and column + _width(cell) <= start + WIDTH:
            shown_from = shown_from if kept else column
            kept.append(cell)
        column += _width(cell)
    head = CUT if start else ""
    tail = CUT if start + WIDTH < total else ""
    offset = offset - shown_from + len(head)
    return Excerpt(head + "".join(kept) + tail, offset, min(length, max(WIDTH - offset, 1)))
