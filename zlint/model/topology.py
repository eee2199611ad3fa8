"""The whole program as rules see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from zlint.model.authenticator import Authenticator
from zlint.model.execution import Execution
from zlint.model.op import Edge, Op, OpGraph
from zlint.model.socket import Context, Link, Socket
from zlint.model.span import Span
from zlint.model.tri import Tri

T = TypeVar("T")
MEASURED = (4, 3)  # the libzmq that what we know of it was measured on


@dataclass(frozen=True, slots=True)
class Sink:
    """Received data reaches a dangerous call. call: dotted name ("pickle.loads", "eval"). sources: recv op ids.

    kind: what it can do there: "code" (runs), "command" (of the system), "path" (of a file that is written),
    "attribute" (is called, whatever its name is), "module" (is imported)."""

    call: str
    span: Span
    sources: tuple[int, ...]
    execution: str
    via: tuple[Span, ...] = ()
    kind: str = "code"


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Something the front end could not follow. what: "socket type", "endpoint", "receiver", ...; why: the reason."""

    span: Span
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Unreached:
    """A close, term or destroy, by a call at `span`, that stands behind a loop which never ends. sockets, contexts: ids
    of what it would end."""

    call: str
    span: Span
    loop: Span
    sockets: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """An outdated name of pyzmq (`zlint.semantics.outdated`) is used, in a file that does not ask whether it exists."""

    name: str
    span: Span


@dataclass(frozen=True)
class Topology:
    """contexts, sockets, ops, links, executions, graphs, sinks, mentions, authenticators; what could not be resolved.

    unreached: clean-up that is never called. libzmq: the oldest version that the program must work with. hosts: further
    names of the machine that all runs on.
    """

    contexts: tuple[Context, ...] = ()
    sockets: tuple[Socket, ...] = ()
    ops: tuple[Op, ...] = ()
    links: tuple[Link, ...] = ()
    executions: tuple[Execution, ...] = ()
    graphs: tuple[OpGraph, ...] = ()
    sinks: tuple[Sink, ...] = ()
    mentions: tuple[Mention, ...] = ()
    authenticators: tuple[Authenticator, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    unreached: tuple[Unreached, ...] = ()
    files: tuple[str, ...] = ()
    libzmq: tuple[int, ...] = MEASURED
    hosts: frozenset[str] = frozenset()

    @cached_property
    def _ops(self) -> dict[int, Op]:
        return {op.id: op for op in self.ops}

    @cached_property
    def _sockets(self) -> dict[str, Socket]:
        return {socket.id: socket for socket in self.sockets}

    @cached_property
    def _executions(self) -> dict[str, Execution]:
        return {execution.id: execution for execution in self.executions}

    @cached_property
    def _contexts(self) -> dict[str, Context]:
        return {context.id: context for context in self.contexts}

    @cached_property
    def _ops_by_socket(self) -> dict[str, tuple[Op, ...]]:
        found: dict[str, list[Op]] = {}
        for op in self.ops:
            for socket in op.sockets:
                found.setdefault(socket, []).append(op)
        return {socket: tuple(ops) for socket, ops in found.items()}

    @cached_property
    def _graphs(self) -> dict[str, OpGraph]:
        return {graph.execution: graph for graph in self.graphs}

    @cached_property
    def _derived(self) -> dict[object, Any]:
        return {}

    def once(self, key: object, compute: Callable[[], T]) -> T:
        """What is worked out from this topology, once for each key."""
        if key not in self._derived:
            self._derived[key] = compute()
        found: T = self._derived[key]
        return found

    def graph_of(self, op: Op) -> OpGraph | None:
        """The graph an op stands in."""
        return self._graphs.get(op.execution)

    def predecessors(self, graph: OpGraph) -> dict[int, list[Edge]]:
        """The edges turned round: for each op the ops that can come just before it, with the label between them."""
        return self.once(("predecessors", graph.execution), lambda: _turned_round(graph))

    def op(self, number: int) -> Op:
        return self._ops[number]

    def socket(self, key: str) -> Socket:
        return self._sockets[key]

    def execution(self, key: str) -> Execution:
        return self._executions[key]

    def context(self, key: str) -> Context:
        return self._contexts[key]

    def ops_of(self, socket: Socket, *kinds: str) -> tuple[Op, ...]:
        """What is done to a socket, in source order of discovery; of the given kinds only, if any are given."""
        ops = self._ops_by_socket.get(socket.id, ())
        if not kinds:
            return ops
        return self.once(("ops", socket.id, kinds), lambda: tuple(op for op in ops if op.kind in kinds))

    def all_ops(self, *kinds: str) -> tuple[Op, ...]:
        return self.once(("all ops", kinds), lambda: tuple(op for op in self.ops if op.kind in kinds))

    def naming(self, kind: str, execution: Execution) -> tuple[Op, ...]:
        """The ops of a kind that are about an execution: that start it, or wait for its end."""
        return self.once(("naming", kind), lambda: self._naming(kind)).get(execution.id, ())

    def _naming(self, kind: str) -> dict[str, tuple[Op, ...]]:
        found: dict[str, tuple[Op, ...]] = {}
        for op in self.all_ops(kind):
            for peer in dict.fromkeys(filter(None, op.peers)):
                found[peer] = (*found.get(peer, ()), op)
        return found

    def sockets_of(self, op: Op) -> tuple[Socket, ...]:
        return tuple(self._sockets[key] for key in op.sockets)

    def makers(self, op: Op) -> frozenset[str]:
        """The executions that make the objects which an op with one socket can act on."""
        socket = self.socket(op.sockets[0])
        found = frozenset(execution for key, execution in socket.made if key in op.objects)
        return found or frozenset({socket.execution})

    def only_in_tests(self, op: Op) -> bool:
        """The program's code does it only because a test calls it so."""
        return not op.span.in_tests and self.in_tests(op)

    def in_tests(self, op: Op) -> bool:
        """A test does it, or calls the program's code so."""
        entry = self._executions[op.execution].entry
        return any(place.in_tests for place in (op.span, entry, *op.via))

    def peers_of(self, socket: Socket) -> tuple[tuple[Socket, Tri], ...]:
        """Sockets it is linked with, and how surely."""
        found = [(link.connector, link.meets) for link in self.links if link.binder.id == socket.id]
        found += [(link.binder, link.meets) for link in self.links if link.connector.id == socket.id]
        return tuple(found)

    def graphs_of(self, socket: Socket) -> tuple[OpGraph, ...]:
        """The graphs of the executions that touch a socket."""
        touched = {op.execution for op in self.ops_of(socket)}
        return tuple(graph for graph in self.graphs if graph.execution in touched)

    def overlap(self, first: Execution, second: Execution) -> Tri:
        """Can both run at one time, on different threads?"""
        if first.id == second.id:
            return Tri.of(first.many and first.kind in ("thread", "process"))
        if first.process != second.process:
            return Tri.NO
        if self.thread_of(first) == self.thread_of(second):
            return Tri.NO
        return Tri.YES if "thread" in (first.kind, second.kind) else Tri.MAYBE

    def lineage(self, key: str) -> Iterator[Execution]:
        """An execution, the one that starts it, and so on."""
        execution = self.execution(key)
        yield execution
        while execution.parent is not None:
            execution = self.execution(execution.parent)
            yield execution

    def root(self, key: str) -> Execution:
        """The execution that this one, through all its starters, comes from."""
        *_, root = self.lineage(key)
        return root

    def process_of(self, key: str) -> Execution | None:
        """The started process that an execution is part of; None for the program itself."""
        return next((each for each in self.lineage(key) if each.kind == "process"), None)

    def thread_of(self, execution: Execution) -> str:
        """The id of the execution whose thread runs this one: tasks and callbacks run on their starter's."""
        while execution.kind in ("task", "callback", "signal", "exit") and execution.parent is not None:
            execution = self.execution(execution.parent)
        return execution.id


def _turned_round(graph: OpGraph) -> dict[int, list[Edge]]:
    found: dict[int, list[Edge]] = {}
    for source, edges in graph.edges.items():
        for edge in edges:
            found.setdefault(edge.target, []).append(Edge(source, edge.label, edge.error))
    return found
