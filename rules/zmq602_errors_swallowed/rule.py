"""ZMQ602: a handler hides every ZeroMQ error, and its loop goes on.

A recorder does not see handlers, so nothing is said of a run.
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Handler, Op, Span, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.handlers import BROAD, CATCHES_ANY


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Silent handlers in loops that catch what the call raises once the context or the socket is gone."""
    guarded: dict[Span, tuple[Handler, list[Op]]] = {}
    for op in topology.all_ops("send", "recv", "poll"):
        handler = _catcher(op)
        if handler is not None and _swallows(handler):
            guarded.setdefault(handler.span, (handler, []))[1].append(op)
    for handler, ops in guarded.values():
        caught = " or ".join(name for name in handler.catches if name in CATCHES_ANY)
        certainty = _certainty(handler, ops)
        yield RULE.at(
            handler.span,
            f"this handler {'hides' if certainty.certain else 'may hide'} every error of {ops[0].call}() and goes on",
            Label(ops[0].span, f"{ops[0].call}() raises ContextTerminated or ZMQError here"),
            here=f"once the context is gone, the loop spins on {caught} for ever",
            certainty=certainty,
            help="catch zmq.Again alone, and let the loop end on zmq.ContextTerminated",
        )


def _catcher(op: Op) -> Handler | None:
    """The innermost handler that ETERM, EFSM and ENOTSOCK reach and do not pass."""
    for handler in op.handlers:
        if "zmq.ContextTerminated" in handler.catches:
            return None
        if not CATCHES_ANY.isdisjoint(handler.catches) and handler.action != "raise":
            return handler
    return None


def _swallows(handler: Handler) -> bool:
    goes_on = handler.loops and handler.action in ("retry", "go on")
    return (
        goes_on and handler.silent and not (handler.inspects or handler.cleanup or handler.nested or _expected(handler))
    )


def _expected(handler: Handler) -> bool:
    """`except ZMQError` in a loop that ends by itself: shutting down raises it, and the loop looks at its condition."""
    return handler.ends and not BROAD & set(handler.catches)


def _certainty(handler: Handler, ops: list[Op]) -> Tri:
    """`except ZMQError` around calls that do not wait is mostly meant for Again."""
    impatient = all(op.nonblocking.certain for op in ops)
    return Tri.YES if not impatient or BROAD & set(handler.catches) else Tri.MAYBE


RULE = Rule(
    code="ZMQ602",
    name="errors-swallowed",
    summary="a silent handler in a loop hides every ZeroMQ error",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
