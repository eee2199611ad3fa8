"""Options and other attributes of sockets, streams and contexts: read and set, by method or by assignment."""

from __future__ import annotations

from typing import Any

from zlint.model import Hole, Value
from zlint.semantics.options import canonical_option
from zlint.static import facts as f
from zlint.static.link import factors, ops, shapes
from zlint.static.link.atoms import Ctx, Method, Obj, Sock, Val, join
from zlint.static.link.machine import Machine
from zlint.static.link.trace import OpDraft


def set_option(m: Machine, op: OpDraft, socks: tuple[Sock, ...], name: str, given: Val | None) -> None:
    """An option is read (`given` None) or set; a subscription is an op of its own."""
    op.facts["option"] = name
    if given is None:
        return
    value, before = shapes.value(given), op.facts.get("value")
    op.facts["value"] = value
    op.facts["factors"] = factors.of(given)
    if name in ("SUBSCRIBE", "UNSUBSCRIBE"):
        op.kind = name.lower()
        if before is not None:  # a loop over topics
            op.facts["value"] = Value(tuple(dict.fromkeys((*before.options, *value.options))))
    for sock in socks:
        m.heap.store(f"socket {sock.id}", name, given)


def last_endpoint(m: Machine, socks: tuple[Sock, ...]) -> Val:
    """LAST_ENDPOINT: what was bound when that is one thing, else an unknown that names the socket."""
    bound = join((), *(m.heap.load(f"socket {sock.id}", "#bound") for sock in socks))
    if len(bound) == 1:
        return bound
    return tuple(Hole("last_endpoint", f"last:{sock.id}", "an endpoint known at run time") for sock in socks)


def read_attribute(m: Machine, atom: Any, text: str, at: f.At) -> Val:
    """An attribute of a socket, context, stream or other native object, not called."""
    match atom:
        case Sock():
            option = canonical_option(text.upper())
            if option == "LAST_ENDPOINT":
                set_option(m, ops.emit(m, "option", text, (atom,), at), (atom,), option, None)
                return last_endpoint(m, (atom,))
            if option == "RCVMORE":
                set_option(m, ops.emit(m, "option", "rcvmore", (atom,), at), (atom,), option, None)
                return (Hole("rcvmore", f"rcvmore:{m.span(at)}", "the MORE flag"),)
            if text == "closed":
                ops.emit(m, "ask", text, (atom,), at)
            if text == "context":
                draft = m.trace.sockets.get(atom.id)
                return tuple(Ctx(key) for key in draft.contexts) if draft else ()
        case Obj(kind="stream", key=key) if text == "socket":
            return m.load(key, "socket")
        case Obj(kind="instance"):
            return join((), *(read_attribute(m, each, text, at) for each in m.load(atom.key, "#native")))
        case Ctx() if text == "underlying":
            return (atom,)
        case Obj(kind="list" | "dict" | "set" | "lock" | "poller" | "stream"):
            return (Method(atom, text),)
        case Obj(key=key):
            return m.load(key, text) or (Method(atom, text),)
    return (Method(atom, text),)


def set_attribute(m: Machine, atom: Any, text: str, value: Val, at: f.At) -> None:
    """`socket.linger = 0` and the like."""
    match atom:
        case Sock():
            op = ops.emit(m, "option", text, (atom,), at)
            set_option(m, op, (atom,), canonical_option(text.upper()), value)
        case Obj(kind="stream", key=key):
            m.store(key, text, value)
        case Ctx():
            m.heap.store(f"context {atom.id}", text, value)


def checked_more(m: Machine, op: int, at: f.At) -> None:
    """`frame.more` of a received frame asks what RCVMORE asks."""
    socks = tuple(Sock(key) for key in m.trace.ops[op].sockets) if op in m.trace.ops else ()
    set_option(m, ops.emit(m, "option", "more", socks, at), socks, "RCVMORE", None)
