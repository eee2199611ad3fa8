"""Objects of the program's classes: construction, dataclasses, subclasses of pyzmq's and of Thread."""

from __future__ import annotations

from typing import Any

from zlint.model import Hole
from zlint.static import facts as f
from zlint.static.link import calls, creation, executions, lookup, targets
from zlint.static.link.atoms import Arguments, Class, Function, Obj, Val, join
from zlint.static.link.machine import Machine


def construct(m: Machine, cls: Class, args: Arguments, at: f.At) -> Val:
    """Make an object of a class of the program."""
    outside = lookup.external_bases(m, cls)
    special = creation.construct_subclass(m, cls, outside, args, at)
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


def bare(m: Machine, classes: Val, at: f.At) -> Val:
    """`cls.__new__(cls)`: an object whose constructor does not run."""
    found: list[Obj] = []
    for cls in classes:
        if isinstance(cls, Class):
            found.append(Obj(f"{cls.facts.name} {lookup.allocation(m, at)}", "instance", cls))
            m.instances.setdefault(cls, []).append(found[-1])
    return tuple(found)


def initialise(m: Machine, made: Obj, cls: Class, args: Arguments, site: Any) -> None:
    """Run `__init__`, or what `@dataclass` writes for it."""
    for owner in lookup.linearised(m, cls):
        method = owner.facts.methods.get("__init__")
        if method is not None:
            calls.run(m, Function(method, owner.module, owner.closure, owner), made, args, site, constructs=cls)
            break
    else:
        _assign_fields(m, made, cls, args)
        executions.native_init(m, made, args)
    for owner in lookup.linearised(m, cls):
        method = owner.facts.methods.get("__post_init__")
        if method is not None:
            calls.run(m, Function(method, owner.module, owner.closure, owner), made, Arguments(), site, constructs=cls)
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
        targets.assign_attribute(m, made, name, value, (0, 0))
    for name, value in args.named if len(given) == 0 else ():
        if name not in fields:
            targets.assign_attribute(m, made, name, value, (0, 0))
