"""Objects of classes that are looked up by a name which is not known before the program runs.

Whatever class that is, it takes what it is called with. Where one class of the calling file takes just that, and
nothing else makes objects of it, it is taken for the base of those: its constructor is given these arguments.
"""

from __future__ import annotations

from zlint.model import Hole
from zlint.static import facts as f
from zlint.static.link import hearsay, sinks
from zlint.static.link.atoms import Arguments, Class, Function, Val
from zlint.static.link.machine import Machine

ALIKE = 2  # arguments that have the names of their parameters, for the rest to be taken for the others


def called(m: Machine, callee: Hole, args: Arguments) -> None:
    """A call of what was looked up."""
    if not callee.key.startswith(sinks.DISPATCH) or len(args.plain) < ALIKE:
        return
    classes = [facts for facts in m.module.definitions.values() if isinstance(facts, f.Class)]
    fitting = [init for facts in classes if (init := _constructor(m, facts)) is not None and _takes(init, args)]
    if len(fitting) == 1:
        given = zip((param.name for param in fitting[0].params[1:]), args.plain)
        for name, value in (*given, *args.named):
            hearsay.say(m, _key(m.module.path, fitting[0]), name, value)


def parameter(m: Machine, function: Function, hole: Hole) -> Val:
    """What such calls give to a parameter that nobody gives, besides what is not known."""
    key = _key(function.module.path, function.facts)
    return hearsay.hear(m, key, hole.name, hole) if hearsay.is_known(m, key) else ()


def _key(path: str, function: f.Function) -> str:
    return f"plugin {path}:{function.qualname}"


def _constructor(m: Machine, facts: f.Class) -> f.Function | None:
    sites = m.sites.get(Class(facts, m.module), ())
    return facts.methods.get("__init__") if all(site.in_tests for site in sites) else None


def _takes(init: f.Function, args: Arguments) -> bool:
    plain = [param for param in init.params[1:] if param.kind == "plain"]
    if len(args.plain) > len(plain):
        return False
    left = {param.name for param in plain[len(args.plain) :] if param.default is None} - dict(args.named).keys()
    return (args.rest or not left) and sum(map(_is_named, plain, args.plain)) >= ALIKE


def _is_named(param: f.Param, value: Val) -> bool:
    return any(isinstance(atom, Hole) and atom.name == param.name for atom in value)
