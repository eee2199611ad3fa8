"""Built-in functions that make something to iterate over, or take an element of it."""

from __future__ import annotations

from zlint.model import Hole
from zlint.static import facts as f
from zlint.static.link import calls, containers
from zlint.static.link.atoms import Arguments, Seq, Val, join
from zlint.static.link.machine import Machine


def element(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    return containers.element(m, args.get(0) or ())


def enumerate_(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    index: Val = (Hole("i", f"index {m.span(at)}", "a loop index"),)
    pair = Seq("tuple", ((index, False), (containers.element(m, args.get(0) or ()), False)))
    return (Seq("list", (((pair,), True),)),)


def zip_(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    row = Seq("tuple", tuple((containers.element(m, value), False) for value in args.plain))
    return (Seq("list", (((row,), True),)),)


def range_(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    index: Val = (Hole("i", f"index {m.span(at)}", "a loop index"),)
    bounds = [containers.integer(value) for value in args.plain]
    known = [bound for bound in bounds if bound is not None]
    first = ((index, False),) if known and known == bounds and 0 not in known[2:] and range(*known) else ()
    return (Seq("list", (*first, (index, True))),)


def map_(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    given = Arguments(tuple(containers.element(m, value) for value in args.plain[1:]))
    result = join((), *(calls.call(m, atom, given, at) for atom in args.get(0) or ()))
    return (Seq("list", ((result, True),)),)
