"""Where linking begins: the top level of every file that matters, then everything that nothing calls.

A file's top level is an execution of its own, as if it were run as a script. A function or method that no
execution reaches is run on its own, with its parameters unknown, as code that somebody outside calls.
"""

from __future__ import annotations

from typing import Any

from zlint.model import Execution
from zlint.static import facts as f
from zlint.static.link import calls, construct, executions, lookup, sockets
from zlint.static.link.atoms import Arguments, Bound, Class, Function, Obj, Partial, Pending
from zlint.static.link.machine import Frame, Machine, State, Task
from zlint.static.link.program import Module
from zlint.static.link.trace import START, GraphDraft

ROOT_STEPS = 150_000  # expressions evaluated in one execution; one that needs more is followed in part
RESUME_STEPS = 20_000  # what is left, at least, to the execution that had to wait for another one
TESTS = ("test", "example", "demo", "bench", "doc", "conftest", "sample", "tutorial")


def run_everything(m: Machine) -> None:
    """One round over the program."""
    for path in sorted(m.program.zmq_paths):
        module = m.program.module(path)
        if module is not None and not module.executed:
            run_module(m, module)
    drain(m)
    run_uncalled(m)


def run_module(m: Machine, module: Module) -> None:
    """Run a file's top level, in the middle of whatever needs it."""
    module.executed = True
    key = f"main {module.path}"
    entry = module.facts.span((0, 0))
    m.trace.executions[key] = Execution(key, "main", module.name, entry, module.path)
    follow(m, key, lambda: calls.execute_body(m), Frame(Function(module.facts.body, module), module, None))


def follow(m: Machine, key: str, run: Any, frame: Frame | None) -> None:
    """Run an execution from its start, aside from what is running now."""
    kept = (m.frames, m.state, m.execution, m.budget)
    m.trace.graphs[key] = graph = m.trace.graphs.get(key) or GraphDraft()
    m.frames = [frame] if frame is not None else []
    m.state = State(front=frozenset({(START, "next", None)}))
    m.execution = key
    m.budget = min(m.limit, m.steps + ROOT_STEPS)
    run()
    if m.state.alive:
        graph.exits.update(dict.fromkeys(sorted((front for front in m.state.front if front[0] != START), key=str)))
    m.frames, m.state, m.execution, m.budget = kept
    m.budget = max(m.budget, m.steps + RESUME_STEPS)


def drain(m: Machine) -> None:
    """Follow what was started, and what that starts."""
    while m.queue:
        task = m.queue.pop(0)
        key = (task.id, repr(task.args)[:400])
        if key in m.done:
            continue
        m.done.add(key)
        run_task(m, task)


def run_task(m: Machine, task: Task) -> None:
    execution = m.trace.executions[task.id]
    callee = task.callee
    function = callee.function if isinstance(callee, Bound) else callee
    module = function.module

    def run() -> None:
        value = calls.call(m, callee, task.args, function.facts.at)
        if execution.kind == "library":
            for atom in value:  # whoever calls it can do anything with what it returns
                sockets.escape(m, atom, function.facts.at, function.facts.name)
        if any(isinstance(atom, Pending) for atom in value):
            calls.awaited(m, value, function.facts.at)

    outer = Frame(Function(module.facts.body, module), module, None)
    follow(m, task.id, run, outer)
    if execution.kind in ("callback", "library", "signal"):
        m.trace.graphs[task.id].repeats = True


def run_uncalled(m: Machine) -> None:
    """Functions and methods that nothing reached: those that nobody mentions first, they call the others."""
    for private in (False, True):
        mentioned = _mentioned(m)
        for path in sorted(m.program.modules):
            module = m.program.modules[path]
            for cls in module.facts.classes:
                _run_class(m, module, cls, mentioned, private)
            for function in module.facts.functions:
                if "." in function.qualname or function in m.visited or function.name == "<lambda>":
                    continue
                if not m.program.is_relevant(module, function) or (function.name in mentioned and not private):
                    continue
                _run_library(m, Function(function, module), None)
        drain(m)


def _mentioned(m: Machine) -> set[str]:
    """Names that some other function mentions."""
    found: set[str] = set()
    for module, function in m.program.functions():
        if m.program.is_relevant(module, function):
            found |= function.names - {function.name}
    return found


def _run_class(m: Machine, module: Module, facts: f.Class, mentioned: set[str], private: bool) -> None:
    if "<locals>" in facts.qualname or not any(m.program.is_relevant(module, each) for each in facts.methods.values()):
        return
    cls = Class(facts, module)
    made = list(m.instances.get(cls, ()))[:3]
    if not made or _only_tests(m, cls):
        if _has_subclass(m, cls):
            made = made or []
        else:
            made.append(_library_object(m, cls))
    for name, method in facts.methods.items():
        if method in m.visited or name in ("__init__", "__new__", "__post_init__"):
            continue
        if not m.program.is_relevant(module, method) or (name in mentioned and not private):
            continue
        for each in made:
            _run_library(m, lookup.unbound(cls, name, each), each)


def _only_tests(m: Machine, cls: Class) -> bool:
    """A class that only tests and examples make objects of is a library's: others make them too."""
    if _is_test(cls.module.path):
        return False
    return all(_is_test(site.path) for site in m.sites.get(cls, ()))


def _is_test(path: str) -> bool:
    return any(part.startswith(TESTS) for part in path.lower().split("/"))


def _has_subclass(m: Machine, cls: Class) -> bool:
    """Something in the program derives from it, so that an object of that class shows what it does."""
    name = cls.facts.name
    for module in m.program.modules.values():
        for other in module.facts.classes:
            for base in other.bases:
                text = base.id if isinstance(base, f.Name) else base.name if isinstance(base, f.Attr) else ""
                if text == name and other is not cls.facts:
                    return True
    return False


def _library_object(m: Machine, cls: Class) -> Any:
    """An object that code outside makes, with parameters that are not known."""
    kind = executions.kind_of_class(lookup.external_bases(m, cls))
    made: Any = Obj(f"any {cls}", kind, cls)
    if ("object", made.key) in m.done:
        return made
    m.done.add(("object", made.key))
    key = f"library {cls}"
    if m.instances.get(cls):
        m.assumed.add(key)
    module = cls.module
    entry = module.facts.span(cls.facts.at)
    m.trace.executions[key] = Execution(
        key, "library", cls.facts.qualname, entry, f"library {module.path}", owner=made.key
    )

    def run() -> None:
        m.store(made.key, "#native", sockets.inherited(lookup.external_bases(m, cls), made.key))
        construct.initialise(m, made, cls, Arguments(rest=True), None)

    follow(m, key, run, Frame(Function(module.facts.body, module), module, None))
    return made


def _run_library(m: Machine, callee: Function | Bound | Partial, owner: Any) -> None:
    function = callee.function if isinstance(callee, Bound) else callee
    if not isinstance(function, Function):
        return
    module, facts = function.module, function.facts
    owned = owner.key if isinstance(owner, Obj) else None
    key = f"library {module.path}:{facts.qualname}{'<' + owned[:80] if owned else ''}"
    if key in m.done or (not m.effort.learning and facts not in m.effort.active):
        return
    m.done.add(key)
    process = f"library {module.path}"
    m.trace.executions[key] = Execution(
        key, "library", facts.qualname, module.facts.span(facts.at), process, owner=owned
    )
    run_task(m, Task(key, callee, Arguments(rest=True)))
    drain(m)
