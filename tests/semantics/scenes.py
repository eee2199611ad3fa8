"""Small programs as topologies: one line of ops for each execution, and the edges that make it more than a line.

An op is `number kind socket` and options: `7 send a more`, `3 start thread:t`, `4 poll a in`, `5 send a x3`.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from zlint.model import Edge, Endpoint, Execution, Frame, Frames, Link, Op, OpGraph, Socket, Span, Topology, Tri, Value

MAIN = Execution("main", "main", "", Span("a.py", 1, 1, 1, 2), "p")


def at(line: int) -> Span:
    return Span("a.py", line, 1, line, 9)


def scene(
    types: dict[str, str],
    lines: dict[str, str],
    *executions: Execution,
    edges: str = "",
    ends: str = "",
    linked: str = "",
    many: bool = False,
) -> Topology:
    """lines: ops by execution, separated by `;`. edges: `1>2` or `1>2:idle`, beside the line. ends: further exits.
    linked: `a-b` for a link that is certain."""
    made = {name: [_op(text, name) for text in line.split(";")] for name, line in lines.items()}
    graphs = tuple(_graph(name, [op.id for op in ops], edges, ends) for name, ops in made.items())
    sockets = {
        name: Socket(name, at(90), (kind,), (), "main", many=many, name=name) for name, kind in sorted(types.items())
    }
    links = tuple(
        Link(sockets[a], sockets[b], 0, 0, Endpoint.of("inproc://x"), Tri.YES)
        for a, b in (pair.split("-") for pair in linked.split())
    )
    return Topology(
        sockets=tuple(sockets.values()),
        ops=tuple(op for ops in made.values() for op in ops),
        links=links,
        executions=(MAIN, *executions),
        graphs=graphs,
    )


def _op(text: str, execution: str) -> Op:
    number, kind, target, *more = text.split()
    started = target.partition("thread:")[2]
    sockets = () if started else (target,)
    op = Op(int(number), kind, kind, at(int(number)), sockets, execution, function=execution, peers=(started,))
    for word in more:
        match word:
            case "more":
                op = replace(op, more=Tri.YES)
            case "in" | "out":
                op = replace(op, events=word)
            case _ if word.startswith("x"):
                op = replace(op, codec="multipart", shapes=(Frames((Frame("data"),) * int(word[1:])),))
            case _ if word.startswith("lock:"):
                op = replace(op, locks=frozenset({word}))
            case _:
                op = replace(op, option=word, value=None if word in ("RCVMORE", "EVENTS") else Value((1,)))
    return op


def _graph(execution: str, numbers: list[int], edges: str, ends: str) -> OpGraph:
    ways = {source: [Edge(target)] for source, target in pairwise(numbers)}
    for word in edges.split():
        pair, _, label = word.partition(":")
        source, target = (int(end) for end in pair.split(">"))
        if source in numbers:
            ways.setdefault(source, []).append(Edge(target, label or "next"))
    exits = [numbers[-1], *(int(end) for end in ends.split() if int(end) in numbers)]
    frozen = {source: tuple(found) for source, found in ways.items()}
    return OpGraph(execution, tuple(numbers), frozen, (numbers[0],), tuple((op, "next") for op in exits))
