"""Functions outside the program that start or register executions: asyncio, signal, atexit, threads by function."""

from __future__ import annotations

from collections.abc import Callable

from zlint.model import Hole
from zlint.static import facts as f
from zlint.static.link import containers, executions, flow, sockets, waiting
from zlint.static.link.atoms import NONE, Arguments, Future, Obj, Val
from zlint.static.link.machine import Machine

Handler = Callable[[Machine, str, Arguments, f.At], Val]


def to_thread(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    given = Arguments(args.plain[1:], args.named)
    begun = [executions.begin(m, "thread", atom, given, at) for atom in args.get(0, "func") or ()]
    return waiting.future(m, "to_thread", begun, at)


def asyncio_run(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    return executions.loop_method(m, "run_until_complete", args, at) or NONE


def task(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    if path.endswith("create_task"):
        return executions.task(m, args, at)
    return executions.tasks(m, args, at)


def wait_for(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    """`await wait_for(x, timeout)`: awaited where it stands, and what comes too late is a TimeoutError."""
    late = path.endswith("wait_for") and (args.get(1, "timeout") or NONE) != NONE
    for atom in args.get(0, "fut") or ():
        if isinstance(atom, Future):
            m.trace.facts_of(atom.op)["result"] = "passed"
            if late:
                flow.throw(m, flow.TIMEOUT, frozenset({(atom.op, "raise", flow.TIMEOUT)}))
    return args.get(0, "fut") or ()


def handler(kind: str, position: int) -> Handler:
    def register(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
        for atom in args.get(position, "handler") or ():
            given = Arguments((), (), rest=True) if kind == "signal" else Arguments(args.plain[position + 1 :])
            executions.begin(m, kind, atom, given, at)
            sockets.escape(m, atom, at, kind)
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
