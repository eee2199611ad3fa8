"""`@context()` and `@socket(zmq.PUSH)` of `zmq.decorators`: made where the function is called, its last arguments, and
ended with it.

Of a function that nobody calls, these are taken to be its last plain parameters. Not known: what other decorators add.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from zlint.static import facts as f
from zlint.static.link import creation, managers
from zlint.static.link.atoms import Arguments, Const, Ctx, External, Function, Val
from zlint.static.link.dispatch import evaluate
from zlint.static.link.machine import Frame, Machine

MAKERS = frozenset({"zmq.decorators.context", "zmq.decorators.socket"})


@dataclass(frozen=True, slots=True)
class Maker:
    """One such decorator. name: of the parameter, where the decorator tells; supposed: what it should be, else."""

    expr: f.Call
    path: str
    types: Arguments
    name: str
    supposed: str = ""


def call(m: Machine, function: Function, args: Arguments, at: f.At, run: Callable[[Arguments], Val]) -> Val | None:
    """Call a decorated function; None if it is not decorated so."""
    spelled = [each for each in function.facts.decorators if _name(each) in ("context", "socket")]
    if not spelled or not m.frames:
        return None
    outer = Function(function.module.facts.body, function.module)
    m.frames.append(Frame(outer, function.module, m.span(at), outer_locals=m.state.locals))
    saved, m.state.locals = m.state.locals, {}
    found = [made for each in spelled if isinstance(each, f.Call) and (made := _maker(m, each))]
    makers = _supposed(function, found)
    value = _inside(m, makers, args, run) if makers else None
    m.state.locals = saved
    m.frames.pop()
    return value


def _name(expr: f.Expr) -> str:
    func = expr.func if isinstance(expr, f.Call) else expr
    return func.id if isinstance(func, f.Name) else func.name if isinstance(func, f.Attr) else ""


def _maker(m: Machine, expr: f.Call) -> Maker | None:
    paths = [atom.path for atom in evaluate(m, expr.func) if isinstance(atom, External) and atom.path in MAKERS]
    if not paths:
        return None
    plain = [evaluate(m, each) for each in expr.args]
    named = {name: evaluate(m, each) for name, each in expr.keywords}
    name = _text(named.get("name", ())) or (_text(plain[0]) if plain else "")
    types = tuple(value for value in plain if not _text(value))
    return Maker(expr, paths[0], Arguments(types, tuple(named.items())), name)


def _text(value: Val) -> str:
    return value[0].value if value and isinstance(value[0], Const) and isinstance(value[0].value, str) else ""


def _supposed(function: Function, makers: list[Maker]) -> list[Maker]:
    told = {each.name for each in makers}
    open_ = [param.name for param in function.facts.params if param.kind == "plain" and param.name not in told]
    unnamed = [each for each in makers if not each.name]
    names = dict(zip(map(id, reversed(unnamed)), reversed(open_), strict=False))
    return [replace(each, supposed=names.get(id(each), "")) for each in makers]


def _inside(m: Machine, makers: Sequence[Maker], args: Arguments, run: Callable[[Arguments], Val]) -> Val:
    if not makers:
        return run(args)
    maker, *others = makers
    results: list[Val] = []
    managers.enter(
        m,
        _made(m, maker, args),
        maker.expr,
        lambda value: results.append(_inside(m, others, _with(maker, args, value), run)),
    )
    return results[0] if results else ()


def _made(m: Machine, maker: Maker, args: Arguments) -> Val:
    if maker.path.endswith("context"):
        return creation.open_context(m, "sync", maker.expr.at)
    contexts = [atom for value in args.all for atom in value if isinstance(atom, Ctx)]
    shared = contexts or creation.open_context(m, "sync", maker.expr.at, shared=True)
    return creation.open_socket(m, (shared[0],), maker.types, maker.expr.at)


def _with(maker: Maker, args: Arguments, value: Val) -> Arguments:
    name = maker.name or (maker.supposed if args.rest else "")
    if name:
        return replace(args, named=(*args.named, (name, value)))
    return replace(args, plain=(*args.plain, value))
