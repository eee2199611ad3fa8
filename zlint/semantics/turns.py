"""Whose turn it is on REQ and REP sockets at each op of a program: `lockstep` folded over operation graphs.

Beyond the automaton's own states a socket can be:

- `POLLED`: a REQ that waits for a reply and was polled; the program knows how that ended, the graph does not always.
- `LATE`: a REQ whose reply did not come in time. Sending is EFSM for ever, receiving may still succeed.
- `FAULTED`: a REP that received a request when something failed before the reply. Receiving is EFSM.
- `LOST`: nothing is claimed. `CLOSED`: there is no socket.

Not known: whether a message that is read frame by frame has further frames; `more_frames` says when it can have. A
socket that several threads or tasks use is left out: who comes first is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from zlint.model import Edge, Op, OpGraph, Socket, Span, Topology, Tri
from zlint.semantics import lockstep
from zlint.semantics.lockstep import IDLE, SERVING, WAITING
from zlint.semantics.typestate import FAILED, Fold, Held, fold, reachable, slots

POLLED, LATE, FAULTED, LOST, CLOSED = "polled", "late", "faulted", "lost", "closed"

AGAIN = frozenset({"zmq.Again", "zmq.error.Again"})
ANY_ZMQ = AGAIN | {"zmq.ZMQError", "zmq.error.ZMQError", "zmq.ZMQBaseError"}
CATCH_ALL = frozenset({"Exception", "BaseException"})
# After these nobody goes on to use the socket in earnest.
THE_END = frozenset(
    "zmq.ContextTerminated zmq.error.ContextTerminated KeyboardInterrupt SystemExit GeneratorExit "
    "asyncio.CancelledError".split()
)
STREAM_RECEIVES = ("on_recv", "on_recv_stream")
WHOLE = ("recv_multipart", "recv_serialized")


@dataclass(frozen=True)
class Turns:
    """One socket, or one attribute that holds one socket after the other, in one graph.

    only: no other graph that is seen takes turns on it.
    """

    topology: Topology
    sockets: tuple[Socket, ...]
    graph: OpGraph
    only: bool

    @property
    def alone(self) -> bool:
        """Nobody else takes turns on it, so what one run leaves behind is what the next one finds."""
        return self.only and self.complete

    @property
    def type(self) -> str:
        return self.sockets[0].types[0]

    @cached_property
    def ids(self) -> tuple[str, ...]:
        return tuple(socket.id for socket in self.sockets)

    @property
    def complete(self) -> bool:
        """Are all turns seen?"""
        return all(socket.complete for socket in self.sockets)

    @property
    def one_sided(self) -> bool:
        """Does the whole program only ever send on it, or only ever receive?"""
        uses = (self.topology.ops_of(socket, "send", "recv", "proxy", "escape", "suspend") for socket in self.sockets)
        return len({op.kind for ops in uses for op in ops}) == 1

    @cached_property
    def opens(self) -> tuple[int, ...]:
        """The ops of this graph that make the socket."""
        return tuple(number for number in self.graph.ops if self._touches(self.topology.op(number), "open"))

    def once(self) -> Fold[str]:
        """One run of the graph; further runs only if nothing can come in between."""
        return self._fold(self.graph if self.alone else replace(self.graph, repeats=False))

    def again(self) -> Fold[str]:
        """One run of the graph after the other."""
        return self._fold(self.graph)

    def acts(self, op: Op) -> bool:
        """Does the op surely act on this socket?"""
        return op.sockets == self.ids

    def late_by(self, op: Op, edge: Edge) -> bool:
        """Does the edge stand for a reply that did not come in time?"""
        if op.kind == "poll":
            return edge.label == "idle" and op.events != "out" and _finite(op)
        if op.kind != "recv" or edge.label != "raise":
            return False
        if edge.error is not None and edge.error.rpartition(".")[2] == "TimeoutError":
            return True
        if edge.error not in (None, *ANY_ZMQ, *CATCH_ALL) or not (op.nonblocking.possible or self._times_out()):
            return False
        return edge.error in AGAIN or not any(
            e.error in AGAIN for e in self.graph.edges.get(op.id, ()) if e.label == "raise"
        )

    def more_frames(self, first: Op, second: Op) -> bool:
        """Can `second` read the rest of the message that `first` began to read?"""
        if first.kind != "recv" or second.kind != "recv" or first.call in WHOLE:
            return False
        options = [op.option for socket in self.sockets for op in self.topology.ops_of(socket, "option")]
        if "RCVMORE" in options:
            return True
        peers = [peer for socket in self.sockets for peer, _ in self.topology.peers_of(socket)]
        sends = [op for peer in peers for op in self.topology.ops_of(peer, "send")]
        if not sends:
            return first.id != second.id
        return any(op.more.possible or op.codec in ("multipart", "serialized") for op in sends)

    def _fold(self, graph: OpGraph) -> Fold[str]:
        made_here = all(self.topology.op(number).execution == graph.execution for number in self._all_opens)
        start = (CLOSED,) if self.opens and made_here else (IDLE,) if self.alone else self._turns
        return fold(graph, self.topology, start, self._step, self._breaks)

    @property
    def renewed_elsewhere(self) -> bool:
        """Can a graph other than this one put a new socket in the old one's place?"""
        here = set(self.opens)
        return len(self._all_opens) > 1 and any(number not in here for number in self._all_opens)

    @property
    def _all_opens(self) -> tuple[int, ...]:
        return tuple(op.id for socket in self.sockets for op in self.topology.ops_of(socket, "open"))

    @property
    def _turns(self) -> tuple[str, ...]:
        return (IDLE, WAITING) if self.type == "REQ" else (IDLE, SERVING)

    def _breaks(self, held: Held[str], op: Op) -> bool:
        if op.kind not in ("send", "recv") or not self.acts(op) or held.state in (LOST, CLOSED, POLLED):
            return False
        if held.state == LATE:
            return op.kind == "send"
        if held.state == FAULTED:
            return op.kind == "recv"
        if lockstep.step(self.type, held.state, op.kind) is not None:
            return False
        return held.by is None or not self.more_frames(self.topology.op(held.by), op)

    def _step(self, state: str, op: Op, edge: Edge) -> tuple[str, ...]:
        if not self._touches(op):
            return (self._beside(state, edge),)
        if edge.label in FAILED and op.kind not in ("send", "recv", "poll"):
            return (self._beside(state, edge),)
        match op.kind:
            case "open":
                return (IDLE,)
            case "close":
                return (CLOSED,) if self.acts(op) else (CLOSED, state)
            case "escape" | "suspend":
                return (*self._turns, LOST)
            case "proxy":
                return (LOST,)
            case "poll":
                return self._polled(state, op, edge)
            case "send" | "recv":
                return self._turned(state, op, edge) if self.acts(op) else (LOST,)
            case _:
                return (state,)

    def _beside(self, state: str, edge: Edge) -> str:
        """Something else was done, or failed, between two turns."""
        if edge.label not in FAILED or state not in (WAITING, SERVING):
            return state
        blameless = THE_END | (ANY_ZMQ - AGAIN if edge.label == "raise" else ANY_ZMQ)
        return FAULTED if state == SERVING and edge.error not in blameless else LOST

    def _polled(self, state: str, op: Op, edge: Edge) -> tuple[str, ...]:
        if self.type == "REP" and state == IDLE and edge.label == "idle":
            return (LOST,)  # the program knows that there is no request; how it acts on that hangs on conditions
        if state not in (WAITING, POLLED, LATE) or op.events == "out":
            return (self._beside(state, edge),)
        if edge.label == "idle":
            return (LATE,) if self.late_by(op, edge) else ()
        return (state,) if edge.label in FAILED else (POLLED,)

    def _turned(self, state: str, op: Op, edge: Edge) -> tuple[str, ...]:
        if edge.label == "raise":
            return (self._failed(state, op, edge),)
        done = self._done(state, op)
        if edge.label != "fault":
            return (state,) if op.more is Tri.YES else (done,) if op.more is Tri.NO else (state, done)
        return (self._beside(done, edge),)

    def _done(self, state: str, op: Op) -> str:
        """The state after a send or recv that went through; that it did tells what the state was."""
        if state == CLOSED:
            return CLOSED
        last = {"send": WAITING, "recv": IDLE} if self.type == "REQ" else {"send": IDLE, "recv": SERVING}
        return last[op.kind]

    def _failed(self, state: str, op: Op, edge: Edge) -> str:
        """The state after a send or recv that did not go through."""
        if self.type == "REP":
            told = edge.error is not None and edge.error not in ANY_ZMQ
            if op.kind == "recv":
                return state if edge.error in AGAIN else LOST
            return self._beside(state, edge) if told else LOST
        if op.kind == "send" or state not in (WAITING, POLLED, LATE):
            return state
        return LATE if self.late_by(op, edge) else LOST

    def _touches(self, op: Op, kind: str | None = None) -> bool:
        return kind in (None, op.kind) and any(key in self.ids for key in op.sockets)

    def _times_out(self) -> bool:
        values = [
            op.value
            for socket in self.sockets
            for op in self.topology.ops_of(socket, "option")
            if op.option == "RCVTIMEO"
        ]
        return any(value is not None and value.options != (-1,) for value in values)


def turns(topology: Topology) -> Iterator[Turns]:
    """Every strict REQ and REP socket in every graph that takes turns on it."""
    for sockets in slots(topology, lambda socket: _strict(topology, socket)):
        if len({socket.type for socket in sockets}) > 1 or not _one_at_a_time(topology, sockets):
            continue
        graphs = _graphs(topology, sockets, "send", "recv")
        if len(graphs) > 1 and any(topology.execution(graph.execution).kind != "library" for graph in graphs):
            continue
        for graph in graphs:
            found = Turns(topology, sockets, graph, len(graphs) == 1)
            if found.opens or not topology.execution(graph.execution).many:
                yield found


def _strict(topology: Topology, socket: Socket) -> bool:
    """Is every turn checked, and seen? REQ_RELAXED may be set at any time; a ZMQStream receives by itself."""
    if any(op.call in STREAM_RECEIVES for op in topology.ops_of(socket, "recv")):
        return False
    relaxed = (op for op in topology.ops_of(socket, "option") if op.option == "REQ_RELAXED")
    switched = (op for op in relaxed if op.value is not None and op.value.options != (0,))
    return socket.type in ("REQ", "REP") and next(switched, None) is None


def _graphs(topology: Topology, sockets: tuple[Socket, ...], *kinds: str) -> tuple[OpGraph, ...]:
    spans: dict[str, set[Span]] = {}
    for op in (op for socket in sockets for op in topology.ops_of(socket, *kinds)):
        spans.setdefault(op.execution, set()).add(op.span)
    whole = {user: own for user, own in spans.items() if not _is_part(topology, user)}
    users = {
        user for user, own in spans.items() if user in whole or not any(own <= others for others in whole.values())
    }
    return tuple(graph for graph in topology.graphs if graph.execution in users)


def _is_part(topology: Topology, execution: str) -> bool:
    """A private method is a part of what calls it: where that is seen, it says all."""
    found = topology.execution(execution)
    name = found.name.rpartition(".")[2]
    return found.kind == "library" and name.startswith("_") and not name.startswith("__")


def _one_at_a_time(topology: Topology, sockets: tuple[Socket, ...]) -> bool:
    """Is there one socket at any time behind the name?

    Not if one is made in a loop and not closed before the next, or if several are made before the first is used.
    """
    for graph in _graphs(topology, sockets, "open"):
        single = replace(graph, repeats=False)
        ids = {socket.id for socket in sockets}
        opens = [n for n in graph.ops if topology.op(n).kind == "open" and ids & set(topology.op(n).sockets)]
        uses = [n for n in graph.ops if topology.op(n).kind in ("send", "recv") and ids & set(topology.op(n).sockets)]
        behind = {n: reachable(single, n) for n in (*opens, *uses)}
        closes = [n for n in graph.ops if topology.op(n).kind == "close" and ids & set(topology.op(n).sockets)]
        if any(socket.many for socket in sockets) and any(n in reachable(single, n, closes) for n in opens):
            return False
        reopened = any(n in behind[use] for n in opens for use in uses)
        if not reopened and any(other in behind[n] for n in opens for other in opens if other != n):
            return False
    return True


def _finite(op: Op) -> bool:
    """Can this poll end without an event?"""
    return op.timeout is not None and any(value is not None and value != -1 for value in op.timeout.options)
