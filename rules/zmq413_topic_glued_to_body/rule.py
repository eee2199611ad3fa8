"""ZMQ413: a publisher sends topic and body in one frame, so that a subscription can match into the body."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Socket, Span, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.messages import begins, size
from zlint.semantics.options import PUBLISHERS
from zlint.semantics.topics import glued, subscriptions


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each place that sends."""
    seen: set[Span] = set()
    for send in topology.all_ops("send"):
        socket = topology.socket(send.only) if send.only else None
        if socket is None or socket.type not in PUBLISHERS or send.span in seen or topology.in_tests(send):
            continue
        text = glued(send)
        whole = begins(topology, send).certain and size(topology, send).most == 1
        subscribes = _subscribes(topology, socket)
        if text is None or not whole or (subscribes and all(_everything(each) for each in subscribes)):
            continue
        seen.add(send.span)
        yield RULE.at(
            send.span,
            f"topic and body are sent as one frame, '{text}'",
            *(Label(each.span, "subscribed here, to what begins so") for each in subscribes[:1]),
            here="a subscription matches the beginning of all of it",
            certainty=Tri.of(bool(subscribes)) | Tri.MAYBE,
            help="send two frames, send_multipart([topic, body])",
        )


def _subscribes(topology: Topology, publisher: Socket) -> list[Op]:
    peers = [peer for peer, sure in topology.peers_of(publisher) if sure.possible]
    return [op for peer in peers for op in topology.ops_of(peer, "subscribe")]


def _everything(subscribe: Op) -> bool:
    return subscriptions(subscribe) == (b"",)


RULE = Rule(
    code="ZMQ413",
    name="topic-glued-to-body",
    summary="a publisher sends topic and body in one frame",
    severity="info",
    profile="pedantic",
    since="0.1.0",
    check=check,
)
