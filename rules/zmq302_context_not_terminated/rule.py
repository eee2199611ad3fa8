"""ZMQ302: a context of one's own is neither terminated, nor destroyed, nor used in `with`."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Span, Topology
from zlint.rule import Diagnostic, Rule


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Contexts that die with a function. One that an object or a file's top level holds can be ended by others."""
    seen: set[Span] = set()
    ended = {op.context for op in topology.all_ops("term")}
    for made in topology.all_ops("context"):
        context = topology.context(made.context) if made.context is not None else None
        if context is None or context.shared or not context.complete or context.id in ended:
            continue
        if not _dies(topology, made) or topology.in_tests(made) or made.span in seen:
            continue
        seen.add(made.span)
        yield RULE.at(
            made.span,
            "this context is neither terminated nor destroyed",
            note="it ends when the last that holds it is collected, and then waits for its messages",
            help="use it in a with block, or call term() when its sockets are closed",
        )


def _dies(topology: Topology, made: Op) -> bool:
    """With the call that makes it; in a run with the program, if it is not of the top level."""
    recorded = not any(socket.made for socket in topology.sockets)
    return made.home is not None or (recorded and bool(made.via))


RULE = Rule(
    code="ZMQ302",
    name="context-not-terminated",
    summary="a context of one's own is neither terminated, nor destroyed, nor used in with",
    severity="info",
    profile="pedantic",
    since="0.1.0",
    check=check,
)
