"""Where control goes when something fails: regions of try statements, from the innermost frame outwards."""

from __future__ import annotations

from zlint.model import Handler
from zlint.semantics.pyzmq import CATCHES_AGAIN
from zlint.static.link.machine import Front, Machine, State, merge

FAULT = "?"  # an exception of unknown class
TIMEOUT = "TimeoutError"
TIMEOUTS = frozenset({TIMEOUT, "asyncio.TimeoutError", "asyncio.exceptions.TimeoutError"})  # one class since 3.11
CATCHES_ZMQ = CATCHES_AGAIN - {"zmq.Again"}
CATCHES_ANY = frozenset({"Exception", "BaseException"})


def catches(names: tuple[str, ...], error: str) -> bool | None:
    """Does a handler for these classes catch the error? None: it may."""
    caught = frozenset(names)
    if error == "zmq.Again":
        return bool(caught & CATCHES_AGAIN)
    if error.startswith("zmq."):
        return bool(caught & (CATCHES_ZMQ | {error}))
    if error == TIMEOUT:
        return bool(caught & (TIMEOUTS | CATCHES_ANY | {"OSError"}))
    if error == FAULT:
        return True if caught & CATCHES_ANY else False if all(name.startswith("zmq.") for name in caught) else None
    if "BaseException" in caught or error in caught:
        return True
    if error in ("KeyboardInterrupt", "SystemExit", "GeneratorExit"):
        return False
    return True if "Exception" in caught else None


def throw(m: Machine, error: str, front: frozenset[Front]) -> None:
    """Enter every handler that the error can reach; what is left over leaves the execution."""
    for depth in range(len(m.frames) - 1, -1, -1):
        frame = m.frames[depth]
        if not frame.regions:
            continue
        names = m.state.locals if depth == len(m.frames) - 1 else m.frames[depth + 1].outer_locals
        for region in reversed(frame.regions):
            for at, (classes, _) in enumerate(region.handlers):
                answer = catches(classes, error)
                if answer is False:
                    continue
                entry = State(dict(names), dict(m.state.fields), front, m.state.locks, m.state.checked, m.state.full)
                region.entries[at] = merge(region.entries[at], entry)
                if answer:
                    return
            if region.catch_all:
                passing = State(dict(names), dict(m.state.fields), front, m.state.locks, m.state.checked, m.state.full)
                region.passing = merge(region.passing, passing)
                return
    graph = m.trace.graphs.get(m.execution)
    if graph is not None:
        ends = [(op, "caught" if label == "raise" and own != error else label, own) for op, label, own in front]
        graph.raises.update(dict.fromkeys(sorted(ends, key=str)))


def fault(m: Machine) -> None:
    """Something that is not an op can fail here."""
    for frame in m.frames:
        if not frame.regions:
            continue
        # What fails while a failure is being dealt with is not followed: that needs two at once.
        front = frozenset((op, "fault", FAULT) for op, label, _ in m.state.front if label not in ("fault", "raise"))
        if front:
            throw(m, FAULT, front)
        return


def guards(m: Machine) -> tuple[Handler, ...]:
    """The handlers around this point, innermost first."""
    return tuple(
        handler for frame in reversed(m.frames) for region in reversed(frame.regions) for _, handler in region.handlers
    )
