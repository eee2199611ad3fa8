"""ZMQ203: bind to a host name, where an address or interface of this machine belongs."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Endpoint, Topology, Tri
from zlint.rule import Diagnostic, Rule
from zlint.semantics.endpoints import wrong_places


def check(topology: Topology) -> Iterator[Diagnostic]:
    for op, endpoint, _, _ in wrong_places(topology, ("remote-name",), "bind"):
        yield RULE.at(
            op.span,
            f"'{endpoint}' may name another machine, and bind takes only an address or interface of this one",
            certainty=Tri.MAYBE,
            note="bind raises EADDRNOTAVAIL where the name is another machine's, and ENODEV where nobody knows it",
            help=f"bind {_everywhere(endpoint)}, or an address of this machine, and let the others connect to the name",
        )


def _everywhere(endpoint: Endpoint) -> str:
    return str(Endpoint(("tcp://*:", *endpoint.host_port[1])))


RULE = Rule(
    code="ZMQ203",
    name="bind-to-remote-name",
    summary="bind to a host name, where an address or interface of this machine belongs",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
    raises=True,
)
