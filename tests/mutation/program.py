"""A right program, its places that can be broken, and a broken copy of it.

A mutant keeps the number of lines of its file, so that places of the right program are places of the broken one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from zlint import static
from zlint.model import Op, Socket, Span, Topology

Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True)
class File:
    """A file of a program; `path` is relative to it."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def of(self, node: ast.AST) -> str:
        """The source of a node."""
        return ast.get_source_segment(self.text, node) or ""

    def statement(self, node: ast.AST) -> ast.stmt:
        """The innermost statement around a node."""
        while not isinstance(node, ast.stmt):
            node = self.parents[node]
        return node

    def simple(self, node: ast.AST) -> bool:
        """Does a node stand in a statement of one line that something can be put in front of?"""
        statement = self.statement(node)
        return isinstance(statement, ast.Expr | ast.Assign | ast.Return) and statement.lineno == statement.end_lineno

    def offset(self, line: int, column: int) -> int:
        """Of a place as `ast` gives it; the programs are ASCII."""
        return sum(map(len, self.text.splitlines(keepends=True)[: line - 1])) + column

    def start(self, node: ast.expr | ast.stmt) -> int:
        return self.offset(node.lineno, node.col_offset)

    def end(self, node: ast.expr | ast.stmt) -> int:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.offset(node.end_lineno, node.end_col_offset)

    def replaced(self, node: ast.expr | ast.stmt, new: str) -> str:
        """The text with another node; lines that the old one took beyond the new one's stay, empty."""
        old = self.text[self.start(node) : self.end(node)]
        lost = old.count("\n") - new.count("\n")
        return self.text[: self.start(node)] + new + self.text[self.end(node) :].replace("\n", "\n" * (lost + 1), 1)

    def before(self, node: ast.AST, new: str) -> str:
        """The text with a statement in front of the one around a node, on its line."""
        start = self.start(self.statement(node))
        return self.text[:start] + new + "; " + self.text[start:]


@dataclass(frozen=True, slots=True)
class Site:
    """A call of the program, and what it does in each of its calling contexts."""

    file: File
    call: ast.Call
    ops: tuple[Op, ...]

    @property
    def receiver(self) -> str:
        """The object whose method is called."""
        return self.file.of(self.call.func.value) if isinstance(self.call.func, ast.Attribute) else ""

    @property
    def method(self) -> str:
        return self.call.func.attr if isinstance(self.call.func, ast.Attribute) else self.file.of(self.call.func)

    def calling(self, method: str) -> str:
        """The text of the file with another method of the object called."""
        return self.file.replaced(self.call.func, f"{self.receiver}.{method}")


class Program:
    """The files and the topology of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        paths = sorted(folder.rglob("*.py"))
        self.files = [File(path.relative_to(folder).as_posix(), path.read_text("utf-8")) for path in paths]
        self.topology = self.analysed()

    def analysed(self, file: str = "", text: str = "") -> Topology:
        """The topology, of the program with another text for one of its files if one is given."""
        buffers = {file: text} if file else {}
        return static.analyse([self.folder], root=self.folder, buffers=buffers).topology

    @cached_property
    def _ops(self) -> dict[tuple[str, int, int], list[Op]]:
        found: dict[tuple[str, int, int], list[Op]] = {}
        for op in self.topology.ops:
            found.setdefault((op.span.path, op.span.line, op.span.column), []).append(op)
        return found

    def sites(self, *kinds: str) -> Iterator[Site]:
        """The calls that do something of these kinds to a socket, in source order."""
        for file in self.files:
            for call in _of_type(file.tree, ast.Call):
                at = self._ops.get((file.path, call.lineno, call.col_offset + 1), [])
                if ops := tuple(op for op in at if op.kind in kinds):
                    yield Site(file, call, ops)

    def nodes(self, kind: type[Node]) -> Iterator[tuple[File, Node]]:
        """The nodes of a type, in source order."""
        for file in self.files:
            for node in _of_type(file.tree, kind):
                yield file, node

    def sockets(self, site: Site) -> list[Socket]:
        """What a site can act on."""
        return [self.topology.socket(key) for key in dict.fromkeys(key for op in site.ops for key in op.sockets)]

    def types(self, site: Site) -> set[str]:
        return {each for socket in self.sockets(site) for each in socket.types}

    def peers(self, socket: Socket) -> set[str]:
        """The types of what a socket is linked with."""
        return {each for peer, _ in self.topology.peers_of(socket) for each in peer.types}

    def has(self, site: Site, *kinds: str) -> bool:
        """Is anything of these kinds done to what a site acts on?"""
        return any(self.topology.ops_of(socket, *kinds) for socket in self.sockets(site))

    def about(self, file: str, line: int) -> set[tuple[str, int]]:
        """The places of the sockets that a line makes or uses, itself or by what it calls; and of their peers."""
        touched = {key for op in self.topology.ops if _touches(op, file, line) for key in op.sockets}
        ours = [self.topology.socket(key) for key in touched]
        near = [*ours, *(peer for socket in ours for peer, _ in self.topology.peers_of(socket))]
        spans = [span for socket in near for op in self.topology.ops_of(socket) for span in (op.span, *op.via)]
        return {(file, line), *((span.path, span.line) for span in spans)}

    def changed(self, topology: Topology) -> set[tuple[str, int]]:
        """The places of ops that do something else in another topology than here."""
        return {place for place, done in _done(topology).items() if done != self._all_done.get(place)}

    @cached_property
    def _all_done(self) -> dict[tuple[str, int], list[str]]:
        return _done(self.topology)


def _done(topology: Topology) -> dict[tuple[str, int], list[str]]:
    found: dict[tuple[str, int], list[str]] = {}
    for op in topology.ops:
        what = f"{op.kind} {op.endpoints} {op.shapes} {op.asyncio} {op.handlers}"
        found.setdefault((op.span.path, op.span.line), []).append(what)
    return found


def _touches(op: Op, file: str, line: int) -> bool:
    return any(_covers(span, file, line) for span in (op.span, *op.via))


def _covers(span: Span, file: str, line: int) -> bool:
    return span.path == file and span.line <= line <= span.end_line


def _of_type(tree: ast.AST, kind: type[Node]) -> list[Node]:
    nodes = [node for node in ast.walk(tree) if isinstance(node, kind)]
    return sorted(nodes, key=lambda node: (node.lineno, node.col_offset))  # type: ignore[attr-defined]
