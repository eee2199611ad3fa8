"""Buffers that are sent without being copied: where each is made, sent, changed, and where its sending is over.

A buffer is an unknown that a call returned, such as `bytearray(n)`, or a parameter. What is done to it is written down
as ops of kind "buffer", and only for buffers that some send does not copy: the first round learns which these are.

Not known: elements of lists and dicts, slices, and buffers that were made in an earlier turn of a loop: one name stands
for many of them.
"""

from __future__ import annotations

from typing import Any

from zlint.model import Hole, Tri
from zlint.static import facts as f
from zlint.static.link import calls, containers, ops
from zlint.static.link.atoms import FALSE, Arguments, Const, External, Obj, Seq, Val
from zlint.static.link.machine import Machine
from zlint.static.link.trace import OpDraft

CHANGES = frozenset("append extend insert pop remove reverse clear fill sort partition put itemset resize".split())
FILLED = {"readinto": 0, "readinto1": 0, "recv_into": 0, "recvfrom_into": 0, "copyto": 0, "pack_into": 1}  # argument
ARRAYS = frozenset(f"numpy.{name}" for name in ("zeros", "ones", "empty", "full"))
ITEM_SIZES = {"bool": 1, "int8": 1, "uint8": 1, "int16": 2, "uint16": 2, "float16": 2, "int32": 4, "uint32": 4}
ITEM_SIZES |= {"float32": 4, "int64": 8, "uint64": 8, "float64": 8, "float": 8, "int": 8, "complex64": 8}


def made(m: Machine, hole: Hole, at: f.At) -> None:
    """A call returns it here."""
    m.made_in[hole.key] = m.turn
    if hole.key in m.uncopied:
        _note(m, "made", (hole.key,), at)


def sent(m: Machine, op: OpDraft, payload: Val, args: Arguments) -> Val:
    """A message is sent; what the send returns."""
    kept = args.get(2, "copy")
    op.facts["copied"] = Tri.over(Tri.of(atom != FALSE[0]) for atom in kept) if kept else Tri.YES
    if op.facts["copied"] is not Tri.NO:
        return ()
    frames = [item for seq in containers.sequences(m, payload) for item, _ in seq.items] or [payload]
    keys = tuple(dict.fromkeys(key for frame in frames for key in _keys(m, frame)))
    op.facts["buffers"] = keys
    m.uncopied.update(keys)
    tracked = args.get(3, "track")
    return (Obj(f"tracker {op.id}", "tracker"),) if tracked and tracked != FALSE else ()


def changed(m: Machine, value: Val, at: f.At) -> None:
    """The contents of a buffer change here."""
    keys = tuple(key for key in _keys(m, value) if key in m.uncopied)
    if keys:
        _note(m, "changed", keys, at)


def called(m: Machine, name: str, receiver: Any, args: Arguments, at: f.At) -> None:
    """A call that is not followed: does it fill or change a buffer, or wait for a tracker?"""
    if name in CHANGES and isinstance(receiver, Hole):
        changed(m, (receiver,), at)
    filled = args.get(FILLED[name]) if name in FILLED else args.get(None, "out")
    changed(m, filled or (), at)
    for atom in (receiver, *(atom for value in args.all for atom in value)):
        settled(m, atom, at)


def settled(m: Machine, atom: Any, at: f.At) -> None:
    """The program looks at a tracker here: from now on it is taken to know whether the buffer is free."""
    if isinstance(atom, Obj) and atom.kind == "tracker":
        keys = m.trace.facts_of(int(atom.key.split()[-1])).get("buffers", ())
        if keys:
            _note(m, "settled", keys, at)


def _note(m: Machine, what: str, keys: tuple[str, ...], at: f.At) -> None:
    ops.emit(m, "buffer", what, (), at, " ".join(keys)).facts["buffers"] = keys


def _keys(m: Machine, value: Val) -> tuple[str, ...]:
    """The buffer that a value is, when it is one for sure."""
    atom = value[0] if len(value) == 1 else None
    if not isinstance(atom, Hole) or atom.type not in ("", "bytearray"):
        return ()
    since = m.made_in.get(atom.key, "" if atom.why == "a parameter" else None)
    here = since is not None and (not since or f"{m.turn} ".startswith(f"{since} "))
    return (atom.key,) if here else ()


def copied(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    """The same value, but no longer the same buffer."""
    given = args.get(0) or ()
    buffer = any(isinstance(atom, Hole) and atom.key in m.uncopied for atom in given)
    return calls.unknown(m, path.rpartition(".")[2], args, at) if buffer else given


def sized(m: Machine, path: str, args: Arguments, made: Val) -> Val:
    """What a call of `path` returned, its size noted if that is known."""
    size = _size(path, args)
    if size is not None:
        m.sizes.update((atom.key, size) for atom in made if isinstance(atom, Hole))
    return made


def _size(path: str, args: Arguments) -> int | None:
    given = args.get(0) or ()
    if len(given) != 1 or (path != "bytearray" and path not in ARRAYS):
        return None
    sides = given[0].items if isinstance(given[0], Seq) and given[0].exact else ((given, False),)
    numbers = [side[0].value if len(side) == 1 and isinstance(side[0], Const) else None for side, _ in sides]
    if path == "bytearray" and isinstance(numbers[0], bytes):
        return len(numbers[0])
    each = 1 if path == "bytearray" else _item_size(args.get(2 if path == "numpy.full" else 1, "dtype"))
    total = each
    for number in numbers:
        if not isinstance(number, int) or total is None:
            return None
        total *= number
    return total


def _item_size(dtype: Val | None) -> int | None:
    if dtype is None:
        return 8
    atom = dtype[0] if len(dtype) == 1 else None
    name = atom.path if isinstance(atom, External) else atom.value if isinstance(atom, Const) else ""
    return ITEM_SIZES.get(str(name).rpartition(".")[2])
