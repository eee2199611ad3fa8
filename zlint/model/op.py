"""What a program does to sockets, and in which order it can do it."""

from __future__ import annotations

from dataclasses import dataclass, field

from zlint.model.endpoint import Endpoint
from zlint.model.frames import Frames
from zlint.model.span import Span
from zlint.model.tri import Tri
from zlint.model.value import Factor, Value

KINDS = (
    "context",
    "open",
    "bind",
    "connect",
    "unbind",
    "disconnect",
    "option",
    "subscribe",
    "unsubscribe",
    "send",
    "recv",
    "poll",
    "register",
    "ask",
    "close",
    "term",
    "proxy",
    "start",
    "fork",
    "join",
    "pause",
    "exit",
    "escape",
    "buffer",
    "suspend",
)


@dataclass(frozen=True, slots=True)
class Handler:
    """An `except` clause (or `suppress`) around an op.

    catches: dotted names as resolved ("zmq.Again", "zmq.ZMQError", "Exception", "BaseException", ...; a name
    that is not known stays as written; bare except is "BaseException").
    action: where control goes from it: "raise" (on every way) · "leave" (return, break, sys.exit on every way) ·
    "retry" (back to the loop around the try) · "go on" (the statement after the try).
    silent: its body holds nothing but pass, continue, `...`.
    inspects: it looks at the error (errno compared, the name used in a condition).
    nested: the try stands in another except clause: it guards what is done about an error.
    loops: the try stands in a loop of its function or of a caller. ends: the innermost one can end by itself, for its
    condition or for want of elements.
    cleanup: its try holds only close/term/destroy/unbind ops.
    stays: the try stands in a loop of its function, and nothing in the clause or behind the try can leave that: the
    clause assigns nothing, and calls nothing but what prints, logs and sleeps.
    """

    span: Span
    catches: tuple[str, ...]
    action: str
    silent: bool
    inspects: bool
    loops: bool
    cleanup: bool
    nested: bool = False
    ends: bool = False
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome of a `Poller.poll()` is read. how: "in list" "in dict" "index dict" "get dict" "each list" ...: what
    is done, and whether to the list of pairs or to a dict made of it. sockets: which it is asked for."""

    how: str
    sockets: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Op:
    """One operation at one place in one calling context.

    sockets: ids of what it acts on; several: one of them, it is not known which.
    call: the method or function as pyzmq names it ("recv_multipart", "bind_to_random_port", "proxy").
    via: the call chain from the execution's entry to `span`, outermost first, without `span`.
    endpoints: alternatives, for bind/connect/unbind/disconnect. chosen: of a bind in a run, that the system filled in
    the port. option/value: for options and subscriptions (subscribe: value is the topic); value also for the linger
    that close and term are given. factors: what an option's value is the product of.
    more: the send has SNDMORE. nonblocking: NOBLOCK/DONTWAIT is given. timeout: milliseconds of a poll.
    codec: bytes string json pyobj multipart serialized.
    shapes: for send the possible shapes of the message (empty: not known); with SNDMORE of this frame only.
    unpack: for recv how many names its frames, or the bytes of a single one, are unpacked into (least, most), most
    None for a star target.
    result: what becomes of the value, of a bind too: "ignored" "awaited" (a future's result is asked for, too) "kept"
    "tested" "returned" "passed" "task" "unpacked" (a future is taken apart).
    whole: recv_multipart's list is looked at as a whole (its length, each element, handed on), not only indexed or
    unpacked.
    copied: for send, is the message copied while it runs? NO: with copy=False. buffers: what it is made of then, as
    keys; an op of kind "buffer" tells where such a buffer is "made", "changed", or "settled" (its tracker is read).
    decoded: for recv, (frame, codec) pairs of what is decoded as it came, by json.loads() and the like.
    mixed: for recv, places where the bytes it returned are compared with, split or searched by str.
    events: for poll, what is waited for: "in", "out", "both", "unknown"; for register what is asked for, "default"
    when nothing is said. readings: for Poller.poll, how its outcome is read.
    handlers: around it, innermost first, through all callers up to the execution's entry.
    locks: keys of locks that are held. turns: ids of executions that do not run meanwhile, because the two wait for
    each other's events; "*" behind the end of a thread that is not known.
    peers: for proxy, (frontend, backend, capture) socket ids; for start/fork the ids of executions begun, for
    join of those that have ended behind it.
    asyncio: the call returns a future (zmq.asyncio socket). stream: a ZMQStream is asked, which only queues a send.
    coroutine: where the innermost `async def` around it does it, or calls what does; None: there is none, or the
    way there leads through a decorator that is not known.
    context: for context (it is made, or asked for with "instance") and term the id of it, None when it is not known.
    A kind of "ask" looks whether the socket is closed; at a "suspend" a generator that uses the sockets stands still; a
    "pause" sleeps, or waits for what is no socket; an "exit" ends the process at once, with nothing closed.
    until: variables that conditions in the loops around it read, by which a loop can be told to end.
    supported: what zmq.has() says yes to on every way here ("pgm"); "*" when it is not known what was asked.
    limited: an `asyncio.timeout()` is around it, which cancels the task.
    conditional: a condition decides whether it is done, in each turn of the loop around it.
    brisk: nothing that may take long stands between this op and those before it, whatever way led here; of a run that
    is taken for granted.
    home: for context and open, the call chain to the function of whose names alone what is made hangs, so that it dies
    with that call; None when anything else holds it, or when it is not known.
    when: flags of objects, set by their constructors alone, of which each way here knows that they hold or do not.
    filled: queues, and attributes that a constructor leaves None, of which it is known that they are filled here, or
    not yet by the one execution that fills them.
    objects: which of the objects that its sockets stand for (`Socket.made`); empty when that is not known.
    """

    id: int
    kind: str
    call: str
    span: Span
    sockets: tuple[str, ...]
    execution: str
    via: tuple[Span, ...] = ()
    function: str = ""
    endpoints: tuple[Endpoint, ...] = ()
    chosen: bool = False
    option: str | None = None
    value: Value | None = None
    factors: tuple[Factor, ...] = ()
    more: Tri = Tri.NO
    nonblocking: Tri = Tri.NO
    timeout: Value | None = None
    codec: str = "bytes"
    shapes: tuple[Frames, ...] = ()
    unpack: tuple[int, int | None] | None = None
    result: str = "ignored"
    whole: bool = False
    copied: Tri = Tri.YES
    buffers: tuple[str, ...] = ()
    decoded: tuple[tuple[int, str], ...] = ()
    mixed: tuple[Span, ...] = ()
    events: str = "unknown"
    readings: tuple[Reading, ...] = ()
    handlers: tuple[Handler, ...] = ()
    locks: frozenset[str] = frozenset()
    turns: frozenset[str] = frozenset()
    peers: tuple[str | None, ...] = ()
    asyncio: bool = False
    stream: bool = False
    coroutine: Span | None = None
    context: str | None = None
    brisk: bool = True
    home: tuple[Span, ...] | None = None
    objects: tuple[str, ...] = ()
    when: frozenset[tuple[str, bool]] = frozenset()
    filled: frozenset[tuple[str, bool]] = frozenset()
    supported: frozenset[str] = frozenset()
    until: frozenset[str] = frozenset()
    conditional: bool = False
    limited: bool = False

    @property
    def only(self) -> str | None:
        """The socket it surely acts on, or None."""
        return self.sockets[0] if len(self.sockets) == 1 else None


@dataclass(frozen=True, slots=True)
class Edge:
    """`target` may follow. label: "next" · "raise" (the op itself failed, `error` says with what) · "fault"
    (something after the op failed that is not an op) · "ready" / "idle" (a poll that saw an event / timed out).

    calls: names of what may be called on the way and is not followed: other packages, and functions that do nothing
    to sockets.
    """

    target: int
    label: str = "next"
    error: str | None = None
    calls: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class OpGraph:
    """The ops of one execution and what may follow what. A recorded run is a line.

    entry: ops that can come first. exits: (op id, label) after which the execution can end normally; `raises`:
    the same for ends by an exception; there "raise" is the op's own failure and "caught" a further exception after
    that failure was handled. `repeats`: the whole can run again from the entry on the same objects
    (a method that others call, a callback).
    prompt: (op id, label) after which it can end normally or by sys.exit() with nothing in between that may take
    long; of a run that is taken for granted.
    """

    execution: str
    ops: tuple[int, ...]
    edges: dict[int, tuple[Edge, ...]] = field(default_factory=dict)
    entry: tuple[int, ...] = ()
    exits: tuple[tuple[int, str], ...] = ()
    raises: tuple[tuple[int, str], ...] = ()
    repeats: bool = False
    prompt: tuple[tuple[int, str], ...] = ()
