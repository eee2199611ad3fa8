"""What ends before the program goes on: joined threads and processes, awaited futures, executors that shut down.

Behind a "join" op its peers have ended. A join with a timeout counts as one that succeeds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from zlint.model import Hole
from zlint.static import facts as f
from zlint.static.link import executions, lookup, ops, pauses
from zlint.static.link.atoms import NONE, Arguments, Const, Obj, Val
from zlint.static.link.machine import Machine

EXECUTIONS = "#executions"


def future(m: Machine, call: str, begun: Iterable[str | None], at: f.At) -> Val:
    """What stands for the result of executions that a call has begun."""
    made = Obj(f"future {lookup.allocation(m, at)}", "future")
    m.heap.store(made.key, "call", (Const.of(call),))
    for key in begun:
        note(m, made, key)
    return (made,)


def note(m: Machine, base: Obj, key: str | None) -> None:
    """An execution that whoever waits for `base` waits for."""
    if key is not None:
        m.heap.store(base.key, EXECUTIONS, (Const.of(key),))


def ended(m: Machine, base: Obj, at: f.At) -> None:
    """Here all that `base` stands for has ended."""
    keys = [str(atom.value) for atom in m.heap.load(base.key, EXECUTIONS) if str(atom.value) in m.trace.executions]
    if not keys:
        pauses.note(m, "join", at)
        return
    for key in keys:
        m.trace.executions[key] = replace(m.trace.executions[key], joined=True)
    op = ops.emit(m, "join", "join", (), at)
    op.facts["peers"] = tuple(dict.fromkeys((*op.facts.get("peers", ()), *keys)))


def result(m: Machine, base: Obj, at: f.At) -> Val:
    """The value of a future, once it is there."""
    ended(m, base, at)
    call = "".join(str(atom.value) for atom in m.heap.load(base.key, "call")[:1])
    return (Hole("future", base.key, f"result of {call}()"),)


def method(m: Machine, base: Obj, name: str, args: Arguments, at: f.At) -> Val | None:
    """Methods of futures."""
    match name:
        case "result" | "get" | "exception" | "wait":
            return result(m, base, at)
        case "add_done_callback":
            return executions.callbacks(m, args, 0, at)
        case "cancel":
            return NONE
        case "done" | "ready" | "running" | "cancelled":
            return (Hole(name, f"{m.span(at)}", "the state of a future"),)
        case _:
            return None
