"""ZMQ210: the system chooses a port, and nobody asks which."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.peers import indefinite


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen: set[Span] = set()
    for bind in topology.all_ops("bind"):
        if not _random(bind) or bind.result != "ignored" or bind.span in seen or _found_out(topology, bind):
            continue
        seen.add(bind.span)
        socket = topology.sockets_of(bind)[0]
        yield RULE.at(
            bind.span,
            f"{indefinite(socket.types)} is bound to a port that the system chooses, and nobody asks which",
            *([Label(socket.span, "the socket is made here")] if socket.via else []),
            here="no peer can find it",
            help="read LAST_ENDPOINT, or keep what bind_to_random_port() returns, and tell the peers",
        )


def _random(bind: Op) -> bool:
    only = bind.endpoints[0] if len(bind.endpoints) == 1 else None
    return only is not None and only.transport == "tcp" and (bind.chosen or only.random)


def _found_out(topology: Topology, bind: Op) -> bool:
    """Is the endpoint asked for later, or may it be: by code that is not seen, or under an option's unknown name?

    In a run a peer may have found it in a way that no call shows.
    """
    if any(link.bind == bind.id for link in topology.links):
        return True
    sockets = topology.sockets_of(bind)
    options = [op for socket in sockets for op in topology.ops_of(socket, "option") if op.value is None]
    asked = any(op.option in (None, "LAST_ENDPOINT") for op in options)
    return asked or topology.in_tests(bind) or not sockets or not all(socket.complete for socket in sockets)


RULE = Rule(
    code="ZMQ210",
    name="unknown-port",
    summary="a wildcard port is bound and nobody asks which one it is",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
