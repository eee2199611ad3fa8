"""What makes the end of a context wait for ever: sockets that are open, and messages that nobody takes.

Source: truth.json `threads_term`, `options` (LINGER). term() waits for every socket; destroy() and the end of a `with`
block close them first. All of them, and a context that is collected with the function whose name holds it, wait for
messages to an absent peer, as long as LINGER says: for ever by default. A context that lives until the interpreter ends
does not wait. inproc, PUB, SUB and what is only bound keep nothing for an absent peer.

A peer that has answered is there. Whether others are is not known; one that this process binds, or what started it, is
taken to be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zlint.model import Edge, Op, OpGraph, Socket, Span, Topology
from zlint.semantics.closed import objects_of, single_objects
from zlint.semantics.turns import AGAIN, STREAM_RECEIVES
from zlint.semantics.typestate import FAILED, Fold, Held, fold
from zlint.semantics.unsent import keeps

NONE, OPEN = "none", "open"
IDLE, PENDING, ANSWERED = "idle", "a message may wait", "the peer is there"
PATIENT = ("LINGER", "IMMEDIATE")  # who sets them has thought of it


@dataclass(frozen=True, slots=True)
class Wait:
    """at: the op that ends the context, or that makes it when it ends with its function. behind: what it waits for:
    the op that opens a socket, or that sends."""

    at: Op
    behind: Op


def open_at_the_end(topology: Topology, socket: Socket) -> Iterator[Wait]:
    """term() is reached with the socket open, and something holds it there."""
    terms = [op for op in topology.all_ops("term") if op.call == "term" and socket.contexts == (op.context,)]
    if not terms or not socket.complete or _in_a_loop(topology, socket):
        return
    for opened in (op for op in topology.ops_of(socket, "open") if op.call == "socket"):
        graph = topology.graph_of(opened)
        here = [term for term in terms if term.execution == opened.execution and _alive(socket, opened, term)]
        elsewhere = any(op.execution != opened.execution for op in topology.ops_of(socket, "close"))
        if graph is not None and here and not elsewhere:
            walk = _opened(topology, graph, opened)
            yield from (Wait(term, opened) for term in here if walk.verdict(term.id).certain)
        if not topology.ops_of(socket, "close") and (owner := _object(topology, opened)) is not None:
            yield from (Wait(term, opened) for term in terms if _method_of(topology, term, owner))


def _alive(socket: Socket, opened: Op, term: Op) -> bool:
    """Does a name still hold the socket where the context ends? A socket that nothing holds closes itself."""
    if opened.home is not None:
        return within(term, opened.home)
    if not socket.made:
        return True  # a run, in which a socket that is collected is seen to close
    return not opened.via or (socket.name.startswith("self.") and _class(opened) == _class(term))


def _in_a_loop(topology: Topology, socket: Socket) -> bool:
    """Is there a ZMQStream around it? A loop of tornado can close all that it watches."""
    return any(op.stream or op.call in STREAM_RECEIVES for op in topology.ops_of(socket, "send", "recv"))


def _class(op: Op) -> str:
    return op.function.rpartition(".")[0]


def _object(topology: Topology, opened: Op) -> str | None:
    """The object in whose constructor a socket is opened, that code outside makes."""
    execution = topology.execution(opened.execution)
    return execution.owner if execution.constructs else None


def _method_of(topology: Topology, op: Op, owner: str) -> bool:
    execution = topology.execution(op.execution)
    return execution.owner == owner and not execution.constructs


def _opened(topology: Topology, graph: OpGraph, opened: Op) -> Fold[str]:
    def step(state: str, op: Op, edge: Edge) -> tuple[str, ...]:
        if op.id == opened.id:
            return (OPEN,) if edge.label not in FAILED else (state,)
        closes = op.kind in ("close", "escape", "suspend") and set(objects_of(op)) & set(objects_of(opened))
        destroys = op.kind == "term" and op.call != "term"
        return (NONE,) if closes or destroys else (state,)

    def breaks(held: Held[str], op: Op) -> bool:
        return held.state == OPEN and op.kind == "term" and op.call == "term"

    return fold(replace(graph, repeats=False), topology, (NONE,), step, breaks)


def undelivered(topology: Topology, socket: Socket) -> Iterator[Wait]:
    """A context ends when a message may wait in this socket."""
    if not _keeps_for_ever(topology, socket):
        return
    (context,) = socket.contexts
    for item in single_objects(topology, socket, "send"):
        for graph in topology.graphs_of(socket):
            if _answered_elsewhere(topology, socket, graph):
                continue
            walk = _sent(topology, item, graph)
            yield from (Wait(*each) for each in _at_ends(topology, walk, context, item))
            if (send := _sent_by_another_method(topology, socket, graph)) is not None:
                ends = (topology.op(number) for number in walk.before)
                yield from (Wait(op, send) for op in ends if _waits(op, context))


def _keeps_for_ever(topology: Topology, socket: Socket) -> bool:
    """Does it keep what it sends to an absent peer, with no LINGER set anywhere, and may a peer be absent?"""
    if len(socket.contexts) != 1 or not keeps(topology, socket):
        return False
    options = {op.option for op in topology.ops_of(socket, "option") if op.value}
    options |= set(topology.context(socket.contexts[0]).options)
    if options.intersection(PATIENT) or topology.ops_of(socket, "bind") or not topology.ops_of(socket, "connect"):
        return False
    if any(op.value and op.value.options != (-1,) for op in topology.ops_of(socket, "close")):
        return False
    homes = {each.process for each in topology.lineage(socket.execution)}
    near = any(topology.execution(peer.execution).process in homes for peer, _ in topology.peers_of(socket))
    return (socket.complete or socket.exposed) and not near


def _sent(topology: Topology, item: str, graph: OpGraph) -> Fold[str]:
    def step(state: str, op: Op, edge: Edge) -> tuple[str, ...]:
        return (_then(item, state, op, edge),)

    return fold(replace(graph, repeats=False), topology, (IDLE,), step, plain=(IDLE,))


def _then(item: str, state: str, op: Op, edge: Edge) -> str:
    """The state when an op has been left along an edge. What fails otherwise than by a timeout is another matter."""
    if (edge.label in FAILED and (edge.error not in AGAIN or edge.label == "fault")) or op.kind in (
        "escape",
        "suspend",
    ):
        return IDLE
    if item not in objects_of(op) or edge.label in (*FAILED, "idle"):
        return state
    match op.kind:
        case "open":
            return IDLE
        case "send" if state == IDLE:
            return PENDING
        case "recv":
            return ANSWERED
        case "poll" if edge.label == "ready" and op.events == "in":
            return ANSWERED
    return state


def _answered_elsewhere(topology: Topology, socket: Socket, graph: OpGraph) -> bool:
    """Does another thread or task of the same program receive?"""
    root = topology.root(graph.execution).id
    others = {op.execution for op in topology.ops_of(socket, "recv")} - {graph.execution}
    return any(topology.root(other).id == root for other in others)


def _sent_by_another_method(topology: Topology, socket: Socket, graph: OpGraph) -> Op | None:
    """A message of an object that code outside makes and uses: it may wait when another method ends the context."""
    owner = topology.execution(graph.execution).owner
    mine = {graph.execution} & {op.execution for op in topology.ops_of(socket, "send", "recv", "open")}
    sends = (op for op in topology.ops_of(socket, "send") if topology.execution(op.execution).owner == owner)
    return next(sends, None) if owner is not None and not mine else None


def _waits(op: Op, context: str) -> bool:
    return op.kind == "term" and op.context == context and not op.value


def _at_ends(topology: Topology, walk: Fold[str], context: str, item: str) -> Iterator[tuple[Op, Op]]:
    """Where this context is ended, or left with its function, in a state in which a message may wait."""
    for number, states in sorted(walk.before.items()):
        op = topology.op(number)
        waiting = [topology.op(held.by) for held in states if held.state == PENDING and held.by is not None]
        if waiting and _waits(op, context):
            yield op, waiting[0]
    for made in topology.all_ops("context"):
        if made.context == context and made.execution == walk.graph.execution and _dies_with(topology, context, made):
            yield from ((made, send) for send in _left_with(topology, walk, made.home or (), context, item))


def _dies_with(topology: Topology, context: str, made: Op) -> bool:
    """Does a context end with the call that makes it? A socket that lives on keeps it."""
    if made.home is None:
        return False
    opens = [op for op in topology.all_ops("open") if any(context in each.contexts for each in topology.sockets_of(op))]
    return all(op.home is not None and op.home[: len(made.home)] == made.home for op in opens)


def _left_with(topology: Topology, walk: Fold[str], home: tuple[Span, ...], context: str, item: str) -> Iterator[Op]:
    """The sends behind which the call ends, by which the context is made, with the context not ended."""
    if any(op.context == context for op in topology.all_ops("term")):
        return
    for node, after in walk.after.items():
        op = topology.op(node.op)
        outs = [then.held for label, then in after if label not in FAILED and not within(topology.op(then.op), home)]
        for label in (label for at, label in walk.graph.exits if at == node.op and label not in FAILED):
            state = _then(item, node.held.state, op, Edge(0, label))
            outs.append(node.held if state == node.held.state else Held(state, op.id))
        if within(op, home):
            yield from (topology.op(held.by) for held in outs if held.state == PENDING and held.by is not None)


def within(op: Op, home: tuple[Span, ...]) -> bool:
    """Is this done in that call?"""
    return op.via[: len(home)] == home
