"""ZMQ108: what exists many times binds, and what exists once connects."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement

from zlint.model import Link, Op, Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.lifetimes import hold_together

STARTED = ("thread", "process")


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen: set[Span] = set()
    for link in topology.links:
        bind, connect = topology.op(link.bind), topology.op(link.connect)
        if bind.span in seen or bind.conditional or not _fixed(link, bind) or topology.in_tests(bind):
            continue
        if not _several(topology, bind) or _several(topology, connect) or link.connector.many:
            continue
        seen.add(bind.span)
        binder, connector = (socket.type or "socket" for socket in (link.binder, link.connector))
        started = topology.execution(bind.execution).started
        yield RULE.at(
            bind.span,
            f"each {binder} binds a place of its own, and the one {connector} has to know them all",
            Label(connect.span, f"the {connector} connects here"),
            *([Label(started, "many start here")] if started else []),
            here="one of many binds",
            certainty=link.meets,
            help=f"bind the {connector}, and let each {binder} connect: then new ones need no configuration",
        )


def _fixed(link: Link, bind: Op) -> bool:
    """A place that the other side has to be told beforehand; over inproc nobody is configured."""
    chosen = bind.call == "bind_to_random_port" or any(each.random for each in (link.endpoint, *bind.endpoints))
    return link.endpoint.transport in ("tcp", "ipc") and not chosen


def _several(topology: Topology, op: Op) -> bool:
    """Do several threads or processes do it that live at the same time?"""
    same = [each for each in topology.all_ops(op.kind) if each.span == op.span]
    started = [each for each in same if topology.execution(each.execution).kind in STARTED]
    pairs = combinations_with_replacement(started, 2)
    apart = ((one, other) for one, other in pairs if one is other or one.execution != other.execution)
    return any(hold_together(topology, one, other) for one, other in apart)


RULE = Rule(
    code="ZMQ108",
    name="dynamic-side-binds",
    summary="what exists many times binds, and what exists once connects",
    severity="info",
    profile="pedantic",
    since="0.1.0",
    check=check,
)
