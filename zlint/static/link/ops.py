"""Ops, written down at a point of a path, and the ways out of one that fails."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Span, Tri
from zlint.semantics import pyzmq
from zlint.static import facts as f
from zlint.static.link import flow
from zlint.static.link.atoms import Future, Message, Polled, Sock, Val
from zlint.static.link.machine import Machine
from zlint.static.link.trace import OpDraft

TRANSPARENT = frozenset({"staticmethod", "classmethod", "property", "cached_property", "contextmanager", "override"})
FAILS_WITH_AGAIN = ("send", "recv")
DECODED = ("json", "pyobj", "string")  # a message that is none of these was received all the same
TERMINATED = "zmq.ContextTerminated"


def emit(m: Machine, kind: str, call: str, socks: tuple[Sock, ...], at: f.At, tag: str = "") -> OpDraft:
    """Write an op down at this point of this path."""
    if kind == "pause":
        m.effort.told.append((m.frame.function, call, at))
    else:
        m.effort.activity += 1
    span, chain = m.span(at), m.chain()
    number = m.trace.number((m.execution, span, call, chain, m.trace.detour, tag))
    draft = m.trace.ops.get(number)
    if draft is None:
        draft = OpDraft(number, kind, call, span, m.execution, chain, m.frame.function.facts.qualname, {}, {})
        m.trace.ops[number] = draft
        draft.facts["handlers"] = flow.guards(m)
        draft.facts.update(locks=m.state.locks, full=m.state.full, brisk=m.state.brisk, heads=heads(m))
        draft.facts["coroutine"] = _in_coroutine(m, span)
        draft.facts["limited"] = any(frame.limits for frame in m.frames)
    else:
        draft.facts["locks"] &= m.state.locks
        draft.facts["full"] |= m.state.full
        draft.facts["brisk"] &= m.state.brisk
    draft.sockets.update((sock.id, None) for sock in socks if sock.id in m.trace.every_socket)
    if m.execution in m.trace.graphs:
        m.trace.edge(m.state.front, number, m.execution)
    m.state.front, m.state.brisk = frozenset({(number, "next", None)}), True
    return draft


def end(m: Machine) -> None:
    """The execution comes to its end at this point of this path."""
    prompt_end(m)
    m.trace.graphs[m.execution].exits.update(dict.fromkeys(sorted(m.state.front, key=str)))


def prompt_end(m: Machine) -> None:
    """The execution ends at this point of this path, or is made to."""
    if m.state.brisk:
        m.trace.graphs[m.execution].prompt.update(dict.fromkeys(sorted(m.state.front, key=str)))


def heads(m: Machine) -> tuple[int, ...]:
    """The loops around this point."""
    return tuple(head for frame in m.frames for head in frame.heads)


def _in_coroutine(m: Machine, span: Span) -> Span | None:
    """Where the innermost `async def` does, or calls, what is done here. What an unknown decorator makes of a function
    is not known: it may run on another thread."""
    for frame in reversed(m.frames):
        if frame.function.facts.is_async:
            return span
        if frame.site is None or not all(_transparent(each) for each in frame.function.facts.decorators):
            return None
        span = frame.site
    return None


def _transparent(decorator: f.Expr) -> bool:
    match decorator:
        case f.Name(id=name) | f.Attr(name=name):
            return name in TRANSPARENT
        case _:
            return False


def called(m: Machine, name: str) -> None:
    """Something that is not followed is called here. Where a received message is looked at, no receive has failed."""
    m.effort.told.append(name)
    around = heads(m)
    for front in m.state.front:
        if front[0] not in m.frame.received or front[1] != "raise":
            m.trace.calls.setdefault(front, set()).add((name, around))


def may_fail(m: Machine, op: OpDraft, socks: tuple[Sock, ...]) -> None:
    """The ways out of an op that fails."""
    if op.kind in FAILS_WITH_AGAIN and (
        op.facts.get("nonblocking", Tri.NO).possible or _has_timeout(m, op.kind, socks)
    ):
        flow.throw(m, pyzmq.AGAIN, frozenset({(op.id, "raise", pyzmq.AGAIN)}))
    if op.kind in ("send", "recv", "poll", "bind", "connect"):
        flow.throw(m, "zmq.ZMQError", frozenset({(op.id, "raise", "zmq.ZMQError")}))
    if op.kind == "recv" and op.facts.get("codec") in DECODED:
        flow.throw(m, flow.FAULT, frozenset({(op.id, "fault", flow.FAULT)}))
    if op.kind == "proxy":
        flow.throw(m, TERMINATED, frozenset({(op.id, "raise", TERMINATED)}))


def _has_timeout(m: Machine, kind: str, socks: tuple[Sock, ...]) -> bool:
    option = "SNDTIMEO" if kind == "send" else "RCVTIMEO"
    return any(m.heap.load(f"socket {sock.id}", option) for sock in socks)


def awaited(m: Machine, call: f.Expr) -> None:
    """What is awaited where it is called returns a future, whatever is known of its socket."""
    for op in _done_by(m, call, ("send", "recv", "poll")):
        op.facts.update(asyncio=True, result="awaited")


def unpacked(m: Machine, value: Val) -> None:
    """A future was taken apart as if it were the message; what follows is read as if the program had waited."""
    for atom in value:
        if isinstance(atom, Future):
            m.trace.facts_of(atom.op)["result"] = "unpacked"


def left_alone(m: Machine, call: f.Expr) -> None:
    """Nothing is done with the endpoint or port that this bind returns."""
    for op in _done_by(m, call, ("bind",)):
        op.facts["result"] = "ignored"


def _done_by(m: Machine, call: f.Expr, kinds: tuple[str, ...]) -> Iterator[OpDraft]:
    """The ops of these kinds that a call has just done."""
    if not isinstance(call, f.Call):
        return
    span = m.span(call.at)
    for number, _, _ in m.state.front:
        op = m.trace.ops.get(number)
        if op is not None and op.kind in kinds and op.span == span:
            yield op


def mark(m: Machine, value: Val, result: str) -> None:
    """Write down what becomes of an op's result, unless it was awaited already."""
    for atom in value:
        if isinstance(atom, Future):
            m.trace.facts_of(atom.op).setdefault("result", result)
        elif isinstance(atom, Message | Polled) and atom.op in m.trace.ops:
            facts = m.trace.facts_of(atom.op)
            if not facts.get("asyncio"):
                facts["result"] = result
