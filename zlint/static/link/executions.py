"""Executions: what is started as a thread, process, task or callback, and where.

A started callable waits in the machine's queue with the arguments it is given; it is followed on its own, without
what its starter's path stores (the heap has that).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from zlint.model import Execution, Hole, Span
from zlint.semantics import pyzmq
from zlint.static import facts as f
from zlint.static.link import calls, containers, lookup, ops, pauses, taking_turns, unresolved, waiting
from zlint.static.link.atoms import (
    FALSE,
    NONE,
    Arguments,
    Bound,
    Class,
    Const,
    External,
    Function,
    Future,
    Method,
    Obj,
    Partial,
    Pending,
    Seq,
    Sock,
    Told,
    Val,
    join,
)
from zlint.static.link.machine import Front, Machine, Task
from zlint.static.link.program import Module

QUEUE = 400
THREADS = ("thread", "process")


def kind_of_class(outside: set[str]) -> str:
    """What an object is whose class derives from Thread, Process or QThread."""
    for path in sorted(outside):
        kind = pyzmq.THREAD_LIKE.get(path)
        if kind in ("thread", "process"):
            return kind
        if path.endswith(".Process") or path == "Process":
            return "process"
    return "instance"


def make_thread(m: Machine, kind: str, path: str, args: Arguments, at: f.At) -> Val:
    made = Obj(f"{kind} {lookup.allocation(m, at)}", kind)
    timer = path.endswith("Timer")
    target = args.get(1 if timer or path.endswith(("Thread", "Process")) else 0, "function" if timer else "target")
    m.store(made.key, "target", target or ())
    m.store(made.key, "args", args.get(2 if timer else 3, "args") or ())
    m.store(made.key, "kwargs", args.get(3 if timer else 4, "kwargs") or ())
    return (made,)


def native_init(m: Machine, made: Obj, args: Arguments) -> None:
    """`Thread.__init__` of a subclass that has none of its own."""
    if made.kind in ("thread", "process"):
        m.store(made.key, "target", args.get(1, "target") or ())
        m.store(made.key, "args", args.get(3, "args") or ())
        m.store(made.key, "kwargs", args.get(4, "kwargs") or ())


def make_executor(m: Machine, kind: str, args: Arguments, at: f.At) -> Val:
    made = Obj(f"executor {lookup.allocation(m, at)}", "executor")
    m.heap.store(made.key, "kind", (Const.of(kind),))
    if args.get(0, "max_workers") == (Const.of(1),):
        m.heap.store(made.key, "alone", (Const.of(True),))
    return (made,)


@dataclass(frozen=True, slots=True)
class Entry:
    """Code that an execution begins with. at: in its module."""

    name: str
    module: Module
    at: f.At
    owner: str | None = None

    def key(self, kind: str, started: Span) -> str:
        return f"{kind} {self.module.path}:{self.name}@{started}{'<' + self.owner[:60] if self.owner else ''}"


def begin(
    m: Machine,
    kind: str,
    callee: Any,
    args: Arguments,
    at: f.At,
    *,
    many: bool = False,
    parent: str | None = None,
    held: frozenset[str] = frozenset(),
) -> str | None:
    """Start an execution that holds locks all the time; its id, None when the callee does nothing to sockets."""
    as_well = partial(begin, m, kind, at=at, many=many, parent=parent, held=held)
    match callee:
        case Pending(callee=inner, args=given):
            return as_well(inner, given)
        case Partial(callee=inners, args=first):
            merged = Arguments((*first.plain, *args.plain), (*first.named, *args.named), first.rest or args.rest)
            return next(iter([as_well(inner, merged) for inner in inners]), None)
        case Obj(kind="instance", cls=Class()):
            return next(iter([as_well(each, args) for each in lookup.attribute(m, callee, "__call__", at)]), None)
    entry = _entry(m, callee, at)
    if entry is None:
        return None
    m.effort.activity += 1
    repeated = many or any(frame.loops for frame in m.frames)
    key = entry.key(kind, entry.module.facts.span(entry.at) if _runs_itself(callee) else m.span(at))
    if m.trace.is_one_of(m.execution, key):  # it starts itself
        key, args = m.execution, m.trace.widened(key, args)
    elif not repeated:
        key = m.trace.told_apart(key, args)
    _write_down(m, key, kind, entry, at, parent or m.execution, repeated)
    if kind != "process":
        m.share(key)
    if kind in ("thread", "process"):
        op = ops.emit(m, "fork" if kind == "process" else "start", "start", (), at)
        op.facts["peers"] = tuple(dict.fromkeys((*op.facts.get("peers", ()), key)))
    if len(m.queue) < QUEUE:
        m.queue.append(Task(key, callee, args, entry.module, entry.at, held))
    return key


def _runs_itself(callee: Any) -> bool:
    """A thread object with a `run` of its own: it can start once only, wherever that is."""
    return isinstance(callee, Bound) and isinstance(callee.receiver, Obj) and callee.receiver.kind in THREADS


def _entry(m: Machine, callee: Any, at: f.At) -> Entry | None:
    """A method of a socket, or a proxy, that is run by itself begins where it is started."""
    match callee:
        case Bound(function=function, receiver=receiver):
            owner = receiver.key if isinstance(receiver, Obj) else None
            return Entry(function.facts.qualname, function.module, function.facts.at, owner)
        case Function():
            return Entry(callee.facts.qualname, callee.module, callee.facts.at)
        case Method(base=Sock() | Obj(kind="stream" | "device"), name=name):
            return Entry(name, m.module, at)
        case External(path=path) if path in pyzmq.PROXIES:
            return Entry(path, m.module, at)
        case _:
            return None


def _write_down(m: Machine, key: str, kind: str, entry: Entry, at: f.At, parent: str, many: bool) -> None:
    """One that starts itself again keeps its first starter."""
    known, starter = m.trace.executions.get(key), m.trace.executions.get(parent)
    process = key if kind == "process" else starter.process if starter else entry.module.path
    m.trace.executions[key] = Execution(
        id=key,
        kind=kind,
        name=entry.name,
        entry=entry.module.facts.span(entry.at),
        process=known.process if known else process,
        parent=known.parent if known else parent,
        started=m.span(at),
        owner=entry.owner,
        many=many or (known is not None and known.many),
        joined=known is not None and known.joined,
        returns=known is None or known.returns,
    )


def escaped_callable(m: Machine, callee: Any, at: f.At) -> None:
    """A function handed to code that is not seen: it can be called back, on whatever thread."""
    function = callee.function if isinstance(callee, Bound) else callee if isinstance(callee, Function) else None
    if (
        function is not None
        and function.facts.name != "<lambda>"
        and m.program.is_relevant(function.module, function.facts)
    ):
        begin(m, "callback", callee, Arguments((), (), rest=True), at)


def method(m: Machine, base: Obj, name: str, args: Arguments, at: f.At) -> Val | None:
    """Methods of threads, processes, executors, event loops."""
    match base.kind, name:
        case "thread" | "process", "start":
            _start(m, base, at)
            return NONE
        case "thread" | "process", "join":
            waiting.ended(m, base, at)
            return NONE
        case "thread" | "process", "is_alive":
            return (Told(base, False),)
        case "event", _:
            pauses.note(m, name, at)
            return taking_turns.method(m, base, name, args)
        case "thread" | "process", "__init__":
            native_init(m, base, args)
            return NONE
        case "thread" | "process", "run":
            return _run_inline(m, base, at)
        case (
            "executor",
            "submit" | "apply_async" | "apply" | "map" | "imap" | "imap_unordered" | "map_async" | "starmap",
        ):
            return _submitted(m, base, name, args, at)
        case "executor", "shutdown" | "join":
            if args.get(0, "wait") != FALSE:
                waiting.ended(m, base, at)
            return NONE
        case "future", _:
            return waiting.method(m, base, name, args, at)
        case "loop", _:
            return loop_method(m, name, args, at)
        case "lock", "acquire":
            m.state.locks |= {base.key}
            return (Hole("acquired", f"{m.span(at)}", "result of acquire()"),)
        case "lock", "release":
            m.state.locks -= {base.key}
            return NONE
    return None


def _start(m: Machine, base: Obj, at: f.At) -> None:
    args = Arguments(tuple(containers.elements(m, m.load(base.key, "args")) or _any(m, base)), _named(m, base))
    found = m.load(base.key, "target")
    if base.cls is not None:
        found = join(found, lookup.class_attribute(m, base.cls, "run", base))
        if any(isinstance(atom, Bound) for atom in found):
            args = Arguments() if not m.load(base.key, "target") else args
    unresolved.start(m, found, at)
    before, behind = m.state.front, frozenset[Front]()
    for atom in found:  # one of these
        m.state.front = before
        waiting.note(m, base, begin(m, base.kind, atom, args, at))
        behind |= m.state.front
    m.state.front = behind or before


def _any(m: Machine, base: Obj) -> list[Val]:
    element = containers.element(m, m.load(base.key, "args"))
    return [element] * 6 if element else []


def _named(m: Machine, base: Obj) -> tuple[tuple[str, Val], ...]:
    return tuple(containers.entries(m, m.load(base.key, "kwargs")) or ())


def _run_inline(m: Machine, base: Obj, at: f.At) -> Val | None:
    args = Arguments(tuple(containers.elements(m, m.load(base.key, "args")) or ()), _named(m, base))
    return join((), *(calls.call(m, atom, args, at) for atom in m.load(base.key, "target")))


def _kind(m: Machine, executor: Val) -> str:
    """What an executor runs its work in."""
    kinds = [atom.value for each in executor if isinstance(each, Obj) for atom in m.heap.load(each.key, "kind")]
    return str(kinds[0]) if kinds else "thread"


def _lane(m: Machine, executor: Val) -> frozenset[str]:
    """What keeps the work of an executor with a single worker apart."""
    return frozenset(each.key for each in executor if isinstance(each, Obj) and m.heap.load(each.key, "alone"))


def _submitted(m: Machine, base: Obj, name: str, args: Arguments, at: f.At) -> Val:
    given = Arguments(args.plain[1:], args.named)
    if name != "submit":
        items = containers.element(m, args.get(1, "args") or args.get(1, "iterable") or ())
        given = (
            Arguments((items,))
            if "map" in name
            else Arguments(
                tuple(containers.elements(m, args.get(1, "args") or ()) or ()),
                tuple(containers.entries(m, args.get(2, "kwds") or ()) or ()),
            )
        )
    work = args.get(0) or args.get(None, "fn") or args.get(None, "func") or ()
    held = _lane(m, (base,))
    begun = [begin(m, _kind(m, (base,)), atom, given, at, many="map" in name, held=held) for atom in work]
    for key in begun:
        waiting.note(m, base, key)
    (made,) = waiting.future(m, name, begun, at)
    return waiting.result(m, made, at) if name in ("apply", "starmap") else (made,)


def loop_method(m: Machine, name: str, args: Arguments, at: f.At) -> Val | None:
    """Methods of an asyncio or tornado event loop."""

    match name:
        case "run_until_complete" | "run_sync" | "run":
            return join((), *(_complete(m, atom, at) for atom in args.get(0) or ()))
        case "create_task":
            return task(m, args, at)
        case "ensure_future":
            return tasks(m, args, at)
        case "run_in_executor":
            executor, given = args.get(0) or (), Arguments(args.plain[2:])
            kind, held = _kind(m, executor), _lane(m, executor)
            begun = [begin(m, kind, atom, given, at, held=held) for atom in args.get(1) or ()]
            return waiting.future(m, name, begun, at)
        case "call_soon" | "call_soon_threadsafe" | "add_callback" | "spawn_callback" | "add_callback_from_signal":
            return callbacks(m, args, 0, at)
        case "call_later" | "call_at" | "add_timeout" | "add_reader" | "add_writer" | "add_handler":
            return callbacks(m, args, 1, at)
        case "add_signal_handler":
            return callbacks(m, args, 1, at)
        case "start" | "run_forever" | "stop" | "close":
            return NONE
        case _:
            return NONE if name.startswith("set_") else None


def _complete(m: Machine, atom: Any, at: f.At) -> Val:
    if isinstance(atom, Function | Bound):
        return calls.awaited(m, calls.call(m, atom, Arguments(), at), at)
    return calls.awaited(m, (atom,), at)


def callbacks(m: Machine, args: Arguments, position: int, at: f.At) -> Val:
    """What an event loop calls back, on the loop's own thread whichever thread asks for it."""
    for atom in args.get(position, "callback") or ():
        begin(m, "callback", atom, Arguments(args.plain[position + 1 :], args.named), at, parent=loop_owner(m))
    return NONE


def task(m: Machine, args: Arguments, at: f.At) -> Val:
    """`create_task(coroutine)`; what a socket of asyncio returns is a future, and raises TypeError here."""
    given = args.get(0, "coro") or ()
    refused = [atom for atom in given if isinstance(atom, Future)]
    for atom in refused:
        m.trace.facts_of(atom.op)["result"] = "task"
    return (Hole("task", f"{m.span(at)}", "a task"),) if refused else tasks(m, Arguments((given,)), at)


def loop_owner(m: Machine) -> str:
    """The execution whose thread runs the loop: that of the process, as far as is known."""
    execution = m.trace.executions.get(m.execution)
    while execution is not None and execution.kind not in ("main", "library", "process") and execution.parent:
        execution = m.trace.executions.get(execution.parent)
    return execution.id if execution is not None else m.execution


def tasks(m: Machine, args: Arguments, at: f.At) -> Val:
    """`ensure_future(coroutine)`, `gather(...)`: each coroutine becomes a task; futures are kept for later."""
    results: list[Val] = []
    for value in args.plain:
        items = containers.elements(m, value) or [value]
        results.extend(join((), *(_task(m, atom, at) for atom in item)) for item in items)
    return results[0] if len(results) == 1 else (Seq("tuple", tuple((value, False) for value in results)),)


def _task(m: Machine, atom: Any, at: f.At) -> Val:
    match atom:
        case Pending():
            begin(m, "task", atom, Arguments(), at)
            return (Hole("task", f"{m.span(at)}", "a task"),)
        case Future(op=op):
            m.trace.facts_of(op)["result"] = "passed"
            return (atom,)
        case Seq() | Obj(kind="list"):
            for inner in containers.element(m, (atom,)):
                _task(m, inner, at)
            return (Hole("task", f"{m.span(at)}", "a task"),)
        case _:
            return (atom,)
