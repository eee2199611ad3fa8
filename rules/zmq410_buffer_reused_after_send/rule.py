"""ZMQ410: a buffer that was sent without a copy is changed while it may not have been sent yet.

A recorder does not see what a program does to its own objects, so nothing is said of a run.
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.buffers import reused


def check(topology: Topology) -> Iterator[Diagnostic]:
    found: dict[Span, Diagnostic] = {}
    for each in reused(topology):
        if each.change.span in found and not each.certainty.certain:
            continue
        verb = "is" if each.certainty.certain else "may be"
        found[each.change.span] = RULE.at(
            each.change.span,
            f"a buffer {verb} changed before what was sent of it with copy=False has left",
            Label(each.send.span, f"{each.send.call}() keeps the buffer, it makes no copy"),
            here="the receiver sees this change",
            certainty=each.certainty,
            help="wait for the tracker that send(..., copy=False, track=True) returns, or send a copy",
        )
    yield from found.values()


RULE = Rule(
    code="ZMQ410",
    name="buffer-reused-after-send",
    summary="a buffer that was sent with copy=False is changed before it has gone",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
