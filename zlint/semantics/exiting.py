"""Which messages still wait for a connection when their process ends.

Source: truth.json `blocking_exit`. The end of the interpreter does not wait for a context that is alive then: one of
the module, `Context.instance()`, what hangs on either. Its threads have the few milliseconds that the interpreter
needs, enough for a peer that waits on the same machine, and nothing for one further off or not there yet. A context
that dies with a function waits when it is collected (`hanging`), and so do term() and destroy().

Not known: threads of other packages that keep the process alive; whether a file is run, or imported by what goes on.
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, OpGraph, Socket, Span, Topology
from zlint.semantics.closed import single_objects
from zlint.semantics.hanging import undelivered
from zlint.semantics.typestate import FAILED, Fold, Held, held_after
from zlint.semantics.unsent import (
    LEFT,
    QUEUED,
    State,
    discarded,
    early,
    followed,
    keeps,
    lost,
    then,
)

WAITING = (QUEUED, LEFT)


def left_behind(topology: Topology, socket: Socket) -> Iterator[Op]:
    """The sends behind which a process can end at once. Not those of which it is known that they are discarded, or
    that the end of the context waits for them."""
    if not _can_be_left(topology, socket):
        return
    graphs = [graph for graph in topology.graphs_of(socket) if _ends_the_process(topology, socket, graph)]
    found = {
        send.id: send
        for item in single_objects(topology, socket, "connect")
        for graph in graphs
        for send in _waiting_at_exit(topology, socket, item, graph)
        if _outlives(topology, socket, graph, send)
    }
    if not found:
        return
    told = {wait.behind.id for wait in undelivered(topology, socket)}
    for walk in discarded(topology, socket):
        told |= {send.id for node in walk.broken for send in lost(walk, topology, topology.op(node.op))}
    yield from (send for number, send in sorted(found.items()) if number not in told)


def _can_be_left(topology: Topology, socket: Socket) -> bool:
    """Does it keep messages for a peer outside of this process, all it does being seen? With IMMEDIATE a send waits for
    the connection, and what is bound has one when it sends."""
    if not socket.complete or len(socket.contexts) != 1 or topology.ops_of(socket, "bind"):
        return False
    home = topology.execution(socket.execution).process
    near = any(topology.execution(peer.execution).process == home for peer, _ in topology.peers_of(socket))
    patient = any(op.option == "IMMEDIATE" for op in topology.ops_of(socket, "option"))
    return keeps(topology, socket) and not (near or patient)


def _ends_the_process(topology: Topology, socket: Socket, graph: OpGraph) -> bool:
    """Does the process end with this execution? Nothing else uses the socket or ends its context, nothing goes on."""
    if topology.execution(graph.execution).kind not in ("main", "process"):
        return False
    here = topology.process_of(graph.execution)
    ends = [
        op
        for op in topology.all_ops("term")
        if op.context in (None, *socket.contexts) and topology.process_of(op.execution) == here
    ]
    others = {op.execution for op in (*topology.ops_of(socket), *ends)} - {graph.execution}
    going_on = any(
        each.kind in ("thread", "process") and each.parent is not None and not each.joined
        for each in topology.executions
        if graph.execution in (line.id for line in topology.lineage(each.id)) and each.id != graph.execution
    )
    return not others and not going_on


def _outlives(topology: Topology, socket: Socket, graph: OpGraph, send: Op) -> bool:
    """Is the context there until the process ends? One that the statement of the top level makes which sends as well
    may die with it."""
    context = topology.context(socket.contexts[0])
    if context.shared:
        return True
    made = [op for op in topology.all_ops("context") if op.context == context.id]
    return context.complete and bool(made) and all(op.home is None and _held(topology, graph, op, send) for op in made)


def _held(topology: Topology, graph: OpGraph, made: Op, send: Op) -> bool:
    here = made.execution == graph.execution
    kinds = {topology.execution(key).kind for key in (made.execution, graph.execution)}
    return (here or kinds == {"main"}) and (not made.via or (here and _top(made) != _top(send)))


def _top(op: Op) -> tuple[str, int]:
    """The line of the top level that does it."""
    span: Span = (*op.via, op.span)[0]
    return span.path, span.line


def _waiting_at_exit(topology: Topology, socket: Socket, item: str, graph: OpGraph) -> Iterator[Op]:
    walk = followed(topology, socket, item, graph)
    for node in walk.after:
        op = topology.op(node.op)
        for label in [label for at, label in graph.prompt if at == node.op and label not in FAILED]:
            state = then(socket, item, node.held.state, op, label)
            if state[0] in WAITING and node not in walk.broken:
                held = held_after(state, node.held, op, label)
                yield from (send for send in _sends_of(walk, topology, held) if early(walk, send))


def _sends_of(walk: Fold[State], topology: Topology, held: Held[State]) -> Iterator[Op]:
    """What has been sent when this state holds."""
    waiting, seen = [held], set[Held[State]]()
    while waiting:
        each = waiting.pop()
        if each in seen or each.by is None:
            continue
        seen.add(each)
        op = topology.op(each.by)
        if op.kind == "send":
            yield op
        else:
            waiting += [before for before in walk.before[op.id] if before.state[0] in WAITING]
