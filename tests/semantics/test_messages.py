"""Sends joined to messages, and what arrives of them; the figures are those of truth.json, `multipart`."""

from __future__ import annotations

import pytest

from tests.semantics.scenes import scene
from zlint.model import Execution, Tri
from zlint.semantics.messages import Size, arrivals, begins, checks_more, least_received, size, ways_on


@pytest.mark.parametrize(
    ("line", "edges", "expected"),
    [
        ("1 send s; 2 send s", "", {1: Tri.YES, 2: Tri.YES}),
        ("1 send s more; 2 send s", "", {1: Tri.YES, 2: Tri.NO}),
        ("1 send s more; 2 recv s; 3 send s", "", {1: Tri.YES, 3: Tri.NO}),
        ("1 open s; 2 send s more; 3 send s", "1>3", {2: Tri.YES, 3: Tri.MAYBE}),
        ("1 send s more; 2 send s", "1>1 2>1", {1: Tri.MAYBE, 2: Tri.NO}),
    ],
)
def test_begins(line: str, edges: str, expected: dict[int, Tri]) -> None:
    topology = scene({"s": "PUSH"}, {"main": line}, edges=edges)
    assert {op.id: begins(topology, op) for op in topology.all_ops("send")} == expected


@pytest.mark.parametrize(
    ("line", "edges", "expected"),
    [
        ("1 send s", "", Size(1, 1)),
        ("1 send s x3", "", Size(3, 3)),
        ("1 send s more; 2 send s more; 3 send s", "", Size(3, 3)),
        ("1 send s more; 2 send s x2", "", Size(3, 3)),
        ("1 send s more; 2 send s", "1>1", Size(2, None)),
        ("1 send s more; 2 close s", "", Size(2, None)),
    ],
)
def test_size(line: str, edges: str, expected: Size) -> None:
    topology = scene({"s": "PUSH"}, {"main": line}, edges=edges)
    assert size(topology, topology.op(1)) == expected


@pytest.mark.parametrize(
    ("line", "edges", "ends", "expected"),
    [
        ("1 send s more; 2 send s", "", "", Tri.NO),
        ("1 send s more; 2 send s", "", "1", Tri.MAYBE),
        ("1 send s more; 2 close s", "", "", Tri.YES),
        ("1 send s more; 2 send s more", "2>1", "", Tri.YES),
        ("1 send s more; 2 send s", "1>1", "1", Tri.NO),  # a loop over frames
        ("1 send s more; 2 poll s", "2>1", "", Tri.YES),
    ],
)
def test_abandoned(line: str, edges: str, ends: str, expected: Tri) -> None:
    topology = scene({"s": "PUSH"}, {"main": line}, edges=edges, ends=ends)
    assert ways_on(topology, topology.op(1)).abandoned is expected


def test_req_that_receives_before_its_request_is_complete() -> None:
    line = "1 send s more; 2 recv s; 3 send s"
    assert ways_on(scene({"s": "REQ"}, {"main": line}), scene({"s": "REQ"}, {"main": line}).op(1)).left.keys() == {2}
    assert ways_on(scene({"s": "DEALER"}, {"main": line}), scene({"s": "DEALER"}, {"main": line}).op(1)).left == {}


@pytest.mark.parametrize(
    ("sender", "line", "receiver", "counts", "least"),
    [
        ("PUB", "1 send a x3; 2 send a", "SUB", [Size(3, 3), Size(1, 1)], 1),
        ("REQ", "1 send a", "ROUTER", [Size(3, 3)], 3),
        ("DEALER", "1 send a more; 2 send a", "ROUTER", [Size(3, 3)], 3),
        ("ROUTER", "1 send a x3; 2 send a", "DEALER", [Size(2, 2)], 2),  # one frame is never delivered
        ("PUSH", "1 send a more; 2 send a", "PULL", [Size(2, 2)], 2),
    ],
)
def test_arrivals(sender: str, line: str, receiver: str, counts: list[Size], least: int) -> None:
    topology = scene({"a": sender, "b": receiver}, {"main": line}, linked="a-b")
    assert [arrival.size for arrival in arrivals(topology, topology.socket("b"))] == counts
    assert least_received(topology, topology.socket("b")) == least


def test_a_router_gets_two_frames_from_whomever() -> None:
    topology = scene({"r": "ROUTER", "s": "PULL"}, {"main": "1 recv r"})
    assert [least_received(topology, topology.socket(name)) for name in "rs"] == [2, 1]


@pytest.mark.parametrize(
    ("size", "bounds", "expected"),
    [
        (Size(2, 2), (2, 2), Tri.YES),
        (Size(3, 3), (2, 2), Tri.NO),
        (Size(3, 3), (1, None), Tri.YES),
        (Size(1, 1), (2, None), Tri.NO),
        (Size(1, None), (2, 2), Tri.MAYBE),
        (Size(3, None), (2, 2), Tri.NO),
    ],
)
def test_fits(size: Size, bounds: tuple[int, int | None], expected: Tri) -> None:
    assert size.fits(*bounds) is expected


def test_rcvmore_counts_until_the_next_receive() -> None:
    helper = Execution("helper", "library", "helper", scene({}, {"main": "1 term s"}).op(1).span, "p")
    topology = scene({"s": "ROUTER"}, {"main": "1 recv s; 2 option s RCVMORE", "helper": "3 recv s"}, helper)
    assert [checks_more(topology, topology.op(number)) for number in (1, 3)] == [True, False]
