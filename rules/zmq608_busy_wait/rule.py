"""ZMQ608: a loop asks again and again whether a message is there.

A recorder does not see what a loop does besides, so nothing is said of a run.
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.idling import asks_again


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each such loop, at its first question."""
    told: set[object] = set()
    for op in sorted(topology.all_ops("recv", "poll"), key=lambda op: op.span):
        if op.id in told or op.span in told or topology.in_tests(op):
            continue
        found = asks_again(topology, op)
        if found is None:
            continue
        told |= {op.span, *found.ops}
        sleeps = "sleep" in found.calls
        yield RULE.at(
            op.span,
            f"a loop asks with {op.call}() again and again whether a message is there",
            *(Label(socket.span, "the socket is created here") for socket in topology.sockets_of(op)[:1]),
            here="a message waits until the sleep is over" if sleeps else "this takes a whole processor",
            help="wait in poll() with a timeout",
        )


RULE = Rule(
    code="ZMQ608",
    name="busy-wait",
    summary="a loop asks again and again whether a message is there instead of waiting for it",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
