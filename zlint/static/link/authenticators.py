"""Authenticators of pyzmq: which context each answers for, and what it is told."""

from __future__ import annotations

from typing import Any

from zlint.model import Setting, Value
from zlint.semantics.pyzmq import AUTHENTICATOR_METHODS, CURVE_ALLOW_ANY
from zlint.static import facts as f
from zlint.static.link import containers, lookup, shapes
from zlint.static.link.atoms import NONE, Arguments, Const, Ctx, External, Obj, Val, join
from zlint.static.link.machine import Machine
from zlint.static.link.trace import AuthenticatorDraft

INSTANCE = "shared sync"  # the key of `zmq.Context.instance()`


def make(m: Machine, args: Arguments, at: f.At) -> Val:
    m.effort.activity += 1
    given = args.get(0, "context") or NONE
    known = tuple(atom.id if isinstance(atom, Ctx) else INSTANCE for atom in given if isinstance(atom, Ctx | Const))
    made = Obj(f"authenticator {lookup.allocation(m, at)}", "authenticator")
    contexts = known if len(known) == len(given) else ()
    m.trace.authenticators.setdefault(made.key, AuthenticatorDraft(m.span(at), contexts, m.execution))
    return (made,)


def method(m: Machine, base: Obj, name: str, args: Arguments, at: f.At) -> Val:
    draft, parameters = m.trace.authenticators.get(base.key), AUTHENTICATOR_METHODS.get(name)
    if draft is not None and parameters is not None:
        m.effort.activity += 1
        values = [pair for number, each in enumerate(parameters) for pair in _given(m, each, args.get(number, each))]
        draft.settings[Setting(name, m.span(at), tuple(values))] = None
    return NONE


def _given(m: Machine, name: str, value: Val | None) -> list[tuple[str, Value]]:
    entries = containers.entries(m, value or ()) if name == "passwords" else None
    if entries:
        users = Value(tuple(user for user, _ in entries))
        return [("users", users), ("passwords", shapes.value(join(*(password for _, password in entries))))]
    any_key = (Const.of(CURVE_ALLOW_ANY),)
    told = join((), *(any_key if _allows_any(atom) else (atom,) for atom in value or ()))
    return [(name, shapes.value(told))] if told else []


def _allows_any(atom: Any) -> bool:
    return isinstance(atom, External) and atom.path.startswith("zmq.auth") and atom.path.endswith(".CURVE_ALLOW_ANY")
