"""Values as the model has them, and the frames of messages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from zlint.model import Frame, Frames, Hole, Template, Value
from zlint.static.link import containers, strings, types
from zlint.static.link.atoms import ANY_FRAME, Const, External, Message, Obj, Seq, Val
from zlint.static.link.machine import Machine

SHAPES = 4


def value(atoms: Val) -> Value:
    """What rules see of an abstract value."""
    return Value(tuple(dict.fromkeys(_option(atom) for atom in atoms)))


def _option(atom: Any) -> Any:
    match atom:
        case Const(value=constant):
            return constant
        case Template() | Hole():
            return atom
        case Message(op=op):
            return Hole("received", f"received:{op}", "received data")
        case External(path=path):
            return Hole(path.rpartition(".")[2], f"external:{path}", "a name outside the program")
        case _:
            return Hole("object", f"object:{type(atom).__name__}", "an object")


def with_port(atom: Any, port: Hole) -> Any:
    """`host` of bind_to_random_port with the port it will get."""
    return strings.text((*strings.parts_of(atom), ":", port))


def chosen(atom: Any, port: Hole) -> Any:
    """An endpoint as LAST_ENDPOINT gives it: a wildcard port is the one that the system chose."""
    parts = strings.parts_of(atom)
    last = parts[-1] if parts else ""
    if isinstance(last, str) and last.endswith((":*", ":0")):
        return strings.text((*parts[:-1], last[:-1], port))
    return atom


def port_of(atom: Any) -> Const | None:
    """The port of a known address."""
    text = atom.value if isinstance(atom, Const) and isinstance(atom.value, str) else ""
    port = text.rpartition(":")[2]
    return Const.of(int(port)) if port.isdigit() else None


def seen_whole(m: Machine, value: Val) -> None:
    """A received list is looked at as a whole here."""
    for atom in value:
        if isinstance(atom, Message) and atom.form == "frames":
            m.trace.facts_of(atom.op)["whole"] = True


def is_alone(m: Machine, atom: Message) -> bool:
    """Is it the one frame that a recv() returned?"""
    return atom.form == "frame" and m.trace.facts_of(atom.op).get("codec") in ("bytes", "string")


def unpacked(m: Machine, atom: Message, least: int, most: int | None) -> None:
    """What was received, or the rest of it, is unpacked into so many names; in several places: into one of these."""
    facts, beside = m.trace.facts_of(atom.op), atom.index + atom.stop
    counts = [(least + beside, None if most is None else most + beside)]
    counts += [facts["unpack"]] if "unpack" in facts else []
    bounds = [bound for _, bound in counts if bound is not None]
    facts["unpack"] = (min(each for each, _ in counts), max(bounds) if len(bounds) == len(counts) else None)


def sent(m: Machine, codec: str, payload: Val) -> tuple[Frames, ...]:
    """The shapes a sent message can have."""
    seen_whole(m, payload)
    if codec == "serialized":
        return ()
    if codec != "multipart":
        return (Frames((_typed(m, _single(payload, codec), payload),)),)
    found: list[Frames] = []
    for atom in payload:
        match atom:
            case Message(form="frames"):
                found.append(Frames((_received(atom),)))
            case Seq():
                found.append(Frames(tuple(_element(m, inner, many) for inner, many in atom.items)))
            case Obj(kind="list"):
                found.extend(
                    Frames(tuple(_element(m, inner, many) for inner, many in seq.items))
                    for seq in containers.sequences(m, (atom,))
                )
            case _:
                return ()
    return tuple(dict.fromkeys(found))[:SHAPES]


def again(before: tuple[Frames, ...] | None, now: tuple[Frames, ...]) -> tuple[Frames, ...]:
    """What a send sends that was met before with other values, as in a loop: the first frame, which can be a topic, is
    one of all of these. before: None when it was not."""
    if before is None or before == now:
        return now
    return tuple(
        Frames((_one_of(before, frames.items[0]), *frames.items[1:])) if frames.items else frames for frames in now
    )


def _one_of(before: tuple[Frames, ...], first: Frame) -> Frame:
    if first.kind != "data" or first.value is None:
        return first
    unknown = Hole("value", "another value", "what it is another time")
    others = [frames.items[0].value for frames in before if frames.items and frames.items[0].value] if before else []
    known = len(others) == len(before) > 0
    options = (*(each for value in others for each in value.options), *first.value.options)
    return replace(first, value=Value(tuple(dict.fromkeys(options if known else (*options, unknown)))))


def _element(m: Machine, inner: Val, many: bool) -> Frame:
    if len(inner) == 1 and isinstance(inner[0], Message) and inner[0].form == "frames":
        return _received(inner[0])
    frame = _typed(m, _single(inner, "bytes"), inner)
    return replace(frame, many=True) if many else frame


def _typed(m: Machine, frame: Frame, payload: Val) -> Frame:
    codecs = {atom.codec if isinstance(atom, Hole) else "" for atom in payload}
    codec = codecs.pop() if len(codecs) == 1 else ""
    return replace(frame, type=types.of(m, payload), codec=codec, size=_size(m, payload, codec))


def _size(m: Machine, payload: Val, codec: str) -> int | None:
    match payload:
        case (Const(value=str() | bytes() as text),):
            return len(text.encode("utf-8", "replace") if isinstance(text, str) else text)
        case (Hole(key=key),):
            return int(codec.removeprefix("struct ")) if codec.startswith("struct ") else m.sizes.get(key)
        case _:
            return None


def _single(payload: Val, codec: str) -> Frame:
    if len(payload) != 1:
        if payload and all(isinstance(atom, Message) for atom in payload):
            return Frame("derived", None, payload[0].op)
        return Frame("data", value(payload)) if payload else Frame("unknown")
    atom = payload[0]
    match atom:
        case Message(form="frame", index=index) if index == ANY_FRAME:
            return Frame("received", None, atom.op, None)
        case Message(form="frame"):
            return Frame("received", None, atom.op, atom.index)
        case Message(form="frames"):
            return _received(atom)
        case Message():
            return Frame("derived", None, atom.op)
        case Const():
            return Frame("data", value(payload))
        case Template() | Hole():
            return Frame("data" if codec != "bytes" or isinstance(atom, Template) else "unknown", value(payload))
        case _:
            return Frame("data", value(payload))


def _received(atom: Message) -> Frame:
    if atom.stop:  # without its last frames
        return Frame("derived", None, atom.op, atom.index, many=True)
    return Frame("received", None, atom.op, atom.index, many=True)


def reason(value: Val) -> str:
    """Why a value is not known, in words."""
    for atom in value:
        if isinstance(atom, Hole):
            return f"{atom.name} is {atom.why}"
        if isinstance(atom, Template):
            return f"{atom} has unknown parts"
        if isinstance(atom, Message):
            return "it is received"
    return "nothing is known of it"
