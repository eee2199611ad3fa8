"""Is a SUB subscribed to anything, in its life? Not known: when, and whether it is taken back."""

from __future__ import annotations

from zlint.model import Op, Socket, Topology


def subscribed(topology: Topology, socket: Socket) -> bool:
    """It is, or may be."""
    return any(map(_may_subscribe, topology.ops_of(socket)))


def _may_subscribe(op: Op) -> bool:
    """An option whose name is not known may be one; code that is not seen may subscribe."""
    return op.kind in ("subscribe", "escape") or (op.kind == "option" and op.option in (None, "SUBSCRIBE"))
