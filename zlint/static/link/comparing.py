"""Comparisons: certain for constants, the outcome of a poll or a fork, or a condition that is not known."""

from __future__ import annotations

from typing import Any

from zlint.model import Hole, Template
from zlint.static.link import containers, taint, types
from zlint.static.link.atoms import (
    FALSE,
    NONE,
    TRUE,
    Bound,
    Class,
    Const,
    Ctx,
    External,
    Forked,
    Function,
    Obj,
    Package,
    Polled,
    Seq,
    Sock,
    Val,
)
from zlint.static.link.machine import Machine


def compared(m: Machine, left: Val, op: str, right: Val) -> Val:
    """`left op right`: certain for constants, a poll's outcome for what a poll returned."""
    if any(isinstance(atom, Forked) for atom in left) and right == (Const.of(0),) and op in ("==", "!=", ">"):
        return tuple(Forked(atom.execution, op == "==") for atom in left if isinstance(atom, Forked))
    polled = [atom for atom in (*left, *right) if isinstance(atom, Polled)]
    if polled:
        zero = any(isinstance(atom, Const) and atom.value in (0, None) for atom in (*left, *right))
        flip = (op in ("==", "is") and zero) or op == "not in"
        return tuple(Polled(atom.op, atom.sense != flip) for atom in polled)
    if op in ("==", "!=", "is", "is not", "in", "not in") and left and len(right) == 1:
        answers = {_same(m, atom, op, right) for atom in left}
        if len(answers) == 1 and None not in answers:
            return TRUE if answers == {op in ("==", "is", "in")} else FALSE
    return _known(left, op, right) or (Hole("condition", "compare", "a condition"),)


def _known(left: Val, op: str, right: Val) -> Val:
    """Received data is compared with what the program knows."""
    if op in ("in", "not in"):
        return taint.compared(left, right, op == "in")
    if op in ("==", "!=") and NONE[0] not in (*left, *right):
        return taint.compared(left, right, op == "==") or taint.compared(right, left, op == "==")
    return ()


def _same(m: Machine, left: Any, op: str, right: Val) -> bool | None:
    if op in ("in", "not in"):
        items = containers.elements(m, right)
        if items is None or any(len(item) != 1 for item in items) or not isinstance(left, Const | External):
            return None
        answers = [_same(m, left, "==", item) for item in items]
        return True if True in answers else None if None in answers else False
    other = right[0]
    if isinstance(left, Const) and isinstance(other, Const):
        return left == other or (left.value == other.value and {left.kind, other.kind} <= {"int", "float", "bool"})
    if isinstance(left, External) and isinstance(other, External):
        if left.path.startswith("zmq.") and other.path.startswith("zmq."):
            return left.path == other.path
        built_in = left.path in types.BUILT_IN and other.path in types.BUILT_IN
        return True if left.path == other.path else False if built_in else None
    if NONE[0] in (left, other):
        settled = left if other == NONE[0] else other
        known = isinstance(settled, Sock | Ctx | Function | Class | Obj | Bound | Package | Const | Template | Seq)
        return False if known and settled != NONE[0] else None
    return None
