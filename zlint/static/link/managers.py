"""With statements: sockets and contexts that close, locks that are held, generators that wrap the body."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from zlint.model import Handler, Hole
from zlint.semantics import pyzmq
from zlint.static import facts as f
from zlint.static.link import calls, creation, sockets
from zlint.static.link.atoms import (
    NONE,
    Arguments,
    Bound,
    Ctx,
    External,
    Function,
    Method,
    Obj,
    Pending,
    Seq,
    Sock,
    Val,
    join,
)
from zlint.static.link.machine import Frame, Machine, Region, State, merge

STACKED = "#stacked"
LIMIT = "asyncio.timeout"


def enter(m: Machine, manager: Val, expr: f.Expr, inside: Callable[[Val], None]) -> None:
    """`with manager as x: body`; `inside` binds x to what it is given and runs the body."""
    generators = [atom for atom in manager if isinstance(atom, Pending)]
    if generators:
        _generator(m, generators[0], expr, inside)
        return
    suppressed = [atom for atom in manager if isinstance(atom, Obj) and atom.kind == "suppress"]
    if suppressed:
        _suppress(m, suppressed[0], expr, inside)
        return
    m.trace.managed.update(atom.id for atom in _ended(m, manager))
    locks = frozenset(key for atom in manager if (key := lock_key(atom, expr)))
    m.state.locks, before = m.state.locks | locks, m.state.locks
    entered = join((), *(_entered(m, atom, expr) for atom in manager))
    frame: Frame = m.frame
    returned = len(frame.returns)
    limits = sum(isinstance(atom, Hole) and atom.key == LIMIT for atom in manager)
    frame.limits += limits
    inside(entered)
    _returned(m, manager, expr, returned)
    frame.limits -= limits
    m.state.locks &= before
    _released(m, locks - before)
    if m.state.alive:
        for atom in manager:
            _exited(m, atom, expr)


def _ended(m: Machine, manager: Val) -> Iterator[Sock | Ctx]:
    for atom in manager:
        match atom:
            case Sock() | Ctx():
                yield atom
            case Obj(kind="closing", key=key):
                yield from _ended(m, m.load(key, "thing"))


def _returned(m: Machine, manager: Val, expr: f.Expr, first: int) -> None:
    """What is returned from inside, from return number `first` on, leaves by the exit, too."""
    frame, normal = m.frame, m.state
    m.trace.detour += 1
    for number, (value, state) in enumerate(frame.returns[first:], first):
        m.state = state
        for atom in manager:
            _exited(m, atom, expr)
        frame.returns[number] = (value, m.state)
    m.trace.detour -= 1
    m.state = normal


def _released(m: Machine, locks: frozenset[str]) -> None:
    """However the body is left, by return, break or an error, the locks are given back."""
    frame: Frame = m.frame
    states = [state for _, state in frame.returns]
    states += [state for left in (*frame.breaks, *frame.continues) for state in left]
    for each in m.frames if locks else ():
        states += [entry for region in each.regions for entry in (*region.entries, region.passing) if entry]
    for state in states if locks else ():
        state.locks -= locks


def lock_key(atom: object, expr: f.Expr) -> str | None:
    """The key of a lock, also of one that is only known by its name."""
    match atom:
        case Obj(kind="lock", key=key):
            return key
        case Hole(key=key, name=name) if "lock" in name.lower() or "mutex" in name.lower():
            return key
        case Method() if isinstance(expr, f.Call) and isinstance(expr.func, f.Attr) and "lock" in expr.func.name:
            return expr.func.name
        case _:
            return None


def _at(expr: f.Expr) -> f.At:
    at: f.At = getattr(expr, "at", (0, 0))
    return at


def stacked(m: Machine, stack: Obj, name: str, args: Arguments, at: f.At) -> Val | None:
    """Methods of an ExitStack, which is left when its with statement ends."""
    if name not in ("enter_context", "enter_async_context", "push"):
        return None
    given = args.get(0) or ()
    m.store(stack.key, STACKED, join(m.load(stack.key, STACKED), given))
    return given if name == "push" else join((), *(_entered(m, atom, f.Name("", at)) for atom in given))


def _entered(m: Machine, atom: object, expr: f.Expr) -> Val:
    match atom:
        case Obj(kind="closing", key=key):
            return m.load(key, "thing")
        case Obj(kind="instance"):
            made = calls.on_attribute(m, (atom,), "__enter__", Arguments(), _at(expr))
            known = tuple(each for each in made if not isinstance(each, Hole)) or made
            return calls.awaited(m, known, _at(expr)) if known else (atom,)
        case _:
            return (atom,)


def _exited(m: Machine, atom: object, expr: f.Expr) -> None:
    match atom:
        case Sock():
            sockets.operate(m, (atom,), "close", Arguments(), _at(expr))
        case Ctx():
            creation.terminate(m, atom, "__exit__", Arguments(), _at(expr))
        case Obj(kind="closing", key=key):
            for thing in m.load(key, "thing"):
                calls.on_attribute(m, (thing,), "close", Arguments(), _at(expr))
        case Obj(kind="executor"):
            calls.on_attribute(m, (atom,), "shutdown", Arguments(), _at(expr))
        case Obj(kind="instance", cls=cls) if cls is not None:
            calls.on_attribute(m, (atom,), "__exit__", Arguments((NONE,) * 3), _at(expr))
        case Obj(kind="exits", key=key):
            for each in m.load(key, STACKED):
                _exited(m, each, expr)
        case Seq():
            for each in atom.element:
                _exited(m, each, expr)


def _generator(m: Machine, pending: Pending, expr: f.Expr, inside: Callable[[Val], None]) -> None:
    """A `@contextmanager`: its body runs, and at the yield the with statement's body runs in its frame."""
    outer = m.frame
    locals_before = m.state.locals

    def at_yield(value: Val) -> None:
        inner_frames = m.frames[m.frames.index(outer) + 1 :]
        inner_locals = m.state.locals
        kept = m.frames[:]
        m.frames = kept[: kept.index(outer) + 1]
        m.state.locals = locals_before
        regions = [region for frame in inner_frames for region in frame.regions]
        outer.regions.extend(regions)
        inside(value)
        del outer.regions[len(outer.regions) - len(regions) :]
        carried.append(m.state.locals)
        m.frames = kept
        m.state.locals = inner_locals

    carried: list[dict[str, Val]] = []
    callee = pending.callee
    function, receiver = (callee.function, callee.receiver) if isinstance(callee, Bound) else (callee, None)
    if not isinstance(function, Function) or not calls.worth(m, function, pending.args):
        inside((Hole(function.facts.name, f"manager {m.span(_at(expr))}", f"result of {function.facts.name}()"),))
        return
    calls.run(m, function, receiver, pending.args, m.span(_at(expr)), on_yield=at_yield)
    if carried:
        m.state.locals = carried[-1]
    else:
        inside((Hole(function.facts.name, f"manager {m.span(_at(expr))}", f"result of {function.facts.name}()"),))


def _suppress(m: Machine, atom: Obj, expr: f.Expr, inside: Callable[[Val], None]) -> None:
    """`with suppress(E): body` is a try whose handler does nothing."""
    names = tuple(
        pyzmq.canonical(each.path) if isinstance(each, External) else str(getattr(each, "name", each))
        for each in m.load(atom.key, "errors")
    )
    handler = Handler(m.span(_at(expr)), names, "go on", True, False, any(frame.loops for frame in m.frames), False)
    region = Region([(names, handler)], [None])
    frame: Frame = m.frame
    frame.regions.append(region)
    inside((atom,))
    frame.regions.pop()
    end: State | None = m.state if m.state.alive else None
    m.state = merge(end, region.entries[0])
