"""Who catches the error of an op on its way out?

A recorder does not see handlers; it has one in their place, which catches `UNSEEN`. But it sees the end of a thread.
"""

from __future__ import annotations

import re

from zlint.model import Handler, Op, Topology
from zlint.semantics.pyzmq import AGAIN, CATCHES_AGAIN

UNSEEN = "unseen"
BROAD = frozenset({"Exception", "BaseException"})
CATCHES_ANY = CATCHES_AGAIN - {AGAIN}  # of the errors of pyzmq


def handles(handler: Handler, error: str) -> bool:
    """It catches the error, or what no class name stands for; a broad one that only raises again does not count."""
    variable = any(not re.search(r"(^|\.)[A-Z]\w*[a-z]\w*$", name) for name in handler.catches)
    named = not (CATCHES_ANY - BROAD | {error}).isdisjoint(handler.catches)
    return variable or named or (not BROAD.isdisjoint(handler.catches) and handler.action != "raise")


def escapes(topology: Topology, op: Op, error: str) -> bool:
    """Does the error end the execution that the op stands in? In a run: did the op fail as the last that it did?"""
    if any(UNSEEN in handler.catches for handler in op.handlers):
        graph = topology.graph_of(op)
        return graph is not None and (op.id, "raise") in graph.exits
    return not any(handles(handler, error) for handler in op.handlers)


def asks_a_person(topology: Topology, op: Op) -> bool:
    """Does the code around it read what somebody types? A prompt takes Ctrl-C for "not this line", and has a word that
    ends it."""
    graph = topology.graph_of(op)
    return graph is not None and any("input" in edge.calls for edges in graph.edges.values() for edge in edges)
