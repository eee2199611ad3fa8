"""Executions: what is started as a thread, process, task or callback, and where.

A started callable waits in the machine's queue with the arguments it is given; it is followed on its own, without
what its starter's path stores (the heap has that).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from zlint.model import Execution, Hole
from zlint.semantics import pyzmq
from zlint.static import facts as f
from zlint.static.link import containers, lookup, sockets
from zlint.static.link.atoms import (
    NONE,
    Arguments,
    Bound,
    Class,
    Const,
    Function,
    Future,
    Obj,
    Partial,
    Pending,
    Seq,
    Val,
    join,
)
from zlint.static.link.machine import Machine, Task

QUEUE = 400


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


def make_executor(m: Machine, kind: str, at: f.At) -> Val:
    made = Obj(f"executor {lookup.allocation(m, at)}", "executor")
    m.heap.store(made.key, "kind", (Const.of(kind),))
    return (made,)


def begin(
    m: Machine, kind: str, callee: Any, args: Arguments, at: f.At, *, many: bool = False, parent: str | None = None
) -> str | None:
    """Start an execution; its id, None when the callee is not of the program."""
    owner = None
    match callee:
        case Pending(callee=inner, args=given):
            return begin(m, kind, inner, given, at, many=many, parent=parent)
        case Partial(callee=inners, args=first):
            merged = Arguments((*first.plain, *args.plain), (*first.named, *args.named), first.rest or args.rest)
            for inner in inners:
                begin(m, kind, inner, merged, at, many=many, parent=parent)
            return None
        case Bound(function=function, receiver=receiver):
            owner = receiver.key if isinstance(receiver, Obj) else None
        case Function():
            function = callee
        case Obj(kind="instance", cls=Class()):
            for each in lookup.attribute(m, callee, "__call__", at):
                begin(m, kind, each, args, at, many=many, parent=parent)
            return None
        case _:
            return None
    m.effort.activity += 1
    span = m.span(at)
    key = f"{kind} {function.module.path}:{function.facts.qualname}@{span}{'<' + owner[:60] if owner else ''}"
    starter = parent or m.execution
    known_starter = m.trace.executions.get(starter)
    process = key if kind == "process" else known_starter.process if known_starter else function.module.path
    repeated = many or any(frame.loops for frame in m.frames)
    known = m.trace.executions.get(key)  # one that starts itself again keeps its first starter
    m.trace.executions[key] = Execution(
        id=key,
        kind=kind,
        name=function.facts.qualname,
        entry=function.module.facts.span(function.facts.at),
        process=known.process if known else process,
        parent=known.parent if known else starter,
        started=span,
        owner=owner,
        many=repeated or (known is not None and known.many),
        joined=known is not None and known.joined,
    )
    if kind in ("thread", "process"):
        op = sockets.emit(m, "fork" if kind == "process" else "start", "start", (), at)
        op.facts["peers"] = tuple(dict.fromkeys((*op.facts.get("peers", ()), key)))
    if len(m.queue) < QUEUE:
        m.queue.append(Task(key, callee, args))
    return key


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
            _joined(m, base)
            return NONE
        case "thread" | "process", "__init__":
            native_init(m, base, args)
            return NONE
        case "thread" | "process", "run":
            return _run_inline(m, base, at)
        case (
            "executor",
            "submit" | "apply_async" | "apply" | "map" | "imap" | "imap_unordered" | "map_async" | "starmap",
        ):
            kind = str(m.heap.load(base.key, "kind")[0].value) if m.heap.load(base.key, "kind") else "thread"
            return _submitted(m, kind, name, args, at)
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
    for atom in found:
        key = begin(m, base.kind, atom, args, at)
        if key:
            m.heap.store(base.key, "#executions", (Const.of(key),))


def _any(m: Machine, base: Obj) -> list[Val]:
    element = containers.element(m, m.load(base.key, "args"))
    return [element] * 6 if element else []


def _named(m: Machine, base: Obj) -> tuple[tuple[str, Val], ...]:
    return tuple(containers.entries(m, m.load(base.key, "kwargs")) or ())


def _joined(m: Machine, base: Obj) -> None:
    for atom in m.heap.load(base.key, "#executions"):
        known = m.trace.executions.get(str(atom.value))
        if known is not None:
            m.trace.executions[known.id] = replace(known, joined=True)


def _run_inline(m: Machine, base: Obj, at: f.At) -> Val | None:
    from zlint.static.link import calls

    args = Arguments(tuple(containers.elements(m, m.load(base.key, "args")) or ()), _named(m, base))
    return join((), *(calls.call(m, atom, args, at) for atom in m.load(base.key, "target")))


def _submitted(m: Machine, kind: str, name: str, args: Arguments, at: f.At) -> Val:
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
    for atom in args.get(0) or args.get(None, "fn") or args.get(None, "func") or ():
        begin(m, kind, atom, given, at, many="map" in name)
    return (Hole("future", f"{m.span(at)}", f"result of {name}()"),)


def loop_method(m: Machine, name: str, args: Arguments, at: f.At) -> Val | None:
    """Methods of an asyncio or tornado event loop."""

    match name:
        case "run_until_complete" | "run_sync" | "run":
            return join((), *(_complete(m, atom, at) for atom in args.get(0) or ()))
        case "create_task" | "ensure_future":
            return tasks(m, args, at)
        case "run_in_executor":
            for atom in args.get(1) or ():
                begin(m, "thread", atom, Arguments(args.plain[2:]), at)
            return (Hole("future", f"{m.span(at)}", f"result of {name}()"),)
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
    from zlint.static.link import calls

    if isinstance(atom, Function | Bound):
        return calls.awaited(m, calls.call(m, atom, Arguments(), at), at)
    return calls.awaited(m, (atom,), at)


def callbacks(m: Machine, args: Arguments, position: int, at: f.At) -> Val:
    """What an event loop calls back, on the loop's own thread whichever thread asks for it."""
    for atom in args.get(position, "callback") or ():
        begin(m, "callback", atom, Arguments(args.plain[position + 1 :], args.named), at, parent=loop_owner(m))
    return NONE


def loop_owner(m: Machine) -> str:
    """The execution whose thread runs the loop: that of the process, as far as is known."""
    execution = m.trace.executions.get(m.execution)
    while execution is not None and execution.kind not in ("main", "library", "process") and execution.parent:
        execution = m.trace.executions.get(execution.parent)
    return execution.id if execution is not None else m.execution


def tasks(m: Machine, args: Arguments, at: f.At) -> Val:
    """`create_task(coroutine)`, `gather(...)`: each coroutine becomes a task; futures are kept for later."""
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
            m.trace.ops[op].facts["result"] = "passed"
            return (atom,)
        case Seq() | Obj(kind="list"):
            for inner in containers.element(m, (atom,)):
                _task(m, inner, at)
            return (Hole("task", f"{m.span(at)}", "a task"),)
        case _:
            return (atom,)
