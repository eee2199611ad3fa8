"""ZMQ804: CURVE or PLAIN is set up so that it lets in everybody, or nobody."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Socket, Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.admission import (
    SERVER,
    authenticators_of,
    bound_before,
    keyed_before,
    lacks_own_keys,
    lets_in_any,
    turned_on,
    unchecked,
)

ADVICE = "start an authenticator in this context and give configure_curve() the folder of the clients' keys"


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each place: an option of a server or client, or a setting of an authenticator."""
    seen: set[Span] = set()
    for op in topology.all_ops("option"):
        socket = topology.socket(op.only) if op.only else None
        if socket is None or op.span in seen or not turned_on(op) or topology.in_tests(op) or op.span.in_examples:
            continue
        found = list(_findings(topology, op, socket))
        seen.update(each.span for each in found)
        yield from found
    for setting, certainty in filter(None, map(lets_in_any, topology.authenticators)):
        if not setting.span.in_tests and not setting.span.in_examples:
            yield RULE.at(
                setting.span, "any client with any key is let in", here="allows any", certainty=certainty, help=ADVICE
            )


def _findings(topology: Topology, op: Op, socket: Socket) -> Iterator[Diagnostic]:
    late = bound_before(topology, op, socket) if op.option in SERVER else ()
    if late:
        who = "nobody is" if keyed_before(topology, op, socket) else "clients that do without it are"
        yield RULE.at(
            op.span,
            f"{op.option} is set after bind, so {who} let in",
            *(Label(span, "bound here") for span in late),
            help=f"set {op.option} before bind",
        )
    elif op.option == "CURVE_SERVER" and (certainty := unchecked(topology, socket)).possible:
        yield RULE.at(
            op.span,
            "CURVE without an authenticator: whoever has the server's public key is let in",
            *(Label(each.span, "this one is never started") for each in authenticators_of(topology, socket)),
            here="encrypts, and checks nobody",
            certainty=certainty,
            help=ADVICE,
        )
    elif op.option == "CURVE_SERVERKEY" and lacks_own_keys(topology, socket):
        yield RULE.at(
            op.span,
            "a CURVE client without a key pair of its own connects, and nothing is ever delivered",
            here="the server's key only",
            help="set CURVE_PUBLICKEY and CURVE_SECRETKEY, from zmq.curve_keypair() or a certificate",
        )


RULE = Rule(
    code="ZMQ804",
    name="curve-without-authenticator",
    summary="CURVE or PLAIN is set up so that it lets in everybody, or nobody",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
