"""What signal handlers do to the code that they interrupt.

Python runs a handler on the main thread, between two steps of the code there or in the middle of a call that waits;
behind it that call goes on waiting (measured on pyzmq 27.3.0, which retries after EINTR as PEP 475 has it).
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Topology
from zlint.semantics.closed import CLOSES_SOCKETS
from zlint.semantics.overlap import TRAFFIC


def in_handlers(topology: Topology, *kinds: str) -> Iterator[Op]:
    """What signal handlers do."""
    return (op for op in topology.all_ops(*kinds) if topology.execution(op.execution).kind == "signal")


def interrupted(topology: Topology, op: Op) -> Iterator[Op]:
    """The traffic that an op of a handler, or the end of a context in it, meets in the middle."""
    process = topology.execution(op.execution).process
    for other in topology.all_ops(*TRAFFIC):
        execution = topology.execution(other.execution)
        if execution.kind != "signal" and execution.process == process and _meet(topology, op, other):
            yield other


def _meet(topology: Topology, op: Op, other: Op) -> bool:
    if op.kind != "term":
        return op.only is not None and op.sockets == other.sockets
    return op.context is not None and all(socket.contexts == (op.context,) for socket in topology.sockets_of(other))


def left_open(topology: Topology, term: Op) -> Iterator[Op]:
    """The traffic on sockets that are open for sure when a handler waits in `term()` for their end."""
    if term.call in CLOSES_SOCKETS:
        return
    closed = {key for op in topology.all_ops("close") if op.execution == term.execution for key in op.sockets}
    yield from (other for other in interrupted(topology, term) if not closed & set(other.sockets))
