"""ZMQ105: an endpoint that only this program can serve is connected to and bound nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Endpoint, Topology, Tri
from zlint.rule import Diagnostic, Rule
from zlint.semantics.exposure import LOOPBACK
from zlint.semantics.partners import alone


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen = set()
    for connect in topology.all_ops("connect"):
        endpoint = alone(topology, connect)
        if endpoint is None or not _here(endpoint) or connect.span in seen:
            continue
        seen.add(connect.span)
        inproc = endpoint.transport == "inproc"
        yield RULE.at(
            connect.span,
            f"nobody {'binds' if inproc else 'in this project binds'} {endpoint}",
            here="connected here",
            severity="error" if inproc else None,
            certainty=Tri.of(inproc) | Tri.MAYBE,
            note="connect succeeds, and waits for a bind that never comes" if inproc else _OTHERS,
        )


_OTHERS = "connect succeeds, and waits for whoever binds it on this machine"


def _here(endpoint: Endpoint) -> bool:
    if endpoint.transport == "tcp":
        return endpoint.host_port[0] in LOOPBACK
    return endpoint.transport in ("inproc", "ipc")


RULE = Rule(
    code="ZMQ105",
    name="nobody-binds",
    summary="an endpoint that only this program can serve is connected to and bound nowhere",
    severity="warning",
    profile="pedantic",
    since="0.1.0",
    check=check,
)
