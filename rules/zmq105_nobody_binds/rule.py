"""ZMQ105: an endpoint that only this program can serve is connected to and bound nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Topology, Tri
from zlint.rule import Diagnostic, Rule
from zlint.semantics.exposure import local
from zlint.semantics.partners import alone

KNOWN = ("inproc", "ipc", "tcp")  # of other transports it is not known which ends meet
OTHERS = "whoever binds it on this machine"


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen = set()
    for connect in topology.all_ops("connect"):
        endpoint = alone(topology, connect)
        if endpoint is None or endpoint.transport not in KNOWN or not local(endpoint) or connect.span in seen:
            continue
        seen.add(connect.span)
        inproc = endpoint.transport == "inproc"
        yield RULE.at(
            connect.span,
            f"nobody {'binds' if inproc else 'in this project binds'} {endpoint}",
            here="connected here",
            severity="error" if inproc else None,
            certainty=Tri.of(inproc) | Tri.MAYBE,
            note=f"connect succeeds, and waits for {'a bind that never comes' if inproc else OTHERS}",
        )


RULE = Rule(
    code="ZMQ105",
    name="nobody-binds",
    summary="an endpoint that only this program can serve is connected to and bound nowhere",
    severity="warning",
    profile="pedantic",
    since="0.1.0",
    check=check,
)
