"""Settings that decide whether a value is there at all: `None if settings.workers == 1 else "ipc://..."`.

Where the two ways of such a test meet, the value remembers which answer leaves None in its place. A later path that
knows the answer, by a mark among its locks, then knows whether it has None. Taken for granted: the setting has not
changed before. Settings that matter so are learned in the first round.
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Hole, Template
from zlint.static import facts as f
from zlint.static.link.atoms import NONE, Const, Obj, Val
from zlint.static.link.dispatch import evaluate
from zlint.static.link.machine import Machine, State

MARKS = {True: "mode ", False: "no mode "}


def remember(m: Machine, test: f.Expr, then: State, other: State) -> None:
    """Here the two ways of a test meet."""
    asked = _asked(test)
    if asked is None or not then.alive or not other.alive:
        return
    setting, holds = asked
    for name, value in then.locals.items():
        instead = other.locals.get(name, ())
        if NONE not in (value, instead) or value == instead:
            continue
        texts = instead if value == NONE else value
        if texts and all(isinstance(atom, Template | Hole) for atom in texts):
            m.heap.settings.add(_name(setting))
            for text in texts:
                marks = {MARKS[holds != (value == NONE)] + key for key in _keys(m, setting)}
                m.heap.instead.setdefault(text, {}).setdefault(_name(setting), set()).update(marks)


def assume(m: Machine, test: f.Expr, holds: bool) -> None:
    """From here on a path is one on which the test came out so."""
    asked = _asked(test)
    if asked is not None and _name(asked[0]) in m.heap.settings:
        m.state.locks |= {MARKS[asked[1] == holds] + key for key in _keys(m, asked[0])}


def stored(m: Machine, made: Obj, name: str) -> None:
    """The setting may be another one from here on."""
    if m.heap.settings and m.state.locks:
        known = tuple(f"{mark}{made.key}.{name}" for mark in MARKS.values())
        m.state.locks = frozenset(mark for mark in m.state.locks if not mark.startswith(known))


def is_there(m: Machine, value: Val) -> bool:
    """Is it surely not None, for what is known here of the one setting that decides about it?"""
    texts = [m.heap.instead.get(atom, {}) for atom in value if atom != NONE[0]]
    return bool(texts) and all(
        len(settings) == 1 and any(marks & m.state.locks for marks in settings.values()) for settings in texts
    )


def is_mark(key: str) -> bool:
    return key.startswith(tuple(MARKS.values()))


Setting = tuple[f.Attr, Const | None]


def _asked(test: f.Expr) -> tuple[Setting, bool] | None:
    """A setting, perhaps with what it is compared with, and which truth of the test means that it is so."""
    match test:
        case f.Not(value=inner):
            asked = _asked(inner)
            return (asked[0], not asked[1]) if asked is not None else None
        case f.Attr():
            return (test, None), True
        case f.Compare(left=f.Attr() as left, op="==" | "!=" as op, right=f.Const(value=value)):
            return (left, Const.of(value)), op == "=="
        case _:
            return None


def _name(setting: Setting) -> str:
    attribute, value = setting
    return attribute.name if value is None else f"{attribute.name} == {value.value!r}"


def _keys(m: Machine, setting: Setting) -> Iterator[str]:
    for atom in evaluate(m, setting[0].base):
        if isinstance(atom, Obj):
            yield f"{atom.key}.{_name(setting)}"
