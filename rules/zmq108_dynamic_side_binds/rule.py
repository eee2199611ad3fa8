"""ZMQ108: what exists many times binds, and what exists once connects."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Link, Op, Span, Topology
from zlint.rule import Diagnostic, Label, Rule

STARTED = ("thread", "process")


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen: set[Span] = set()
    for link in topology.links:
        bind, connect = topology.op(link.bind), topology.op(link.connect)
        if bind.span in seen or bind.conditional or not _fixed(link) or topology.in_tests(bind):
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


def _fixed(link: Link) -> bool:
    """A place that the other side has to be told beforehand; over inproc nobody is configured."""
    return link.endpoint.transport in ("tcp", "ipc") and not link.endpoint.random


def _several(topology: Topology, op: Op) -> bool:
    """Do several threads or processes do it?"""
    runners = {topology.execution(each.execution) for each in topology.all_ops(op.kind) if each.span == op.span}
    started = [each for each in runners if each.kind in STARTED]
    return len(started) > 1 or any(each.many for each in started)


RULE = Rule(
    code="ZMQ108",
    name="dynamic-side-binds",
    summary="what exists many times binds, and what exists once connects",
    severity="info",
    profile="pedantic",
    since="0.1.0",
    check=check,
)
