"""REQ and REP as automata: which operation is legal next. What is not in a table raises EFSM.

Source: truth.json `efsm`, equal over tcp and inproc. A step is a whole message: after a part sent with SNDMORE, or
with parts of a message still to be read, the other operation is EFSM as well. A call that fails moves nothing: a
REQ whose receive timed out still waits for the reply, so that its next send is EFSM, also after the server came
back.

`REQ_RELAXED` lets a REQ send again and gives up the former request; receiving first stays EFSM. Without
REQ_CORRELATE the late reply to the former request is taken for the answer to the new one. The option works on
sockets that have sent already.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

IDLE, WAITING, SERVING = "idle", "waiting", "serving"
RELAXED = "REQ+REQ_RELAXED"


@dataclass(frozen=True, slots=True)
class Automaton:
    """`steps` maps (state, "send" or "recv") to the next state."""

    start: str
    steps: dict[tuple[str, str], str]


AUTOMATA = {
    "REQ": Automaton(IDLE, {(IDLE, "send"): WAITING, (WAITING, "recv"): IDLE}),
    RELAXED: Automaton(IDLE, {(IDLE, "send"): WAITING, (WAITING, "send"): WAITING, (WAITING, "recv"): IDLE}),
    "REP": Automaton(IDLE, {(IDLE, "recv"): SERVING, (SERVING, "send"): IDLE}),
}


def is_lockstep(type: str) -> bool:
    """Must sends and receives alternate?"""
    return type in AUTOMATA


def variant(type: str, options: Iterable[str]) -> str:
    """The automaton of a socket of this type that has these options switched on."""
    return RELAXED if type == "REQ" and "REQ_RELAXED" in options else type


def start(type: str) -> str:
    """The state of a new socket; KeyError for a type without lock-step."""
    return AUTOMATA[type].start


def step(type: str, state: str, kind: str) -> str | None:
    """The state after a "send" or "recv"; None when the operation raises EFSM."""
    return AUTOMATA[type].steps.get((state, kind))


def after_timeout(type: str, state: str) -> str:
    """The state that an operation leaves which was legal in `state` and timed out: the same one."""
    if state not in {origin for origin, _ in AUTOMATA[type].steps}:
        raise ValueError(f"{type} has no state {state!r}")
    return state
