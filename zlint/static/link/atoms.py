"""Abstract values: what an expression can be, as a short tuple of atoms (`Val`).

Atoms are immutable and hashable. An empty `Val` is the value of code that is not reached. `join` keeps order and
drops what exceeds `WIDTH`; an unknown is always a `Hole` with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeGuard

from zlint.model import Factor, Hole, Template
from zlint.static import facts as f

if TYPE_CHECKING:
    from zlint.static.link.machine import Frame
    from zlint.static.link.program import Module

Val = tuple[Any, ...]
Item = tuple[Val, bool]  # an element, or any number of such
WIDTH = 10
ANY_FRAME = -99  # the index of a frame that may be any


@dataclass(frozen=True, slots=True)
class Const:
    """A Python constant. `kind` keeps True and 1 apart. factors: what it was computed from by multiplication."""

    value: str | bytes | int | float | bool | None
    kind: str
    factors: tuple[Factor, ...] = field(default=(), compare=False)

    @staticmethod
    def of(value: str | bytes | int | float | bool | None) -> Const:
        return Const(value, type(value).__name__)


@dataclass(frozen=True, slots=True)
class External:
    """Something that is not defined in the program: "zmq.PUB", "threading.Thread", "len"."""

    path: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the program, with the frame it closes over and, for a method, the class it is found in."""

    facts: f.Function
    module: Module
    closure: Frame | None = None
    owner: Class | None = None

    def __repr__(self) -> str:
        return f"{self.module.name}.{self.facts.qualname}"

    def __hash__(self) -> int:
        return hash(self.facts)


@dataclass(frozen=True, slots=True)
class Class:
    """key: of its attributes in the heap."""

    facts: f.Class
    module: Module
    closure: Frame | None = None
    key: str = field(init=False, compare=False, default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", f"class {self}")

    def __repr__(self) -> str:
        return f"{self.module.name}.{self.facts.qualname}"

    def __hash__(self) -> int:
        return hash(self.facts)


@dataclass(frozen=True, slots=True)
class Package:
    """A module of the program."""

    module: Module


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import statement inside a function binds; looked up when it is used."""

    module: Module
    stmt: f.Import

    def __hash__(self) -> int:
        return id(self.stmt)


@dataclass(frozen=True, slots=True)
class Bound:
    """A method of the program on its receiver (an object, or a class for a class method)."""

    function: Function
    receiver: Any


@dataclass(frozen=True, slots=True)
class Method:
    """A method that the program does not define, on an atom: `"x".format`, `socket.send`."""

    base: Any
    name: str


@dataclass(frozen=True, slots=True)
class Super:
    """`super()` in a method of `cls` on `receiver`."""

    cls: Class
    receiver: Any


@dataclass(frozen=True, slots=True)
class Obj:
    """An object with fields in the heap. kind: "instance" (of `cls`), "list", "dict", "set", "poller", "stream",
    "thread", "process", "executor", "lock", "loop", "parser", "namespace", "device", "proxy" ..."""

    key: str
    kind: str
    cls: Class | None = None

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(frozen=True, slots=True)
class Sock:
    """A socket, by id."""

    id: str


@dataclass(frozen=True, slots=True)
class Ctx:
    """A ZeroMQ context, by id; a shadow has its original's id and a kind of its own."""

    id: str
    kind: str = "sync"


@dataclass(frozen=True, slots=True)
class Seq:
    """The elements of a tuple or list at one moment: (value, many) pairs; `many`: any number of such elements."""

    kind: str
    items: tuple[Item, ...]

    @property
    def exact(self) -> bool:
        return not any(many for _, many in self.items)

    @property
    def element(self) -> Val:
        return join(*(_any_of(value) if many else value for value, many in self.items))


@dataclass(frozen=True, slots=True)
class Pending:
    """A coroutine that has not been awaited yet."""

    callee: Any
    args: Arguments


@dataclass(frozen=True, slots=True)
class Future:
    """What an operation of an asyncio socket returns until it is awaited."""

    op: int
    value: Val


@dataclass(frozen=True, slots=True)
class Message:
    """Received data. form: "frames" (the list, from `index` on, `stop` frames cut at the end), "frame" (one, by
    index), "derived" (computed from it). part: of which part of it that is computed; see `taint`."""

    op: int
    form: str
    index: int = 0
    stop: int = 0
    part: str = ""


@dataclass(frozen=True, slots=True)
class Polled:
    """The outcome of a poll op. sense: truth of it means ready (True) or idle (False). form: "mask" (socket.poll),
    "list" (Poller.poll: pairs of socket and mask), "dict" (the same as a dict)."""

    op: int
    sense: bool = True
    form: str = "mask"


@dataclass(frozen=True, slots=True)
class Forked:
    """What `os.fork()` returned, or a test of it. execution: the child's. child: truth of it means to be the child."""

    execution: str
    child: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """The answer whether an event is set, a thread runs or libzmq supports something (a constant). sense: truth of it
    means that it is so: the event set, the thread at its end, the thing supported."""

    of: Any
    sense: bool


@dataclass(frozen=True, slots=True)
class Known:
    """The answer whether received data is one of what the program knows. sense: truth of it means that it is."""

    of: tuple[Message, ...]
    sense: bool


@dataclass(frozen=True, slots=True)
class Partial:
    callee: Any
    args: Arguments


@dataclass(frozen=True, slots=True)
class Arguments:
    """Actual arguments. rest: a `*args` or `**kwargs` whose elements are not known was among them."""

    plain: tuple[Val, ...] = ()
    named: tuple[tuple[str, Val], ...] = ()
    rest: bool = False

    def get(self, index: int | None, name: str | None = None) -> Val | None:
        if name is not None:
            for key, value in self.named:
                if key == name:
                    return value
        return self.plain[index] if index is not None and index < len(self.plain) else None

    @property
    def all(self) -> tuple[Val, ...]:
        return (*self.plain, *(value for _, value in self.named))

    def widened(self, other: Arguments, key: str) -> Arguments:
        """What these and the others have in common; what differs is unknown if it is a plain value, else either."""
        if len(self.plain) != len(other.plain) or [name for name, _ in self.named] != [name for name, _ in other.named]:
            return Arguments(rest=True)
        values = [_either(*pair, f"{key} {at}") for at, pair in enumerate(zip(self.all, other.all, strict=True))]
        named = zip((name for name, _ in self.named), values[len(self.plain) :], strict=True)
        return Arguments(tuple(values[: len(self.plain)]), tuple(named), self.rest or other.rest)


def _either(one: Val, other: Val, key: str) -> Val:
    if one == other:
        return one
    plain = any(isinstance(atom, Const | Template | Hole) for atom in (*one, *other))
    return (Hole("changing", key, "another one each time"),) if plain else join(one, other)


def _any_of(value: Val) -> Val:
    """One element of those that a place for many stands for: of a received list any of its frames."""
    return tuple(
        Message(atom.op, "frame", ANY_FRAME) if isinstance(atom, Message) and atom.form == "frames" else atom
        for atom in value
    )


NONE = (Const.of(None),)
TRUE = (Const.of(True),)
FALSE = (Const.of(False),)


def join(*values: Val) -> Val:
    """All alternatives of all values, in order, without repeats."""
    first: Val = ()
    for value in values:
        if not first:
            first = value
        elif value and value != first:
            break
    else:
        return first
    found = dict.fromkeys(atom for value in values for atom in value)
    return tuple(found) if len(found) <= WIDTH else _narrow(found)


def _narrow(found: Iterable[Any]) -> Val:
    """Too many alternatives: sockets, objects and functions first, plain data makes room."""
    ranked = sorted(found, key=lambda atom: isinstance(atom, Const | Template | Hole | Message))
    return tuple(ranked[:WIDTH])


def truth(value: Val) -> bool | None:
    """The truth of a value when it is certain."""
    answers = {_truth(atom) for atom in value}
    return answers.pop() if len(answers) == 1 else None


def _truth(atom: Any) -> bool | None:
    match atom:
        case Const():
            return bool(atom.value)
        case Seq() if atom.exact:
            return bool(atom.items)
        case Function() | Class() | Sock() | Ctx() | Bound() | Package():
            return True
        case Obj(kind="instance"):
            return None if atom.cls and {"__bool__", "__len__"} & atom.cls.facts.methods.keys() else True
        case _:
            return None


def is_text(atom: Any) -> TypeGuard[Const | Template]:
    return isinstance(atom, Template) or (isinstance(atom, Const) and isinstance(atom.value, str | bytes))
