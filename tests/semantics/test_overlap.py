"""When two uses of a socket can happen at one time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.semantics.scenes import at, scene
from zlint.model import Execution, Tri
from zlint.semantics.overlap import clash

THREAD = Execution("t", "thread", "work", at(50), "p", "main", at(2))
OTHER = replace(THREAD, id="u", started=at(3))


@pytest.mark.parametrize(
    ("main", "edges", "expected"),
    [
        ("1 connect s; 2 start thread:t; 3 send s", "", Tri.YES),
        ("3 send s; 2 start thread:t", "", Tri.NO),  # handed over
        ("2 start thread:t; 4 join thread:t; 3 send s", "", Tri.NO),
        ("2 start thread:t; 3 send s; 4 join thread:t", "", Tri.YES),
        ("1 open s; 3 send s; 2 start thread:t", "2>1", Tri.NO),  # another socket in each round
        ("3 send s; 2 start thread:t", "2>3", Tri.YES),
        ("2 start thread:t; 3 send s lock:a", "", Tri.YES),
        ("2 start thread:t; 3 close s", "", Tri.YES),
    ],
)
def test_starter_and_thread(main: str, edges: str, expected: Tri) -> None:
    topology = scene({"s": "DEALER"}, {"main": main, "t": "9 recv s"}, THREAD, edges=edges)
    assert clash(topology, topology.socket("s"), topology.op(9), topology.op(3)) is expected


def test_one_lock_at_both_uses() -> None:
    lines = {"main": "2 start thread:t; 3 send s lock:a", "t": "9 recv s lock:a"}
    topology = scene({"s": "DEALER"}, lines, THREAD)
    assert clash(topology, topology.socket("s"), topology.op(9), topology.op(3)) is Tri.NO


@pytest.mark.parametrize(("use", "expected"), [("send", Tri.MAYBE), ("close", Tri.NO)])
def test_joined_somewhere(use: str, expected: Tri) -> None:
    lines = {"main": f"2 start thread:t; 3 {use} s", "t": "9 recv s"}
    topology = scene({"s": "DEALER"}, lines, replace(THREAD, joined=True))
    assert clash(topology, topology.socket("s"), topology.op(9), topology.op(3)) is expected


@pytest.mark.parametrize(
    ("main", "expected"),
    [
        ("2 start thread:t; 3 start thread:u", Tri.YES),
        ("2 start thread:t; 4 join thread:t; 3 start thread:u; 5 join thread:u", Tri.NO),
    ],
)
def test_two_threads(main: str, expected: Tri) -> None:
    topology = scene({"s": "PUSH"}, {"main": main, "t": "8 send s", "u": "9 send s"}, THREAD, OTHER)
    assert clash(topology, topology.socket("s"), topology.op(9), topology.op(8)) is expected


@pytest.mark.parametrize(("many", "expected"), [(False, Tri.YES), (True, Tri.NO)])
def test_many_threads_of_one_function(many: bool, expected: Tri) -> None:
    workers = replace(THREAD, many=True)
    topology = scene({"s": "PUSH"}, {"main": "2 start thread:t", "t": "9 send s"}, workers, many=many)
    assert clash(topology, topology.socket("s"), topology.op(9), topology.op(9)) is expected


@pytest.mark.parametrize(
    ("name", "owner", "use", "thread", "expected"),
    [
        ("C.send", "o", "send", "9 recv s", Tri.YES),
        ("C.stop", "o", "close", "9 recv s", Tri.MAYBE),
        ("C.__init__", "o", "connect", "9 recv s", Tri.NO),
        ("D.send", "d", "send", "9 recv s", Tri.NO),
        ("C.send", "o", "send", "9 recv s; 3 send s", Tri.NO),  # the thread calls the method itself
    ],
)
def test_methods_called_from_outside(name: str, owner: str, use: str, thread: str, expected: Tri) -> None:
    start = Execution("start", "library", "C.start", at(1), "p", owner="o")
    constructs = name.endswith("__init__")
    method = Execution("method", "library", name, at(1), "p", owner=owner, constructs=constructs)
    mine = replace(THREAD, parent="start", owner="o")
    lines = {"start": "2 start thread:t", "t": thread, "method": f"4 {use} s"}
    topology = scene({"s": "DEALER"}, lines, start, method, mine)
    ops = tuple(replace(op, span=at(3)) if op.id == 4 else op for op in topology.ops)
    topology = replace(topology, ops=ops)
    assert clash(topology, topology.socket("s"), topology.op(9), topology.op(4)) is expected
