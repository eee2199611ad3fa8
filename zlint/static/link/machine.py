"""The state of linking: frames, flow state, heap, and what is on the way.

Linking runs the symbols of the program abstractly, function by function, following calls. A `State` is what holds
at one point of one path; it is copied where paths part and joined where they meet. The `Heap` is what holds at any
time: a weak union of all that is ever stored, so that one more round with it sees what other executions store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from zlint.model import NO_HINTS, Handler, Hints, Span
from zlint.static import facts as f
from zlint.static.link.atoms import Arguments, Class, Function, Message, Val, join
from zlint.static.link.effort import Effort

if TYPE_CHECKING:
    from zlint.static.link.program import Module, Program
    from zlint.static.link.trace import Trace

Front = tuple[int, str, str | None]  # op (or join point), label of the edge that leaves it, error
Field = tuple[str, str]
Choices = dict[str, tuple[Val, frozenset[Any]]]  # name -> its value, and the constants that it can be equal to
DEPTH = 16


@dataclass(slots=True)
class State:
    """What holds at one point. locals: of the running frame; fields: stored on this path (they hide the heap);
    front: the ops that come just before; checked: received data that is one of what the program knows; full: what may
    have been filled, see `filled`.
    `alive` False: this point is not reached. brisk: nothing unknown was called since the ops of the front."""

    locals: dict[str, Val] = field(default_factory=dict)
    fields: dict[Field, Val] = field(default_factory=dict)
    front: frozenset[Front] = frozenset()
    locks: frozenset[str] = frozenset()
    checked: frozenset[Message] = frozenset()
    full: frozenset[str] = frozenset()
    alive: bool = True
    brisk: bool = False

    def copy(self) -> State:
        names, fields = dict(self.locals), dict(self.fields)
        return State(names, fields, self.front, self.locks, self.checked, self.full, self.alive, self.brisk)

    def take(self, other: State) -> None:
        """Become `other`."""
        self.locals, self.fields = other.locals, other.fields
        self.front, self.locks, self.alive = other.front, other.locks, other.alive
        self.checked, self.full, self.brisk = other.checked, other.full, other.brisk


def merge(left: State | None, right: State | None) -> State:
    """The state where two paths meet."""
    if left is None or not left.alive:
        return right if right is not None else State(alive=False)
    if right is None or not right.alive:
        return left
    names = dict(left.locals)
    for name, value in right.locals.items():
        old = names.get(name)
        names[name] = value if old is None or old == value else join(old, value)
    fields: dict[Field, Val] = {}
    for key, value in left.fields.items():
        other = right.fields.get(key)
        if other is not None:  # stored on one path only: the heap knows both
            fields[key] = value if other == value else join(value, other)
    checked, brisk = left.checked & right.checked, left.brisk and right.brisk
    locks, full = left.locks & right.locks, left.full | right.full
    return State(names, fields, left.front | right.front, locks, checked, full, brisk=brisk)


@dataclass(slots=True)
class Region:
    """A try (or suppress) in progress: what its handlers catch, and the state in which each is entered."""

    handlers: list[tuple[tuple[str, ...], Handler]]
    entries: list[State | None]
    catch_all: bool = False  # a finally: everything comes by, and goes on
    passing: State | None = None


@dataclass(slots=True, eq=False, repr=False)
class Frame:
    """A call in progress. site: where it was called from, in the caller's file; `seen`: all that each local ever
    was, for closures; on_yield: runs the body of the with statement that drives this generator;
    outer_locals: the caller's, meanwhile; given: what optional parameters were filled with;
    heads: join points of the loops around this point; endings: of each of them, can it end by itself;
    following: the statements behind the try or loop that runs; received: ops whose message a condition has found;
    chain, trail: see `Machine`, once they were asked for.
    asserting: the test of an assert is evaluated. limits: blocks with a time limit around this point."""

    function: Function
    module: Module
    site: Span | None
    receiver: Any = None
    regions: list[Region] = field(default_factory=list)
    returns: list[tuple[Val, State]] = field(default_factory=list)
    breaks: list[list[State]] = field(default_factory=list)
    continues: list[list[State]] = field(default_factory=list)
    seen: dict[str, Val] = field(default_factory=dict)
    yields: Val = ()
    on_yield: Callable[[Val], None] | None = None
    globals: frozenset[str] = frozenset()
    loops: int = 0
    heads: list[int] = field(default_factory=list)
    received: frozenset[int] = frozenset()
    endings: list[bool] = field(default_factory=list)
    handling: int = 0
    following: f.Block = ()
    constructs: Class | None = None
    outer_locals: dict[str, Val] = field(default_factory=dict)
    chain: tuple[Span, ...] | None = None
    trail: str | None = None
    given: dict[str, Val] = field(default_factory=dict)
    choices: Choices = field(default_factory=dict)
    asserting: bool = False
    limits: int = 0


@dataclass(slots=True)
class Task:
    """An execution that has been started and waits to be followed. module, at: where its code, or its start, is.
    held: locks that it has all the time."""

    id: str
    callee: Any
    args: Arguments
    module: Module
    at: f.At
    held: frozenset[str] = frozenset()


class Heap:
    """(object key, field name) -> everything that is ever stored there. awaited: attributes, by their
    class, that some thread has met filled; met: these and queues, as fields. See `filled`.
    instead: texts with the settings that leave None in their place, and the marks of paths where they do not; settings:
    the names of these; see `modes`."""

    def __init__(self) -> None:
        self.objects: dict[str, dict[str, Val]] = {}
        self.awaited: set[tuple[Class | None, str]] = set()
        self.met: set[Field] = set()
        self.instead: dict[Any, dict[str, set[str]]] = {}
        self.settings: set[str] = set()

    def store(self, key: str, name: str, value: Val) -> None:
        fields = self.objects.setdefault(key, {})
        old = fields.get(name)
        fields[name] = value if old is None else join(old, value)

    def load(self, key: str, name: str) -> Val:
        fields = self.objects.get(key)
        return fields.get(name, ()) if fields is not None else ()


class Machine:
    """Everything the parts of linking share."""

    def __init__(
        self,
        program: Program,
        trace: Trace,
        progress: Callable[[str, int, int], None] | None = None,
        hints: Hints = NO_HINTS,
    ) -> None:
        self.program = program
        self.hints = hints
        self.trace = trace
        self.progress = progress
        self.heap = Heap()
        self.writers: dict[Field, set[str]] = {}  # the executions that store a field, over all rounds
        self.state = State()
        self.frames: list[Frame] = []
        self.queue: list[Task] = []
        self.visited: set[f.Function] = set()
        self.outside: dict[Class, Any] = {}
        self.visited_on: set[tuple[f.Function, Any]] = set()
        self.closures: dict[f.Function, Function] = {}
        self.done: set[Any] = set()
        self.runs: Counter[str] = Counter()  # of each execution that was started, in this round
        self.assumed: set[str] = set()
        self.looking: set[Any] = set()
        self.instances: dict[Class, list[Any]] = {}
        self.sites: dict[Class, set[Span]] = {}
        self.turn = ""  # which turns of which loops around this point are followed, through all callers
        self.received_in: dict[int, str] = {}  # the turn in which each recv op happened last
        self.uncopied: set[str] = set()  # buffers that some send does not copy
        self.made_in: dict[str, str] = {}  # the turn in which each result of an unknown call was made last
        self.sizes: dict[str, int] = {}  # in bytes, of buffers
        self.effort = Effort()
        self.bases: dict[Class, list[Any]] = {}
        self.stores: dict[Class, dict[str, list[tuple[f.Function, f.Expr | None]]]] = {}
        self.lineage: dict[Class, list[Class]] = {}
        self.helpers: set[f.Function] = set()
        self.generators: dict[f.Function, dict[str, None]] = {}  # the sockets that each uses
        self.steps = self.budget = self.limit = 0
        self.execution = ""

    def begin_round(self, limit: int) -> None:
        """Forget what was written down; the heap, and what was learned about classes and helpers, stays."""
        self.trace.clear()
        self.effort.next_round()
        self.state = State()
        self.frames.clear()
        self.queue.clear()
        self.visited.clear()
        self.visited_on.clear()
        self.outside.clear()
        self.closures.clear()
        self.done.clear()
        self.runs.clear()
        self.steps, self.budget, self.limit = 0, limit, limit
        for module in self.program.modules.values():
            module.executed = False
        self.program.find_relevant()

    @property
    def frame(self) -> Frame:
        return self.frames[-1]

    @property
    def module(self) -> Module:
        return self.frames[-1].module

    def span(self, at: f.At) -> Span:
        return self.module.facts.span(at)

    @property
    def spent(self) -> bool:
        return self.steps > self.budget

    def store(self, key: str, name: str, value: Val) -> None:
        """Store a field: on this path surely, in the heap among others."""
        self.state.fields[(key, name)] = value
        self.heap.store(key, name, value)
        self.writers.setdefault((key, name), set()).add(self.execution)

    def weak_store(self, key: str, name: str, value: Val) -> None:
        """One more thing the field can hold."""
        old = self.state.fields.get((key, name))
        if old is not None:
            self.state.fields[(key, name)] = join(old, value)
        self.heap.store(key, name, value)
        self.writers.setdefault((key, name), set()).add(self.execution)

    def share(self, execution: str) -> None:
        """From here on another execution can store what this path has stored too."""
        for (key, name), value in self.state.fields.items():
            if execution in self.writers.get((key, name), ()):
                self.state.fields[(key, name)] = join(value, self.heap.load(key, name))

    def load(self, key: str, name: str) -> Val:
        fields = self.heap.objects.get(key)
        if fields is None or name not in fields:
            return ()
        own = self.state.fields.get((key, name))
        return own if own is not None else fields[name]

    def chain(self) -> tuple[Span, ...]:
        """The call sites from the execution's entry to here."""
        if not self.frames:
            return ()
        frame = self.frames[-1]
        if frame.chain is None:
            frame.chain = tuple(each.site for each in self.frames if each.site is not None)
        return frame.chain

    @property
    def trail(self) -> str:
        """The last calls that led here, as a part of keys: what is made here is told apart by them."""
        if not self.frames:
            return ""
        frame = self.frames[-1]
        if frame.trail is None:
            frame.trail = "<".join(map(str, self.chain()[-3:]))
        return frame.trail
