"""Received data on its way through a program: which part of it a value is, and whether it still is what was sent.

The part of a value is written as it is taken: "#1" is frame 1, "#1[0]" the first piece of that, "['cmd']" an entry of
what the message decodes to. `SAFE` is what a sender cannot choose any more: a number, a hash, the result of a function
that is not known to pass on what it is given, or data that was compared with what the program knows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from zlint.model import Hole, Template
from zlint.semantics.sinks import PASSING
from zlint.static.link.atoms import Const, Known, Message, Method, Val
from zlint.static.link.machine import Machine

SAFE = "!"
PREFIX = "^"  # begins the part of a text that begins with a constant
TEXT = "%"  # the part of what is computed from a text with received data inside
DEEP = 3  # parts of parts that are told apart
NAMES = frozenset({"name", "stem", "suffix"})  # of a path: no way into another folder
RECEIVED = "received:"
WHOLE = "*"  # the form of what stands for all of a message


def derived(atom: Message, more: str = "") -> Message:
    """What is computed from it, or a part of it."""
    part = atom.part or (f"#{atom.index}" if atom.form == "frame" else "")
    deeper = "" if part == SAFE or part.count("[") >= DEEP else more
    return Message(atom.op, "derived", part=part + deeper)


def prefixed(atom: Message) -> Message:
    """With a constant text in front."""
    return atom if atom.part == SAFE else replace(atom, part=PREFIX + atom.part)


def item(atom: Message, index: Val) -> Message:
    """An entry of decoded data, a piece of a text."""
    known = repr(index[0].value) if len(index) == 1 and isinstance(index[0], Const) else "*"
    return derived(atom, f"[{known}]")


def merged(value: Val) -> Val:
    """What is computed from all of these together: for each op what is least safe of it."""
    found: dict[int, Message] = {}
    for atom in value:
        if isinstance(atom, Message) and (atom.op not in found or found[atom.op].part == SAFE):
            found[atom.op] = derived(atom)
    return tuple(found.values())


def passed(name: str, value: Val) -> Val:
    """What a call that is not followed makes of it."""
    return tuple(atom if name in PASSING else replace(atom, part=SAFE) for atom in merged(value))


def key(atom: Message) -> str:
    """Of the unknown that received data is inside a text."""
    return f"{RECEIVED}{atom.op}" + (SAFE if atom.part == SAFE else "")


def inside(atom: Template) -> tuple[Message, ...]:
    """What a text with received data inside is, once something is computed from it."""
    return tuple(Message(op, "derived", part=TEXT) for op in sources((atom,)))


def sources(value: Val) -> tuple[int, ...]:
    """The ops whose senders can choose it."""
    found: dict[int, None] = {}
    for atom in value:
        match atom:
            case Message() | Method(base=Message()):
                message = atom.base if isinstance(atom, Method) else atom
                if message.part != SAFE and not (isinstance(atom, Method) and atom.name in NAMES):
                    found[message.op] = None
            case Hole(key=text):
                found.update(dict.fromkeys(_of_key(text)))
            case Template(parts=parts):
                found.update((op, None) for part in parts if isinstance(part, Hole) for op in _of_key(part.key))
    return tuple(found)


def _of_key(text: str) -> tuple[int, ...]:
    number = text.removeprefix(RECEIVED)
    return (int(number),) if number != text and number.isdigit() else ()


def compared(value: Val, other: Val, sense: bool) -> Val:
    """The answer of a comparison of received data with what is not received."""
    asked = tuple(atom for atom in value if isinstance(atom, Message) and atom.form != "frames")
    return (Known(asked, sense),) if asked and not any(isinstance(atom, Message) for atom in other) else ()


def assume(m: Machine, value: Val, holds: bool) -> None:
    """A branch in which such an answer is true, or false."""
    known = [message for atom in value if isinstance(atom, Known) and atom.sense == holds for message in atom.of]
    if known:
        m.effort.activity += 1
        m.state.checked |= frozenset(known)


def verified(value: Val) -> Val:
    """The answer whether a message has the signature that it must have."""
    return (Known(tuple(Message(atom.op, WHOLE) for atom in value if isinstance(atom, Message)), True),)


def is_verified(m: Machine, op: int) -> bool:
    return Message(op, WHOLE) in m.state.checked


def unmarked(atom: Any) -> Any:
    """The same data, whatever is known of it."""
    return replace(atom, part="") if isinstance(atom, Message) else atom


def received_anew(m: Machine, op: int) -> None:
    """What was checked before was another message."""
    m.state.checked = frozenset(atom for atom in m.state.checked if atom.op != op)


def looked_up(m: Machine, value: Val) -> Val:
    """A name's or item's value, where it is known what of it was checked."""
    if not m.state.checked:
        return value
    return tuple(_marked(m, atom) if _checked(m, atom) else atom for atom in value)


def _marked(m: Machine, atom: Message | Template) -> Message | Template:
    if isinstance(atom, Message):
        return replace(atom, part=SAFE)
    keys = {f"{RECEIVED}{message.op}" for message in m.state.checked}
    parts = (
        replace(part, key=part.key + SAFE) if isinstance(part, Hole) and part.key in keys else part
        for part in atom.parts
    )
    return replace(atom, parts=tuple(parts))


def _checked(m: Machine, atom: Any) -> bool:
    if isinstance(atom, Template):
        return any(each in m.state.checked for each in inside(atom))
    return isinstance(atom, Message) and (atom in m.state.checked or is_verified(m, atom.op))
