"""If and match: what a branch knows, and which branch is taken for sure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zlint.static import facts as f
from zlint.static.link import (
    asked,
    choices,
    conditions,
    filled,
    flags,
    forks,
    lookup,
    modes,
    ops,
    stores,
    taint,
    taking_turns,
    types,
    watched,
)
from zlint.static.link.atoms import NONE, Class, Const, Forked, Message, Obj, Polled, Told, Val, truth
from zlint.static.link.dispatch import block, evaluate
from zlint.static.link.machine import Machine, State, merge


def branch(m: Machine, s: f.If) -> None:
    test = evaluate(m, s.test)
    ops.mark(m, test, "tested")
    watched.note(m, s.test)
    asked.note(m, s.test)
    decided = truth(test) if stable(m, s.test) else None
    if decided is not None:
        block(m, s.body if decided else s.orelse)
        return
    forked = next((atom for atom in test if isinstance(atom, Forked)), None)
    if forked is not None:
        forks.as_child(m, forked, s.body if forked.child else s.orelse)
        block(m, s.orelse if forked.child else s.body)
        return
    before = m.state.copy()
    _way(m, s.test, test, True, s.body)
    then = m.state
    held, m.state = before.locks, before
    _way(m, s.test, test, False, s.orelse)
    modes.remember(m, s.test, then, m.state)
    parted = then.alive and m.state.alive
    m.state = merge(then, m.state)
    if parted:
        conditions.leave(m, held)


def _way(m: Machine, test: f.Expr, value: Val, holds: bool, body: f.Block) -> None:
    kept, received, left = m.frame.choices, m.frame.received, choices.narrowed(m, test, holds)
    if left is None:
        m.state.alive = False
        return
    m.frame.choices = left
    m.frame.received |= _found(m, test, value) if holds else frozenset()
    assume(m, test, value, holds)
    flags.assume(m, test, holds)
    modes.assume(m, test, holds)
    conditions.enter(m)
    block(m, body)
    m.frame.choices, m.frame.received = kept, received


def _found(m: Machine, test: f.Expr, value: Val) -> frozenset[int]:
    """The ops whose message is there where the test holds."""
    match test:
        case f.Compare(left=left, op="is not" | "!=", right=f.Const(value=None)):
            value = evaluate(m, left)
        case f.Compare() | f.Not():
            return frozenset()
    return frozenset(atom.op for atom in value if isinstance(atom, Message))


def assume(m: Machine, test: f.Expr, value: Val, holds: bool) -> None:
    """What a branch knows: whether the poll before it was ready, and which value a tested name has."""
    polled = {atom.op: atom.sense for atom in value if isinstance(atom, Polled)}
    if polled:
        m.state.front = frozenset(
            (op, ("ready" if polled[op] == holds else "idle") if op in polled and label == "next" else label, error)
            for op, label, error in m.state.front
        )
    if not (isinstance(test, f.Logic) and (test.op == "and") != holds):
        taint.assume(m, value, holds)
    for told in value:
        if isinstance(told, Told) and told.sense == holds:
            taking_turns.settled(m, told, getattr(test, "at", (0, 0)))
    match test:
        case f.Name(id=text) if text in m.state.locals:
            kept = tuple(atom for atom in m.state.locals[text] if truth((atom,)) is not (not holds))
            m.state.locals[text] = kept or m.state.locals[text]
        case f.Attr():
            _assume_attribute(m, test, lambda atom: truth((atom,)) is not (not holds))
        case f.Compare(left=f.Attr() as attr, op="is" | "is not" as op, right=f.Const(value=None)):
            _assume_attribute(m, attr, lambda atom: (atom == NONE[0]) == ((op == "is") == holds))
        case f.Not(value=inner):
            assume(m, inner, (), not holds)
        case f.Call(func=f.Name(id="isinstance"), args=(f.Name(id=text), asked_of)) if holds and text in m.state.locals:
            m.state.locals[text] = types.instances(m, old := m.state.locals[text], evaluate(m, asked_of)) or old
        case f.Call(func=f.Name(id="hasattr"), args=(base, f.Const(value=str() as name))):
            for atom in evaluate(m, base):
                if isinstance(atom, Obj):
                    key = lookup.own(m, atom)
                    m.state.fields[(key, name)] = m.load(key, name) if holds else ()
        case f.Compare(left=f.Name(id=text), op="==", right=right) if holds and text in m.state.locals:
            same = evaluate(m, right)
            if len(same) == 1 and isinstance(same[0], Const):
                m.state.locals[text] = same
        case f.Compare(left=f.Name(id=text), op="is" | "is not" as op, right=f.Const(value=None)):
            wants_none = (op == "is") == holds
            old = m.state.locals.get(text, ())
            kept = tuple(atom for atom in old if (atom == NONE[0]) == wants_none)
            if kept:
                m.state.locals[text] = kept


def _assume_attribute(m: Machine, attr: f.Attr, keeps: Callable[[Any], bool]) -> None:
    """In a branch, an attribute holds what its test lets through."""
    owners = evaluate(m, attr.base)
    for atom in owners:
        if isinstance(atom, Obj):
            old = m.load(atom.key, attr.name)
            # What this path stored may have been replaced meanwhile by what others store.
            kept = tuple(filter(keeps, old)) or tuple(filter(keeps, m.heap.load(atom.key, attr.name)))
            if kept and kept != old:
                m.state.fields[(atom.key, attr.name)] = kept
            if kept and NONE[0] in old and NONE[0] not in kept:
                filled.asked(m, owners, attr.name)


def stable(m: Machine, test: f.Expr) -> bool:
    """False when a tested attribute also holds another truth at another time: then it does not decide a branch."""
    match test:
        case f.Attr() if m.effort.learning:
            return False  # what others store is not known yet
        case f.Attr(base=base, name=name):
            for atom in evaluate(m, base):
                key = atom.key if isinstance(atom, Obj) else atom.key if isinstance(atom, Class) else None
                if key is not None:
                    ever = truth(m.heap.load(key, name) or NONE)
                    if ever is None or (isinstance(atom, Obj) and stores.pending(m, atom, name, ever)):
                        return False
            return True
        case f.Name(id=text):
            return text in m.frame.function.facts.locals or truth(m.heap.load(m.module.key, text) or NONE) is not None
        case f.Not(value=value):
            return stable(m, value)
        case f.Compare(left=left, op=op, right=right):
            if op in ("is", "is not", "==", "!=") and isinstance(left, f.Attr):
                return _settled(m, left)
            return stable(m, left) and stable(m, right)
        case f.Logic(left=left, right=right):
            return stable(m, left) and stable(m, right)
        case _:
            return True


def _settled(m: Machine, attr: f.Attr) -> bool:
    """The attribute only ever holds one thing."""
    return not m.effort.learning and all(
        len(m.heap.load(atom.key, attr.name)) <= 1 for atom in evaluate(m, attr.base) if isinstance(atom, Obj)
    )


def match(m: Machine, s: f.Match) -> None:
    subject = evaluate(m, s.subject)
    before = m.state
    end: State | None = before.copy()
    for case in s.cases:
        m.state = before.copy()
        conditions.enter(m)
        taint.assume(m, taint.compared(subject, (), True), True)
        block(m, case)
        end = merge(end, m.state if m.state.alive else None)
    m.state = end if end is not None else State(alive=False)
