"""ZMQ305: an option that only later binds and connects see is set after the last of them."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Edge, Op, OpGraph, Socket, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.options import late_effect
from zlint.semantics.typestate import Held, fold, reachable

FRESH, UNKNOWN = "", "unknown"
SIDES = {"bind": "bind", "connect": "connect", "bind and connect": "both"}


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen = set()
    for socket in topology.sockets:
        mine = (op for op in topology.ops_of(socket, "option") if op.only == socket.id)
        late = [op for op in mine if _dead(topology, op, "both", "bind")]
        attaches = topology.ops_of(socket, "bind", "connect")
        graphs = topology.graphs_of(socket) if late and len({op.execution for op in attaches}) == 1 else ()
        for graph in graphs:
            new = [(op, by) for op, by in _too_late(topology, socket, graph, late) if op.span not in seen]
            seen |= {op.span for op, _ in new}
            yield from (_finding(topology, socket, op, by) for op, by in new)


def _too_late(
    topology: Topology, socket: Socket, graph: OpGraph, late: list[Op]
) -> Iterator[tuple[Op, tuple[Held[str], ...]]]:
    """Options that every way reaches attached, and that no further bind or connect follows."""

    def step(state: str, op: Op, edge: Edge) -> tuple[str, ...]:
        if socket.id not in op.sockets or edge.label == "raise":
            return (state,)
        if op.kind in ("open", "close"):
            return (FRESH,)
        if op.kind not in ("bind", "connect"):
            return (state,)
        both = " and ".join(sorted({op.kind, *state.split(" and ")} - {FRESH, UNKNOWN}))
        return (both,) if op.only == socket.id else (state, both)

    walk = fold(graph, topology, (UNKNOWN,), step, lambda held, op: False)
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


def _finding(topology: Topology, socket: Socket, op: Op, by: tuple[Held[str], ...]) -> Diagnostic:
    places = {topology.op(held.by).span: topology.op(held.by).kind for held in by if held.by is not None}
    may = "" if socket.complete else "may be "
    return RULE.at(
        op.span,
        f"{op.option} {may}set after the last bind or connect, where it has no effect",
        *(Label(span, f"attached by {kind} here") for span, kind in places.items()),
        certainty=Tri.of(socket.complete) | Tri.MAYBE,
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
