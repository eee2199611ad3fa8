"""ZMQ612: a send with no limit stands where the program must not wait: at its end, or in a handler."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.patience import FOR_EVER, limit, waits_to_send
from zlint.semantics.readiness import announced

ENDS = frozenset(
    "close stop shutdown shut_down terminate quit disconnect cleanup clean_up finish on_close on_exit on_stop aclose "
    "__del__ __exit__ __aexit__".split()
)
HANDLERS = {"signal": "a signal handler", "exit": "what runs at the end of the program", "callback": "an event handler"}


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Sends that wait while no peer is there, or at the high-water mark."""
    told: set[object] = set()
    for op in topology.all_ops("send"):
        place = _place(topology, op)
        if place is None or op.only is None or op.span in told or topology.in_tests(op):
            continue
        socket = topology.socket(op.only)
        waits = waits_to_send(topology, socket) and limit(topology, op) == FOR_EVER and not announced(topology, op)
        if waits and not (op.asyncio or op.stream):
            told.add(op.span)
            yield RULE.at(
                op.span,
                f"{op.call}() on this {socket.type or 'socket'} can wait for ever in {place}",
                Label(socket.span, "the socket is created here"),
                here="it waits while no peer is there, or while the peer's queue is full",
                help="send with zmq.NOBLOCK, or set SNDTIMEO",
            )


def _place(topology: Topology, op: Op) -> str | None:
    """Where it stands, when that is no place to wait."""
    execution = topology.execution(op.execution)
    names = (each.replace(":", ".").rpartition(".")[2] for each in (op.function, execution.name))
    end = next((name for name in names if name.lstrip("_") in ENDS or name in ENDS), None)
    return HANDLERS.get(execution.kind) or (f"{end}()" if end else None)


RULE = Rule(
    code="ZMQ612",
    name="send-can-block-for-ever",
    summary="a send with no limit stands at the end of the program or in a handler",
    severity="warning",
    profile="pedantic",
    since="0.1.0",
    check=check,
)
