"""Who can send to a socket."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.semantics.scenes import scene
from zlint.model import Endpoint, Hole, Template, Tri
from zlint.semantics.exposure import everywhere, exposure, instead

HOST = Hole("host", "k", "a parameter")


@pytest.mark.parametrize(
    ("endpoint", "reach", "certainty"),
    [
        ("tcp://*:5555", "network", Tri.YES),
        ("tcp://0.0.0.0:5555", "network", Tri.YES),
        ("tcp://127.0.0.1:5555", "machine", Tri.YES),
        ("tcp://localhost:5555", "machine", Tri.YES),
        (Template(("tcp://", HOST, ":5555")), "network", Tri.YES),
        (HOST, "machine", Tri.MAYBE),
        ("ipc:///run/feed", "machine", Tri.YES),
        ("inproc://feed", "process", Tri.YES),
    ],
)
def test_transports(endpoint: str | Template | Hole, reach: str, certainty: Tri) -> None:
    topology = scene({"s": "PULL"}, {"main": "1 bind s"})
    topology = replace(topology, ops=(replace(topology.op(1), endpoints=(Endpoint.of(endpoint),)),))
    found = exposure(topology, topology.socket("s"))
    assert (found.reach, found.certainty) == (reach, certainty)


def test_the_widest_that_is_certain() -> None:
    topology = scene({"s": "PULL"}, {"main": "1 bind s; 2 bind s; 3 connect s"})
    ends: list[str | Hole] = ["inproc://feed", "tcp://127.0.0.1:1", HOST]
    ops = tuple(replace(op, endpoints=(Endpoint.of(end),)) for op, end in zip(topology.ops, ends))
    found = exposure(replace(topology, ops=ops), topology.socket("s"))
    assert (found.reach, found.certainty, found.at and found.at.id) == ("machine", Tri.YES, 2)


def test_a_wider_way_that_may_be_taken_instead() -> None:
    topology = scene({"s": "PULL"}, {"main": "1 bind s; 2 bind s"})
    wide = tuple(Endpoint.of(end) for end in ("ipc:///run/feed", "tcp://*:5555"))
    ops = (replace(topology.op(1), endpoints=wide[:1]), replace(topology.op(2), endpoints=wide))
    found = exposure(replace(topology, ops=ops), topology.socket("s"))
    assert (found.reach, found.certainty, found.at and found.at.id) == ("network", Tri.MAYBE, 2)


@pytest.mark.parametrize(("kind", "expected"), [("open", True), ("recv", False)])
def test_two_ways_in_each_turn_of_a_loop(kind: str, expected: bool) -> None:
    topology = scene({"s": "PULL"}, {"main": f"1 bind s; 2 {kind} s; 3 bind s"}, edges="2>1 3>2")
    assert instead(topology, topology.op(1), topology.op(3)) is expected


def test_not_attached_in_sight() -> None:
    topology = scene({"s": "PULL"}, {"main": "1 recv s"})
    found = exposure(topology, topology.socket("s"))
    assert (found.reach, found.certainty, found.at) == ("machine", Tri.MAYBE, None)


@pytest.mark.parametrize(
    ("frontend", "ends", "reach"),
    [
        ("ROUTER", ("front", "back"), "network"),
        ("ROUTER", ("back", "front", None), "network"),
        ("ROUTER", ("front", "third", "back"), "process"),
        ("PUSH", ("front", "back"), "process"),
    ],
)
def test_behind_a_proxy(frontend: str, ends: tuple[str | None, ...], reach: str) -> None:
    topology = scene(
        {"front": frontend, "back": "DEALER", "worker": "REP", "third": "DEALER"},
        {"main": "1 bind front; 2 bind back; 3 connect worker; 4 proxy front"},
        linked="back-worker",
    )
    where = ["tcp://*:5555", "inproc://workers", "inproc://workers"]
    ops = [replace(op, endpoints=(Endpoint.of(end),)) for op, end in zip(topology.ops, where)]
    proxy = replace(topology.op(4), sockets=tuple(filter(None, ends)), peers=ends)
    topology = replace(topology, ops=(*ops, proxy))
    found = exposure(topology, topology.socket("worker"))
    assert (found.reach, found.certainty, found.at) == (reach, Tri.YES, ops[0 if reach == "network" else 2])


def test_curve() -> None:
    topology = scene({"s": "PULL"}, {"main": "1 option s CURVE_SERVER; 2 bind s"})
    assert exposure(topology, topology.socket("s")).reach == "process"


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("tcp://*:5555", True),
        ("tcp://0.0.0.0:*", True),
        ("tcp://[::]:5555", True),
        (Template(("tcp://*:", HOST)), True),
        ("tcp://127.0.0.1:5555", False),
        ("tcp://10.0.0.5:5555", False),
        (Template(("tcp://", HOST, ":5555")), False),
        ("ipc://*", False),
    ],
)
def test_everywhere(endpoint: str | Template, expected: bool) -> None:
    assert everywhere(Endpoint.of(endpoint)) is expected
