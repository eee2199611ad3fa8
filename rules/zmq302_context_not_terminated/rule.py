"""ZMQ302: a context of one's own is neither terminated, nor destroyed, nor used in `with`."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Span, Topology
from zlint.rule import Diagnostic, Rule


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Contexts of functions and objects; one that a file's top level makes lives as long as its program."""
    seen: set[Span] = set()
    ended = {op.context for op in topology.all_ops("term")}
    for made in topology.all_ops("context"):
        context = topology.context(made.context) if made.context is not None else None
        if context is None or context.shared or not context.complete or context.id in ended:
            continue
        if _at_top_level(topology, made) or topology.in_tests(made) or made.span in seen:
            continue
        seen.add(made.span)
        yield RULE.at(
            made.span,
            "this context is neither terminated nor destroyed",
            note="it ends when the last that holds it is collected, and then waits for its messages",
            help="use it in a with block, or call term() when its sockets are closed",
        )


def _at_top_level(topology: Topology, made: Op) -> bool:
    return not made.via and topology.execution(made.execution).kind == "main"


RULE = Rule(
    code="ZMQ302",
    name="context-not-terminated",
    summary="a context of one's own is neither terminated, nor destroyed, nor used in with",
    severity="info",
    profile="pedantic",
    since="0.1.0",
    check=check,
)
