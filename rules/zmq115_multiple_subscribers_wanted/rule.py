"""ZMQ115: a message that looks meant for all receivers is sent once over a socket that gives it to one of them.

A recorder does not see what messages say, since that may be secret, so nothing is said of a run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from zlint.model import Op, Socket, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.partners import partners
from zlint.semantics.typestate import reachable

IN_TURN = ("PUSH", "DEALER")
FOR_ALL = re.compile(r"(?i)(stop|kill|quit|exit|shut_?down|terminate|die|abort|broadcast)(_?(all|workers|everyone))?")


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen = set()
    for send in topology.all_ops("send"):
        socket = topology.socket(send.only) if send.only else None
        word = _word(send)
        if socket is None or socket.type not in IN_TURN or socket.many or word is None or send.span in seen:
            continue
        receivers = [peer for peer, sure in partners(topology, socket) if sure.certain]
        if sum(1 + _several(topology, peer) for peer in receivers) < 2 or _again(topology, send):
            continue
        seen.add(send.span)
        yield RULE.at(
            send.span,
            f"{word!r} may be meant for all receivers, but a {socket.type} gives it to one of them",
            *(Label(peer.span, f"a {peer.type} that may wait for it") for peer in receivers[:2]),
            here="sent once",
            certainty=Tri.MAYBE,
            help="send it over a PUB of its own that all of them subscribe to, or once for each of them",
        )


def _word(send: Op) -> str | None:
    """What a message of one constant frame says, when that is an order for everybody."""
    frames = [frame for shape in send.shapes for frame in shape.items]
    value = frames[0].value if len(frames) == 1 and len(send.shapes) == 1 and not send.more.possible else None
    constants = value.constants if value is not None and value.known else ()
    text = constants[0] if len(constants) == 1 else None
    word = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return word if isinstance(word, str) and FOR_ALL.fullmatch(word.strip()) else None


def _several(topology: Topology, socket: Socket) -> bool:
    return socket.many or any(execution.many for execution in topology.lineage(socket.execution))


def _again(topology: Topology, send: Op) -> bool:
    """Is it sent in a loop, or at several places?"""
    graph = topology.graph_of(send)
    others = [op for op in topology.all_ops("send") if op.sockets == send.sockets and op.span != send.span]
    looped = graph is None or send.id in reachable(replace(graph, repeats=False), send.id)
    return looped or topology.in_tests(send) or any(_word(op) is not None for op in others)


RULE = Rule(
    code="ZMQ115",
    name="multiple-subscribers-wanted",
    summary="a message for all receivers is sent once over PUSH or DEALER, which gives it to one of them",
    severity="info",
    profile="pedantic",
    since="0.1.0",
    check=check,
)
