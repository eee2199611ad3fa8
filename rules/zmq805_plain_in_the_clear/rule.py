"""ZMQ805: a password of PLAIN crosses a network in clear text."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Endpoint, Op, Socket, Span, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.admission import turned_on
from zlint.semantics.exposure import local

CLIENT = ("PLAIN_PASSWORD", "PLAIN_USERNAME")


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each place where a client attaches; where a server does when no client of it is known."""
    seen: set[Span] = set()
    for op in topology.all_ops("connect", "bind"):
        if op.span in seen or op.only is None or topology.in_tests(op) or op.span.in_examples:
            continue
        socket = topology.socket(op.only)
        option = _option(topology, socket)
        if option is None or (option.option == "PLAIN_SERVER" and topology.peers_of(socket)):
            continue
        certainty = _leaves(op.endpoints) & (Tri.YES if option.option in CLIENT else Tri.MAYBE)
        if certainty.possible:
            seen.add(op.span)
            yield _finding(op, option, certainty)


def _option(topology: Topology, socket: Socket) -> Op | None:
    """What makes it a client or server of PLAIN. Which mechanism is in force beside CURVE is not asked."""
    options = {op.option: op for op in topology.ops_of(socket, "option") if turned_on(op) and op.only}
    if any(name and name.startswith("CURVE_") for name in options):
        return None
    return next((options[name] for name in (*CLIENT, "PLAIN_SERVER") if name in options), None)


def _leaves(endpoints: tuple[Endpoint, ...]) -> Tri:
    """Does it go over tcp to another machine? A host that is not known may be this one."""
    if not endpoints or any(end.transport != "tcp" or local(end) for end in endpoints):
        return Tri.NO
    return Tri.over(Tri.YES if Endpoint(end.host_port[0]).literal else Tri.MAYBE for end in endpoints)


def _finding(op: Op, option: Op, certainty: Tri) -> Diagnostic:
    verb, whose = ("goes", "the password") if option.option in CLIENT else ("come", "the passwords of clients")
    verb = verb if certainty.certain else f"may {verb.removesuffix('es')}"
    return RULE.at(
        op.span,
        f"{whose} {verb} over {op.endpoints[0]} in clear text",
        Label(option.span, f"{option.option} makes it PLAIN"),
        here="whoever listens on the way can read it",
        certainty=certainty,
        help="use CURVE, or go through a tunnel (zmq.ssh)",
    )


RULE = Rule(
    code="ZMQ805",
    name="plain-in-the-clear",
    summary="user and password of PLAIN are sent over a network in clear text",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
