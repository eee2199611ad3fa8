"""An `Op` of what the log says of a spot."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from zlint.model import Endpoint, Factor, Frame, Frames, Handler, Hole, Op, Span, Template, Tri, Value
from zlint.semantics.handlers import UNSEEN
from zlint.semantics.options import canonical_option, fact
from zlint.semantics.pyzmq import PROXIES, SOCKET_METHODS, STREAM_METHODS, Spelling
from zlint.semantics.values import TEXT_SETTERS
from zlint.trace.read import Record

NOBLOCK, SNDMORE = 1, 2
EVENTS = {1: "in", 2: "out", 3: "both"}
UNSEEN_LOCK = frozenset({"a lock that the recorder does not see"})
LONG = 64  # frames
GLUED = Template((Hole("topic", "not kept", "how a text begins"), " ", Hole("body", "not kept", "the rest of it")))
NOT_KEPT = Hole("value", "not kept", "a text that may be a secret")


def kind_of(spot: Record) -> Spelling:
    call = spot["call"]
    if call == "Poller.poll":
        return Spelling("poll")
    if f"zmq.{call}" in PROXIES:
        return Spelling("proxy")
    found = SOCKET_METHODS[STREAM_METHODS.get(call) or call]
    option = spot.get("option")
    if option in ("SUBSCRIBE", "UNSUBSCRIBE") and spot.get("set"):
        return Spelling(option.lower())
    return found


def op_of(
    number: int, spot: Record, socket: str, execution: str, via: tuple[Span, ...], span: Span, function: str
) -> Op:
    """Without what other records say of it: endpoints that were filled in, shapes, locks."""
    spelling, flags = kind_of(spot), spot["flags"]
    return Op(
        id=number,
        kind=spelling.kind,
        call=spot["call"],
        span=span,
        sockets=(socket,),
        execution=execution,
        via=via,
        function=function,
        option=canonical_option(spot["option"]) if spot.get("option") else None,
        value=_value(spot),
        factors=tuple(Factor(name, value) for name, value in spot.get("factors", ())),
        copied=Tri.of(spot.get("copy", True)),
        more=Tri.of(spelling.kind == "send" and bool(flags & SNDMORE)),
        nonblocking=Tri.of(spelling.kind in ("send", "recv") and bool(flags & NOBLOCK)),
        timeout=None if spot.get("timeout") is None else Value((spot["timeout"],)),
        codec=spelling.codec,
        result="kept",
        whole=True,
        stream=bool(spot.get("stream")),
        limited=bool(spot.get("limited")),
        events=_events(spot) if spelling.kind == "poll" else "unknown",
        handlers=(_unseen(span),),
        locks=UNSEEN_LOCK,
        supported=frozenset({"*"}),
    )


def endpoint(text: Any) -> tuple[Endpoint, ...]:
    return (Endpoint.of(text),) if isinstance(text, str) else ()


def shapes(counts: list[int], codec: str, sizes: list[int], topics: list[str | bool]) -> tuple[Frames, ...]:
    """Messages of so many frames, of these sizes where all had the same; the recorder does not look into them but for
    the topics of a publisher: all that came first, none when that is not known."""
    if codec == "serialized":
        return ()
    if codec != "multipart":
        return (Frames((_topic(Frame("unknown", size=sizes[0] if len(sizes) == 1 else None), topics),)),)
    made = (Frame("unknown"),) * LONG
    known = tuple(Frame("unknown", size=size) for size in sizes)
    found = (known if len(known) == count else made[:count] for count in sorted(counts) if 0 < count <= LONG)
    return tuple(Frames((_topic(frames[0], topics), *frames[1:])) for frames in found)


def _topic(first: Frame, topics: list[str | bool]) -> Frame:
    """True stands for a topic with a body behind it, False for what is neither that nor a topic."""
    if topics == [True]:
        return replace(first, kind="data", value=Value((GLUED,)))
    names = sorted(each for each in topics if isinstance(each, str))
    if not names or len(names) < len(topics):
        return first
    return replace(first, kind="data", value=Value(tuple(each.encode("utf-8", "surrogateescape") for each in names)))


def forwarded(origin: Record, source: int, single: bool) -> tuple[Frames, ...]:
    """A message some frames of which were received by the op `source`."""
    known = (
        Frame("received", source=source, index=None if single else index) if index is not None else Frame("unknown")
        for index in origin["frames"]
    )
    return (Frames(tuple(known)),)


def _events(spot: Record) -> str:
    mask = spot.get("events", spot["flags"])
    return EVENTS.get(mask, "unknown") if isinstance(mask, int) else "unknown"


def _value(spot: Record) -> Value | None:
    if not spot.get("set"):
        return None
    value = spot["value"]
    known = fact(spot.get("option") or "")
    if isinstance(value, str) and known is not None and known.value == "bytes" and spot["call"] not in TEXT_SETTERS:
        return Value((value.encode("utf-8", "surrogateescape"),))
    return Value((NOT_KEPT,)) if value is None else Value((value,))


def _unseen(span: Span) -> Handler:
    """What stands around the call catches what is not known."""
    return Handler(span, (UNSEEN,), "raise", silent=False, inspects=True, loops=False, cleanup=False)
