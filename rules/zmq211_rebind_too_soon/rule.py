"""ZMQ211: a tcp endpoint is bound at once after it was released."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.rebinding import rebinds

HOW = {"close": "its socket is closed here", "unbind": "it is released here"}


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen: set[Span] = set()
    for rebind in rebinds(topology):
        if rebind.bind.span in seen or topology.in_tests(rebind.bind):
            continue
        seen.add(rebind.bind.span)
        verb = "is" if rebind.certainty.certain else "may be"
        yield RULE.at(
            rebind.bind.span,
            f"{rebind.bind.endpoints[0]} {verb} bound again right after it was released",
            Label(rebind.release.span, HOW[rebind.release.kind]),
            here="often raises EADDRINUSE",
            certainty=rebind.certainty,
            note="close() and unbind() return before the port is free",
            help="terminate the context in between, or try again on EADDRINUSE",
        )


RULE = Rule(
    code="ZMQ211",
    name="rebind-too-soon",
    summary="a tcp endpoint is bound again right after close() or unbind()",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
