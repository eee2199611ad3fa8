"""What linking writes down: sockets, contexts, executions, ops and what may follow what.

An op is known by place and calling context, so that a second pass over a loop meets the same op again and adds the
edges of a later iteration. Join points (negative numbers) keep loops apart from their surroundings; they are
contracted when graphs are read.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from zlint.model import Execution, Hole, Mention, Setting, Sink, Span, Template, Unresolved
from zlint.static.facts import At
from zlint.static.link.atoms import Arguments
from zlint.static.link.machine import Front

START = 0
APART = 8  # executions that differ in their arguments only
EdgeTo = tuple[int, str, str | None]


@dataclass(slots=True)
class SocketDraft:
    """A socket while it is being learned about. chain: call sites from the entry to the creation, each with the
    function it enters; `constructing`: (class, site) for every object under construction, outermost first; `perhaps`:
    types that it can have beside those that are known."""

    id: str
    span: Span
    chain: tuple[tuple[Span, Any], ...]
    constructing: tuple[tuple[Any, Span], ...]
    execution: str
    asyncio: bool
    many: bool
    makers: dict[str, None] = field(default_factory=dict)
    types: dict[str, None] = field(default_factory=dict)
    perhaps: dict[str, None] = field(default_factory=dict)
    contexts: dict[str, None] = field(default_factory=dict)
    escapes: bool = False
    exposed: bool = False
    untyped: bool = False
    assumed: bool = False
    name: str = ""


@dataclass(slots=True)
class ContextDraft:
    id: str
    span: Span
    kind: str
    shared: bool
    execution: str
    makers: dict[str, None] = field(default_factory=dict)
    escapes: bool = False


@dataclass(slots=True)
class AuthenticatorDraft:
    span: Span
    contexts: tuple[str, ...]
    execution: str
    settings: dict[Setting, None] = field(default_factory=dict)


@dataclass(slots=True)
class OpDraft:
    """An op while it is being learned about; `facts` are fields of `zlint.model.Op`."""

    id: int
    kind: str
    call: str
    span: Span
    execution: str
    via: tuple[Span, ...]
    function: str
    sockets: dict[str, None]
    facts: dict[str, Any]


@dataclass(slots=True)
class GraphDraft:
    """entry, exits, raises, prompt: as `OpGraph` has them, join points included."""

    entry: dict[int, None] = field(default_factory=dict)
    exits: dict[Front, None] = field(default_factory=dict)
    raises: dict[Front, None] = field(default_factory=dict)
    prompt: dict[Front, None] = field(default_factory=dict)
    repeats: bool = False


class Trace:
    """See the module's docstring."""

    def __init__(self) -> None:
        self.numbers: dict[Any, int] = {}
        self.tested: dict[int, set[tuple[str, str]]] = {}  # head of a loop -> variables that its conditions read
        self.detour = 0  # inside a final block that runs because of an exception: ops of their own
        self.every_socket: dict[str, SocketDraft] = {}  # of all rounds: values of the last one still name them
        self.aliases: dict[Any, set[str]] = {}
        self.handed_out: dict[str, set[Any]] = {}  # contexts and sockets, by the functions that return them
        self.asked_types: dict[str, dict[str, None]] = {}  # that unknowns are compared with, by the keys of those
        self.names: dict[frozenset[str], frozenset[str]] = {}  # each set of names that edges carry, kept once
        self.clear()

    def clear(self) -> None:
        """Begin a round anew; numbers stay, so that values of the last round still name the same ops."""
        self.ops: dict[int, OpDraft] = {}
        self.edges: dict[int, dict[EdgeTo, None]] = {}
        self.calls: dict[Front, set[tuple[str, tuple[int, ...]]]] = {}  # behind an op: names, and the loops around them
        self.heads: dict[int, tuple[int, ...]] = {}  # head of a loop -> the loops that it is in, its own included
        self.sockets: dict[str, SocketDraft] = {}
        self.contexts: dict[str, ContextDraft] = {}
        self.executions: dict[str, Execution] = {}
        self.begun: dict[str, list[Arguments]] = {}
        self.graphs: dict[str, GraphDraft] = {}
        self.sinks: dict[tuple[str, Span, str], Sink] = {}
        self.authenticators: dict[str, AuthenticatorDraft] = {}
        self.dispatches: dict[str, dict[int, At]] = {}  # attributes whose names were received, by their key
        self.mentions: dict[Mention, None] = {}
        self.asked: set[tuple[str, str]] = set()  # (file, outdated name) pairs
        self.unresolved: dict[Unresolved, None] = {}
        self.managed: set[str] = set()  # sockets and contexts that a with statement ends
        self.unreached: dict[Span, tuple[Span, str, dict[Any, None]]] = {}  # call -> loop before it, name, what it ends
        self.unreceived: dict[Unresolved, None] = {}  # what is done to something that is not known

    def number(self, key: Any) -> int:
        return self.numbers.setdefault(key, len(self.numbers) + 1)

    def facts_of(self, op: int) -> dict[str, Any]:
        """The facts of an op, to be added to; a value of the last round can name an op that this one has not met."""
        draft = self.ops.get(op)
        return draft.facts if draft is not None else {}

    def told_apart(self, key: str, args: Arguments) -> str:
        """The key of what is started with these arguments, where the same is started with others too."""
        known = self.begun.setdefault(key, [])
        if args not in known:
            known.append(args)
        order = known.index(args)
        return f"{key}#{order + 1}" if 0 < order < APART else key

    def is_one_of(self, execution: str, key: str) -> bool:
        """Is it what is started here, with whatever arguments?"""
        return execution == key or execution.startswith(f"{key}#")

    def widened(self, key: str, args: Arguments) -> Arguments:
        """What an execution gives to itself when it starts itself again: an argument that changes is unknown."""
        known = self.begun.setdefault(key, [args])
        if args not in known:
            known.append(known[-1].widened(args, key))
        return args if args in known else known[-1]

    def edge(self, front: frozenset[Front], target: int, execution: str) -> None:
        """`target` may follow each of `front`."""
        for source, label, error in front:
            if source == START:
                self.graphs[execution].entry[target] = None
            else:
                self.edges.setdefault(source, {})[(target, label, error)] = None

    def alias(self, atom: Any, name: str) -> None:
        """Remember that an unknown, or a text with unknown parts, is kept under a name."""
        if isinstance(atom, Hole | Template):
            self.aliases.setdefault(untyped(atom), set()).add(name)

    def miss(self, span: Span, what: str, why: str) -> None:
        self.unresolved[Unresolved(span, what, why)] = None

    def successors(self, source: int) -> dict[EdgeTo, None]:
        """Edges of an op with join points contracted; the label and error are those with which the op is left."""
        found: dict[EdgeTo, None] = {}
        seen: set[EdgeTo] = set()
        waiting = list(self.edges.get(source, ()))
        while waiting:
            edge = waiting.pop()
            if edge in seen:
                continue
            seen.add(edge)
            target, label, error = edge
            if target > 0:
                found[edge] = None
                continue
            for after, after_label, after_error in self.edges.get(target, ()):
                kept = (label, error) if after_label == "next" else (after_label, after_error)
                waiting.append((after, kept[0] if label == "next" or after_label == "next" else label, kept[1]))
        return found

    def called(self, source: int) -> dict[EdgeTo, frozenset[str]]:
        """What is called on the ways for which each contracted edge of an op stands."""
        found: dict[EdgeTo, frozenset[str]] = {}
        for label, error in dict.fromkeys((label, error) for _, label, error in self.edges.get(source, ())):
            passed, ends = self._ways((source, label, error))
            for target, names in ends.items():
                called = frozenset(passed | names)
                found[(target, label, error)] = self.names.setdefault(called, called)
        return found

    def _ways(self, front: Front) -> tuple[set[str], dict[int, set[str]]]:
        """What is called before the join points behind a front, and before each op."""
        passed, ends, seen, waiting = set[str](), dict[int, set[str]](), set[int](), [front]
        while waiting:
            at = waiting.pop()
            for to, label, error in self.edges.get(at[0], ()):
                if (label, error) != at[1:]:
                    continue
                names = self._called_between(at, to)
                if to > START:
                    ends.setdefault(to, set()).update(names)
                    continue
                passed |= names
                if to not in seen:
                    seen.add(to)
                    waiting.append((to, "next", None))
        return passed, ends

    def _called_between(self, front: Front, to: int) -> set[str]:
        """A way that stays in a loop passes nothing that stands behind that."""
        calls = self.calls.get(front)
        if not calls:
            return set()
        loops = self._loops(front[0]) & self._loops(to)
        return {name for name, heads in calls if loops <= set(heads)}

    def _loops(self, at: int) -> set[int]:
        return set(self.ops[at].facts["heads"] if at in self.ops else self.heads.get(at, ()))

    def entries(self, execution: str) -> list[int]:
        """The ops that can come first."""
        found: dict[int, None] = {}
        for target in self.graphs[execution].entry:
            if target > 0:
                found[target] = None
            else:
                found.update((after, None) for after, _, _ in self.successors(target))
        return list(found)

    def sources(self, joins: set[int]) -> dict[int, list[tuple[int, str]]]:
        """For each of these join points, the ops (with the label they are left by) from which it is reached."""
        before: dict[int, list[tuple[int, str]]] = {}
        for source, edges in self.edges.items():
            for to, label, _ in edges:
                if to < START:
                    before.setdefault(to, []).append((source, label))
        return {join: _origins(join, before) for join in joins}


def untyped(atom: Hole | Template) -> Hole | Template:
    """The same unknown, whatever is known of its type."""
    if isinstance(atom, Hole):
        return replace(atom, type="", codec="") if atom.type or atom.codec else atom
    return replace(atom, type="") if atom.type else atom


def _origins(join: int, before: dict[int, list[tuple[int, str]]]) -> list[tuple[int, str]]:
    found: dict[tuple[int, str], None] = {}
    seen = {join}
    waiting = [join]
    while waiting:
        for source, label in before.get(waiting.pop(), ()):
            if source > START:
                found[(source, label)] = None
            elif source not in seen:
                seen.add(source)
                waiting.append(source)
    return list(found)
