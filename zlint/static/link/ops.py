"""Ops, written down at a point of a path, and the ways out of one that fails."""

from __future__ import annotations

from zlint.model import Tri
from zlint.semantics import pyzmq
from zlint.static import facts as f
from zlint.static.link import flow
from zlint.static.link.atoms import Future, Message, Polled, Sock, Val
from zlint.static.link.machine import Machine
from zlint.static.link.trace import OpDraft

FAILS_WITH_AGAIN = ("send", "recv")
TERMINATED = "zmq.ContextTerminated"


def emit(m: Machine, kind: str, call: str, socks: tuple[Sock, ...], at: f.At, tag: str = "") -> OpDraft:
    """Write an op down at this point of this path."""
    m.effort.activity += 1
    span, chain = m.span(at), m.chain()
    number = m.trace.number((m.execution, span, call, chain, m.trace.detour, tag))
    draft = m.trace.ops.get(number)
    if draft is None:
        draft = OpDraft(number, kind, call, span, m.execution, chain, m.frame.function.facts.qualname, {}, {})
        m.trace.ops[number] = draft
        draft.facts["handlers"] = flow.guards(m)
        draft.facts["locks"] = m.state.locks
    else:
        draft.facts["locks"] &= m.state.locks
    draft.sockets.update((sock.id, None) for sock in socks if sock.id in m.trace.every_socket)
    if m.execution in m.trace.graphs:
        m.trace.edge(m.state.front, number, m.execution)
    m.state.front = frozenset({(number, "next", None)})
    return draft


def may_fail(m: Machine, op: OpDraft, socks: tuple[Sock, ...]) -> None:
    """The ways out of an op that fails."""
    if op.kind in FAILS_WITH_AGAIN and (
        op.facts.get("nonblocking", Tri.NO).possible or _has_timeout(m, op.kind, socks)
    ):
        flow.throw(m, pyzmq.AGAIN, frozenset({(op.id, "raise", pyzmq.AGAIN)}))
    if op.kind in ("send", "recv", "poll", "bind", "connect"):
        flow.throw(m, "zmq.ZMQError", frozenset({(op.id, "raise", "zmq.ZMQError")}))
    if op.kind == "proxy":
        flow.throw(m, TERMINATED, frozenset({(op.id, "raise", TERMINATED)}))


def _has_timeout(m: Machine, kind: str, socks: tuple[Sock, ...]) -> bool:
    option = "SNDTIMEO" if kind == "send" else "RCVTIMEO"
    return any(m.heap.load(f"socket {sock.id}", option) for sock in socks)


def mark(m: Machine, value: Val, result: str) -> None:
    """Write down what becomes of an op's result, unless it was awaited already."""
    for atom in value:
        if isinstance(atom, Future):
            m.trace.facts_of(atom.op).setdefault("result", result)
        elif isinstance(atom, Message | Polled) and atom.op in m.trace.ops:
            facts = m.trace.facts_of(atom.op)
            if not facts.get("asyncio"):
                facts["result"] = result
