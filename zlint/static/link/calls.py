"""Calls: functions and classes of the program are followed, everything else is known by name or unknown."""

from __future__ import annotations

from typing import Any

from zlint.model import Hole
from zlint.static import facts as f
from zlint.static.link import containers, flow, lookup
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
    Partial,
    Pending,
    Seq,
    Sock,
    Super,
    Val,
    join,
)
from zlint.static.link.machine import DEPTH, Frame, Machine, State, merge

SMALL = 40  # a function that does not lead to ZeroMQ is followed for its value when it mentions fewer names


def on_attribute(m: Machine, base: Val, name: str, args: Arguments, at: f.At) -> Val:
    """`base.name(*args)`."""
    found: list[Val] = []
    atoms = [atom for atom in base if atom != NONE[0]] if len(base) > 1 else base
    ambiguous = [atom for atom in atoms if isinstance(atom, Sock)]
    if len(ambiguous) > 1:
        from zlint.static.link import sockets

        found.append(sockets.operate(m, tuple(ambiguous), name, args, at))
        atoms = [atom for atom in atoms if not isinstance(atom, Sock)]
    found.extend(_method(m, atom, name, args, at) for atom in atoms)
    return join(*found) if found else ()


def _method(m: Machine, atom: Any, name: str, args: Arguments, at: f.At) -> Val:
    match atom:
        case Sock() | Ctx():
            return native(m, atom, name, args, at)
        case Obj(kind=kind) if kind != "instance" and not (atom.cls and kind in ("thread", "process")):
            return native(m, atom, name, args, at)
        case Const() | Seq() | Message() | Hole() | Future() | Pending() | Partial():
            return native(m, atom, name, args, at)
    callee = lookup.attribute(m, atom, name, at)
    if not callee:
        return unknown(m, name, args, at)
    return join(*(call(m, each, args, at) for each in callee))


def call(m: Machine, atom: Any, args: Arguments, at: f.At) -> Val:
    """Call one thing."""
    match atom:
        case Function():
            return enter(m, atom, None, args, at)
        case Bound(function=function, receiver=receiver):
            return enter(m, function, receiver, args, at)
        case Class():
            return construct(m, atom, args, at)
        case Partial(callee=callee, args=first):
            merged = Arguments((*first.plain, *args.plain), (*first.named, *args.named), first.rest or args.rest)
            return join((), *(call(m, each, merged, at) for each in callee))
        case Method(base=base, name=name):
            return native(m, base, name, args, at)
        case External(path=path):
            from zlint.static.link import externals

            return externals.call(m, path, args, at)
        case Obj(kind="instance", cls=Class()):
            return _method(m, atom, "__call__", args, at)
        case Super():
            return ()
        case Hole():
            return unknown(m, atom.name, args, at)
    return ()


def native(m: Machine, base: Any, name: str, args: Arguments, at: f.At) -> Val:
    """A method that the program does not define."""
    from zlint.static.link import builtin_methods, sockets

    made = sockets.method(m, base, name, args, at)
    if made is None:
        made = builtin_methods.call(m, base, name, args, at)
    return unknown(m, name, args, at, receiver=base) if made is None else made


def unknown(m: Machine, name: str, args: Arguments, at: f.At, receiver: Any = None) -> Val:
    """A call that is not followed: its arguments escape, it may fail, its result is named after it."""
    from zlint.static.link import executions, sockets

    received: dict[int, None] = {}
    for value in args.all:
        for atom in value:
            if isinstance(atom, Message):
                received[atom.op] = None
            elif isinstance(atom, Sock | Obj | Seq):
                sockets.escape(m, atom, at, name)
            elif isinstance(atom, Function | Bound | Partial):
                executions.escaped_callable(m, atom, at)
    flow.fault(m)
    if received:
        return tuple(Message(op, "derived") for op in received)
    if isinstance(receiver, Message):
        return (Message(receiver.op, "derived"),)
    span = m.span(at)
    return (Hole(name, f"{span}<{'<'.join(str(site) for site in m.chain()[-1:])}", f"result of {name}()"),)


def worth(m: Machine, function: Function, args: Arguments) -> bool:
    """Is this function to be followed?"""
    facts = function.facts
    if m.program.is_relevant(function.module, facts):
        return True
    if any(_carries(atom) for value in args.all for atom in value):
        return True
    return len(facts.names) <= SMALL and len(facts.body) <= 12


def _carries(atom: Any) -> bool:
    match atom:
        case Sock() | Ctx() | Message():
            return True
        case Seq():
            return any(_carries(inner) for inner in atom.element)
        case Obj(kind="stream" | "poller"):
            return True
    return False


def enter(m: Machine, function: Function, receiver: Any, args: Arguments, at: f.At) -> Val:
    """Call a function of the program: run it here, unless it is a coroutine or a context manager."""
    facts = function.facts
    if facts.is_async and not facts.generator:
        return (Pending(Bound(function, receiver) if receiver is not None else function, args),)
    if facts.generator and any(_decorator(d).endswith("contextmanager") for d in facts.decorators):
        return (Pending(Bound(function, receiver) if receiver is not None else function, args),)
    return run(m, function, receiver, args, m.span(at) if m.frames else None)


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
    busy = sum(frame.function.facts is facts and frame.receiver == receiver for frame in m.frames)
    if busy or len(m.frames) >= DEPTH or m.spent or not worth(m, function, args):
        reason = "recursion" if busy else "a call chain too long" if len(m.frames) >= DEPTH else "not followed"
        if m.spent:
            reason = "budget"
        for atom in (atom for value in args.all for atom in value):
            if isinstance(atom, Sock) and not busy:
                from zlint.static.link import sockets

                sockets.escape(m, atom, (0, 0), facts.name)
        return (
            Hole(facts.name, f"{function.module.path}:{facts.qualname}:{site}", f"result of {facts.name}(): {reason}"),
        )
    m.visited.add(facts)
    frame = Frame(function, function.module, site, receiver, constructs=constructs, on_yield=on_yield)
    locals_ = _bind_parameters(m, frame, args)
    frame.outer_locals = m.state.locals
    m.frames.append(frame)
    m.state.locals = locals_
    for name, value in locals_.items():
        frame.seen[name] = value
    value = _run_body(m, frame)
    _note_helper(m, facts, value)
    m.frames.pop()
    m.state.locals = frame.outer_locals
    if facts.generator:
        return (containers.new_list(m, Seq("list", ((frame.yields, True),)), facts.at),) if on_yield is None else NONE
    return value


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
    from zlint.static.link import execute

    execute.block(m, frame.function.facts.body)
    end: State | None = m.state if m.state.alive else None
    values: list[Val] = [NONE] if end is not None and frame.function.facts.name != "<lambda>" else []
    for value, state in frame.returns:
        values.append(value)
        end = merge(end, state)
    m.state = end if end is not None else State(alive=False)
    return join(*values) if values else ()


def execute_body(m: Machine) -> None:
    """Run the statements of the frame on top, as a file's top level."""
    from zlint.static.link import execute

    execute.block(m, m.frame.function.facts.body)


def _bind_parameters(m: Machine, frame: Frame, args: Arguments) -> dict[str, Val]:
    facts = frame.function.facts
    given = list(args.plain)
    if frame.receiver is not None:
        given.insert(0, (frame.receiver,))
    named = dict(args.named)
    found: dict[str, Val] = {}
    position = 0
    for param in facts.params:
        if param.kind == "*":
            found[param.name] = (Seq("tuple", tuple((value, False) for value in given[position:])),)
            position = len(given)
        elif param.kind == "**":
            found[param.name] = (_keywords(m, frame, named),)
        elif param.kind == "plain" and position < len(given):
            found[param.name] = given[position]
            position += 1
        elif param.name in named:
            found[param.name] = named.pop(param.name)
        elif param.default is not None:
            found[param.name] = default(m, frame.function, param)
            if args.rest:
                found[param.name] = join(found[param.name], assumed(m, frame.function, param))
        else:
            found[param.name] = assumed(m, frame.function, param)
        lookup.note(m, found[param.name], param.name)
    return found


def _keywords(m: Machine, frame: Frame, named: dict[str, Val]) -> Obj:
    made = Obj(f"kwargs {frame.function.module.path}:{frame.function.facts.qualname}:{frame.site}", "dict")
    for name, value in named.items():
        m.store(made.key, f"[s:{name}]", value)
    return made


def default(m: Machine, function: Function, param: f.Param) -> Val:
    """A parameter's default, evaluated where the function is defined."""
    if param.default is None:
        return ()
    if isinstance(param.default, f.Const):
        return (Const.of(param.default.value),)
    from zlint.static.link.evaluate import evaluate

    outer = (
        function.closure.function
        if function.closure is not None
        else Function(function.module.facts.body, function.module)
    )
    m.frames.append(Frame(outer, function.module, None, outer_locals=m.state.locals))
    saved = m.state.locals
    m.state.locals = dict(function.closure.seen) if function.closure is not None else {}
    value = evaluate(m, param.default)
    m.state.locals = saved
    m.frames.pop()
    return value


def assumed(m: Machine, function: Function, param: f.Param) -> Val:
    """A parameter nobody gives: an object of the annotated class, or a named unknown."""
    hole = Hole(param.name, f"{function.module.path}:{function.facts.qualname}({param.name})", "a parameter")
    if param.annotation is None:
        return (hole,)
    found: list[Any] = []
    for atom in lookup.annotation(m, function.module, param.annotation):
        if isinstance(atom, Class):
            found.append(Obj(f"any {atom}", "instance", atom))
        elif isinstance(atom, External):
            from zlint.static.link import sockets

            found.extend(sockets.annotated(m, atom.path, hole.key))
    return tuple(found) or (hole,)


def construct(m: Machine, cls: Class, args: Arguments, at: f.At) -> Val:
    """Make an object of a class of the program."""
    from zlint.static.link import executions, sockets

    outside = lookup.external_bases(m, cls)
    special = sockets.construct_subclass(m, cls, outside, args, at)
    if special is not None:
        return special
    kind = executions.kind_of_class(outside)
    made = Obj(f"{cls.facts.name} {lookup.allocation(m, at)}", kind, cls)
    m.sites.setdefault(cls, set()).add(m.span(at))
    known = m.instances.setdefault(cls, [])
    if made not in known:
        known.append(made)
    initialise(m, made, cls, args, m.span(at))
    return (made,)


def initialise(m: Machine, made: Obj, cls: Class, args: Arguments, site: Any) -> None:
    """Run `__init__`, or what `@dataclass` writes for it."""
    from zlint.static.link import executions

    for owner in lookup.linearised(m, cls):
        method = owner.facts.methods.get("__init__")
        if method is not None:
            run(m, Function(method, owner.module, owner.closure, owner), made, args, site, constructs=cls)
            break
    else:
        _assign_fields(m, made, cls, args)
        executions.native_init(m, made, args)
    for owner in lookup.linearised(m, cls):
        method = owner.facts.methods.get("__post_init__")
        if method is not None:
            run(m, Function(method, owner.module, owner.closure, owner), made, Arguments(), site, constructs=cls)
            break


def _assign_fields(m: Machine, made: Obj, cls: Class, args: Arguments) -> None:
    given = list(args.plain)
    fields: dict[str, f.Expr | None] = {}
    for owner in reversed(lookup.linearised(m, cls)):
        for stmt in owner.facts.body:
            if isinstance(stmt, f.Assign) and stmt.annotation is not None and isinstance(stmt.targets[0], f.Name):
                fields[stmt.targets[0].id] = stmt.value
    for position, (name, _) in enumerate(fields.items()):
        value = args.get(position, name)
        if value is None:
            value = lookup.class_attribute(m, cls, name, made)
            if not value or args.rest:
                value = join(value, (Hole(name, f"{cls}.{name}", "a field"),))
        lookup.assign_attribute(m, made, name, value, (0, 0))
    for name, value in args.named if len(given) == 0 else ():
        if name not in fields:
            lookup.assign_attribute(m, made, name, value, (0, 0))


def awaited(m: Machine, value: Val, at: f.At) -> Val:
    """`await value`: coroutines run now, futures give their value."""
    found: list[Val] = []
    for atom in value:
        match atom:
            case Future(op=op, value=inner):
                m.trace.ops[op].facts["result"] = "awaited"
                found.append(inner)
            case Pending(callee=Function() as function, args=args):
                found.append(run(m, function, None, args, m.span(at)))
            case Pending(callee=Bound(function=function, receiver=receiver), args=args):
                found.append(run(m, function, receiver, args, m.span(at)))
            case Seq():
                found.append((Seq(atom.kind, tuple((awaited(m, item, at), many) for item, many in atom.items)),))
            case _:
                found.append((atom,))
    return join(*found) if found else ()
