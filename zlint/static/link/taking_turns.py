"""What a path waited for, events and the end of threads; and what it knows libzmq to support.

Two executions take turns when each waits for an event that the other sets: what the one does behind its event does not
run while the other does what comes before. An event that only one of them waits for orders nothing after it is set.
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Hole
from zlint.static import facts as f
from zlint.static.link import conditions, filled, flags, lookup, modes, waiting, watched
from zlint.static.link.atoms import NONE, Arguments, Const, Obj, Told, Val
from zlint.static.link.machine import Machine

EVENT = "event "
GONE = "a thread that has ended"
SUPPORTS = "zmq.has "
ANYBODY = "*"  # stands for an execution that is not known
SETS, WAITS = "#sets", "#waits"


def event(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    return (Obj(f"{EVENT}{lookup.allocation(m, at)}", "event"),)


def method(m: Machine, base: Obj, name: str, args: Arguments) -> Val | None:
    """Methods of an event."""
    match name:
        case "set":
            m.heap.store(base.key, SETS, (Const.of(m.execution),))
            m.writers.setdefault((base.key, watched.SET), set()).add(m.execution)
            return NONE
        case "clear":
            m.state.locks -= {base.key}
            return NONE
        case "wait" | "is_set":
            m.heap.store(base.key, WAITS, (Const.of(m.execution),))
            if name == "wait" and (args.get(0, "timeout") or NONE) == NONE:
                m.state.locks |= {base.key}
            return (Told(base, True),)
        case _:
            return None


def settled(m: Machine, told: Told, at: f.At) -> None:
    """Here the event is set, the thread has ended, or libzmq supports it."""
    match told.of:
        case Obj(kind="event", key=key):
            m.state.locks |= {key}
        case Obj() as thread:
            waiting.ended(m, thread, at)
        case Hole():
            m.state.locks |= {GONE}
        case Const(value=str() as capability):
            m.state.locks |= {f"{SUPPORTS}{capability}"}


def turns(m: Machine, execution: str, held: frozenset[str]) -> Iterator[str]:
    """The executions with which an op takes turns that comes behind these events."""
    if GONE in held:
        yield ANYBODY
    events = sorted(key for key in held if key.startswith(EVENT))
    if not events:
        return
    answered = {
        str(waiter.value)
        for key, fields in m.heap.objects.items()
        if key.startswith(EVENT) and Const.of(execution) in fields.get(SETS, ())
        for waiter in m.heap.load(key, WAITS)
    }
    for key in events:
        yield from (str(setter.value) for setter in m.heap.load(key, SETS) if setter.value in answered)


def has(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    """`zmq.has(capability)`."""
    return tuple(Told(atom, True) for atom in args.get(0, "capability") or () if isinstance(atom, Const)) or (
        Hole("condition", "zmq.has", "a condition"),
    )


def supported(held: frozenset[str]) -> frozenset[str]:
    """What libzmq is known to support where this is held."""
    return frozenset(key.removeprefix(SUPPORTS) for key in held if key.startswith(SUPPORTS))


def is_lock(key: str) -> bool:
    told = any(each.is_mark(key) for each in (flags, filled, modes)) or key.startswith((EVENT, SUPPORTS))
    return not told and key not in (GONE, conditions.MARK)
