"""ZMQ606: a signal handler works with sockets or a context that the code it interrupts uses."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.handlers import CATCHES_ANY
from zlint.semantics.signals import in_handlers, interrupted, left_open

WORK = {"send": "sends on", "recv": "receives from", "close": "closes"}
EFFECTS = {
    "send": "it can come in the middle of a message or of a request",
    "recv": "it takes what the code it interrupts waits for",
    "close": "the call that it interrupts raises ENOTSOCK",
}


def check(topology: Topology) -> Iterator[Diagnostic]:
    """The first such op of each handler."""
    seen: set[object] = set()
    for op in in_handlers(topology, *WORK, "term"):
        other = _disturbed(topology, op)
        if other is None or seen & {op.execution, op.span}:
            continue
        seen |= {op.execution, op.span}
        handler, waits = topology.execution(op.execution), op.kind == "term" and op.call == "term"
        work = f"{WORK[op.kind]} this {_type(topology, op)}" if op.kind in WORK else f"calls {op.call}()"
        yield RULE.at(
            op.span,
            f"a signal handler {work} in the middle of what it interrupts",
            Label(other.span, f"{other.call}() can be interrupted here"),
            *([Label(handler.started, "the handler is installed here")] if handler.started else []),
            here="it waits for ever for a socket that is in use" if waits else EFFECTS.get(op.kind, EFFECTS["close"]),
            certainty=Tri.YES if handler.returns or waits else Tri.MAYBE,
            help="raise an exception, and let the interrupted code clean up",
        )


def _disturbed(topology: Topology, op: Op) -> Op | None:
    """What it does harm to: of code that is ready for it, or that ends with the handler, a close is the end."""
    if op.kind == "term" and (waiting := next(left_open(topology, op), None)):
        return waiting
    meets = [] if op.stream else list(interrupted(topology, op))
    if op.kind in ("close", "term") and _expected(topology, op.execution):
        return None
    return meets[0] if meets else None


def _expected(topology: Topology, handler: str) -> bool:
    """Does the program end with the handler, or expect that a call which waits ends with an error?"""
    closes = [op for op in in_handlers(topology, "close", "term") if op.execution == handler]
    waits = (each for op in closes for each in interrupted(topology, op) if each.kind != "send")
    ready = any(not CATCHES_ANY.isdisjoint(guard.catches) for each in waits for guard in each.handlers)
    return ready or not topology.execution(handler).returns


def _type(topology: Topology, op: Op) -> str:
    return topology.socket(op.sockets[0]).type or "socket"


RULE = Rule(
    code="ZMQ606",
    name="work-in-signal-handler",
    summary="a signal handler sends, receives, closes or terminates what the code it interrupts uses",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
