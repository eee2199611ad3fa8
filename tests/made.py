"""Topologies and findings made by hand, for tests of what comes after the front end."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace

from zlint.model import Endpoint, Execution, Hole, Link, Op, Socket, Span, Template, Topology, Tri, Unresolved
from zlint.rule import Diagnostic, Label


def span(path: str, line: int, column: int = 1, length: int = 1) -> Span:
    return Span(path, line, column, line, column + length)


@dataclass
class Text:
    """A source file."""

    text: str

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


@dataclass
class Made:
    """An analysis as the front end returns it."""

    topology: Topology = field(default_factory=Topology)
    sources: dict[str, Text] = field(default_factory=dict)
    faults: tuple[SimpleNamespace, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)


def finding(
    where: Span,
    *others: Label,
    code: str = "ZMQ101",
    severity: str = "error",
    certainty: Tri = Tri.YES,
    message: str = "PUB meets PULL",
) -> Diagnostic:
    return Diagnostic(code, "incompatible-peers", message, severity, (Label(where, "binds"), *others), certainty)


HOST = Hole("host", "server.py:host", "a parameter")
FIXED, OPEN = Endpoint.of("tcp://*:5555"), Endpoint.of(Template(("tcp://", HOST, ":5555")))
PUB = Socket("pub", span("server.py", 3), ("PUB",), (), "main", name="self.pub", via=(span("lib.py", 9),))
SUB = Socket("sub", span("client.py", 2), ("SUB", "XSUB"), (), "thread", asyncio=True, many=True, name="sub")
LONE = Socket("lone", span("client.py", 8), (), (), "main", complete=False)


def op(number: int, kind: str, where: Span, *sockets: str, **more: object) -> Op:
    return Op(number, kind, kind, where, sockets, "main", **more)  # type: ignore[arg-type]


TOPOLOGY = Topology(
    sockets=(PUB, LONE, SUB),
    ops=(
        op(0, "open", span("lib.py", 9), "pub"),
        op(1, "bind", span("server.py", 4), "pub", endpoints=(FIXED,)),
        op(2, "connect", span("client.py", 3), "sub", endpoints=(OPEN, FIXED)),
        op(3, "connect", span("client.py", 9), "lone", "sub", endpoints=(FIXED,)),
        op(4, "send", span("server.py", 6), "pub", via=(span("server.py", 20),)),
        op(5, "send", span("server.py", 6, 9), "pub"),
        op(6, "option", span("server.py", 5), "pub", option="LINGER"),
        op(7, "escape", span("client.py", 10), "lone"),
        op(8, "close", span("server.py", 7), "pub"),
        op(9, "bind", span("client.py", 11), "lone"),
    ),
    links=(
        Link(PUB, SUB, 1, 2, OPEN, Tri.MAYBE),
        Link(PUB, SUB, 1, 2, FIXED, Tri.YES),
        Link(PUB, LONE, 1, 3, FIXED, Tri.MAYBE),
        Link(LONE, LONE, 9, 3, FIXED, Tri.NO),
    ),
    executions=(
        Execution("thread", "thread", "work", span("client.py", 1), "p", "main", span("server.py", 2), many=True),
        Execution("main", "main", "", span("server.py", 1), "p"),
    ),
    unresolved=(
        Unresolved(span("z.py", 1), "endpoint", "read from a file"),
        Unresolved(span("a.py", 2), "receiver", "a parameter that nobody passes"),
        Unresolved(span("a.py", 1), "receiver", "a parameter that nobody passes"),
    ),
    files=("client.py", "server.py"),
)
