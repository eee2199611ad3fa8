"""ZMQ508: a socket that an event loop owns is used past that loop."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Socket, Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.loops import Beside, beside_streams, looped, stray
from zlint.semantics.overlap import Clash, surest, thread_of


def check(topology: Topology) -> Iterator[Diagnostic]:
    """For each socket its use by another thread, or else what goes past its stream, once for each line."""
    seen: set[Span] = set()
    for socket in (each for each in topology.sockets if looped(topology, each)):
        pair = stray(topology, socket) or surest(topology, socket)
        findings = [_by_thread(topology, pair)] if pair else [_past(each) for each in _in_program(topology, socket)]
        for finding in findings:
            if finding.span not in seen:
                seen.add(finding.span)
                yield finding


def _in_program(topology: Topology, socket: Socket) -> Iterator[Beside]:
    return (each for each in beside_streams(topology, socket) if not topology.in_tests(each.raw))


def _by_thread(topology: Topology, pair: Clash) -> Diagnostic:
    sides = sorted((pair.use, pair.other), key=lambda op: _on_loop(topology, op))
    past, home = sides
    thread = thread_of(topology, past.execution)
    owner = "ZMQStream" if home.stream or past.stream else "event loop"
    return RULE.at(
        past.span,
        f"this {pair.socket.type or 'socket'} belongs to {_article(owner)} and {_verb(pair)} used by another thread",
        *([Label(home.span, f"{home.call}() on the thread of the loop")] if home.span != past.span else []),
        *([Label(thread.started, "the other thread starts here")] if thread.started else []),
        Label(pair.socket.span, "the socket is created here"),
        here=f"{past.call}() on another thread",
        certainty=pair.certainty,
        help="hand the message to the loop with call_soon_threadsafe or add_callback",
    )


def _on_loop(topology: Topology, op: Op) -> tuple[bool, bool]:
    """False for the side that is past the loop: a plain call, or, of two that may be the loop's, one on a thread."""
    return op.coroutine is not None or op.stream, thread_of(topology, op.execution).kind != "thread"


def _article(owner: str) -> str:
    return f"an {owner}" if owner[0] in "aeiou" else f"a {owner}"


def _verb(pair: Clash) -> str:
    return "is" if pair.certainty.certain else "may be"


def _past(beside: Beside) -> Diagnostic:
    return RULE.at(
        beside.raw.span,
        f"{beside.raw.call}() goes past the ZMQStream that owns this socket",
        Label(beside.callback.span, "the stream waits for messages here"),
        here="the stream misses the event that this takes",
        note="its callback is not called for messages that are there",
        help="use the methods of the stream",
    )


RULE = Rule(
    code="ZMQ508",
    name="loop-and-thread-mixed",
    summary="a socket that an event loop owns is used by another thread, or past its ZMQStream",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
