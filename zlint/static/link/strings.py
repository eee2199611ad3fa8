"""Texts with holes: f-strings, `%`, `.format`, `+`, and numbers written into them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice, product
from typing import Any

from zlint.model import Hole, Template
from zlint.model.endpoint import telling
from zlint.static.link import taint
from zlint.static.link.atoms import NONE, Arguments, Const, Message, Val, join

ALTERNATIVES = 8
FIELD = "format:"  # begins the key of what a format string leaves open
ARITHMETIC = "arithmetic"
Parts = tuple[str | Hole, ...]


def parts_of(atom: Any) -> Parts:
    """The text of an atom."""
    match atom:
        case Const(value=bytes() as raw):
            return (raw.decode("utf-8", "replace"),)
        case Const(value=str() as text):
            return (text,)
        case Const(value=value):
            return (str(value),)
        case Template(parts=parts):
            return parts
        case Hole():
            return (atom,)
        case Message():
            return (Hole("received", taint.key(atom), "received data"),)
        case _:
            return (Hole("value", f"object:{atom!r}"[:120], "an object as text"),)


def text(parts: Iterable[str | Hole]) -> Const | Template | Hole:
    """One atom for a run of parts; adjacent texts are joined."""
    joined: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    if not joined:
        return Const.of("")
    if len(joined) == 1:
        return Const.of(joined[0]) if isinstance(joined[0], str) else joined[0]
    return Template(tuple(joined))


def typed(atom: Any, kind: str) -> Any:
    """A text of which it is known whether it is str or bytes."""
    match atom:
        case Const(value=str() as text_) if kind == "bytes":
            return Const.of(text_.encode("utf-8", "replace"))
        case Const(value=bytes() as raw) if kind == "str":
            return Const.of(raw.decode("utf-8", "replace"))
        case Template():
            return replace(atom, type=kind)
        case _:
            return atom


def type_of(atom: Any) -> str:
    """ "str", "bytes", or "" when it is neither or not known."""
    match atom:
        case Const(value=str()):
            return "str"
        case Const(value=bytes()):
            return "bytes"
        case Template(type=kind) | Hole(type=kind):
            return kind
        case _:
            return ""


def concatenate(pieces: Sequence[str | Val]) -> Val:
    """All texts that the pieces can make together, up to a bound."""
    choices: list[list[Parts]] = []
    for piece in pieces:
        if isinstance(piece, str):
            choices.append([(piece,)])
        else:
            told = [atom for atom in piece if not (isinstance(atom, Const) and atom.value is None)] or piece
            choices.append([parts_of(atom) for atom in told[:ALTERNATIVES]] or [(_blank(),)])
    made = (text(part for chosen in combination for part in chosen) for combination in product(*choices))
    return tuple(dict.fromkeys(islice(made, ALTERNATIVES)))


def as_bytes(value: Val) -> Val:
    """Texts of bytes: where nothing of one is unknown, it is told that it is bytes."""
    return tuple(
        Const.of(atom.value.encode("utf-8", "replace"))
        if isinstance(atom, Const) and isinstance(atom.value, str)
        else atom
        for atom in value
    )


def _blank() -> Hole:
    return Hole("value", "nothing", "a value that is never set")


def add(left: Val, right: Val, op: str) -> Val:
    """`left op right` for numbers and texts."""
    found: list[Any] = []
    pairs = list(islice(product(left, right), ALTERNATIVES))
    for a, b in [pair for pair in pairs if not _refused(*pair)] or pairs:
        if isinstance(a, Const) and isinstance(b, Const):
            found.append(_constant(a, b, op))
        elif op == "+" and (_textual(a) or _textual(b)):
            found.append(typed(text((*parts_of(a), *parts_of(b))), type_of(a) or type_of(b)))
        elif not isinstance(a, Message) and not isinstance(b, Message):
            found.append(_computed(a, op, b))
        else:
            found.extend(atom for atom in (a, b) if isinstance(atom, Message))
    return join(tuple(found))


def _refused(a: Any, b: Any) -> bool:
    """A text and None together are an error, whatever is done with them: it is one of the other alternatives."""
    return NONE[0] in (a, b) and (_textual(a) or _textual(b))


def _computed(a: Any, op: str, b: Any) -> Hole:
    """A number that is computed from unknowns is named after its formula."""
    left, right = ("".join(part if isinstance(part, str) else part.name for part in parts_of(x)) for x in (a, b))
    keys = ("".join(part if isinstance(part, str) else part.key for part in parts_of(x)) for x in (a, b))
    return Hole(f"{left}{op}{right}"[:60], op.join(keys)[-200:], "a number computed from unknowns")


def _textual(atom: Any) -> bool:
    return isinstance(atom, Template) or (isinstance(atom, Const) and isinstance(atom.value, str | bytes))


def _constant(a: Const, b: Const, op: str) -> Any:
    left: Any = a.value
    right: Any = b.value
    try:
        match op:
            case "+":
                value = left + right
            case "-":
                value = left - right
            case "*" if isinstance(left, int | float) and isinstance(right, int | float):
                value = left * right
            case "|":
                value = left | right
            case "//":
                value = left // right
            case _:
                return Hole("value", f"{left!r}{op}{right!r}"[:80], ARITHMETIC)
    except (TypeError, ZeroDivisionError):
        return Hole("value", f"{left!r}{op}{right!r}"[:80], ARITHMETIC)
    return Const.of(value)


PERCENT = re.compile(r"%(?:\((?P<key>\w+)\))?[-#0 +]*[\d*]*(?:\.[\d*]+)?[sdiurfxgr%]")
BRACES = re.compile(r"\{\{|\}\}|\{(?P<key>[\w.\[\]]*)(?:![rsa])?(?::[^{}]*)?\}")


def percent(template: str, values: Sequence[Val], named: dict[str, Val]) -> list[str | Val]:
    """The pieces of `template % values`."""
    pieces: list[str | Val] = []
    end = position = 0
    for match in PERCENT.finditer(template):
        pieces.append(template[end : match.start()])
        end = match.end()
        if match.group().endswith("%"):
            pieces.append("%")
        elif match["key"]:
            pieces.append(named.get(match["key"], (_field(match["key"]),)))
        else:
            pieces.append(values[position] if position < len(values) else (_field("value"),))
            position += 1
    pieces.append(template[end:])
    return pieces


def braces(template: str, args: Arguments) -> list[str | Val]:
    """The pieces of `template.format(*args)`."""
    pieces: list[str | Val] = []
    end = position = 0
    for match in BRACES.finditer(template):
        pieces.append(template[end : match.start()])
        end = match.end()
        if match.group() in ("{{", "}}"):
            pieces.append(match.group()[0])
            continue
        key = re.split(r"[.\[]", match["key"] or "")[0]
        if not key:
            found, position = args.get(position), position + 1
        elif key.isdigit():
            found = args.get(int(key))
        else:
            found = args.get(None, key)
        if found is None or key != (match["key"] or ""):
            found = (_field((match["key"] or "value").rpartition(".")[2]),)
        pieces.append(called(key, found))
    pieces.append(template[end:])
    return pieces


def called(text: str, value: Val) -> Val:
    """Received data inside a text is known by the name it has there."""
    if not text.isidentifier() or not telling(frozenset({text})):
        return value
    return tuple(Hole(text, taint.key(a), "received data") if isinstance(a, Message) else a for a in value)


def _field(name: str) -> Hole:
    return Hole(name, f"{FIELD}{name}", "a field of a format string")
