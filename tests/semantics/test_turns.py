"""Whose turn it is: small graphs of one REQ or REP, and what the two rules that ask find in them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zlint.model import Edge, Execution, Op, OpGraph, Socket, Span, Topology, Tri, Value
from zlint.semantics.turns import FAULTED, LATE, Turns, turns
from zlint.semantics.typestate import Node, fold, reachable

SECOND = Value((1000,))
FOR_EVER = Value((-1,))


def graph(socket_type: str, ops: str, edges: str, *, kind: str = "main", repeats: bool = False) -> Topology:
    """`ops` are numbered from 1. An edge is `1>2`, or `1>2:label` or `1>2:label=error`; 0 stands for the end."""
    sockets = (Socket("s", at(0), (socket_type,), ("c",), "main", name="sock"),)
    made = tuple(_op(number, word) for number, word in enumerate(ops.split(), 1))
    ways: dict[int, list[Edge]] = {}
    exits = []
    for word in edges.split():
        ends, _, label = word.partition(":")
        source, _, target = ends.partition(">")
        label, _, error = label.partition("=")
        if target == "0":
            exits.append((int(source), label or "next"))
        else:
            ways.setdefault(int(source), []).append(Edge(int(target), label or "next", error or None))
    numbers = tuple(op.id for op in made)
    line = OpGraph("main", numbers, {n: tuple(e) for n, e in ways.items()}, (1,), tuple(exits), (), repeats)
    return Topology(sockets=sockets, ops=made, executions=(Execution("main", kind, "f", at(0), "p"),), graphs=(line,))


def at(line: int) -> Span:
    return Span("a.py", line, 1, line, 9)


def _op(number: int, word: str) -> Op:
    kind, _, more = word.partition("/")
    op = Op(number, kind, kind, at(number), ("s",), "main", function="f")
    match more:
        case "more":
            return replace(op, more=Tri.YES)
        case "now":
            return replace(op, nonblocking=Tri.YES)
        case "second":
            return replace(op, timeout=SECOND, events="in")
        case "ever":
            return replace(op, timeout=FOR_EVER, events="in")
        case _:
            return replace(op, option=more, value=Value((1000,))) if more else op


def only(topology: Topology) -> Turns:
    (found,) = turns(topology)
    return found


def broken(topology: Topology) -> dict[int, tuple[str, str]]:
    walk = only(topology).once()
    found = {op: walk.breaking(op) for op in sorted(walk.before)}
    return {op: (walk.verdict(op).name, " ".join(sorted(h.state for h in held))) for op, held in found.items() if held}


@pytest.mark.parametrize(
    ("socket_type", "ops", "edges", "expected"),
    [
        ("REQ", "open connect send recv", "1>2 2>3 3>4 4>3", {}),
        ("REP", "open bind recv send", "1>2 2>3 3>4 4>3", {}),
        ("REQ", "open connect send send", "1>2 2>3 3>4 4>0", {4: ("YES", "waiting")}),
        ("REQ", "open connect recv", "1>2 2>3 3>0", {3: ("YES", "idle")}),
        ("REP", "open bind send", "1>2 2>3 3>0", {3: ("YES", "idle")}),
        ("REP", "open bind recv send", "1>2 2>3 3>4 4>3 3>3", {3: ("MAYBE", "serving")}),
        ("REQ", "open connect send send recv", "1>2 2>3 3>4 4>5 5>4", {4: ("YES", "waiting")}),
        ("REQ", "open connect send/more send recv", "1>2 2>3 3>4 4>5 5>3", {}),
        ("REQ", "open send close open send", "1>2 2>3 3>4 4>5 5>0", {}),
        ("REQ", "open send recv", "1>2 2>3 3>2 3>2:raise=zmq.ZMQError", {}),
        ("REQ", "open send recv/now", "1>2 2>3 3>2 3>3:raise=zmq.Again", {}),
        ("REQ", "open send recv/now", "1>2 2>3 3>2 3>2:raise=zmq.Again", {2: ("MAYBE", LATE)}),
        ("REQ", "open send recv", "1>2 2>3 3>2 3>2:raise=asyncio.TimeoutError", {2: ("MAYBE", LATE)}),
        ("REQ", "open option/RCVTIMEO send recv", "1>2 2>3 3>4 4>3 4>3:raise=zmq.Again", {3: ("MAYBE", LATE)}),
        ("REQ", "open option/REQ_CORRELATE send recv", "1>2 2>3 3>4 4>3 4>3:raise=zmq.Again", {}),
        ("REQ", "open send poll/second recv", "1>2 2>3 3>4:ready 3>2:idle 4>2", {2: ("MAYBE", LATE)}),
        ("REQ", "open send poll/ever recv", "1>2 2>3 3>4:ready 3>2:idle 4>2", {}),
        ("REP", "open recv send", "1>2 2>3 3>2 2>2:fault=KeyError", {2: ("MAYBE", FAULTED)}),
        ("REP", "open recv send", "1>2 2>3 3>2 2>2:fault=KeyboardInterrupt", {}),
        ("REP", "open recv send", "1>2 2>3 3>2 3>2:raise=TypeError", {2: ("MAYBE", FAULTED)}),
        ("REP", "open recv send send", "1>2 2>3 3>2 2>4:fault=KeyError 4>2", {}),
        ("REQ", "open escape send", "1>2 2>3 3>0", {3: ("MAYBE", "waiting")}),
    ],
)
def test_breaks(socket_type: str, ops: str, edges: str, expected: dict[int, tuple[str, str]]) -> None:
    assert broken(graph(socket_type, ops, edges)) == expected


def test_relaxed_sockets_take_no_turns() -> None:
    assert list(turns(graph("REQ", "open option/REQ_RELAXED send send", "1>2 2>3 3>4"))) == []


def test_library_graph_starts_in_any_state_unless_it_is_alone() -> None:
    method = graph("REQ", "send", "1>0", kind="library", repeats=True)
    assert broken(method) == {1: ("MAYBE", "waiting")}
    open_ended = replace(method, sockets=(replace(method.sockets[0], complete=False),))
    assert broken(open_ended) == {1: ("MAYBE", "waiting")}
    assert only(open_ended).once().breaking(1)[0].by is None
    twice = graph("REQ", "send send", "1>2 2>0", kind="library")
    assert broken(replace(twice, sockets=open_ended.sockets)) == {1: ("MAYBE", "waiting"), 2: ("YES", "waiting")}


def test_sockets_kept_in_a_list_are_left_out() -> None:
    many = graph("REQ", "open connect send recv", "1>2 2>1 2>3 3>3 3>4 4>4 4>0")
    assert list(turns(replace(many, sockets=(replace(many.sockets[0], many=True),)))) == []


def test_one_attribute_for_one_socket_after_the_other() -> None:
    first = graph("REQ", "open send poll/second recv close open", "1>2 2>3 3>4:ready 4>2 3>5:idle 5>6 6>2")
    second = replace(first.sockets[0], id="t", span=at(90))
    ops = tuple(replace(op, sockets=("t",) if op.id == 6 else ("s",) if op.id == 1 else ("s", "t")) for op in first.ops)
    reopened = replace(first, sockets=(*first.sockets, second), ops=ops)
    assert broken(reopened) == {}
    other_name = replace(second, name="other")
    assert list(turns(replace(reopened, sockets=(*first.sockets, other_name)))) == []


def test_ahead_of_a_timeout() -> None:
    line = only(graph("REQ", "open send poll/second recv close", "1>2 2>3 3>4:ready 3>2:idle 4>2 3>5:idle 5>0"))
    walk = line.again()
    (late,) = (held for held in walk.before[2] if held.state == LATE)
    ahead = walk.ahead(3, "idle", late, line.opens)
    assert (ahead.broken, ahead.ends, ahead.raises, ahead.meets) == ((2,), True, False, ())


def test_singled_out_needs_a_turn_without_a_rival() -> None:
    loop = only(graph("REP", "open bind recv send", "1>2 2>3 3>4 4>3 3>3")).once()
    assert [loop.singled_out(held, 3) for held in loop.breaking(3)] == [True]
    closed = only(graph("REP", "open recv send close", "1>2 1>4 2>3 3>2 2>2 2>4 3>4")).once()
    assert [closed.singled_out(held, 2) for held in closed.breaking(2)] == [True]
    flags = only(graph("REQ", "open send send recv", "1>2 1>3 2>3 2>4 3>4")).once()
    assert [flags.singled_out(held, 3) for held in flags.breaking(3)] == [False]


def test_fold_remembers_who_brought_a_state_about() -> None:
    topology = graph("PUB", "open connect send", "1>2 2>3 3>3")
    walk = fold(
        topology.graphs[0],
        topology,
        ("",),
        lambda state, op, edge: (op.kind if op.kind != "send" else state,),
        lambda held, op: op.kind == "send",
    )
    (held,) = walk.before[3]
    assert (held.state, held.by, held.label) == ("connect", 2, "next")
    assert walk.broken == {Node(3, held)}
    assert walk.after[Node(3, held)] == ()


def test_reachable_stops() -> None:
    line = graph("PUB", "open send close", "1>2 2>3 3>0", repeats=True).graphs[0]
    assert reachable(line, 2) == {1, 2, 3}
    assert reachable(line, 2, (3,)) == {3}
    assert reachable(replace(line, repeats=False), 2) == {3}
