"""Actual arguments to parameters; what is assumed of a parameter that nobody gives."""

from __future__ import annotations

from typing import Any

from zlint.model import Hole, Template
from zlint.static import facts as f
from zlint.static.link import commands, creation, lookup, plugins, targets
from zlint.static.link.atoms import Arguments, Class, Const, External, Function, Message, Method, Obj, Seq, Val, join
from zlint.static.link.dispatch import evaluate
from zlint.static.link.machine import Frame, Machine


def bind(m: Machine, frame: Frame, args: Arguments) -> dict[str, Val]:
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
        targets.note(m, found[param.name], param.name)
    return found


def is_given(m: Machine, name: str) -> bool:
    """Is it an optional parameter, still as the call filled it, with what is not None as far as is known?"""
    given = m.frame.given.get(name)
    return given is not None and given == m.state.locals.get(name)


def given(function: Function, values: dict[str, Val]) -> dict[str, Val]:
    """The parameters with the default None that get something else.

    An unknown and what was received count: who wants the default gives nothing. Not so what has the parameter's own
    name: an option that is handed on may have been left out before.
    """
    optional = [p.name for p in function.facts.params if isinstance(p.default, f.Const) and p.default.value is None]
    return {name: values[name] for name in optional if values[name] and all(_some(each, name) for each in values[name])}


def _some(atom: Any, name: str) -> bool:
    received = isinstance(atom, Message) or (isinstance(atom, Method) and isinstance(atom.base, Message))
    return received or isinstance(atom, Template) or (isinstance(atom, Hole) and atom.name != name)


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
    given: Val = (hole, *plugins.parameter(m, function, hole))
    if function.facts.decorators and commands.are_known(m, function.module.path):  # of click or typer, it may be
        given = commands.told(m, hole, [f"--{param.name}", f"--{param.name.replace('_', '-')}"])
    if param.annotation is None:
        return given
    found: list[Any] = []
    for atom in lookup.annotation(m, function.module, param.annotation):
        if isinstance(atom, Class):
            found.append(Obj(f"any {atom}", "instance", atom))
        elif isinstance(atom, External):
            found.extend(creation.annotated(atom.path, hole.key))
    return tuple(found) or given
