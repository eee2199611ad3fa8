"""ZMQ607: what closes a socket or ends a context stands behind a loop that never ends.

A recorder does not see what is never run, so nothing is said of a run.
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Span, Topology, Unreached
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.closed import CLOSES_SOCKETS


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each loop, at the first call behind it, unless all of it is done elsewhere too."""
    behind: dict[Span, list[Unreached]] = {}
    for each in topology.unreached:
        if not _done_elsewhere(topology, each):
            behind.setdefault(each.loop, []).append(each)
    for loop, calls in behind.items():
        first, *others = sorted(calls, key=lambda each: each.span)
        yield RULE.at(
            first.span,
            f"{first.call}() stands behind a loop that never ends",
            Label(loop, "nothing leaves this loop but an exception, which skips what stands behind it"),
            *(Label(each.span, f"neither is {each.call}() called") for each in others),
            here="it is never called",
            help="put it into finally, or use with",
        )


def _done_elsewhere(topology: Topology, call: Unreached) -> bool:
    """Is the socket closed, or the context ended, at a place that can be reached?"""
    ends = {op.context for op in topology.all_ops("term")}
    closes = {op.context for op in topology.all_ops("term") if op.call in CLOSES_SOCKETS}
    sockets = [topology.socket(key) for key in call.sockets]
    closed = any(topology.ops_of(socket, "close") or closes & set(socket.contexts) for socket in sockets)
    return closed or not ends.isdisjoint(call.contexts)


RULE = Rule(
    code="ZMQ607",
    name="unreachable-cleanup",
    summary="a close or term stands behind a loop that never ends",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
