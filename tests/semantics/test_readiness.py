"""Which ways to a call tell that it need not wait."""

from __future__ import annotations

import pytest

from tests.semantics.scenes import scene
from zlint.semantics.readiness import announced


@pytest.mark.parametrize(
    ("line", "edges", "expected"),
    [
        ("1 open s; 3 recv s", "", False),
        ("1 poll s in; 3 recv s", "", True),
        ("1 poll s out; 3 recv s", "", False),
        ("1 poll other in; 3 recv s", "", False),
        ("1 option s EVENTS; 3 recv s", "", True),
        ("1 option s RCVTIMEO; 3 recv s", "", False),
        ("1 poll s in; 3 recv s", "3>3", False),  # drained until nothing is left
        ("1 poll s in; 3 recv s", "3>1", True),
        ("1 poll s in; 3 recv s; 4 option s RCVMORE", "4>3", True),  # frames of one message
        ("1 poll s in; 2 option s LINGER; 3 recv s", "1>3:idle", False),
    ],
)
def test_announced(line: str, edges: str, expected: bool) -> None:
    topology = scene({"s": "PULL", "other": "PULL"}, {"main": line}, edges=edges)
    assert announced(topology, topology.op(3)) is expected
