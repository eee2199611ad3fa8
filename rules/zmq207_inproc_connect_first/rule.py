"""ZMQ207: an inproc endpoint is connected to before it is bound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zlint.model import Edge, Link, Op, OpGraph, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.lifetimes import meeting
from zlint.semantics.typestate import FAILED, fold, reachable

WAITS_SINCE = (4, 0)  # libzmq keeps such a connect until the bind
FREE, BEGUN, BOUND = "free", "begun", "bound"


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen = set()
    old = topology.libzmq < WAITS_SINCE
    effect = "connect raises ECONNREFUSED" if old else "libzmq before 4.0 raises ECONNREFUSED, later ones wait"
    for link in topology.links:
        connect, certainty = topology.op(link.connect), _first(topology, link)
        if not certainty.possible or connect.span in seen or topology.in_tests(connect):
            continue
        seen.add(connect.span)
        yield RULE.at(
            connect.span,
            f"{link.endpoint} {'is' if certainty.certain else 'may be'} connected to before it is bound",
            Label(topology.op(link.bind).span, "bound here"),
            here="connected here",
            certainty=certainty,
            severity="error" if old else None,
            note=effect,
            help="bind first",
        )


def _first(topology: Topology, link: Link) -> Tri:
    """YES: on every way through one execution. Of threads, whoever starts first only may be first."""
    bind, connect = topology.op(link.bind), topology.op(link.connect)
    met = meeting(topology, bind, connect) if link.endpoint.transport == "inproc" and link.meets.certain else None
    if met is None or met[1] is met[2] or _bound_elsewhere(topology, link):
        return Tri.NO
    graph, here, there = replace(met[0], repeats=False), met[1], met[2]
    states = _before(topology, graph, bind, here, there)
    if states == {FREE} and here.id in reachable(graph, there.id):
        return Tri.of(there is connect) | Tri.MAYBE
    return Tri.MAYBE if states == {BEGUN} and there is connect else Tri.NO


def _bound_elsewhere(topology: Topology, link: Link) -> bool:
    """Of binds in other programs, which no execution leads to, nothing hangs."""
    connect = topology.op(link.connect)
    others = (other for other in topology.links if other.connect == link.connect and other.bind != link.bind)
    return any(other.meets.possible and meeting(topology, topology.op(other.bind), connect) for other in others)


def _before(topology: Topology, graph: OpGraph, bind: Op, here: Op, there: Op) -> set[str]:
    """What the bind has come to when the program comes to the connect, or starts what connects."""

    def step(state: str, op: Op, edge: Edge) -> tuple[str, ...]:
        if op.id != here.id or edge.label in FAILED:
            return (state,)
        return (BOUND if here is bind else BEGUN,)

    walk = fold(graph, topology, (FREE,), step)
    return {held.state for held in walk.before.get(there.id, ())}


RULE = Rule(
    code="ZMQ207",
    name="inproc-connect-first",
    summary="an inproc endpoint is connected to before it is bound, which libzmq before 4.0 refuses",
    severity="info",
    profile="pedantic",
    since="0.1.0",
    check=check,
    default_before=WAITS_SINCE,
)
