"""Lists, tuples, dicts: elements, items, slices, growth.

A list or dict is an `Obj` with fields in the heap: "#items" holds what it is on this path as `Seq`s, "#element" all
that it ever holds, "[key]" an entry of a dict, "[*]" entries whose key is not known.
"""

from __future__ import annotations

from typing import Any

from zlint.model import Hole, Template
from zlint.static import facts as f
from zlint.static.link import calls, growth, taint, told
from zlint.static.link.atoms import (
    ANY_FRAME,
    Arguments,
    Class,
    Const,
    External,
    Function,
    Future,
    Message,
    Method,
    Obj,
    Package,
    Polled,
    Seq,
    Sock,
    Val,
    is_text,
    join,
)
from zlint.static.link.growth import ELEMENT, ITEMS
from zlint.static.link.machine import Machine
from zlint.static.link.program import Module

ANY = "[*]"
VARIABLES = "environ of "  # begins the key of a copy of the environment


def new_list(m: Machine, sequence: Seq, at: f.At) -> Obj:
    key = f"{m.span(at)}<{'<'.join(str(site) for site in m.chain()[-2:])}"
    made = Obj(key, "list")
    growth.begin(m, key, sequence)
    return made


def sequences(m: Machine, value: Val) -> list[Seq]:
    """The element sequences of the lists and tuples among the alternatives."""
    found: list[Seq] = []
    for atom in value:
        match atom:
            case Seq():
                found.append(atom)
            case Obj(kind="list"):
                found.extend(seq for seq in m.load(atom.key, ITEMS) if isinstance(seq, Seq))
    return found


def spread(m: Machine, value: Val) -> list[tuple[Val, bool]]:
    """`*value` inside a list, as (element, many) pairs."""
    for atom in value:
        if isinstance(atom, Message) and atom.form == "frames":
            return [((atom,), True)]
    found = sequences(m, value)
    if len(found) == 1:
        return list(found[0].items)
    return [(element(m, value) or (Hole("element", "spread", "elements of an unknown"),), True)]


def concatenation(m: Machine, left: Val, right: Val) -> Val:
    """`left + right` when either is a list or a tuple."""
    if not any(isinstance(atom, Seq | Obj) or _frames(atom) for atom in (*left, *right)):
        return ()
    if not sequences(m, left) and not sequences(m, right) and not any(map(_frames, (*left, *right))):
        return ()
    items = [*spread(m, left), *spread(m, right)]
    return (Seq("list", tuple(items)),)


def _frames(atom: Any) -> bool:
    return isinstance(atom, Message) and atom.form == "frames"


def elements(m: Machine, value: Val) -> list[Val] | None:
    """The elements one by one, None when their number is not known."""
    found = sequences(m, value)
    if len(found) == 1 and found[0].exact and len(value) == 1:
        return [item for item, _ in found[0].items]
    return None


def element(m: Machine, value: Val) -> Val:
    """Any element: what a for loop binds."""
    found: list[Val] = []
    for atom in value:
        match atom:
            case Seq():
                found.append(atom.element)
            case Obj(kind="list" | "set"):
                known = [seq.element for seq in m.load(atom.key, ITEMS) if isinstance(seq, Seq)]
                found.append(join(*known, m.heap.load(atom.key, ELEMENT)))
            case Obj(kind="dict"):
                found.append(dict_keys(m, atom))
            case Message(form="frames"):
                found.append((Message(atom.op, "frame", ANY_FRAME),))
            case Message() | Method(base=Message()):
                found.append((taint.item(_of_message(atom), ()),))
            case Hole():
                found.append((Hole(f"{atom.name}[]", f"{atom.key}[]", atom.why),))
            case Polled(form="list"):
                found.append((Seq("tuple", ((_polled(m, atom), False), ((Polled(atom.op),), False))),))
            case Polled(form="dict"):
                found.append(_polled(m, atom))
            case Future() | Function() | Class() | Sock():
                pass
    return join(*found) if found else ()


def _of_message(atom: Message | Method) -> Message:
    """Received data, where an attribute of it is as good as all of it."""
    return atom if isinstance(atom, Message) else taint.derived(atom.base)


def _polled(m: Machine, atom: Polled) -> Val:
    """The sockets that a poll can report."""
    draft = m.trace.ops.get(atom.op)
    return tuple(Sock(key) for key in draft.sockets) if draft is not None else ()


def dict_keys(m: Machine, made: Obj) -> Val:
    """The keys of a dict; an unknown stands for those that are not constants."""
    keys = [name[1:-1] for name in sorted(m.heap.objects.get(made.key, ())) if name.startswith("[") and name != ANY]
    unknown = (Hole("key", f"{made.key}[]", "a key of a dict"),) if m.load(made.key, ANY) else ()
    return (*(Const.of(key.removeprefix("s:")) for key in keys if key.startswith("s:")), *unknown)


def dict_values(m: Machine, made: Obj) -> Val:
    return join(
        (), *(m.load(made.key, name) for name in sorted(m.heap.objects.get(made.key, ())) if name.startswith("["))
    )


def _key(key: Const) -> str:
    return f"[s:{key.value!s}]" if not isinstance(key.value, bytes) else f"[bytes:{key.value!r}]"


def keys(value: Val) -> list[str]:
    """Field names for what a dict is indexed with. Its values are put in order by them: one order in each run."""
    found: list[str] = []
    for atom in value:
        match atom:
            case Const(value=str() as text):
                found.append(f"[s:{text}]")
            case Const():
                found.append(f"[{atom.kind}:{atom.value!r}]")
            case External(path=text) | Sock(id=text) | Obj(key=text) | Package(module=Module(path=text)):
                found.append(f"[{text}]")
            case Class() | Function():
                found.append(f"[{atom.module.path}:{atom.facts.at}]")
            case Template(parts=parts):
                found.append(f"[{parts!r}]")
            case _:
                found.append(ANY)
    return found or [ANY]


def entries(m: Machine, value: Val) -> list[tuple[str, Val]] | None:
    """The text-keyed entries of a dict, as keyword arguments; None when they are not known."""
    known = all(isinstance(atom, Obj) and atom.kind == "dict" and not m.load(atom.key, ANY) for atom in value)
    return named_entries(m, value) if known else None


def named_entries(m: Machine, value: Val) -> list[tuple[str, Val]]:
    """Those text-keyed entries of a dict that are known."""
    dicts = (atom for atom in value if isinstance(atom, Obj) and atom.kind == "dict")
    keys_ = ((made, key) for made in dicts for key in dict_keys(m, made) if isinstance(key, Const))
    return [(str(key.value), m.load(made.key, _key(key))) for made, key in keys_]


def item(m: Machine, base: Val, index: Val, at: f.At) -> Val:
    """`base[index]`."""
    found: list[Val] = []
    position = integer(index)
    for atom in base:
        match atom:
            case Obj(kind="dict" | "namespace"):
                found.append(_entry(m, atom, index))
            case Seq() | Obj(kind="list"):
                found.extend(growth.at(seq, position) for seq in sequences(m, (atom,)))
                if isinstance(atom, Obj) and position is None:
                    found.append(m.heap.load(atom.key, ELEMENT))
            case Message(form="frames"):
                if position is None:
                    found.append((Message(atom.op, "derived"),))
                else:
                    found.append((Message(atom.op, "frame", position + atom.index if position >= 0 else position),))
            case Message() | Method(base=Message()):
                found.append((taint.item(_of_message(atom), index),))
            case Hole():
                label = "".join(str(a.value) for a in index if isinstance(a, Const)) or "item"
                name = f"{atom.name}[{label}]" if label.isdigit() else label
                kept = m.load(atom.key, ITEMS)
                found.append((*kept, Hole(name, f"{atom.key}[{label}]", atom.why)))
            case External(path="os.environ"):
                found.append(join((), *(told.variable(m, environment(key)) for key in index)))
            case External():
                found.append((atom,))  # a generic alias: Dict[str, zmq.Socket]
            case Polled():
                found.append((atom,))
            case Obj(kind="instance"):
                found.append(_dunder(m, atom, index, at))
            case Const() if is_text(atom):
                found.append((Hole("item", f"item of {atom!r}"[:80], "part of a text"),))
    return join(*found) if found else ()


def _dunder(m: Machine, atom: Obj, index: Val, at: f.At) -> Val:
    if atom.cls is None or "__getitem__" not in atom.cls.facts.methods:
        return (Hole("item", f"{atom.key}[]", "an item of an object"),)
    return calls.on_attribute(m, (atom,), "__getitem__", Arguments((index,)), at)


def keep(m: Machine, holder: Hole, value: Val) -> None:
    """Something is put into a container that is not known; sockets are found there again, by others too."""
    socks = tuple(atom for atom in value if isinstance(atom, Sock) and atom.id in m.trace.sockets)
    if socks:
        m.weak_store(holder.key, ITEMS, socks)
    for sock in socks:
        m.trace.sockets[sock.id].escapes = True


def environment(key: Any) -> Hole:
    name = str(key.value) if isinstance(key, Const) and not isinstance(key.value, bytes) else "variable"
    return Hole(name, f"environ:{name}", "an environment variable")


def _entry(m: Machine, made: Obj, index: Val) -> Val:
    names = keys(index)
    if made.key.startswith(VARIABLES):
        own = join((), *(m.load(made.key, name) for name in names))
        return own or join((), *(told.variable(m, environment(key)) for key in index))
    if ANY in names:
        return dict_values(m, made)
    known = join((), *(m.load(made.key, name) for name in names), m.load(made.key, ANY))
    return known or _beside(dict_values(m, made), names)


def _beside(value: Val, names: list[str]) -> Val:
    """What may stand under a key that was not seen: the objects of the others, and none of their constants."""
    missing = Hole("".join(names).removeprefix("[s:").rstrip("]"), f"item {names}", "an item that is set nowhere")
    return tuple(dict.fromkeys(missing if isinstance(atom, Const) else atom for atom in value))


def integer(index: Val) -> int | None:
    if len(index) == 1 and isinstance(index[0], Const) and type(index[0].value) is int:
        return index[0].value
    return None


def sliced(m: Machine, base: Val, lower: Val, upper: Val, bounded: bool) -> Val:
    """`base[lower:upper]`."""
    low, high = integer(lower) if lower else 0, integer(upper)
    found: list[Any] = []
    for atom in base:
        match atom:
            case Message(form="frames") if low is not None and not bounded and low >= 0:
                found.append(Message(atom.op, "frames", atom.index + low, atom.stop))
            case Message(form="frames") if low is not None and high is not None and low >= 0:
                found.extend(_window(atom, low, high))
            case Message():
                found.append(taint.derived(atom, "" if low == 0 else f"[{low}:]"))
            case Seq() | Obj(kind="list"):
                for seq in sequences(m, (atom,)):
                    if low is not None and (high is not None or not bounded):
                        found.append(growth.between(seq, low, high if bounded else None))
                    else:
                        found.append(Seq(seq.kind, ((seq.element, True),)))
            case Const(value=str() | bytes() as text) if low is not None and (high is not None or not bounded):
                found.append(Const.of(text[low : high if bounded else None]))
            case Hole():
                found.append(Hole(f"{atom.name}[:]", f"{atom.key}[:]", atom.why))
            case External(path=path):
                found.append(Hole(f"{path.rpartition('.')[2]}[:]", f"external:{path}[:]", "a name outside the program"))
            case Template():
                found.append(Hole("slice", f"slice of {atom}"[:120], "part of a text"))
    return tuple(dict.fromkeys(found))


def _window(atom: Message, low: int, high: int) -> list[Any]:
    if high < 0:
        return [Message(atom.op, "frames", atom.index + low, -high)]
    frames = tuple(((Message(atom.op, "frame", atom.index + at),), False) for at in range(low, high))
    return [Seq("list", frames)]
