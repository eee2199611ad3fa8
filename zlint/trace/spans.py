"""From places in a log to spans: paths relative to a root, columns in code points.

Columns of a log count bytes, so the source is read for them; they are 1 to the end of the line when the file is not
there, or was recorded by a Python that does not know columns (3.10).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from zlint.model import Span


class Spans:
    """root: what paths are shown relative to. cwd: of the program that was recorded."""

    def __init__(self, root: Path, cwd: str) -> None:
        self.root, self.cwd = root, Path(cwd)
        self.shown: dict[str, str] = {}
        self.lines: dict[str, list[bytes]] = {}

    def of(self, entry: list[Any]) -> Span:
        """The span of an entry of a place's chain."""
        filename, _, line, end, column, end_column, *_ = entry
        path = self.path(filename)
        if column is None:
            return Span(path, line, 1, line, len(self._line(filename, line).decode("utf-8", "replace")) + 1)
        return Span(path, line, self._point(filename, line, column), end, self._point(filename, end, end_column))

    def function(self, entry: list[Any]) -> Span:
        """Where the function of an entry begins."""
        return Span(self.path(entry[0]), entry[6], 1, entry[6], 1)

    def path(self, filename: str) -> str:
        if filename not in self.shown:
            file = self.cwd / filename
            inside = file.is_relative_to(self.root)
            self.shown[filename] = (file.relative_to(self.root) if inside else file).as_posix()
        return self.shown[filename]

    def _point(self, filename: str, line: int, column: int) -> int:
        return len(self._line(filename, line)[:column].decode("utf-8", "replace")) + 1

    def _line(self, filename: str, line: int) -> bytes:
        if filename not in self.lines:
            try:
                self.lines[filename] = (self.cwd / filename).read_bytes().splitlines()
            except OSError:
                self.lines[filename] = []
        lines = self.lines[filename]
        return lines[line - 1] if line <= len(lines) else b""
