"""Targets of assignments: names, attributes, items, and sequences that a value is unpacked into."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from zlint.model import Hole, Template
from zlint.semantics.options import OPTIONS, canonical_option
from zlint.static import facts as f
from zlint.static.link import (
    buffers,
    calls,
    commands,
    containers,
    filled,
    growth,
    homes,
    lookup,
    modes,
    options,
    shapes,
    watched,
)
from zlint.static.link.atoms import (
    Arguments,
    Bound,
    Class,
    Const,
    Ctx,
    External,
    Function,
    Message,
    Obj,
    Package,
    Seq,
    Sock,
    Val,
    join,
)
from zlint.static.link.dispatch import evaluate
from zlint.static.link.machine import Frame, Machine


def bind(m: Machine, target: f.Expr, value: Val) -> None:
    """`target = value`."""
    match target:
        case f.Name(id=text):
            _bind_name(m, text, value)
        case f.Attr(base=base, name=text):
            for atom in evaluate(m, base):
                assign_attribute(m, atom, text, value, target.at)
        case f.Sequence(items=items):
            _unpack(m, items, value)
        case f.Item(base=base, index=index):
            place = evaluate(m, index)
            keys = containers.keys(place)
            held = evaluate(m, base)
            buffers.changed(m, held, target.at)
            for atom in growth.owned(m, held):
                if isinstance(atom, Obj) and atom.kind in ("dict", "namespace"):
                    for key in keys:
                        m.weak_store(atom.key, key, value)
                elif isinstance(atom, Obj) and atom.kind == "list":
                    growth.put(m, atom, value, containers.integer(place))
                elif isinstance(atom, Hole):
                    containers.keep(m, atom, value)
                elif atom == External("os.environ"):
                    commands.in_environment(m, place, value)
        case f.Star(value=inner):
            bind(m, inner, value)


def bounds(m: Machine, index: f.Expr) -> tuple[int | None, int | None]:
    """Of what `del` takes away: from where up to where, None where that is not known."""
    if not isinstance(index, f.Slice):
        position = containers.integer(evaluate(m, index))
        return position, None if position in (-1, None) else position + 1
    low = containers.integer(evaluate(m, index.lower)) if index.lower else 0
    return low, containers.integer(evaluate(m, index.upper)) if index.upper else None


def named(value: Val, text: str) -> Val:
    """An unknown result is called after the name it is given first."""
    return tuple(
        replace(atom, name=text, why="the " + atom.why)
        if isinstance(atom, Hole) and atom.why.startswith("result of")
        else atom
        for atom in value
    )


def _bind_name(m: Machine, text: str, value: Val) -> None:
    frame: Frame = m.frame
    value = named(value, text)
    note(m, value, text)
    if frame.function.facts.name == "<module>" or text in frame.globals:
        m.store(frame.module.key, text, value)
        return
    closure = frame.function.closure
    if text not in frame.function.facts.locals and closure is not None:
        old = closure.seen.get(text)
        closure.seen[text] = value if old is None else join(old, value)
        m.writers.setdefault(watched.shared_local(closure, text), set()).add(m.execution)
        return
    m.state.locals[text] = value
    old = frame.seen.get(text)
    frame.seen[text] = value if old is None else join(old, value)


def note(m: Machine, value: Val, text: str) -> None:
    """Unknowns and sockets remember the names they are kept under."""
    for atom in value:
        if isinstance(atom, Sock):
            draft = m.trace.sockets.get(atom.id)
            if draft is not None and (not draft.name or (text.startswith("self.") and "." not in draft.name)):
                draft.name = text
        elif isinstance(atom, Hole | Template):
            m.trace.alias(atom, text.removeprefix("self."))
        elif isinstance(atom, Seq) and atom.exact and len(atom.items) > 1:
            for position, (item, _) in enumerate(atom.items):
                note(m, tuple(x for x in item if isinstance(x, Hole)), f"{text.removeprefix('self.')}[{position}]")


def assign_attribute(m: Machine, atom: Any, text: str, value: Val, at: f.At) -> None:
    value = named(value, text)
    if isinstance(atom, Obj) and canonical_option(text.upper()) in OPTIONS:
        for each in m.load(atom.key, "#native"):
            assign_attribute(m, each, text, value, at)
    if not isinstance(atom, Obj | Class | Package | Function):
        homes.lent(m, value)
    match atom:
        case Sock() | Ctx() | Obj(kind="stream" | "poller"):
            options.set_attribute(m, atom, text, value, at)
        case Obj(kind="local"):
            note(m, value, text)
            m.store(lookup.own(m, atom), text, value)
        case Obj():
            note(m, value, f"self.{text}" if atom is m.frame.receiver else text)
            if _setter(m, atom, text, value, at):
                return
            m.store(atom.key, text, value)
            filled.stored(m, atom, text, value)
            modes.stored(m, atom, text)
        case Class():
            m.store(atom.key, text, value)
        case Package(module=module):
            m.store(module.key, text, value)
        case Function():
            m.store(f"function {atom.module.path}:{atom.facts.qualname}", text, value)


def _setter(m: Machine, atom: Obj, text: str, value: Val, at: f.At) -> bool:
    """An assignment to a property with a setter runs it."""
    if atom.cls is None:
        return False
    for owner in lookup.linearised(m, atom.cls):
        method = owner.facts.methods.get(text)
        if method is not None and any(isinstance(d, f.Attr) and d.name == "setter" for d in method.decorators):
            calls.call(m, Bound(Function(method, owner.module, owner.closure, owner), atom), Arguments((value,)), at)
            return True
    return False


def _unpack(m: Machine, targets: tuple[f.Expr, ...], value: Val) -> None:
    star = next((at for at, target in enumerate(targets) if isinstance(target, f.Star)), None)
    least = len(targets) - (star is not None)
    for atom in value:
        if isinstance(atom, Message) and (atom.form == "frames" or shapes.is_alone(m, atom)):
            shapes.unpacked(m, atom, least, None if star is not None else least)
    items = containers.elements(m, value)
    for at, target in enumerate(targets):
        if star is not None and at >= star:
            tail = len(targets) - at - 1
            if at == star:
                bind(
                    m,
                    target,
                    containers.sliced(m, value, (Const.of(at),), (Const.of(-tail),) if tail else (), tail > 0),
                )
                continue
            bind(m, target, containers.item(m, value, (Const.of(at - len(targets)),), (0, 0)))
        elif items is not None:
            bind(m, target, items[at] if at < len(items) else ())
        else:
            bind(m, target, containers.item(m, value, (Const.of(at),), (0, 0)))
