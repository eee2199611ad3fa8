"""Does a condition decide whether a place is reached, in each turn of the loop around it?

Told by a mark on the path, which goes where two ways meet that do not both bear it. The turn of a loop begins without
it, and a call ends as it began. Of `and`, `or` and `x if y else z` this is not known.
"""

from __future__ import annotations

from zlint.static.link.machine import Machine

MARK = "a condition"


def enter(m: Machine) -> None:
    """One way of several that a condition chooses from begins here."""
    m.state.locks |= {MARK}


def begin_turn(m: Machine) -> None:
    """Another turn of a loop begins."""
    m.state.locks -= {MARK}


def leave(m: Machine, held: frozenset[str]) -> None:
    """What began where this was held is over, whichever way it went."""
    m.state.locks = (m.state.locks - {MARK}) | (held & {MARK})


def decides(held: frozenset[str]) -> bool:
    """Is it a condition's affair whether an op is done that holds this?"""
    return MARK in held
