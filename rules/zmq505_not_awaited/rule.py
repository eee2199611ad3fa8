"""ZMQ505: the future that an asyncio socket returns is not awaited.

A recorder does not see what becomes of a future, so nothing is said of a run.
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Topology
from zlint.rule import Diagnostic, Label, Rule

MESSAGES = {
    ("recv", "ignored"): ("is not awaited", "the future takes the next message, and it is lost"),
    ("recv", "tested"): ("is tested without await", "a future is always true, and it takes the next message"),
    ("recv", "unpacked"): ("is unpacked without await", "it raises, and the future takes the next message"),
    ("poll", "ignored"): ("is not awaited", "nothing waits for the event"),
    ("poll", "tested"): ("is tested without await", "a future is always true"),
}
TASK = ("is given to create_task", "TypeError: it returns a future, not a coroutine")


def check(topology: Topology) -> Iterator[Diagnostic]:
    """recv and poll whose result nobody can wait for, and anything handed to create_task."""
    for op in topology.all_ops("send", "recv", "poll"):
        found = _fault(op) if op.asyncio else None
        if found is None:
            continue
        fault, effect = found
        yield RULE.at(
            op.span,
            f"{op.call}() of an asyncio socket {fault}",
            *(Label(socket.span, "the socket is created here") for socket in topology.sockets_of(op)[:1]),
            here=effect,
            help="ensure_future takes a future" if op.result == "task" else f"await {op.call}()",
        )


def _fault(op: Op) -> tuple[str, str] | None:
    return TASK if op.result == "task" else MESSAGES.get((op.kind, op.result))


RULE = Rule(
    code="ZMQ505",
    name="not-awaited",
    summary="recv or poll of an asyncio socket without await",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
