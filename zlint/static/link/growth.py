"""Lists that change: elements are added, taken away or replaced, one by one where their places are known.

A received list becomes a list of the program's own with its first change. What happens in a loop that the list was
made outside of happens any number of times: `Machine.turn` tells. Not known: lists that another name outside the
running functions and objects of this path holds too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from zlint.static.link.atoms import NONE, Const, Item, Message, Obj, Seq, Val, join
from zlint.static.link.machine import Machine

ITEMS, ELEMENT, TURN = "#items", "#element", "#turn"
LENGTH = 12  # elements that are told apart
ALTERNATIVES = 4  # contents of one list at one place


def begin(m: Machine, key: str, sequence: Seq) -> None:
    """A list is made here."""
    m.store(key, ITEMS, (sequence,))
    m.store(key, TURN, (Const.of(m.turn),))
    m.heap.store(key, ELEMENT, sequence.element)


def own(m: Machine, atom: Message) -> Obj:
    """A received list that is about to change, under all its names."""
    made = Obj(f"frames {atom.op} {atom.index} {atom.stop}", "list")
    whole = atom if m.received_in.get(atom.op) == m.turn else Message(atom.op, "derived")
    begin(m, made.key, Seq("list", (((whole,), True),)))
    m.trace.facts_of(atom.op)["whole"] = True
    spaces: list[dict[Any, Val]] = [m.state.locals, m.state.fields, *(frame.outer_locals for frame in m.frames)]
    for names in spaces:
        _rename(names, atom, made)
    return made


def owned(m: Machine, value: Val) -> Val:
    """The same alternatives, ready to be changed."""
    return tuple(own(m, each) if isinstance(each, Message) and each.form == "frames" else each for each in value)


def _rename(names: dict[Any, Val], old: Any, new: Any) -> None:
    for name, value in names.items():
        if old in value:
            names[name] = tuple(new if atom == old else atom for atom in value)


def unfolded(items: tuple[Item, ...], count: int) -> tuple[Item, ...]:
    """The same with the first `count` elements one by one, as far as that can be done."""
    found = list(items)
    for at in range(count):
        if at < len(found) and (tail := _tail(found[at])) is not None:
            first = Message(tail.op, "frame", tail.index)
            found[at : at + 1] = [((first,), False), ((replace(tail, index=tail.index + 1),), True)]
    return tuple(found)


def _tail(item: Item) -> Message | None:
    value, many = item
    atom = value[0] if many and len(value) == 1 else None
    return atom if isinstance(atom, Message) and atom.form == "frames" else None


def single(items: tuple[Item, ...]) -> bool:
    return not any(many for _, many in items)


def cut(items: tuple[Item, ...], position: int) -> tuple[tuple[Item, ...], tuple[Item, ...]] | None:
    """What stands before a position and what stands from there on; None when that is not known."""
    if position >= 0:
        items = unfolded(items, position)
        known = len(items) >= position and single(items[:position])
        return (items[:position], items[position:]) if known else None
    if len(items) >= -position and single(items[position:]):
        return items[:position], items[position:]
    tail = _tail(items[-1]) if items else None
    if tail is None or position != -1:
        return None
    last = Message(tail.op, "frame", -1 - tail.stop)
    return (*items[:-1], ((replace(tail, stop=tail.stop + 1),), True)), (((last,), False),)


def at(seq: Seq, position: int | None) -> Val:
    """The element at a position, any element when that is not known."""
    parts = cut(seq.items, position) if position is not None else None
    if parts is None:
        return seq.element
    behind = unfolded(parts[1], 1)
    if behind and single(behind[:1]):
        return behind[0][0]
    return () if seq.exact else seq.element


def between(seq: Seq, low: int, high: int | None) -> Seq:
    """The elements from `low` up to `high`."""
    if seq.exact:
        return Seq(seq.kind, seq.items[low:high])
    behind = cut(seq.items, low) if low >= 0 else None
    before = cut(behind[1], high - low if high >= 0 else high) if behind and high is not None else None
    if behind is None or (high is not None and before is None):
        return Seq(seq.kind, ((seq.element, True),))
    return Seq(seq.kind, before[0] if before else behind[1])


def append(m: Machine, made: Obj, added: list[Item], place: int | None = None) -> None:
    """A list grows, at its end or before what stands at `place`."""
    once = _once(m, made)
    grown = [_grown(seq, tuple(added), place, once) for seq in _sequences(m, made) or (Seq("list", ()),)]
    _become(m, made, grown)
    for value, _ in added:
        m.heap.store(made.key, ELEMENT, value)


def _grown(seq: Seq, added: tuple[Item, ...], place: int | None, once: bool) -> Seq:
    parts = (seq.items, ()) if place is None else cut(seq.items, place)
    if parts is None:
        return Seq("list", ((join(seq.element, *(value for value, _ in added)), True),))
    before, after = parts
    if not once:
        grows = (join(*(value for value, _ in added)), True)
        beside = before[-1:] if place is None else after[:1]
        if beside == (grows,):
            return seq
        return Seq("list", (*before, grows, *after))
    return Seq("list", (*before, *added, *after))


def put(m: Machine, made: Obj, value: Val, position: int | None = None) -> None:
    """`made[position] = value`; any of its elements can be that when the position is not known."""
    m.heap.store(made.key, ELEMENT, value)
    once, changed = _once(m, made), list[Seq]()
    for seq in _sequences(m, made):
        parts = cut(seq.items, position) if position is not None and once else None
        behind = unfolded(parts[1], 1) if parts is not None else ()
        if parts is not None and behind and single(behind[:1]):
            changed.append(Seq("list", (*parts[0], (value, False), *behind[1:])))
        else:
            changed.append(Seq("list", ((join(value, seq.element), True),)))
    _become(m, made, changed or [Seq("list", ((value, True),))])


def remove(m: Machine, made: Obj, low: int | None, high: int | None) -> None:
    """`del made[low:high]`, from the front or the end; None for a bound that is not known."""
    once, changed = _once(m, made), list[Seq]()
    for seq in _sequences(m, made):
        before = cut(seq.items, low) if low is not None and once else None
        behind = cut(before[1], high - low) if before and low is not None and high is not None else None
        if before is None or behind is None:
            changed.append(Seq("list", ((seq.element, True),)))
        else:
            changed.append(Seq("list", (*before[0], *behind[1])))
    _become(m, made, changed)


def clear(m: Machine, made: Obj) -> None:
    empty = Seq("list", ())
    _become(m, made, [empty] if _once(m, made) else [empty, *_sequences(m, made)])


def popped(m: Machine, base: Any, position: int) -> Val:
    """`base.pop(position)`: the element goes, the others stay."""
    if not (isinstance(base, Obj) and base.kind == "list"):
        return NONE
    found = [at(seq, position) for seq in _sequences(m, base)]
    once, changed = _once(m, base), list[Seq]()
    for seq in _sequences(m, base):
        parts = cut(seq.items, position) if once else None
        behind = unfolded(parts[1], 1) if parts is not None else ()
        known = parts is not None and bool(behind) and single(behind[:1])
        rest = (*parts[0], *behind[1:]) if parts and known else ((seq.element, True),)
        changed.append(Seq("list", rest))
    _become(m, base, changed)
    return join((), *found, m.heap.load(base.key, ELEMENT) if not found else ())


def _once(m: Machine, made: Obj) -> bool:
    """Does what is done here happen once to each list that this stands for?"""
    return m.load(made.key, TURN) == (Const.of(m.turn),)


def _sequences(m: Machine, made: Obj) -> list[Seq]:
    return [seq for seq in m.load(made.key, ITEMS) if isinstance(seq, Seq)]


def _become(m: Machine, made: Obj, sequences: list[Seq]) -> None:
    """Its contents from here on; exact elements are forgotten when they are many."""
    short = (seq if len(seq.items) <= LENGTH else Seq("list", ((seq.element, True),)) for seq in sequences)
    found = tuple(dict.fromkeys(short))
    if len(found) > ALTERNATIVES:
        found = (Seq("list", ((join(*(seq.element for seq in found)), True),)),)
    m.store(made.key, ITEMS, found)
