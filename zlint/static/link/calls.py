"""Calls: functions and classes of the program are followed, everything else is known by name or unknown."""

from __future__ import annotations

from itertools import islice
from typing import Any

from zlint.model import Hole, Template
from zlint.semantics import pyzmq
from zlint.semantics.sinks import PASSING
from zlint.static import facts as f
from zlint.static.link import (
    alternatives,
    buffers,
    builtin_methods,
    commands,
    conditions,
    construct,
    containers,
    decorated,
    effort,
    executions,
    externals,
    flow,
    growth,
    importing,
    lookup,
    ops,
    parameters,
    pauses,
    plugins,
    shapes,
    sinks,
    sockets,
    taint,
    told,
    unresolved,
    waiting,
)
from zlint.static.link.atoms import (
    NONE,
    Arguments,
    Bound,
    Class,
    Const,
    Ctx,
    External,
    Function,
    Future,
    Message,
    Method,
    Obj,
    Package,
    Partial,
    Pending,
    Seq,
    Sock,
    Super,
    Val,
    join,
)
from zlint.static.link.dispatch import block
from zlint.static.link.machine import DEPTH, Frame, Machine, State, merge

PLAIN = frozenset({Const, External, Hole, Template, Class, Package})  # what no call can do anything to
OTHERS = frozenset({"event", "queue", "thread", "process", "executor", "future", "lock", "loop"})  # may be waited for
SMALL = 40  # a function that does not lead to ZeroMQ is followed for its value when it mentions fewer names


def on_attribute(m: Machine, base: Val, name: str, args: Arguments, at: f.At) -> Val:
    """`base.name(*args)`."""
    found: list[Val] = []
    atoms = [atom for atom in base if atom != NONE[0]] if len(base) > 1 else base
    ambiguous = [atom for atom in atoms if isinstance(atom, Sock)]
    if len(ambiguous) > 1:
        found.append(sockets.operate(m, tuple(ambiguous), name, args, at))
        atoms = [atom for atom in atoms if not isinstance(atom, Sock)]
    if name == "socket" and any(isinstance(atom, Ctx | Obj) for atom in atoms):
        atoms = [atom for atom in atoms if not isinstance(atom, Hole)]  # what keeps contexts holds such a one
    found.append(alternatives.one_of(m, atoms, lambda atom: _method(m, atom, name, args, at)))
    return join(*found)


def _method(m: Machine, atom: Any, name: str, args: Arguments, at: f.At) -> Val:
    match atom:
        case Sock() | Ctx():
            return native(m, atom, name, args, at)
        case Obj(kind=kind) if kind != "instance" and not (atom.cls and kind in ("thread", "process")):
            return native(m, atom, name, args, at)
        case Const() | Seq() | Message() | Hole() | Future() | Pending() | Partial():
            return native(m, atom, name, args, at)
    if name == "__new__" and isinstance(atom, Class | External) and args.plain:
        return construct.bare(m, args.plain[0], at)
    callee = lookup.attribute(m, atom, name, at)
    if not callee:
        return unknown(m, name, args, at)
    return alternatives.one_of(m, callee, lambda each: call(m, each, args, at))


def call(m: Machine, atom: Any, args: Arguments, at: f.At) -> Val:
    """Call one thing."""
    if (said := told.called(m, atom, args, at)) is not None:
        return said
    if (module := importing.by_name(atom, args)) is not None:
        return (module,)
    match atom:
        case Function():
            return enter(m, atom, None, args, at)
        case Bound(function=function, receiver=receiver):
            return enter(m, function, receiver, args, at)
        case Class():
            return construct.construct(m, atom, args, at)
        case Partial(callee=callee, args=first):
            merged = Arguments((*first.plain, *args.plain), (*first.named, *args.named), first.rest or args.rest)
            return alternatives.one_of(m, callee, lambda each: call(m, each, merged, at))
        case Method(base=base, name=name):
            return native(m, base, name, args, at)
        case External(path=path):
            ops.called(m, path.rpartition(".")[2])
            return externals.call(m, path, args, at)
        case Obj(kind="instance", cls=Class()):
            return _method(m, atom, "__call__", args, at)
        case Super():
            return ()
        case Hole():
            sinks.called(m, atom)
            plugins.called(m, atom, args)
            return unknown(m, atom.name, args, at)
    return ()


def native(m: Machine, base: Any, name: str, args: Arguments, at: f.At) -> Val:
    """A method that the program does not define."""
    if name in effort.TELLING and (isinstance(base, Hole) or base == NONE[0]):
        m.effort.activity += 1
        unresolved.receiver(m, base, name, at)
    if isinstance(base, Obj) and base.kind in OTHERS:
        ops.called(m, name)
    made = sockets.method(m, base, name, args, at)
    if made is None:
        made = builtin_methods.call(m, base, name, args, at)
    return unknown(m, name, args, at, receiver=base) if made is None else made


def unknown(m: Machine, name: str, args: Arguments, at: f.At, receiver: Any = None) -> Val:
    """A call that is not followed: its arguments escape, it may fail, its result is named after it."""
    received: list[Message] = []
    for value in args.all:
        for atom in value:
            if isinstance(atom, Template) and name in PASSING:
                received.extend(taint.inside(atom))
            if type(atom) in PLAIN:
                continue
            if isinstance(atom, Message):
                shapes.seen_whole(m, (atom,))
                received.append(atom)
            elif isinstance(atom, Sock | Ctx | Method | Obj | Seq):
                if name in PASSING:
                    received.extend(each for each in containers.element(m, (atom,)) if isinstance(each, Message))
                sockets.escape(m, atom, at, name)
                _changed(m, atom, name, at)
            elif isinstance(atom, Function | Bound | Partial):
                executions.escaped_callable(m, atom, at)
            elif isinstance(atom, Future):
                ops.mark(m, (atom,), "passed")
    ops.called(m, name)
    pauses.note(m, name, at)
    m.state.brisk = m.state.brisk and name in pyzmq.QUICK
    buffers.called(m, name, receiver, args, at)
    if name not in pyzmq.NEVER_FAIL:
        flow.fault(m)
    if received:
        return taint.passed(name, tuple(received))
    if isinstance(receiver, Message):
        return (taint.derived(receiver),)
    result = Hole(name, f"{m.span(at)}<{m.trail}", f"result of {name}()")
    buffers.made(m, result, at)
    return (result,)


def _changed(m: Machine, atom: Any, name: str, at: f.At) -> None:
    """A list that is handed to code that is not seen can hold anything afterwards."""
    if isinstance(atom, Obj) and atom.kind == "list" and name not in pyzmq.HARMLESS_CALLS:
        growth.put(m, atom, (Hole("element", f"{m.span(at)}[]", f"result of {name}()"),))


def worth(m: Machine, function: Function, args: Arguments) -> bool:
    """Is this function to be followed?"""
    facts = function.facts
    if m.program.is_relevant(function.module, facts):
        return True
    if any(effort.carries(atom) for value in args.all for atom in value):
        return True
    if "add_argument" in facts.names and commands.are_known(m, function.module.path):
        return True
    return len(facts.names) <= SMALL and len(facts.body) <= 12


def enter(m: Machine, function: Function, receiver: Any, args: Arguments, at: f.At) -> Val:
    """Call a function of the program: run it here, unless it is a coroutine or a context manager."""
    facts = function.facts
    if any(_decorator(d) == "abstractmethod" for d in facts.decorators):
        return unknown(m, facts.name, args, at)  # what a class that is not known does in its place
    if facts.is_async and not facts.generator:
        return (Pending(Bound(function, receiver) if receiver is not None else function, args),)
    if facts.generator and any(_decorator(d).endswith("contextmanager") for d in facts.decorators):
        return (Pending(Bound(function, receiver) if receiver is not None else function, args),)
    made = decorated.call(m, function, args, at, lambda given: run(m, function, receiver, given, m.span(facts.at)))
    return run(m, function, receiver, args, m.span(at) if m.frames else None) if made is None else made


def _decorator(expr: f.Expr) -> str:
    match expr:
        case f.Name(id=text):
            return text
        case f.Attr(name=text):
            return text
        case f.Call(func=func):
            return _decorator(func)
    return ""


def run(
    m: Machine,
    function: Function,
    receiver: Any,
    args: Arguments,
    site: Any,
    constructs: Class | None = None,
    on_yield: Any = None,
) -> Val:
    """Follow a function's body with these arguments; the value of all its returns."""
    facts = function.facts
    busy = any(frame.function.facts is facts and frame.receiver == receiver for frame in m.frames)
    memory = _memory(m, function, receiver, args, site)
    if busy or not _affordable(m, function, args):
        if not busy and (gave := m.effort.before(memory)) is not None:
            pauses.again(m, facts, site)
            return gave
        if not busy and m.program.is_relevant(function.module, facts):
            _unseen_use(m, function, receiver, site)
        return _not_followed(m, function, args, site, busy)
    plain = constructs is None and on_yield is None
    known = m.effort.remembered(memory, facts, args, str(site), m.trail) if plain else None
    if known is not None:
        m.visited.add(facts)
        pauses.again(m, facts, site)
        return known
    m.visited.add(facts)
    m.visited_on.add((facts, receiver))
    frame = Frame(function, function.module, site, receiver, constructs=constructs, on_yield=on_yield)
    return _followed(m, frame, args, memory)


def _followed(m: Machine, frame: Frame, args: Arguments, memory: effort.Key) -> Val:
    """Run the frame's function, and keep what it was worth."""
    facts, site = frame.function.facts, str(frame.site)
    steps, activity, stored, told = m.steps, m.effort.activity, len(m.heap.stored), len(m.effort.told)
    value = _drawn(m, frame, args) if facts.generator and frame.on_yield is None else _run_frame(m, frame, args)
    m.effort.charge(m.execution, facts, m.steps - steps)
    inert = m.effort.activity == activity
    if inert and frame.constructs is None and frame.on_yield is None:
        m.effort.compare(facts, value, site, islice(reversed(m.heap.stored), len(m.heap.stored) - stored))
        m.effort.tell(facts, told)
    if any(f"<{site}" in key for atom in value for key in effort.keys(atom)):
        m.effort.makers.add(facts)
    m.effort.note(memory, facts, value, inert=inert, fresh=facts in m.helpers or effort.makes(value))
    return value


def _memory(m: Machine, function: Function, receiver: Any, args: Arguments, site: Any) -> effort.Key:
    known = effort.key(function, receiver, args)
    return (*known, site, m.trail) if function.facts in m.effort.makers else known


def _affordable(m: Machine, function: Function, args: Arguments) -> bool:
    if len(m.frames) >= DEPTH or m.spent or m.effort.exhausted(m.execution, function.facts):
        return False
    return worth(m, function, args)


def _unseen_use(m: Machine, function: Function, receiver: Any, site: Any) -> None:
    """A method that costs too much to follow can do anything to the sockets of its object."""
    if not isinstance(receiver, Obj):
        return
    names = sorted(m.heap.objects.get(receiver.key, ()))
    held = tuple(atom for name in names for atom in m.load(receiver.key, name) if isinstance(atom, Sock))
    for sock in held:
        sockets.escape(m, sock, (0, 0), function.facts.name)
    if held:
        ops.emit(m, "escape", function.facts.name, held, (0, 0), str(site))


def _not_followed(m: Machine, function: Function, args: Arguments, site: Any, busy: bool) -> Val:
    facts, m.state.brisk = function.facts, False
    for atom in (atom for value in args.all for atom in value):
        if isinstance(atom, Sock) and not busy:
            sockets.escape(m, atom, (0, 0), facts.name)
    ops.called(m, facts.name)
    key = f"{function.module.path}:{facts.qualname}:{site}"
    return (Hole(facts.name, key, f"result of {facts.name}(): {'recursion' if busy else 'not followed'}"),)


def _drawn(m: Machine, frame: Frame, args: Arguments) -> Val:
    """A generator runs bit by bit, whenever somebody draws from it: its sockets' turns are not known around it."""
    facts, before = frame.function.facts, len(m.trace.ops)
    suspended(m, facts, f"before {frame.site}")
    value = _run_frame(m, frame, args)
    if frame.yields:  # else it is a coroutine of tornado, which yields to wait
        used = m.generators.setdefault(facts, {})
        used.update((key, None) for draft in islice(m.trace.ops.values(), before, None) for key in draft.sockets)
    suspended(m, facts, f"after {frame.site}")
    return value


def suspended(m: Machine, generator: f.Function, where: str) -> None:
    """Here others run before the generator goes on, and can do anything to the sockets that it uses."""
    if used := m.generators.get(generator):
        ops.emit(m, "suspend", generator.name, tuple(map(Sock, used)), (0, 0), where)


def _run_frame(m: Machine, frame: Frame, args: Arguments) -> Val:
    facts = frame.function.facts
    locals_ = parameters.bind(m, frame, args)
    frame.given = parameters.given(frame.function, locals_)
    frame.outer_locals = m.state.locals
    m.frames.append(frame)
    m.state.locals = locals_
    frame.seen.update(locals_)
    held = m.state.locks
    value = _run_body(m, frame)
    conditions.leave(m, held)
    _note_helper(m, facts, value)
    m.frames.pop()
    m.state.locals = frame.outer_locals
    if not facts.generator:
        return value
    if frame.on_yield is not None:
        return NONE
    return (containers.new_list(m, Seq("list", ((frame.yields, True),)), facts.at),)


def _note_helper(m: Machine, facts: f.Function, value: Val) -> None:
    """A function that gives its caller a socket which it made, or had made."""
    for atom in value:
        match atom:
            case Sock(id=key) if key in m.trace.sockets:
                if any(function is facts for _, function in m.trace.sockets[key].chain):
                    m.helpers.add(facts)
            case Seq():
                _note_helper(m, facts, atom.element)
            case Obj(kind="instance" | "stream"):
                _note_helper(m, facts, (*m.load(atom.key, "#native"), *m.load(atom.key, "socket")))


def _run_body(m: Machine, frame: Frame) -> Val:
    block(m, frame.function.facts.body)
    end: State | None = m.state if m.state.alive else None
    values: list[Val] = [NONE] if end is not None and frame.function.facts.name != "<lambda>" else []
    for value, state in frame.returns:
        values.append(value)
        end = merge(end, state)
    m.state = end if end is not None else State(alive=False)
    return join(*values) if values else ()


def execute_body(m: Machine) -> None:
    """Run the statements of the frame on top, as a file's top level."""
    block(m, m.frame.function.facts.body)


def awaited(m: Machine, value: Val, at: f.At) -> Val:
    """`await value`: coroutines run now, futures give their value."""
    found: list[Val] = []
    for atom in value:
        match atom:
            case Future(op=op, value=inner):
                m.trace.facts_of(op)["result"] = "awaited"
                found.append(inner)
            case Pending(callee=Function() as function, args=args):
                found.append(run(m, function, None, args, m.span(at)))
            case Pending(callee=Bound(function=function, receiver=receiver), args=args):
                found.append(run(m, function, receiver, args, m.span(at)))
            case Obj(kind="future"):
                found.append(waiting.result(m, atom, at))
            case Seq():
                found.append((Seq(atom.kind, tuple((awaited(m, item, at), many) for item, many in atom.items)),))
            case _:
                if isinstance(atom, Hole):
                    ops.called(m, atom.name)
                found.append((atom,))
    return join(*found) if found else ()
