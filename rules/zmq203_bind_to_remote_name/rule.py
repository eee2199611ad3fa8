"""ZMQ203: bind to a host name, where an address or interface of this machine belongs."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Endpoint, Topology, Tri
from zlint.rule import Diagnostic, Rule
from zlint.semantics.endpoints import faults


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen = set()
    for op in topology.all_ops("bind"):
        found = faults(op, ("remote-name",))
        if found is None or op.span in seen or topology.only_in_tests(op):
            continue
        seen.add(op.span)
        yield RULE.at(
            op.span,
            f"'{found[0]}' may name another machine, and bind takes only an address or interface of this one",
            certainty=Tri.MAYBE,
            note="bind raises EADDRNOTAVAIL where the name is another machine's, and ENODEV where nobody knows it",
            help=f"bind {_everywhere(found[0])}, or an address of this machine, and let the others connect to the name",
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
)
