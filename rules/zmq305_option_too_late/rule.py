"""ZMQ305: an option that only later binds and connects see is set after the last of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from zlint.model import Op, OpGraph, Socket, Span, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.admission import opened_by
from zlint.semantics.attached import attached
from zlint.semantics.options import late_effect
from zlint.semantics.typestate import Held, reachable

Late = tuple[Op, tuple[Held[str], ...]]
SIDES = {"bind": "bind", "connect": "connect", "bind and connect": "both"}


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each place that attaches, however many options come after it; a late mechanism is ZMQ804's."""
    found: dict[Span, Late] = {}
    for socket in topology.sockets:
        dead = (op for op in topology.ops_of(socket, "option") if op.only and _dead(topology, op, "both", "bind"))
        late = [op for op in dead if not opened_by(topology, op, socket)]
        attaches = topology.ops_of(socket, "bind", "connect")
        graphs = topology.graphs_of(socket) if late and len({op.execution for op in attaches}) == 1 else ()
        for each in (each for graph in graphs for each in _too_late(topology, socket, graph, late)):
            found.setdefault(each[0].span, each)
    for _, group in groupby(sorted(found.values(), key=_order), _by):
        yield _finding(topology, *group)


def _too_late(topology: Topology, socket: Socket, graph: OpGraph, late: list[Op]) -> Iterator[Late]:
    """Options that every way reaches attached, and that no further bind or connect follows."""
    walk = attached(topology, socket, graph)
    ends = [op.id for op in topology.ops_of(socket, "open", "close")]
    for op in late:
        before = walk.before.get(op.id, ())
        later = (topology.op(number) for number in reachable(graph, op.id, ends))
        attached_again = any(socket.id in other.sockets and other.kind in ("bind", "connect") for other in later)
        if before and not attached_again and all(_dead(topology, op, SIDES.get(held.state, "")) for held in before):
            yield op, before


def _dead(topology: Topology, op: Op, *sides: str) -> bool:
    """Is a value that is set now without effect, whichever way the socket is attached?"""
    effects = (late_effect(op.option or "", side, topology.libzmq) for side in sides)
    return op.value is not None and Tri.NO in effects


def _by(late: Late) -> tuple[int, ...]:
    return tuple(held.by for held in late[1] if held.by is not None)


def _order(late: Late) -> tuple[tuple[int, ...], Span]:
    return _by(late), late[0].span


def _finding(topology: Topology, first: Late, *others: Late) -> Diagnostic:
    op, complete = first[0], topology.sockets_of(first[0])[0].complete
    attaches = [topology.op(number) for number in _by(first)]
    return RULE.at(
        op.span,
        f"{op.option} {'' if complete else 'may be '}set after the last bind or connect, where it has no effect",
        *(Label(attach.span, f"attached by {attach.kind} here") for attach in attaches),
        *(Label(other.span, f"{other.option} is too late, too") for other, _ in others),
        certainty=Tri.of(complete) | Tri.MAYBE,
        help=f"set {op.option} before bind and connect",
    )


RULE = Rule(
    code="ZMQ305",
    name="option-too-late",
    summary="an option that only later binds and connects see is set after the last of them",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
