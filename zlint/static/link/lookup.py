"""Names and attributes to values."""

from __future__ import annotations

import builtins
from typing import Any

from zlint.model import Hole, Template
from zlint.static import facts as f
from zlint.static.link import buffers, calls, files, options, roots
from zlint.static.link.atoms import (
    Arguments,
    Bound,
    Class,
    Const,
    Ctx,
    External,
    Function,
    Future,
    Imported,
    Message,
    Method,
    Obj,
    Package,
    Partial,
    Pending,
    Polled,
    Seq,
    Sock,
    Super,
    Val,
    join,
)
from zlint.static.link.machine import Machine
from zlint.static.link.program import Module

BUILTINS = frozenset(dir(builtins)) | {"__name__"}


def name(m: Machine, text: str) -> Val:
    """What a name means in the running frame."""
    frame = m.frame
    facts = frame.function.facts
    if text in facts.locals and text not in frame.globals:
        if facts.name == "<module>":
            return module_global(m, frame.module, text)
        value = m.state.locals.get(text)
        if value is None:
            value = frame.seen.get(text, ())
        if value and isinstance(value[0], Imported):
            return import_value(m, frame.module, value[0].stmt)
        return value
    closure = frame.function.closure
    while closure is not None:
        if text in closure.function.facts.locals and closure.function.facts.name != "<module>":
            value = closure.seen.get(text, ())
            if value and isinstance(value[0], Imported):
                return import_value(m, frame.module, value[0].stmt)
            return value
        closure = closure.function.closure
    if text == "self" and frame.receiver is not None and text not in facts.locals:
        return (frame.receiver,)
    return module_global(m, frame.module, text)


def module_global(m: Machine, module: Module, text: str) -> Val:
    """A module's global: what is stored, else what a definition or an import says."""
    stored = m.load(module.key, text)
    if stored:
        return stored
    if text == "__file__":
        return (files.own(module.path),)
    defined = module.definitions.get(text)
    if isinstance(defined, f.Function):
        return (Function(defined, module),)
    if isinstance(defined, f.Class):
        return (Class(defined, module),)
    if (module, text) in m.looking:  # modules that import a name from each other
        return ()
    m.looking.add((module, text))
    found = _imported(m, module, text)
    m.looking.discard((module, text))
    if found:
        return found
    if text in BUILTINS:
        return (External(text),)
    return (Hole(text, f"{module.path}:{text}", "a name that is not found"),)


def _imported(m: Machine, module: Module, text: str) -> Val:
    imported = module.imports.get(text)
    if imported is not None:
        return import_value(m, module, imported)
    for star in module.stars:
        found = _from_module(m, module, module.absolute(star), text)
        if found:
            return found
    return ()


def import_value(m: Machine, module: Module, stmt: f.Import) -> Val:
    """What an import statement binds."""
    dotted = module.absolute(stmt)
    if stmt.name is None:
        return _module(m, module, dotted if stmt.alias else dotted.partition(".")[0])
    return _from_module(m, module, dotted, stmt.name) or (External(f"{dotted}.{stmt.name}"),)


def _module(m: Machine, importer: Module, dotted: str) -> Val:
    path = m.program.find(dotted, importer.path)
    found = m.program.module(path) if path else None
    return (Package(found),) if found else (External(dotted),)


def _from_module(m: Machine, importer: Module, dotted: str, text: str) -> Val:
    """`from dotted import text`."""
    path = m.program.find(dotted, importer.path)
    if path:
        module = m.program.module(path)
        if module is None:
            return (External(f"{dotted}.{text}"),)
        ensure_executed(m, module)
        if module is importer:
            return ()
        known = text in module.definitions or text in module.imports or text == "__file__"
        if known or m.load(module.key, text) or module.stars:
            return module_global(m, module, text)
    inner = m.program.find(f"{dotted}.{text}", importer.path)
    found = m.program.module(inner) if inner else None
    if found:
        return (Package(found),)
    return () if path else (External(f"{dotted}.{text}"),)


def ensure_executed(m: Machine, module: Module) -> None:
    """A module's top level runs before anything is taken from it."""
    if not module.executed:
        roots.run_module(m, module)


def attribute(m: Machine, atom: Any, text: str, at: f.At) -> Val:
    """`atom.text`."""
    match atom:
        case Package(module=module):
            return _module_attribute(m, module, text)
        case External(path=path):
            return (External(f"{path}.{text}"),)
        case Obj(kind="instance" | "thread" | "process", cls=Class() as cls):
            return _instance_attribute(m, atom, cls, text, at)
        case Obj(kind="namespace"):
            return m.load(atom.key, text) or (Hole(text, f"{atom.key}.{text}", "a command-line argument"),)
        case Obj(kind="local"):
            m.effort.activity += 1  # each thread has another one
            return m.load(own(m, atom), text) or (Hole(text, f"{atom.key}.{text}", "an attribute that is never set"),)
        case Class():
            return class_attribute(m, atom, text, atom) or (Hole(text, f"{atom}.{text}", "a class attribute"),)
        case Super(cls=cls, receiver=receiver):
            found = (class_attribute(m, base, text, receiver) for base in bases(m, cls))
            return next(filter(None, found), (Method(receiver, text),))
        case Obj(kind="tracker"):
            buffers.settled(m, atom, at)
            return (Hole(text, f"{atom.key}.{text}", "whether a message has gone"),)
        case Sock() | Ctx() | Obj():
            return options.read_attribute(m, atom, text, at)
        case Message(op=op):
            if text == "more":
                options.checked_more(m, op, at)
                return (Hole("more", f"more:{op}", "the MORE flag"),)
            return (atom if text in ("bytes", "buffer") else Method(atom, text),)
        case Template() | Hole() if text == "parent" and (above := files.parent(atom)) is not None:
            return (above,)
        case Hole():
            return (Hole(text, _key(atom.key, text), atom.why),)
        case Const(value=None):
            return (Hole(text, f"None.{text}", "an attribute of what is None so far"),)
        case (
            Function() | Bound() | Const() | Template() | Seq() | Polled() | Future() | Pending() | Partial() | Method()
        ):
            return (Method(atom, text),)
    return ()


def own(m: Machine, local: Obj) -> str:
    """The key of what an object holds; a `threading.local()` by thread, where callers from outside count as one."""
    if local.kind != "local":
        return local.key
    execution = m.trace.executions.get(m.execution)
    while execution is not None and execution.kind != "thread" and execution.parent:
        execution = m.trace.executions.get(execution.parent)
    thread = execution.id if execution is not None and execution.kind == "thread" else "a caller"
    return f"{local.key} of {thread}"


def _module_attribute(m: Machine, module: Module, text: str) -> Val:
    inner = m.program.find(f"{module.name}.{text}", module.path)
    ensure_executed(m, module)
    if text in module.definitions or text in module.imports or m.load(module.key, text) or not inner:
        return module_global(m, module, text)
    found = m.program.module(inner)
    return (Package(found),) if found else ()


def _key(key: str, text: str) -> str:
    return f"{key[-150:]}.{text}"


def _instance_attribute(m: Machine, atom: Obj, cls: Class, text: str, at: f.At) -> Val:
    stored = m.load(atom.key, text)
    if atom.key.startswith("any "):
        others = [*m.instances.get(cls, ())[:6], *([m.outside[cls]] if cls in m.outside else ())]
        stored = join(stored, *(m.load(other.key, text) for other in others))
    inherited = class_attribute(m, cls, text, atom)
    if stored:
        return join(stored, inherited) if atom.key.startswith("any ") else stored
    if inherited and atom.key.startswith(("any ", "outside ")) and _is_field(m, cls, text):
        return join(inherited, (Hole(text, f"{cls}.{text}", "a field"),))
    if inherited:
        return inherited
    native = m.load(atom.key, "#native")
    if native:
        return join(*(attribute(m, each, text, at) for each in native))
    if text == "__class__":
        return (cls,)
    if atom.kind in ("thread", "process"):
        return (Method(atom, text),)
    return (Hole(text, f"{cls}.{text}", "an attribute that is never set"),)


def _is_field(m: Machine, cls: Class, text: str) -> bool:
    """`text: Type = default` in a class body: each object can have its own."""
    return any(text in owner.facts.fields for owner in linearised(m, cls))


def class_attribute(m: Machine, cls: Class, text: str, receiver: Any) -> Val:
    """A method or class variable, through the bases; a property is computed."""
    for owner in linearised(m, cls):
        method = owner.facts.methods.get(text)
        if method is not None:
            return _method(m, owner, method, receiver)
        stored = m.load(owner.key, text)
        if stored:
            return stored
    return ()


def unbound(cls: Class, name: str, receiver: Any) -> Function | Bound:
    """A method of the class itself, ready to be run; a property is not computed."""
    method = cls.facts.methods[name]
    function = Function(method, cls.module, cls.closure, cls)
    decorators = _decorators(method)
    if "staticmethod" in decorators:
        return function
    return Bound(function, cls if "classmethod" in decorators else receiver)


def _decorators(method: f.Function) -> set[str]:
    return {d.id if isinstance(d, f.Name) else d.name if isinstance(d, f.Attr) else "" for d in method.decorators}


def _method(m: Machine, owner: Class, method: f.Function, receiver: Any) -> Val:
    function = Function(method, owner.module, owner.closure, owner)
    decorators = _decorators(method)
    if "staticmethod" in decorators:
        return (function,)
    if "classmethod" in decorators:
        return (Bound(function, receiver.cls if isinstance(receiver, Obj) and receiver.cls else receiver),)
    if isinstance(receiver, Class):
        return (function,)
    if decorators & {"property", "cached_property", "setter"}:
        return calls.call(m, Bound(function, receiver), Arguments(), method.at)
    return (Bound(function, receiver),)


def bases(m: Machine, cls: Class) -> list[Class]:
    """Direct bases that the program defines."""
    return [base for base in all_bases(m, cls) if isinstance(base, Class)]


def all_bases(m: Machine, cls: Class) -> list[Any]:
    known = m.bases.get(cls)
    if known is None:
        with m.program.needed():  # whatever a class inherits is part of it
            known = m.bases[cls] = [atom for expr in cls.facts.bases for atom in _static(m, cls.module, expr)]
    return known


def _static(m: Machine, module: Module, expr: f.Expr) -> Val:
    """A base class or an annotation: names and attributes only."""
    match expr:
        case f.Name(id=text):
            return module_global(m, module, text)
        case f.Attr(base=base, name=text):
            return join((), *(attribute(m, atom, text, expr.at) for atom in _static(m, module, base)))
        case f.Item(base=base, index=index):
            found = _static(m, module, base)
            if any(isinstance(atom, External) and atom.path.endswith("Optional") for atom in found):
                return _static(m, module, index)
            return found
        case f.Binary(op="|", left=left, right=right):
            return join(_static(m, module, left), _static(m, module, right))
        case f.Const(value=str() as text) if text.replace(".", "").isidentifier():
            head, *rest = text.split(".")
            value = module_global(m, module, head)
            for part in rest:
                value = join((), *(attribute(m, atom, part, (0, 0)) for atom in value))
            return value
    return ()


def annotation(m: Machine, module: Module, expr: f.Expr) -> Val:
    """The classes an annotation names."""
    return tuple(atom for atom in _static(m, module, expr) if isinstance(atom, Class | External))


def linearised(m: Machine, cls: Class) -> list[Class]:
    """The class and its bases in the order in which attributes are looked up."""
    known = m.lineage.get(cls)
    if known is not None:
        return known
    found: dict[Class, None] = {cls: None}
    for base in bases(m, cls):
        if base not in found and len(found) < 12:
            found.update(dict.fromkeys(linearised(m, base)))
    m.lineage[cls] = list(found)
    return m.lineage[cls]


def external_bases(m: Machine, cls: Class) -> set[str]:
    """Dotted names of the bases that the program does not define."""
    return {base.path for owner in linearised(m, cls) for base in all_bases(m, owner) if isinstance(base, External)}


def superclass(m: Machine, given: tuple[Val, ...]) -> Val:
    """`super()`, and `super(Class, self)`."""
    classes = [atom for atom in given[0] if isinstance(atom, Class)] if len(given) > 1 else []
    if classes:
        return tuple(Super(cls, receiver) for cls in classes for receiver in given[1])
    for frame in reversed(m.frames):
        if frame.function.owner is not None:
            return (Super(frame.function.owner, frame.receiver),)
    return ()


def allocation(m: Machine, at: f.At) -> str:
    """The key of an object that is made here: its place, the calls that lead to it, and the thread that makes it."""
    key = f"{m.span(at)}<{m.trail}"
    return f"{key} in {m.execution}" if m.execution.startswith("thread ") else key
