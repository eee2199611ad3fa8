"""Which receives hand what they get to a loader that runs code, as pickle and eval do, or to another dangerous call.

Not known: what a loader outside the project does, and whether the data is checked before.
"""

from __future__ import annotations

from zlint.model import Topology


def loaded(topology: Topology) -> frozenset[int]:
    """The ids of recv_pyobj, and of every recv whose data reaches a loader."""
    return topology.once("loaded", lambda: _loaded(topology))


def _loaded(topology: Topology) -> frozenset[int]:
    unpickles = (op.id for op in topology.all_ops("recv") if op.codec == "pyobj")
    loads = (number for sink in topology.sinks if sink.kind == "code" for number in sink.sources)
    return frozenset([*unpickles, *loads])


def misused(topology: Topology) -> frozenset[int]:
    """Those, and every recv whose data becomes a command, a path or a name."""
    return topology.once(
        "misused", lambda: loaded(topology) | {number for sink in topology.sinks for number in sink.sources}
    )
