"""What could not be followed, for the list of `zlint graph --unresolved`.

A call with the name of a socket's method on something unknown is listed if no run came there with a socket, and only in
a file that mentions zmq. It can be no socket at all: its reason says what is known.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from zlint.model import Hole, Op, Unresolved
from zlint.semantics import pyzmq
from zlint.static import facts as f
from zlint.static.link import shapes
from zlint.static.link.atoms import Val
from zlint.static.link.machine import Machine

KINDS = ("bind", "connect", "send", "recv", "option")
# What has methods like a socket and is none of ZeroMQ's.
FOREIGN = frozenset({"socket.socket", "socket.create_connection", "socket.socketpair", "multiprocessing.Pipe"})
NO_ZMQ = "not of ZeroMQ"


def told(path: str, value: Val) -> Val:
    """The result of a call to a name from outside; of some it is known that it is no socket."""
    if path not in FOREIGN:
        return value
    return tuple(replace(atom, why=NO_ZMQ) if isinstance(atom, Hole) else atom for atom in value)


def receiver(m: Machine, base: Any, name: str, at: f.At) -> None:
    """A method of something that is not known."""
    spelling = pyzmq.SOCKET_METHODS.get(name)
    if not isinstance(base, Hole) or base.why == NO_ZMQ or not m.module.mentions_zmq:
        return
    if spelling is not None and spelling.kind in KINDS:
        m.trace.unreceived[Unresolved(m.span(at), f"receiver of {spelling.kind}", shapes.reason((base,)))] = None


def start(m: Machine, target: Val, at: f.At) -> None:
    """A thread or process starts with what is not known."""
    if not target or any(isinstance(atom, Hole) for atom in target):
        m.trace.miss(m.span(at), "thread start", shapes.reason(target))


def listed(m: Machine, ops: tuple[Op, ...]) -> tuple[Unresolved, ...]:
    """All of it, one entry for each place and reason."""
    known = {op.span for op in ops if op.sockets}
    given = "a parameter that nobody gives"
    unknown = [Unresolved(op.span, f"receiver of {op.kind}", given) for op in ops if op.kind in KINDS]
    found = dict.fromkeys(each for each in (*m.trace.unreceived, *unknown) if each.span not in known)
    return tuple(sorted((*m.trace.unresolved, *found), key=lambda miss: (miss.span, miss.what, miss.why)))
