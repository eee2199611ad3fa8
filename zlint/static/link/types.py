"""Which built-in type a value is of, where that is certain, and the questions a program asks about it."""

from __future__ import annotations

from typing import Any

from zlint.model import Hole
from zlint.static import facts as f
from zlint.static.link import lookup, strings
from zlint.static.link.atoms import FALSE, TRUE, Arguments, Class, Const, External, Message, Obj, Seq, Sock, Val
from zlint.static.link.machine import Machine

BUILT_IN = frozenset({"str", "bytes", "int", "float", "bool", "list", "dict", "tuple", "bytearray", "memoryview"})
RECEIVED = {"string": "str", "bytes": "bytes", "multipart": "bytes"}  # type of a frame, by the codec of its recv
CONDITION: Val = (Hole("condition", "type", "a condition"),)


def of(m: Machine, value: Val) -> str:
    """The name of the type that all alternatives have; "" when they differ or one is not known.

    None is not told: it mostly stands for what is set elsewhere."""
    found = {_of(m, atom) for atom in value}
    return found.pop() if len(found) == 1 else ""


def _of(m: Machine, atom: Any) -> str:
    match atom:
        case Const(value=None):
            return ""
        case Const(kind=kind):
            return kind
        case Obj(kind="list" | "dict" as kind):
            return kind
        case Seq(kind="tuple"):
            return "tuple"
        case Message(form="frame", op=op):
            return RECEIVED.get(m.trace.facts_of(op).get("codec", ""), "")
        case _:
            return strings.type_of(atom)


def is_instance(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    """`isinstance(x, str)`."""
    given = args.get(0) or ()
    if given and not instances(m, given, args.get(1) or ()):
        return FALSE
    own, asked = of(m, given), [_name(atom) for atom in _classes(args.get(1) or ())]
    if not own or not asked or not all(asked):
        return CONDITION
    return TRUE if own in asked or (own == "bool" and "int" in asked) else FALSE


def instances(m: Machine, value: Val, asked: Val) -> Val:
    """Which of these can be objects of the classes? A socket is of none that the program makes from scratch."""
    classes = _classes(asked)
    own = [cls for cls in classes if isinstance(cls, Class) and lookup.external_bases(m, cls) <= {"object", "abc.ABC"}]
    if not classes or len(own) < len(classes):
        return value
    return tuple(atom for atom in value if not isinstance(atom, Sock))


def has_attribute(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    """`hasattr(x, "encode")`."""
    names = args.get(1) or ()
    given = args.get(0) or ()
    if len(names) == len(given) == 1 and isinstance(names[0], Const) and isinstance(given[0], Const):
        return TRUE if hasattr(given[0].value, str(names[0].value)) else FALSE
    if len(names) == len(given) == 1 and isinstance(names[0], Const) and isinstance(given[0], Obj):
        here = m.state.fields.get((lookup.own(m, given[0]), str(names[0].value)))
        return CONDITION if here is None else TRUE if here else FALSE
    return CONDITION


def type_call(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    """`type(x)`."""
    known = of(m, args.get(0) or ()) if len(args.plain) == 1 else ""
    return (External(known),) if known else (Hole("type", f"{m.span(at)}", "a type"),)


def _classes(value: Val) -> list[Any]:
    return [inner for atom in value for inner in (atom.element if isinstance(atom, Seq) else (atom,))]


def _name(atom: Any) -> str:
    return atom.path if isinstance(atom, External) and atom.path in BUILT_IN else ""


def mixed(m: Machine, received: Val, text: Val, at: f.At) -> None:
    """Received bytes are compared with, split or searched by str here."""
    if of(m, received) != "bytes" or of(m, text) != "str":
        return
    for atom in received:
        if isinstance(atom, Message):
            m.trace.facts_of(atom.op).setdefault("mixed", {})[m.span(at)] = None
