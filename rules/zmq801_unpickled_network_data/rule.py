"""ZMQ801: data from the network reaches pickle, eval or another loader that runs code."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.exposure import least_exposed, rank


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each place that receives: recv_pyobj, or the loaders that are given what a recv returned."""
    loads: dict[Span, list[tuple[Op, Span, str]]] = {}
    for recv in topology.all_ops("recv"):
        if recv.codec == "pyobj":
            loads.setdefault(recv.span, []).append((recv, recv.span, f"{recv.call}() unpickles"))
    for sink in (each for each in topology.sinks if each.kind == "code"):
        for recv in [op for op in map(topology.op, sink.sources) if op.codec != "pyobj"][:1]:
            loads.setdefault(recv.span, []).append((recv, sink.span, f"{sink.call}() is given"))
    for found in loads.values():
        yield from _report(topology, found)


def _report(topology: Topology, found: list[tuple[Op, Span, str]]) -> Iterator[Diagnostic]:
    reached = [
        (least, each) for each in found if not each[0].span.in_tests and (least := least_exposed(topology, each[0]))
    ]
    if not reached:
        return
    least, (recv, span, verb) = max(reached, key=lambda pair: (rank(pair[0]), pair[0].certainty.value))
    others = dict.fromkeys(other for _, other, _ in found if other != span)
    received = [Label(recv.span, "received here")] if recv.span != span else []
    opened = [Label(least.at.span, f"{least.at.call}() opens it to {least.who}")] if least.at else []
    yield RULE.at(
        span,
        f"{verb} what {least.who} {'sends' if least.certainty.certain else 'may send'}",
        *received,
        *opened,
        *(Label(other, "and loaded here") for other in others),
        here="whoever sends can run code here",
        severity="error" if least.reach == "network" else "warning",
        certainty=least.certainty,
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
