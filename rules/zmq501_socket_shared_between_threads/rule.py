"""ZMQ501: one socket is used from two threads that run at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from zlint.model import Execution, Op, Socket, Span, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.overlap import TRAFFIC, clash, thread_of
from zlint.semantics.peers import thread_safe

SET_UP = ("bind", "connect", "unbind", "disconnect", "option", "subscribe", "unsubscribe")
CONSTANT = ("LAST_ENDPOINT", "TYPE", "RCVMORE")  # reads of what no other thread changes


def check(topology: Topology) -> Iterator[Diagnostic]:
    """For each socket the surest pair of uses that can happen at one time."""
    for socket in (each for each in topology.sockets if not any(map(thread_safe, each.types))):
        uses = [op for op in topology.ops_of(socket, *TRAFFIC, *SET_UP, "close") if op.only and not _constant(op)]
        on_threads = _distinct(op for op in uses if thread_of(topology, op.execution).kind == "thread")
        pairs = [(clash(topology, socket, use, other), use, other) for use, other in product(on_threads, uses)]
        alone = len({maker for _, maker in socket.made}) == 1  # else each maker may keep to its own
        if pairs := [pair for pair in pairs if pair[0].certain or (alone and pair[0].possible)]:
            certainty, use, other = max(pairs, key=lambda pair: (pair[0].value, _weight(pair[1]), _weight(pair[2])))
            yield _report(topology, socket, use, other, certainty)


def _report(topology: Topology, socket: Socket, use: Op, other: Op, certainty: Tri) -> Diagnostic:
    mine, theirs = thread_of(topology, use.execution), thread_of(topology, other.execution)
    if {thread_of(topology, maker).id for maker in topology.makers(use)} == {mine.id} != {theirs.id}:
        use, other, mine, theirs = other, use, theirs, mine  # point to the thread that did not make it
    kind, alone = socket.type or "socket", mine.id == theirs.id
    sides = f"several threads that run {mine.name}" if alone else f"{_named(mine)} and {_named(theirs)}"
    labels = [] if alone else [Label(_place(use, other), f"{other.call}() in {_named(theirs)}")]
    started = [each.started for each in (mine, theirs) if each.started]
    labels += [Label(site, "the threads start here" if alone else "the thread starts here") for site in started[:1]]
    return RULE.at(
        use.span,
        f"this {kind} {'is' if certainty.certain else 'may be'} used by {sides} at the same time",
        *labels,
        Label(socket.span, f"the {kind} is created here"),
        here=f"{use.call}() in {_named(mine)}",
        certainty=certainty,
        help="give each thread a socket of its own, and let the threads talk over inproc",
    )


def _distinct(uses: Iterable[Op]) -> list[Op]:
    """Uses that differ in what decides about overlap; where in its thread a use stands is not among it."""
    return list({(op.execution, op.kind, op.locks): op for op in reversed(list(uses))}.values())


def _weight(op: Op) -> int:
    return 2 if op.kind in TRAFFIC else int(op.kind != "close")


def _constant(op: Op) -> bool:
    return op.kind == "option" and op.value is None and op.option in CONSTANT


def _place(use: Op, other: Op) -> Span:
    """One line that both threads run is told apart by its caller."""
    return other.via[0] if other.span == use.span and other.via else other.span


def _named(execution: Execution) -> str:
    kind = {"library": "code that calls", "main": "the main thread"}.get(execution.kind, execution.kind)
    return kind if execution.kind == "main" else f"{kind} {execution.name}".rstrip()


RULE = Rule(
    code="ZMQ501",
    name="socket-shared-between-threads",
    summary="one socket is used from two threads at the same time",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
