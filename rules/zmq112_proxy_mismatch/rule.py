"""ZMQ112: a proxy gets sockets that it cannot forward between."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Socket, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.peers import indefinite
from zlint.semantics.proxies import CAPTURES, SUITABLE, captures, clash
from zlint.semantics.subscriptions import subscribed


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen = set()
    for op in topology.all_ops("proxy"):
        front, back, capture = (topology.socket(end) if end else None for end in (*op.peers, None, None, None)[:3])
        found = _between(topology, op, front, back) or _captured(op, capture) or _idle(topology, op, front, back)
        if found is not None and op.span not in seen and not op.span.in_tests:
            seen.add(op.span)
            yield found


def _between(topology: Topology, op: Op, front: Socket | None, back: Socket | None) -> Diagnostic | None:
    """One socket at both ends echoes what it gets."""
    if front is None or back is None or front == back or front.type is None or back.type is None:
        return None
    subscribes = any(end.type == "XSUB" and topology.ops_of(end, "send") for end in (front, back))
    if subscribes or (problem := clash(front.type, back.type)) is None:
        return None
    return RULE.at(
        op.span,
        f"a proxy cannot forward between {front.type} and {back.type}",
        Label(front.span, f"the {front.type} is made here"),
        Label(back.span, f"the {back.type} is made here"),
        note=problem,
        help=f"use {SUITABLE}",
    )


def _captured(op: Op, capture: Socket | None) -> Diagnostic | None:
    if capture is None or capture.type is None or (raised := captures(capture.type)) is None:
        return None
    return RULE.at(
        op.span,
        f"a {capture.type} cannot capture what a proxy forwards",
        Label(capture.span, f"the {capture.type} is made here"),
        note=f"the proxy ends with {raised} when the first messages pass",
        help=f"use {', '.join(CAPTURES)}",
    )


def _idle(topology: Topology, op: Op, *ends: Socket | None) -> Diagnostic | None:
    """An end without a peer, or a SUB without a subscription."""
    for end in ends:
        if end is None or not end.complete:
            continue
        attached = topology.ops_of(end, "bind", "connect", "escape")
        if not attached or (end.type == "SUB" and not subscribed(topology, end)):
            return RULE.at(
                op.span,
                f"{indefinite(end.types)} of this proxy is never {'subscribed' if attached else 'bound or connected'}",
                Label(end.span, "it is made here"),
                note="nothing is forwarded, and nothing is raised",
            )
    return None


RULE = Rule(
    code="ZMQ112",
    name="proxy-mismatch",
    summary="a proxy gets sockets that it cannot forward between",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
