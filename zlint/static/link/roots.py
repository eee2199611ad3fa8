"""Where linking begins: the top level of every file that matters, then everything that nothing calls.

A file's top level is an execution of its own, as if it were run as a script. A function or method that no
execution reaches is run on its own, with its parameters unknown, as code that somebody outside calls.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from zlint.model import Execution
from zlint.static.link import calls, library, ops, sockets
from zlint.static.link.atoms import Function, Pending
from zlint.static.link.machine import Frame, Machine, State, Task
from zlint.static.link.program import Module
from zlint.static.link.trace import START, GraphDraft

ROOT_STEPS = 30_000  # expressions evaluated in one execution; one that needs more is followed in part
LIBRARY_STEPS = 4_000  # in a function that nothing in the program calls
LEAST_STEPS = 50_000  # for the files that do not mention zmq
SPARE_STEPS = 300  # for an execution that begins when the round has spent its steps
RUNS = 30  # of one execution, with other arguments each time
RESUME_STEPS = 4_000  # what is left, at least, to the execution that had to wait for another one


def run_everything(m: Machine) -> None:
    """One round over the program; what only files without a word of zmq do comes last, with less effort."""
    for path in sorted(m.program.zmq_paths, key=lambda path: (path not in m.program.mentioning, path)):
        module = m.program.module(path)
        if module is not None and not module.executed:
            run_module(m, module)
    drain(m)
    library.run_uncalled(m, m.program.mentioning)
    m.limit = min(m.limit, m.steps + max(LEAST_STEPS, m.steps))
    library.run_uncalled(m, m.program.paths - m.program.mentioning)


def run_module(m: Machine, module: Module) -> None:
    """Run a file's top level, in the middle of whatever needs it."""
    module.executed = True
    key = f"main {module.path}"
    entry = module.facts.span((0, 0))
    m.trace.executions[key] = Execution(key, "main", module.name, entry, module.path)
    follow(m, key, lambda: calls.execute_body(m), Frame(Function(module.facts.body, module), module, None))


def follow(m: Machine, key: str, run: Any, frame: Frame | None, held: frozenset[str] = frozenset()) -> None:
    """Run an execution from its start, aside from what is running now."""
    if m.progress is not None:
        m.progress("link", m.steps, m.limit)
    kept = (m.frames, m.state, m.execution, m.budget)
    again = key in m.trace.graphs
    m.trace.graphs.setdefault(key, GraphDraft())
    m.frames = [frame] if frame is not None else []
    m.state = State(front=frozenset({(START, "next", None)}), locks=held)
    m.execution = key
    steps = LIBRARY_STEPS if key.startswith("library ") else ROOT_STEPS
    m.budget = m.steps + max(min(m.limit - m.steps, steps), SPARE_STEPS)
    run()
    known = m.trace.executions[key]
    m.trace.executions[key] = replace(known, returns=m.state.alive or (again and known.returns))
    if m.state.alive:
        ops.end(m)
    m.frames, m.state, m.execution, m.budget = kept
    m.budget = max(m.budget, m.steps + RESUME_STEPS)


def drain(m: Machine) -> None:
    """Follow what was started, and what that starts."""
    while m.queue:
        task = m.queue.pop(0)
        key = (task.id, repr(task.args)[:400])
        if key in m.done or m.runs[task.id] == RUNS:
            continue
        m.done.add(key)
        m.runs[task.id] += 1
        run_task(m, task)


def run_task(m: Machine, task: Task) -> None:
    execution = m.trace.executions[task.id]
    module = task.module

    def run() -> None:
        value = calls.call(m, task.callee, task.args, task.at)
        if execution.kind == "library":
            for atom in value:  # whoever calls it can do anything with what it returns
                sockets.escape(m, atom, task.at, execution.name.rpartition(".")[2])
        if any(isinstance(atom, Pending) for atom in value):
            calls.awaited(m, value, task.at)

    outer = Frame(Function(module.facts.body, module), module, None)
    follow(m, task.id, run, outer, task.held)
    if execution.kind in ("callback", "library", "signal"):
        m.trace.graphs[task.id].repeats = True
