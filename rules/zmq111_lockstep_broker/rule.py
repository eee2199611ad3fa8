"""ZMQ111: an intermediary forwards between REP and REQ by hand."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.forwarding import relays


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen: set[Span] = set()
    for relay in relays(topology, "REP", "REQ"):
        if relay.passed.span in seen or topology.in_tests(relay.passed):
            continue
        seen.add(relay.passed.span)
        yield RULE.at(
            relay.passed.span,
            "requests are passed on from a REP to a REQ one at a time",
            Label(relay.answered.span, "all other clients wait here for this answer"),
            Label(relay.front.span, "the REP is made here"),
            Label(relay.back.span, "the REQ is made here"),
            here="the next request is not taken before this one is answered",
            help="use ROUTER and DEALER with zmq.proxy()",
        )


RULE = Rule(
    code="ZMQ111",
    name="lockstep-broker",
    summary="an intermediary forwards between REP and REQ by hand, one request at a time",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
