"""Code that nothing in the program calls, run as somebody outside would: functions, methods, and objects of classes
that the program never makes.

Names that some other function mentions come second: whoever mentions them is likely to call them. Last of these come
internal names, which begin with an underscore: what mentions them is likely to be called from outside.
"""

from __future__ import annotations

from typing import Any

from zlint.model import Execution
from zlint.static import facts as f
from zlint.static.link import construct, creation, executions, lookup, roots
from zlint.static.link.atoms import Arguments, Bound, Class, Function, Obj
from zlint.static.link.machine import Frame, Machine, Task
from zlint.static.link.program import Module

TESTS = ("test", "example", "demo", "bench", "doc", "conftest", "sample", "tutorial")
OBJECTS = 3  # of one class on which a method is run that nothing calls
CONSTRUCTORS = frozenset({"__init__", "__new__", "__post_init__"})


def run_uncalled(m: Machine, paths: frozenset[str]) -> None:
    """Functions and methods of these files that nothing reached."""
    everything = _family(m).items()
    family = {cls: kin for cls, kin in everything if any(each.module.path in paths for each in (cls, *kin))}
    for cls in family:
        if not family[cls] and (not m.instances.get(cls) or _only_tests(m, cls)):
            _library_object(m, cls)
    for waits in (_named, _internal, _none):
        if waits is _none and m.steps > m.limit:
            break  # what is left was not reached for want of steps: run on its own it would be judged out of context
        waiting = frozenset(filter(waits, _mentioned(m)))
        for cls, derived in family.items():
            _run_methods(m, cls, derived, waiting)
        _run_functions(m, paths, waiting)
        roots.drain(m)
    for facts, made in list(m.closures.items()):
        if facts not in m.visited and made.module.path in paths and m.program.is_relevant(made.module, facts):
            _run_library(m, made, None)
    for cls, derived in family.items():  # made in code that was too much to follow
        if not derived and cls not in m.outside and not _constructed(m, cls):
            _library_object(m, cls)
            _run_methods(m, cls, derived, frozenset())


def _named(name: str) -> bool:
    return True


def _internal(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def _none(name: str) -> bool:
    return False


def _run_functions(m: Machine, paths: frozenset[str], waiting: frozenset[str]) -> None:
    for path in sorted(paths & m.program.modules.keys()):
        module = m.program.modules[path]
        for function in module.facts.functions:
            if "." in function.qualname or function in m.visited or function.name == "<lambda>":
                continue
            if m.program.is_relevant(module, function) and function.name not in waiting:
                _run_library(m, Function(function, module), None)


def _family(m: Machine) -> dict[Class, list[Class]]:
    """Every class that matters, with the classes of the program that derive from it."""
    found: dict[Class, list[Class]] = {}
    for path in sorted(m.program.modules):
        module = m.program.modules[path]
        for facts in module.facts.classes:
            if "<locals>" not in facts.qualname and _matters(m, module, facts):
                found.setdefault(Class(facts, module), [])
    for cls in list(found):
        for base in lookup.linearised(m, cls)[1:]:
            found.setdefault(base, []).append(cls)
    return found


def _constructed(m: Machine, cls: Class) -> bool:
    """An object of it has been made in this round, constructor and all."""
    if not m.instances.get(cls):
        return False
    owners = [owner for owner in lookup.linearised(m, cls) if "__init__" in owner.facts.methods]
    return not owners or owners[0].facts.methods["__init__"] in m.visited


def _matters(m: Machine, module: Module, facts: f.Class) -> bool:
    return any(m.program.is_relevant(module, method) for method in facts.methods.values()) or bool(
        facts.names & m.program.relevant and facts.bases
    )


def _mentioned(m: Machine) -> set[str]:
    """Names that some other function mentions."""
    found: set[str] = set()
    for module, function in m.program.functions():
        if m.program.is_relevant(module, function):
            found |= function.names - {function.name}
    return found


def _run_methods(m: Machine, cls: Class, derived: list[Class], waiting: frozenset[str]) -> None:
    made = [each for kind in (cls, *derived) for each in m.instances.get(kind, ())][:OBJECTS]
    assumed = [m.outside[kind] for kind in (cls, *derived) if kind in m.outside][:OBJECTS]
    for name, method in cls.facts.methods.items():
        if name in CONSTRUCTORS or name in waiting or not m.program.is_relevant(cls.module, method):
            continue
        for each in made if method not in m.visited else ():
            _run_library(m, lookup.unbound(cls, name, each), each)
        for each in assumed:
            callee = lookup.unbound(cls, name, each)
            own = isinstance(callee, Bound) and callee.receiver == each
            if (method, each) not in m.visited_on if own else method not in m.visited:
                _run_library(m, callee, each)


def _only_tests(m: Machine, cls: Class) -> bool:
    """A class that only tests and examples make objects of is a library's: others make them too."""
    if _is_test(cls.module.path):
        return False
    return all(_is_test(site.path) for site in m.sites.get(cls, ()))


def _is_test(path: str) -> bool:
    return any(part.startswith(TESTS) for part in path.lower().split("/"))


def _library_object(m: Machine, cls: Class) -> None:
    """An object that code outside makes, with parameters that are not known."""
    kind = executions.kind_of_class(lookup.external_bases(m, cls))
    made: Any = Obj(f"outside {cls}", kind, cls)
    m.outside[cls] = made
    key = f"library {cls}"
    if _constructed(m, cls):
        m.assumed.add(key)
    module = cls.module
    entry = module.facts.span(cls.facts.at)
    m.trace.executions[key] = Execution(
        key, "library", cls.facts.qualname, entry, f"library {module.path}", owner=made.key, constructs=True
    )

    def run() -> None:
        m.store(made.key, "#native", creation.inherited(lookup.external_bases(m, cls), made.key))
        construct.initialise(m, made, cls, Arguments(rest=True), None)

    roots.follow(m, key, run, Frame(Function(module.facts.body, module), module, None))


def _run_library(m: Machine, callee: Function | Bound, owner: Any) -> None:
    function = callee.function if isinstance(callee, Bound) else callee
    module, facts = function.module, function.facts
    owned = owner.key if isinstance(owner, Obj) else None
    key = f"library {module.path}:{facts.qualname}{'<' + owned[:80] if owned else ''}"
    inert = facts in m.effort.known and facts not in m.effort.active and not m.effort.learning
    if inert or key in m.done or (m.steps > m.limit and module.path not in m.program.mentioning):
        return
    m.done.add(key)
    process = f"library {module.path}"
    m.trace.executions[key] = Execution(
        key, "library", facts.qualname, module.facts.span(facts.at), process, owner=owned
    )
    roots.run_task(m, Task(key, callee, Arguments(rest=True), module, facts.at))
    roots.drain(m)
