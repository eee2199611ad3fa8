"""ZMQ601: zmq.Again can be raised and nobody on the way out handles it.

A recorder does not see handlers, so nothing is said of a run.
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Socket, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.handlers import handles
from zlint.semantics.patience import limits, waits_to_send
from zlint.semantics.pyzmq import AGAIN
from zlint.semantics.readiness import announced

ENDS = ("main", "thread", "process", "task")  # where an exception ends the program or its thread


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Calls that give up when nothing is there, with no handler up to the top of their thread."""
    for op in topology.all_ops("send", "recv"):
        if op.only is None or topology.execution(op.execution).kind not in ENDS or op.span.in_tests:
            continue
        socket = topology.socket(op.only)
        limit = _limit(topology, op, socket)
        raised = not op.asyncio or op.result == "awaited"  # else it stays in the future
        if raised and (op.nonblocking.certain or limit) and not any(handles(each, AGAIN) for each in op.handlers):
            if (op.kind == "send" and not waits_to_send(topology, socket)) or announced(topology, op):
                continue
            yield RULE.at(
                op.span,
                f"{op.call}() on this {socket.type or 'socket'} can raise zmq.Again and no handler catches it",
                *([Label(limit.span, f"gives up after {limit.value} ms")] if limit else []),
                Label(socket.span, "the socket is created here"),
                here="an ordinary wait in vain ends the program",
            )


def _limit(topology: Topology, op: Op, socket: Socket) -> Op | None:
    """The option that bounds the wait, when it is certain that it does."""
    found = limits(topology, op, socket)
    numbers = [number for each in found if each.value for number in each.value.options]
    bounded = all(isinstance(number, int) and number >= 0 for number in numbers)
    return found[0] if found and bounded and all(each.only for each in found) else None


RULE = Rule(
    code="ZMQ601",
    name="again-not-handled",
    summary="zmq.Again can be raised and no handler up to the top catches it",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
