"""ZMQ501: one socket is used from two threads that run at the same time."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Execution, Op, Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.loops import looped
from zlint.semantics.overlap import Clash, surest, thread_of
from zlint.semantics.peers import thread_safe


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each socket, and only one for all that one call closes; what a loop owns is another rule's."""
    found: dict[tuple[object, ...], list[Clash]] = {}
    for socket in (each for each in topology.sockets if not any(map(thread_safe, each.types))):
        pair = surest(topology, socket) if not looped(topology, socket) else None
        if pair is not None:
            found.setdefault(_cause(topology, pair), []).append(pair)
    for pairs in found.values():
        yield _report(topology, *sorted(pairs, key=lambda pair: (-pair.certainty.value, pair.use.span)))


def _cause(topology: Topology, pair: Clash) -> tuple[object, ...]:
    closing = pair.use if pair.use.kind == "close" else pair.other
    if closing.kind != "close":
        return (pair.socket.id,)
    return (closing.via[0] if closing.via else closing.function, thread_of(topology, closing.execution).name)


def _report(topology: Topology, pair: Clash, *more: Clash) -> Diagnostic:
    use, other = pair.use, pair.other
    mine, theirs = thread_of(topology, use.execution), thread_of(topology, other.execution)
    if {thread_of(topology, maker).id for maker in topology.makers(use)} == {mine.id} != {theirs.id}:
        use, other, mine, theirs = other, use, theirs, mine  # point to the thread that did not make it
    kind, alone = pair.socket.type or "socket", mine.id == theirs.id
    sides = f"several threads that run {mine.name}" if alone else f"{_named(mine)} and {_named(theirs)}"
    labels = [] if alone else [Label(_other_place(use, other), f"{other.call}() in {_named(theirs)}")]
    started = [each.started for each in (mine, theirs) if each.started]
    labels += [Label(site, "the threads start here" if alone else "the thread starts here") for site in started[:1]]
    labels += [Label(pair.socket.span, f"the {kind} is created here")]
    labels += [Label(each.use.span, f"so is this {each.socket.type or 'socket'}") for each in more]
    return RULE.at(
        use.span,
        f"this {kind} {'is' if pair.certainty.certain else 'may be'} used by {sides} at the same time",
        *labels,
        here=f"{use.call}() in {_named(mine)}",
        certainty=pair.certainty,
        help="give each thread a socket of its own, and let the threads talk over inproc",
    )


def _other_place(use: Op, other: Op) -> Span:
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
