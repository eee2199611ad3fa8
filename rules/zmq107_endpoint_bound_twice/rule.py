"""ZMQ107: an endpoint is bound while another socket holds it."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.bound import Taken, taken

IN_USE = "the second bind raises EADDRINUSE"
STOLEN = "the second bind succeeds and takes the path away: from then on nobody reaches the first socket"


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each line that binds, and only one for two lines that clash with each other."""
    found: dict[Span, Taken] = {}
    for pair in taken(topology):
        known = found.get(pair.second.span)
        if known is None or known.certainty.value < pair.certainty.value:
            found[pair.second.span] = pair
    for pair in found.values():
        back = found.get(pair.first.span)
        if back is None or back.first.span != pair.second.span or pair.first.span <= pair.second.span:
            yield _report(topology, pair)


def _report(topology: Topology, pair: Taken) -> Diagnostic:
    first, second = pair.first, pair.second
    transport = second.endpoints[0].transport
    verb = "is" if pair.certainty.certain else "may be"
    return RULE.at(
        second.span,
        f"{second.endpoints[0]} {verb} bound {_again(topology, pair)}",
        *_labels(topology, pair),
        here="bound again here" if first.span != second.span else "bound here each time",
        certainty=pair.certainty,
        note=STOLEN if transport == "ipc" else IN_USE,
        help="give each socket an endpoint of its own, or bind once and let the others connect",
    )


def _again(topology: Topology, pair: Taken) -> str:
    if pair.here is not pair.there:
        return "while another bind holds it"
    if pair.here is pair.first:
        return "again in each turn of a loop"
    kind = "processes" if topology.execution(pair.first.execution).kind == "process" else "threads"
    return f"by several {kind} at a time"


def _labels(topology: Topology, pair: Taken) -> Iterator[Label]:
    """The first bind; of one line that binds twice, the ways there."""
    if pair.first.span != pair.second.span:
        yield Label(pair.first.span, "first bound here")
    for op, what in ((pair.here, "the first comes from here"), (pair.there, "and the second from here")):
        if pair.here is not pair.there and (op not in (pair.first, pair.second) or pair.first.span == pair.second.span):
            yield Label(op.via[-1] if op.via else op.span, what)
    if pair.here is pair.there is not pair.first:
        yield Label(pair.here.span, "they start here")


RULE = Rule(
    code="ZMQ107",
    name="endpoint-bound-twice",
    summary="two sockets that live at the same time bind one endpoint",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
