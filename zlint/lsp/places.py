"""Places of one analysis in the client's terms.

A span is 1-based and counts code points. A range is 0-based and counts what the client and the server agreed on,
UTF-16 units unless they did. Lines end with what ends a line in LSP and in Python source: not a form feed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol.types import Location, Position, Range
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace import PositionCodec

from zlint.model import Span
from zlint.static.source import Source

Point = tuple[int, int]  # line and column of a span


@dataclass(frozen=True, slots=True)
class Document:
    """What the client has open."""

    uri: str
    version: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Places:
    """documents: those that are open, by shown path. sources: what was parsed, open or not."""

    root: Path
    documents: Mapping[str, Document]
    sources: Mapping[str, Source]
    codec: PositionCodec
    split: dict[str, list[str]] = field(default_factory=dict)

    def uri(self, path: str) -> str:
        """As the client spells it, when it has the file open."""
        if path in self.documents:
            return self.documents[path].uri
        return from_fs_path(str(self.root / path)) or ""

    def location(self, span: Span) -> Location:
        return Location(self.uri(span.path), self.range(span))

    def range(self, span: Span) -> Range:
        return Range(
            self._position(span.path, span.line, span.column), self._position(span.path, span.end_line, span.end_column)
        )

    def point(self, path: str, position: Position) -> Point:
        """Where in the text the client points to."""
        found = self.codec.position_from_client_units(
            self.lines(path), Position(position.line, position.character)
        )  # a copy: pygls writes into what it is given
        return found.line + 1, found.character + 1

    def lines(self, path: str) -> list[str]:
        """The lines of a file; none of one that could not be read."""
        if path not in self.split:
            source = self.sources.get(path)
            if source is None and path in self.documents:
                source = Source(path, self.documents[path].text)
            self.split[path] = source.lines if source else []
        return self.split[path]

    def _position(self, path: str, line: int, column: int) -> Position:
        lines = self.lines(path)
        before = lines[line - 1][: column - 1] if line <= len(lines) else " " * (column - 1)
        return Position(line - 1, self.codec.client_num_units(before))


def shown(uri: str, root: Path) -> str | None:
    """The path that spans carry for a document, None when it is no file below the root."""
    path = to_fs_path(uri)
    if path is None or not Path(path).is_relative_to(root):
        return None
    return Path(path).relative_to(root).as_posix()
