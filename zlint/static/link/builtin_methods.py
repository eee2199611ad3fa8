"""Methods of texts, bytes, lists, dicts and numbers, as far as endpoints, frames and sockets pass through them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from zlint.model import Hole, Template
from zlint.semantics.sinks import DIGESTS, PATH_METHODS, PLAIN_TEXT
from zlint.static import facts as f
from zlint.static.link import (
    commands,
    containers,
    files,
    filled,
    growth,
    parsers,
    pauses,
    readings,
    sinks,
    strings,
    taint,
    types,
)
from zlint.static.link.atoms import NONE, Arguments, Const, Future, Message, Obj, Polled, Seq, Told, Val, is_text, join
from zlint.static.link.machine import Machine

SEARCHES = frozenset(
    "split rsplit partition rpartition startswith endswith find rfind index rindex count replace".split()
)
CHANGES = frozenset("append insert extend pop remove reverse sort clear".split())
SAME_TEXT = frozenset({"encode", "decode", "strip", "rstrip", "lstrip", "as_posix", "resolve", "absolute", "__str__"})


def call(m: Machine, base: Any, name: str, args: Arguments, at: f.At) -> Val | None:
    """The result, None when the method is not known."""
    match base:
        case Const() | Template() if is_text(base):
            return _text(m, base, name, args, at)
        case Message():
            return _message(m, base, name, args, at)
        case Future(op=op):
            facts = m.trace.facts_of(op)
            facts["result"] = "awaited" if name == "result" and facts.get("result") != "kept" else "kept"
            return base.value if name == "result" else None
        case Seq():
            return _list(m, base, name, args, at)
        case Obj(kind="list" | "set"):
            return _list(m, base, name, args, at)
        case Obj(kind="queue"):
            return _queue(m, base, name, args, at)
        case Obj(kind="dict"):
            return _dict(m, base, name, args, at)
        case Polled() if name in ("items", "keys", "values", "get", "pop"):
            readings.note(m, "get", (base,), args.get(0) or (), at)
            return (Polled(base.op, base.sense, "list" if name == "items" else "dict" if name == "keys" else "mask"),)
        case Hole() if name in SAME_TEXT:
            changed = {"encode": "bytes", "decode": "str"}.get(name, base.type)
            return (replace(base, type=changed) if base.type else base,)
        case Hole() if name == "is_alive":
            return (Told(base, False),)
        case Hole() if name == "format":
            return (base,)
        case Obj(kind="parser"):
            return parsers.method(m, base, name, args)
        case _:
            return None


def _text(m: Machine, base: Any, name: str, args: Arguments, at: f.At) -> Val | None:
    match name:
        case "encode" if isinstance(base, Const) and isinstance(base.value, str):
            return (Const.of(base.value.encode("utf-8", "replace")),)
        case "decode" if isinstance(base, Const) and isinstance(base.value, bytes):
            return (Const.of(base.value.decode("utf-8", "replace")),)
        case "encode" | "decode" if isinstance(base, Template):
            return (strings.typed(base, "bytes" if name == "encode" else "str"),)
        case "format" if isinstance(base, Const) and isinstance(base.value, str):
            return commands.written(m, strings.braces(base.value, args), "str")
        case "format" if isinstance(base, Template):
            return (base,)
        case "join":
            items = containers.elements(m, args.get(0) or ())
            if items is None or not isinstance(base, Const):
                return None
            pieces: list[str | Val] = []
            for item in items:
                pieces += [str(base.value), item] if pieces else [item]
            return commands.written(m, pieces, strings.type_of(base))
        case "split" | "rsplit":
            return _split(base, name, args)
        case "upper" | "lower" if isinstance(base, Const) and isinstance(base.value, str):
            return (Const.of(getattr(base.value, name)()),)
        case "replace" if files.is_known(base):
            return _replaced(base, args)
        case _ if name in SAME_TEXT:
            return (base,)
        case "startswith" | "endswith" | "isdigit" if isinstance(base, Const) and isinstance(base.value, str):
            wanted = args.get(0) or ()
            if len(wanted) == 1 and isinstance(wanted[0], Const) and isinstance(wanted[0].value, str):
                return (Const.of(getattr(base.value, name)(wanted[0].value)),)
            return None
        case _:
            return None


def _replaced(base: Any, args: Arguments) -> Val | None:
    old, new = args.get(0) or (), args.get(1) or ()
    if not len(old) == len(new) == 1 or not all(
        isinstance(x, Const) and isinstance(x.value, str) for x in (*old, *new)
    ):
        return None
    parts = (
        part.replace(old[0].value, new[0].value) if isinstance(part, str) else part for part in strings.parts_of(base)
    )
    return (strings.typed(strings.text(parts), strings.type_of(base)),)


def _split(base: Any, name: str, args: Arguments) -> Val | None:
    """The pieces of a text around a separator, holes and all."""
    given = args.get(0, "sep") or ()
    if len(given) != 1 or not isinstance(given[0], Const) or not isinstance(given[0].value, str | bytes):
        return None
    mark = given[0].value if isinstance(given[0].value, str) else given[0].value.decode("utf-8", "replace")
    if not mark:
        return None
    pieces: list[list[str | Hole]] = [[]]
    for part in strings.parts_of(base):
        if isinstance(part, Hole):
            pieces[-1].append(part)
            continue
        head, *rest = part.split(mark)
        pieces[-1].append(head)
        pieces.extend([piece] for piece in rest)
    pieces = _rejoined(pieces, mark, name, args.get(1, "maxsplit") or ())
    return (Seq("list", tuple(((strings.text(piece),), False) for piece in pieces)),)


def _rejoined(pieces: list[list[str | Hole]], mark: str, name: str, most: Val) -> list[list[str | Hole]]:
    """No more than `maxsplit` cuts, from the left or from the right."""
    limit = most[0].value if len(most) == 1 and isinstance(most[0], Const) else -1
    if not isinstance(limit, int) or limit < 0 or len(pieces) <= limit + 1:
        return pieces
    cut = limit if name == "split" else len(pieces) - limit
    kept, rest = (pieces[:cut], pieces[cut:]) if name == "split" else (pieces[cut:], pieces[:cut])
    joined: list[str | Hole] = []
    for at, piece in enumerate(rest):
        joined += [mark, *piece] if at else piece
    return [*kept, joined] if name == "split" else [joined, *kept]


def _message(m: Machine, base: Message, name: str, args: Arguments, at: f.At) -> Val | None:
    if name in SEARCHES:
        types.mixed(m, (base,), args.get(0) or (), at)
    if base.form == "frames":
        if name in CHANGES:
            return _list(m, growth.own(m, base), name, args, at)
        if name == "copy":
            return (base,)
    if name in ("decode", "tobytes", "encode", "strip") and base.form == "frame":
        return (taint.derived(base),) if name in ("decode", "strip") else (base,)
    if name in ("startswith", "endswith"):
        return taint.compared((base,), join((), *args.all), True) or (taint.derived(base),)
    if name in PLAIN_TEXT:
        return taint.compared((base,), (), True)
    if name in PATH_METHODS or (name == "open" and sinks.writes(args.get(0, "mode"))):
        sinks.add(m, "path", name, taint.sources((base,)), at)
    if name in ("get", "pop"):
        return (taint.item(base, args.get(0) or ()),)
    return (replace(base, form="derived", part=taint.SAFE) if name in DIGESTS else taint.derived(base),)


def _position(args: Arguments, default: int) -> int:
    given = args.get(0)
    if given and isinstance(given[0], Const) and isinstance(given[0].value, int):
        return given[0].value
    return default


def _list(m: Machine, base: Any, name: str, args: Arguments, at: f.At) -> Val | None:
    first = args.get(0) or ()
    match name:
        case "append" | "add" | "put" if isinstance(base, Obj):
            growth.append(m, base, [(first, False)])
            return NONE
        case "extend" | "update" if isinstance(base, Obj):
            growth.append(m, base, containers.spread(m, first))
            return NONE
        case "insert" if isinstance(base, Obj):
            growth.append(m, base, [(args.get(1) or (), False)], containers.integer(first))
            return NONE
        case "clear" if isinstance(base, Obj):
            growth.clear(m, base)
            return NONE
        case "remove" | "sort" | "reverse" if isinstance(base, Obj):
            growth.remove(m, base, None, None)
            return NONE
        case "pop" | "popleft":
            return growth.popped(m, base, 0 if name == "popleft" else _position(args, -1))
        case "copy":
            return (base,)
        case "discard" | "clear" | "remove" | "sort" | "reverse":
            return NONE
        case _:
            return None


def _queue(m: Machine, base: Obj, name: str, args: Arguments, at: f.At) -> Val | None:
    """What goes in at one end comes out at the other, in whatever thread or process."""
    if name in ("put", "put_nowait"):
        filled.put(m, base, args.get(0, "item") or args.get(0, "obj") or ())
        return NONE
    if name in ("get", "get_nowait"):
        pauses.waits(m, name, at)
        filled.got(m, base)
        held = m.heap.load(base.key, growth.ELEMENT)
        return held or (Hole("item", f"{base.key}[]", "what a queue holds"),)
    return None


def _dict(m: Machine, base: Obj, name: str, args: Arguments, at: f.At) -> Val | None:
    match name:
        case "get" | "pop" | "setdefault":
            if name == "setdefault":
                for key in containers.keys(args.get(0) or ()):
                    m.weak_store(base.key, key, args.get(1) or NONE)
            found = containers.item(m, (base,), args.get(0) or (), at)
            absent = args.get(1) or (NONE if name == "get" or not found else ())
            return join(found, absent if name != "setdefault" else ())
        case "values":
            return (Seq("list", ((containers.dict_values(m, base), True),)),)
        case "keys":
            return (Seq("list", ((containers.dict_keys(m, base), True),)),)
        case "items":
            pair = Seq("tuple", ((containers.dict_keys(m, base), False), (containers.dict_values(m, base), False)))
            return (Seq("list", (((pair,), True),)),)
        case "update":
            for key, value in (*(containers.entries(m, args.get(0) or ()) or ()), *args.named):
                m.weak_store(base.key, f"[s:{key}]", value)
            return NONE
        case "copy":
            return (base,)
        case "clear":
            return NONE
        case _:
            return None
