"""Names and attributes to values, and targets of assignments."""

from __future__ import annotations

import builtins
from typing import Any

from zlint.model import Hole, Template
from zlint.semantics.options import OPTIONS, canonical_option
from zlint.static import facts as f
from zlint.static.link import containers, shapes
from zlint.static.link.atoms import (
    FALSE,
    NONE,
    TRUE,
    Arguments,
    Bound,
    Class,
    Const,
    Ctx,
    External,
    Forked,
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
from zlint.static.link.machine import Frame, Machine
from zlint.static.link.program import Module

BUILTINS = frozenset(dir(builtins)) | {"__name__", "__file__"}


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
        if text in module.definitions or text in module.imports or m.load(module.key, text) or module.stars:
            return module_global(m, module, text)
    inner = m.program.find(f"{dotted}.{text}", importer.path)
    found = m.program.module(inner) if inner else None
    if found:
        return (Package(found),)
    return () if path else (External(f"{dotted}.{text}"),)


def ensure_executed(m: Machine, module: Module) -> None:
    """A module's top level runs before anything is taken from it."""
    if not module.executed:
        from zlint.static.link import roots

        roots.run_module(m, module)


def attribute(m: Machine, atom: Any, text: str, at: f.At) -> Val:
    """`atom.text`."""
    match atom:
        case Package(module=module):
            inner = m.program.find(f"{module.name}.{text}", module.path)
            ensure_executed(m, module)
            if text in module.definitions or text in module.imports or m.load(module.key, text) or not inner:
                return module_global(m, module, text)
            found = m.program.module(inner)
            return (Package(found),) if found else ()
        case External(path=path):
            return (External(f"{path}.{text}"),)
        case Obj(kind="instance" | "thread" | "process", cls=Class() as cls):
            return _instance_attribute(m, atom, cls, text, at)
        case Obj(kind="namespace"):
            return m.load(atom.key, text) or (Hole(text, f"{atom.key}.{text}", "a command-line argument"),)
        case Class():
            return class_attribute(m, atom, text, atom) or (Hole(text, f"{atom}.{text}", "a class attribute"),)
        case Super(cls=cls, receiver=receiver):
            for base in bases(m, cls):
                found_ = class_attribute(m, base, text, receiver)
                if found_:
                    return found_
            return (Method(receiver, text),)
        case Sock() | Ctx() | Obj():
            from zlint.static.link import options

            return options.read_attribute(m, atom, text, at)
        case Message(op=op):
            if text == "more":
                from zlint.static.link import options

                options.checked_more(m, op, at)
                return (Hole("more", f"more:{op}", "the MORE flag"),)
            return (
                Message(op, atom.form, atom.index, atom.stop) if text in ("bytes", "buffer") else Method(atom, text),
            )
        case Hole():
            return (Hole(text, _key(atom.key, text), atom.why),)
        case Const(value=None):
            return (Hole(text, f"None.{text}", "an attribute of what is None so far"),)
        case (
            Function() | Bound() | Const() | Template() | Seq() | Polled() | Future() | Pending() | Partial() | Method()
        ):
            return (Method(atom, text),)
    return ()


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
    return any(
        isinstance(stmt, f.Assign)
        and stmt.annotation is not None
        and isinstance(stmt.targets[0], f.Name)
        and stmt.targets[0].id == text
        for owner in linearised(m, cls)
        for stmt in owner.facts.body
    )


def class_attribute(m: Machine, cls: Class, text: str, receiver: Any) -> Val:
    """A method or class variable, through the bases; a property is computed."""
    for owner in linearised(m, cls):
        method = owner.facts.methods.get(text)
        if method is not None:
            return _method(m, owner, method, receiver)
        stored = m.load(f"class {owner}", text)
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
        from zlint.static.link import calls

        return calls.call(m, Bound(function, receiver), Arguments(), method.at)
    return (Bound(function, receiver),)


def bases(m: Machine, cls: Class) -> list[Class]:
    """Direct bases that the program defines."""
    return [base for base in all_bases(m, cls) if isinstance(base, Class)]


def all_bases(m: Machine, cls: Class) -> list[Any]:
    key = f"class {cls}"
    known = m.heap.load(key, "#bases")
    if known:
        return list(known[0].items[0][0]) if isinstance(known[0], Seq) else []
    with m.program.needed():  # whatever a class inherits is part of it
        found = [atom for expr in cls.facts.bases for atom in _static(m, cls.module, expr)]
    m.heap.fields[(key, "#bases")] = (Seq("tuple", ((tuple(found), False),)),)
    return found


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


def superclass(m: Machine) -> Val:
    """`super()`."""
    for frame in reversed(m.frames):
        if frame.function.owner is not None:
            return (Super(frame.function.owner, frame.receiver),)
    return ()


def allocation(m: Machine, at: f.At) -> str:
    """The key of an object that is made here: its place and the calls that lead to it."""
    return f"{m.span(at)}<{'<'.join(str(site) for site in m.chain()[-3:])}"


def bind(m: Machine, target: f.Expr, value: Val) -> None:
    """`target = value`."""
    match target:
        case f.Name(id=text):
            _bind_name(m, text, value)
        case f.Attr(base=base, name=text):
            from zlint.static.link.evaluate import evaluate

            for atom in evaluate(m, base):
                assign_attribute(m, atom, text, value, target.at)
        case f.Sequence(items=items):
            _unpack(m, items, value)
        case f.Item(base=base, index=index):
            from zlint.static.link.evaluate import evaluate

            keys = containers.keys(evaluate(m, index))
            for atom in evaluate(m, base):
                if isinstance(atom, Obj) and atom.kind in ("dict", "namespace"):
                    for key in keys:
                        m.weak_store(atom.key, key, value)
                elif isinstance(atom, Obj) and atom.kind == "list":
                    containers.put(m, atom, value)
        case f.Star(value=inner):
            bind(m, inner, value)


def named(value: Val, text: str) -> Val:
    """An unknown result is called after the name it is given first."""
    return tuple(
        Hole(text, atom.key, "the " + atom.why) if isinstance(atom, Hole) and atom.why.startswith("result of") else atom
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
    match atom:
        case Sock() | Ctx() | Obj(kind="stream" | "poller"):
            from zlint.static.link import options

            options.set_attribute(m, atom, text, value, at)
        case Obj():
            note(m, value, f"self.{text}" if atom is m.frame.receiver else text)
            if _setter(m, atom, text, value, at):
                return
            m.store(atom.key, text, value)
        case Class():
            m.store(f"class {atom}", text, value)
        case Package(module=module):
            m.store(module.key, text, value)
        case Function():
            m.store(f"function {atom.module.path}:{atom.facts.qualname}", text, value)


def _setter(m: Machine, atom: Obj, text: str, value: Val, at: f.At) -> bool:
    """An assignment to a property with a setter runs it."""
    if atom.cls is None:
        return False
    for owner in linearised(m, atom.cls):
        method = owner.facts.methods.get(text)
        if method is not None and any(isinstance(d, f.Attr) and d.name == "setter" for d in method.decorators):
            from zlint.static.link import calls

            calls.call(m, Bound(Function(method, owner.module, owner.closure, owner), atom), Arguments((value,)), at)
            return True
    return False


def _unpack(m: Machine, targets: tuple[f.Expr, ...], value: Val) -> None:
    star = next((at for at, target in enumerate(targets) if isinstance(target, f.Star)), None)
    least = len(targets) - (star is not None)
    for atom in value:
        if isinstance(atom, Message) and atom.form == "frames":
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


def compared(m: Machine, left: Val, op: str, right: Val) -> Val:
    """`left op right`: certain for constants, a poll's outcome for what a poll returned."""
    if any(isinstance(atom, Forked) for atom in left) and right == (Const.of(0),) and op in ("==", "!=", ">"):
        return tuple(Forked(atom.execution, op == "==") for atom in left if isinstance(atom, Forked))
    polled = [atom for atom in (*left, *right) if isinstance(atom, Polled)]
    if polled:
        zero = any(isinstance(atom, Const) and atom.value in (0, None) for atom in (*left, *right))
        flip = (op in ("==", "is") and zero) or op == "not in"
        return tuple(Polled(atom.op, atom.sense != flip) for atom in polled)
    if op in ("==", "!=", "is", "is not", "in", "not in") and len(left) == 1 and len(right) == 1:
        same = _same(m, left[0], op, right)
        if same is not None:
            return TRUE if same == (op in ("==", "is", "in")) else FALSE
    return (Hole("condition", "compare", "a condition"),)


def _same(m: Machine, left: Any, op: str, right: Val) -> bool | None:
    if op in ("in", "not in"):
        items = containers.elements(m, right)
        if items is None or any(len(item) != 1 for item in items) or not isinstance(left, Const | External):
            return None
        answers = [_same(m, left, "==", item) for item in items]
        return True if True in answers else None if None in answers else False
    other = right[0]
    if isinstance(left, Const) and isinstance(other, Const):
        return left == other or (left.value == other.value and {left.kind, other.kind} <= {"int", "float", "bool"})
    if isinstance(left, External) and isinstance(other, External):
        if left.path.startswith("zmq.") and other.path.startswith("zmq."):
            return left.path == other.path
        return True if left.path == other.path else None
    if NONE[0] in (left, other):
        settled = left if other == NONE[0] else other
        known = isinstance(settled, Sock | Ctx | Function | Class | Obj | Bound | Package | Const | Template | Seq)
        return False if known and settled != NONE[0] else None
    return None
