"""How long calls can wait."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.semantics.scenes import scene
from zlint.model import Hole, Op, Topology, Tri, Value
from zlint.semantics.patience import FOR_EVER, UNKNOWN, patience, waits_for_a_peer, waits_to_send


def changed(topology: Topology, number: int, **facts: object) -> tuple[Topology, Op]:
    ops = tuple(replace(op, **facts) if op.id == number else op for op in topology.ops)  # type: ignore[arg-type]
    made = replace(topology, ops=ops)
    return made, made.op(number)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, FOR_EVER),
        ({"nonblocking": Tri.YES}, 0),
        ({"nonblocking": Tri.MAYBE}, UNKNOWN),
        ({"asyncio": True}, 0),
        ({"stream": True}, 0),
    ],
)
def test_recv(facts: dict[str, object], expected: int) -> None:
    assert patience(*changed(scene({"s": "PULL"}, {"main": "1 open s; 2 recv s"}), 2, **facts)) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(0, 0), (200, 200), (-1, FOR_EVER), (Hole("limit", "limit", "an argument"), UNKNOWN)]
)
def test_recv_with_a_limit(value: int | Hole, expected: int) -> None:
    topology, _ = changed(scene({"s": "PULL"}, {"main": "1 option s RCVTIMEO; 2 recv s"}), 1, value=Value((value,)))
    assert patience(topology, topology.op(2)) == expected


@pytest.mark.parametrize(
    ("timeout", "expected"),
    [
        (None, FOR_EVER),
        (Value((None,)), FOR_EVER),
        (Value((0,)), 0),
        (Value((10, 200)), 200),
        (Value((0, Hole("timeout", "timeout", "an argument"))), UNKNOWN),
    ],
)
def test_poll(timeout: Value | None, expected: int) -> None:
    assert patience(*changed(scene({"s": "PULL"}, {"main": "1 open s; 2 poll s in"}), 2, timeout=timeout)) == expected


def test_an_event_that_was_seen() -> None:
    topology = scene({"s": "PULL"}, {"main": "1 poll s in; 2 recv s"})
    assert patience(topology, topology.op(2)) == 0


@pytest.mark.parametrize(
    ("kind", "option", "when_full", "when_alone"),
    [
        ("PUSH", "LINGER", True, True),
        ("PUB", "LINGER", False, False),
        ("ROUTER", "LINGER", False, False),
        ("PULL", "LINGER", False, False),
        ("ROUTER", "ROUTER_MANDATORY", True, False),
        ("XPUB", "XPUB_NODROP", True, False),
    ],
)
def test_sends(kind: str, option: str, when_full: bool, when_alone: bool) -> None:
    topology, _ = changed(scene({"s": kind}, {"main": f"1 option s {option}; 2 send s"}), 1, value=Value((1,)))
    socket = topology.socket("s")
    assert (waits_to_send(topology, socket), waits_for_a_peer(topology, socket)) == (when_full, when_alone)
