"""SourceFile: text from disk or from an editor's buffer; parsing with libcst, and where each node stands.

Nothing is imported or executed. `Unreadable` carries a one-line reason and its place.
"""

from __future__ import annotations

import ast
import gc
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from zlint.model import Span

if TYPE_CHECKING:
    import libcst

BOM = "\ufeff"
# What Python 2 has and Python 3 does not, for a reason a reader understands.
PYTHON_2 = re.compile(
    r"^\s*(print\s+[^(=\s]|exec\s+[\"'a-z]|except\s+[\w.()]+(,\s*[\w.]+)*\s*,\s*\w+\s*:|raise\s+\w+\s*,)", re.MULTILINE
)


BRACKET = re.compile(r"[()\[\]{}]")
DEEPEST = 200  # brackets in brackets, as in CPython


class Unreadable(Exception):
    """A file that cannot be read, decoded or parsed."""

    def __init__(self, span: Span, message: str) -> None:
        super().__init__(span, message)
        self.span = span
        self.message = message


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text. path: as shown to the user, with `/`."""

    path: str
    text: str

    @property
    def lines(self) -> list[str]:
        """Lines without their ends; the same splitting as `line_starts`."""
        starts = line_starts(self.text)
        return [self.text[a:b].rstrip("\r\n") for a, b in zip(starts, [*starts[1:], len(self.text)])]


def read(file: Path, shown: str) -> Source:
    """The text of a file by its coding line (PEP 263), without a byte order mark."""
    try:
        return decode(file.read_bytes(), shown)
    except OSError as error:
        raise Unreadable(Span(shown, 1, 1, 1, 1), f"cannot be read: {error.strerror or error}") from None


def decode(raw: bytes, shown: str) -> Source:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
        return Source(shown, raw.decode(encoding).removeprefix(BOM))
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        line = raw[: error.start].count(b"\n") + 1 if isinstance(error, UnicodeDecodeError) else 1
        raise Unreadable(Span(shown, line, 1, line, 1), f"cannot be decoded: {error}") from None


def parse(source: Source) -> libcst.Module:
    """The syntax tree."""
    import libcst

    if _too_deep(source.text):
        raise nested_too_deeply(source)
    try:
        return libcst.parse_module(source.text)
    except libcst.ParserSyntaxError as error:
        old = PYTHON_2.search(source.text)
        line, column = error.raw_line, error.raw_column + 1
        if old:
            line, column = source.text.count("\n", 0, old.start(1)) + 1, 1
            message = "cannot be parsed: this is Python 2"
        else:
            message = "cannot be parsed: " + error.message.split("\n")[0]
        raise Unreadable(Span(source.path, line, column, line, column), message) from None


def nested_too_deeply(source: Source) -> Unreadable:
    return Unreadable(Span(source.path, 1, 1, 1, 1), "cannot be parsed: nested too deeply")


def _too_deep(text: str) -> bool:
    """Brackets beyond what Python takes; libcst's parser would end the process. Texts and comments hold brackets, too,
    so Python's own parser has the last word."""
    if max(accumulate(1 if each in "([{" else -1 for each in BRACKET.findall(text)), default=0) <= DEEPEST:
        return False
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return True
    return False


def line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]


def positions(module: libcst.Module) -> dict[int, tuple[int, int]]:
    """id(node) -> (start, end) offsets in the text, for every expression, statement and definition name.

    libcst has no positions of its own: they fall out of generating the code again, token by token.
    """
    state = _recorder()(module.default_indent, module.default_newline)
    module._codegen(state)
    spans: dict[int, tuple[int, int]] = state.spans
    return spans


_RECORDER: list[type] = []


def _recorder() -> type:
    if not _RECORDER:
        from libcst._nodes.internal import CodegenState

        @dataclass(frozen=False)
        class Recorder(CodegenState):
            offset: int = 0
            spans: dict[int, tuple[int, int]] = field(default_factory=dict)

            def add_indent_tokens(self) -> None:
                self.offset += sum(map(len, self.indent_tokens))

            def add_token(self, value: str) -> None:
                self.offset += len(value)

            def pop_trailing_newline(self) -> None:
                """The text is not kept, so there is none to cut."""

            def record_syntactic_position(  # type: ignore[override]
                self, node: libcst.CSTNode, *, start_node: object = None, end_node: object = None
            ) -> _Mark:
                return _Mark(self, id(node), id(start_node) if start_node else 0, id(end_node) if end_node else 0)

        _RECORDER.append(Recorder)
    return _RECORDER[0]


class _Mark:
    """Context manager that notes the offsets at which a node's own text begins and ends."""

    __slots__ = ("end_node", "node", "start", "start_node", "state")

    def __init__(self, state: object, node: int, start_node: int, end_node: int) -> None:
        self.state = state
        self.node = node
        self.start_node = start_node
        self.end_node = end_node

    def __enter__(self) -> None:
        self.start = self.state.offset  # type: ignore[attr-defined]

    def __exit__(self, *_: object) -> None:
        spans = self.state.spans  # type: ignore[attr-defined]
        start = spans[self.start_node][0] if self.start_node in spans else self.start
        end = spans[self.end_node][1] if self.end_node in spans else self.state.offset  # type: ignore[attr-defined]
        spans[self.node] = (start, end)


@contextmanager
def prepared() -> Iterator[None]:
    """Inside, deep programs can be followed, and nothing is collected: trees and values hold no cycles to speak of,
    and the collector walks them all."""
    enabled, limit = gc.isenabled(), sys.getrecursionlimit()
    gc.disable()
    sys.setrecursionlimit(max(limit, 10_000))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
        if enabled:
            gc.enable()
