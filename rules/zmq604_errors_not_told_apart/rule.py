"""ZMQ604: a handler takes every ZeroMQ error for "try again".

A recorder does not see handlers, so nothing is said of a run.
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Handler, Op, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.handlers import BROAD, CATCHES_ANY


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Handlers that print, log or sleep and go round again, whatever happened. A silent one is ZMQ602's matter."""
    guarded: dict[object, tuple[Handler, Op]] = {}
    for op in topology.all_ops("send", "recv", "poll"):
        handler = _catcher(op)
        if handler is not None and _tries_again(handler):
            guarded.setdefault(handler.span, (handler, op))
    for handler, op in guarded.values():
        yield RULE.at(
            handler.span,
            f"this handler takes every error of {op.call}() for one that passes",
            Label(op.span, f"{op.call}() raises ContextTerminated or ZMQError here"),
            here="once the context or the socket is gone, the loop goes round for ever",
            help="catch zmq.Again for what passes, and let the loop end on the others",
        )


def _catcher(op: Op) -> Handler | None:
    """The innermost handler that ETERM, EFSM and ENOTSOCK reach, if it names the errors of ZeroMQ."""
    for handler in op.handlers:
        if (BROAD | {"zmq.ContextTerminated"}) & set(handler.catches):
            return None
        if not CATCHES_ANY.isdisjoint(handler.catches):
            return handler
    return None


def _tries_again(handler: Handler) -> bool:
    return handler.stays and not (handler.silent or handler.inspects or handler.ends or handler.nested)


RULE = Rule(
    code="ZMQ604",
    name="errors-not-told-apart",
    summary="a handler takes every ZeroMQ error for one that passes",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
