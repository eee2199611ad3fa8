"""ZMQ414: a service unpacks messages of anybody into a fixed number of names.

A recorder does not see how a result is unpacked, so nothing is said of a run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zlint.model import Handler, Op, OpGraph, Socket, Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.exposure import Exposure, exposure
from zlint.semantics.messages import Size
from zlint.semantics.typestate import reachable

CATCHES = frozenset({"ValueError", "Exception", "BaseException"})


def check(topology: Topology) -> Iterator[Diagnostic]:
    found: dict[Span, Diagnostic] = {}
    for recv in topology.all_ops("recv"):
        socket = topology.socket(recv.only) if recv.only else None
        if socket is None or recv.span in found or not _can_fail(recv, socket) or not _serves(topology, recv):
            continue
        open_to = exposure(topology, socket)
        if open_to.at is not None and open_to.at.kind == "bind" and open_to.reach != "process":
            found[recv.span] = _finding(recv, open_to)
    yield from found.values()


def _can_fail(recv: Op, socket: Socket) -> bool:
    """Does a message of another size raise ValueError, and nobody in a loop deal with it?"""
    if recv.unpack is None or recv.codec != "multipart" or recv.whole or any(map(_goes_on, recv.handlers)):
        return False
    least, most = recv.unpack
    return most is not None or least > (2 if socket.type == "ROUTER" else 1)


def _goes_on(handler: Handler) -> bool:
    return handler.loops and bool(CATCHES & set(handler.catches)) and handler.action != "raise"


def _serves(topology: Topology, recv: Op) -> bool:
    """Does the program come back to it by itself?"""
    graph = topology.graph_of(recv)
    return graph is not None and not topology.in_tests(recv) and recv.id in _behind(graph, recv)


def _behind(graph: OpGraph, recv: Op) -> frozenset[int]:
    return reachable(replace(graph, repeats=False), recv.id)


def _finding(recv: Op, open_to: Exposure) -> Diagnostic:
    labels = (Label(open_to.at.span, f"{open_to.who} can send to it"),) if open_to.at else ()
    return RULE.at(
        recv.span,
        f"a message that has not {Size(*(recv.unpack or (0, None)))} ends this loop",
        *labels,
        here="ValueError for each such message",
        certainty=open_to.certainty,
        help="look at len() first, or catch ValueError and go on",
    )


RULE = Rule(
    code="ZMQ414",
    name="unchecked-frame-count",
    summary="a service unpacks messages of anybody into a fixed number of names",
    severity="warning",
    profile="pedantic",
    since="0.1.0",
    check=check,
)
