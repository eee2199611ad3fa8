"""ZMQ601: zmq.Again can be raised and nobody on the way out handles it.

A recorder does not see handlers, so nothing is said of a run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from zlint.model import Handler, Op, Socket, Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.delivery import at_hwm, variant
from zlint.semantics.pyzmq import CATCHES_AGAIN
from zlint.semantics.readiness import announced

TIMEOUTS = {"recv": "RCVTIMEO", "send": "SNDTIMEO"}
NAMED = CATCHES_AGAIN - {"Exception", "BaseException"}
ENDS = ("main", "thread", "process", "task")  # where an exception ends the program or its thread


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Calls that give up when nothing is there, with no handler up to the top of their thread."""
    for op in topology.all_ops("send", "recv"):
        if op.only is None or topology.execution(op.execution).kind not in ENDS or _test(op.span):
            continue
        socket = topology.socket(op.only)
        limit = _limit(topology, op, socket)
        if (op.nonblocking.certain or limit) and not any(_handles(each) for each in op.handlers):
            if (op.kind == "send" and not _send_waits(topology, socket)) or announced(topology, op):
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
    limits = [each for each in topology.ops_of(socket, "option") if each.option == TIMEOUTS[op.kind] and each.value]
    numbers = [number for each in limits if each.value for number in each.value.options]
    bounded = all(isinstance(number, int) and number >= 0 for number in numbers)
    return limits[0] if limits and bounded and all(each.only for each in limits) else None


def _handles(handler: Handler) -> bool:
    """It catches Again, or what no class name stands for; a broad one that only raises again does not count."""
    variable = any(not re.search(r"(^|\.)[A-Z]\w*[a-z]\w*$", name) for name in handler.catches)
    broad = not CATCHES_AGAIN.isdisjoint(handler.catches) and handler.action != "raise"
    return variable or broad or not NAMED.isdisjoint(handler.catches)


def _send_waits(topology: Topology, socket: Socket) -> bool:
    """Does send wait at the high-water mark? PUB, XPUB and a plain ROUTER drop instead, and raise nothing."""
    switched = [op.option for op in topology.ops_of(socket, "option") if op.option and op.value]
    return bool(socket.types) and all(at_hwm(variant(name, switched)) == "blocks" for name in socket.types)


def _test(span: Span) -> bool:
    path = PurePosixPath(span.path)
    return path.name.startswith(("test_", "conftest")) or path.stem.endswith("_test") or "tests" in path.parts


RULE = Rule(
    code="ZMQ601",
    name="again-not-handled",
    summary="zmq.Again can be raised and no handler up to the top catches it",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
