"""ZMQ113: sockets are closed behind a proxy, where the program does not come by.

A recorder does not see what the program never gets to, so nothing is said of a run.
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, OpGraph, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.typestate import reachable

BLOCKING = ("proxy", "device")  # as functions; what a device starts runs beside
INTERRUPTS = frozenset({"KeyboardInterrupt", "BaseException"})


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen = set()
    for proxy in topology.all_ops("proxy"):
        graph = topology.graph_of(proxy)
        if graph is None or proxy.call not in BLOCKING or proxy.span in seen or _interrupted(proxy):
            continue
        failed = {op.span for op in _behind(topology, graph, proxy, ("raise",))}
        passed = [op for op in _behind(topology, graph, proxy, ("next", "fault")) if op.span not in failed]
        if not passed:
            continue
        seen.add(proxy.span)
        first = min(passed, key=lambda op: op.span)
        yield RULE.at(
            first.span,
            f"{first.call}() stands behind {proxy.call}(), which does not return",
            Label(proxy.span, "it blocks here"),
            note="it ends with an exception only: ContextTerminated, or KeyboardInterrupt at Ctrl-C",
            help="put it into a finally around the proxy",
        )


def _behind(topology: Topology, graph: OpGraph, proxy: Op, labels: tuple[str, ...]) -> list[Op]:
    """What cleans up further down in the same function, once the proxy was left by one of these edges."""
    first = {edge.target for edge in graph.edges.get(proxy.id, ()) if edge.label in labels}
    ahead = first.union(*(reachable(graph, start) for start in first))
    ops = [topology.op(number) for number in sorted(ahead)]
    cleaning = (op for op in ops if op.kind in ("close", "term") and op.function == proxy.function)
    return [op for op in cleaning if op.span > proxy.span]  # `with` closes at its head


def _interrupted(proxy: Op) -> bool:
    """Does the program go on behind it at Ctrl-C?"""
    return any(INTERRUPTS & set(each.catches) and each.action != "raise" for each in proxy.handlers)


RULE = Rule(
    code="ZMQ113",
    name="code-after-proxy",
    summary="sockets are closed behind a proxy, where the program does not come by",
    severity="warning",
    profile="pedantic",
    since="0.1.0",
    check=check,
)
