"""ZMQ208: an ipc path that is longer than a socket of the system can have."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Topology
from zlint.rule import Diagnostic, Rule
from zlint.semantics.endpoints import IPC_PATH_BYTES, wrong_places


def check(topology: Topology) -> Iterator[Diagnostic]:
    for op, _, why, certainty in wrong_places(topology, ("too-long",), "bind", "connect"):
        yield RULE.at(
            op.span,
            f"the ipc endpoint {'' if certainty.certain else 'may be one that '}{why.message}",
            certainty=certainty,
            note=f"{op.kind} raises {why.errno}",
            help=f"keep the path, with its folder, within {IPC_PATH_BYTES} bytes, or use an abstract name, ipc://@name",
        )


RULE = Rule(
    code="ZMQ208",
    name="ipc-limits",
    summary="an ipc path that is longer than a socket of the system can have",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
