"""Functions outside the program that start or register executions: asyncio, signal, atexit, threads by function."""

from __future__ import annotations

from collections.abc import Callable

from zlint.model import Hole
from zlint.static import facts as f
from zlint.static.link import containers, executions
from zlint.static.link.atoms import NONE, Arguments, Bound, Function, Obj, Val
from zlint.static.link.machine import Machine

Handler = Callable[[Machine, str, Arguments, f.At], Val]


def to_thread(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    for atom in args.get(0) or ():
        executions.begin(m, "thread", atom, Arguments(args.plain[1:], args.named), at)
    return (Hole("future", f"{m.span(at)}", "result of to_thread()"),)


def asyncio_run(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    return executions.loop_method(m, "run_until_complete", args, at) or NONE


def task(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    if path.endswith("create_task"):
        for value in args.plain[:1]:
            for atom in value:
                op = getattr(atom, "op", None)
                if op in m.trace.ops and type(atom).__name__ == "Future":
                    m.trace.ops[op].facts["result"] = "task"
                    return (atom,)
    return executions.tasks(m, args, at)


def wait_for(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    """`await wait_for(x)`: awaited where it stands."""
    for atom in args.get(0) or ():
        if type(atom).__name__ == "Future":
            m.trace.ops[atom.op].facts["result"] = "passed"
    return args.get(0) or ()


def handler(kind: str, position: int) -> Handler:
    def register(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
        for atom in args.get(position, "handler") or ():
            if isinstance(atom, Function | Bound):
                given = Arguments((), (), rest=True) if kind == "signal" else Arguments(args.plain[position + 1 :])
                executions.begin(m, kind, atom, given, at)
        return NONE

    return register


def periodic(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    for atom in args.get(0, "callback") or ():
        executions.begin(m, "callback", atom, Arguments(), at)
    return (Hole("callback", f"{m.span(at)}", "a periodic callback"),)


def start_new(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    given = Arguments(tuple(containers.elements(m, args.get(1) or ()) or ()))
    for atom in args.get(0) or ():
        executions.begin(m, "thread", atom, given, at)
    return NONE


def super_init(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    """`Thread.__init__(self, ...)` spelled with the class."""
    for atom in args.get(0) or ():
        if isinstance(atom, Obj):
            executions.native_init(m, atom, Arguments(args.plain[1:], args.named))
    return NONE
