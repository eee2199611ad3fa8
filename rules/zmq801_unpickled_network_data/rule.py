"""ZMQ801: data from the network reaches pickle, eval or another loader that runs code."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Span, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.exposure import exposure, rank


def check(topology: Topology) -> Iterator[Diagnostic]:
    """recv_pyobj, and loaders that are given what a recv returned."""
    for recv in topology.all_ops("recv"):
        if recv.codec == "pyobj":
            yield from _report(topology, recv, recv.span, f"{recv.call}() unpickles")
    for sink in topology.sinks:
        sources = [topology.op(source) for source in sink.sources]
        for recv in [each for each in sources if each.codec != "pyobj"][:1]:
            yield from _report(topology, recv, sink.span, f"{sink.call}() is given", Label(recv.span, "received here"))


def _report(topology: Topology, recv: Op, span: Span, verb: str, *labels: Label) -> Iterator[Diagnostic]:
    exposures = [exposure(topology, socket) for socket in topology.sockets_of(recv)]
    if not exposures or any(each.reach == "process" for each in exposures):
        return
    least = min(exposures, key=rank)
    opened = [Label(least.at.span, f"{least.at.call}() opens it to {least.who}")] if least.at else []
    certainty = Tri.over(each.certainty for each in exposures)
    yield RULE.at(
        span,
        f"{verb} what {least.who} {'sends' if certainty.certain else 'may send'}",
        *labels,
        *opened,
        here="whoever sends can run code here",
        severity="error" if least.reach == "network" else "warning",
        certainty=certainty,
        help="use JSON or msgpack; else CURVE with an authenticator, or an HMAC that is checked first",
    )


RULE = Rule(
    code="ZMQ801",
    name="unpickled-network-data",
    summary="data from the network is unpickled or evaluated",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
