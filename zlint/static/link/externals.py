"""Calls of names from outside the program: pyzmq, threading, asyncio, os.environ, argparse, functools, builtins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from zlint.model import Hole
from zlint.semantics import pyzmq
from zlint.semantics.codecs import DECODERS, ENCODERS
from zlint.static import facts as f
from zlint.static.link import (
    authenticators,
    buffers,
    calls,
    codecs,
    commands,
    containers,
    creation,
    executions,
    files,
    filled,
    forks,
    iterables,
    lookup,
    mentions,
    parsers,
    pauses,
    shapes,
    sinks,
    sockets,
    starting,
    streams,
    strings,
    taint,
    taking_turns,
    targets,
    told,
    types,
    unresolved,
)
from zlint.static.link.atoms import (
    NONE,
    Arguments,
    Class,
    Const,
    Ctx,
    External,
    Message,
    Obj,
    Partial,
    Seq,
    Sock,
    Val,
    join,
)
from zlint.static.link.machine import Machine

Handler = Callable[[Machine, str, Arguments, f.At], Val]
QUEUES = frozenset(
    f"{module}.{name}"
    for module in (
        "queue",
        "multiprocessing",
        "multiprocessing.queues",
        "asyncio",
        "torch.multiprocessing",
        "six.moves.queue",
    )
    for name in ("Queue", "SimpleQueue", "JoinableQueue", "LifoQueue", "PriorityQueue")
)
LOOPS = (
    "asyncio.get_event_loop",
    "asyncio.get_running_loop",
    "asyncio.new_event_loop",
    "tornado.ioloop.IOLoop.current",
    "tornado.ioloop.IOLoop.instance",
    "tornado.ioloop.IOLoop",
    "zmq.eventloop.ioloop.IOLoop.instance",
    "zmq.eventloop.ioloop.IOLoop.current",
    "zmq.eventloop.ioloop.IOLoop",
)


def call(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    """Call `path`."""
    path = pyzmq.canonical(path)
    known = _zmq(m, path, args, at)
    if known is not None:
        return known
    if path in DECODERS:
        codecs.note_decoding(m, path, args)
    sinks.note(m, path, args, at)
    commands.started(m, path, args)
    if answer := sinks.answers(path, args):
        return answer
    if pauses.ends(m, path, at):
        return NONE
    handler = HANDLERS.get(path) or _by_shape(path)
    if handler is not None:
        return handler(m, path, args, at)
    return unresolved.told(path, buffers.sized(m, path, args, calls.unknown(m, path.rpartition(".")[2], args, at)))


def _zmq(m: Machine, path: str, args: Arguments, at: f.At) -> Val | None:
    owner, _, last = path.rpartition(".")
    if path in pyzmq.CONTEXT_CLASSES:
        shadowed = tuple(atom for atom in args.get(0) or () if isinstance(atom, Ctx))
        if shadowed:
            return tuple(Ctx(atom.id, pyzmq.CONTEXT_CLASSES[path]) for atom in shadowed)
        return creation.open_context(m, pyzmq.CONTEXT_CLASSES[path], at)
    if owner in pyzmq.CONTEXT_CLASSES and last in ("instance", "shadow", "shadow_pyczmq"):
        kind = pyzmq.CONTEXT_CLASSES[owner]
        if last == "instance":
            return creation.open_context(m, kind, at, shared=True)
        return tuple(Ctx(a.id, kind) for a in args.get(0) or () if isinstance(a, Ctx)) or creation.open_context(
            m, kind, at
        )
    if path in pyzmq.SOCKET_CLASSES:
        contexts = tuple(atom for atom in args.get(0, "context") or () if isinstance(atom, Ctx))
        given = Arguments((args.get(1, "socket_type") or (),))
        return creation.open_socket(m, contexts, given, at, kind=pyzmq.SOCKET_CLASSES[path])
    if owner in pyzmq.SOCKET_CLASSES and args.plain:
        return sockets.unbound(m, last, args, at)
    if path in pyzmq.POLLER_CLASSES:
        return streams.make_poller(m, pyzmq.POLLER_CLASSES[path], at)
    if path in pyzmq.STREAM_CLASSES:
        return streams.make_stream(m, args, at)
    if path in pyzmq.PROXIES:
        return streams.proxy(m, path, args, at)
    if path in pyzmq.DEVICES:
        return streams.make_device(m, path, args, at)
    if path in pyzmq.AUTHENTICATORS:
        return authenticators.make(m, args, at)
    if path == "zmq.select":
        return streams.select(m, args, at)
    return None


def _by_shape(path: str) -> Handler | None:
    if path in pyzmq.THREAD_LIKE:
        return lambda m, p, args, at: executions.make_thread(m, pyzmq.THREAD_LIKE[p], p, args, at)
    if path in pyzmq.EXECUTORS:
        return lambda m, p, args, at: executions.make_executor(m, pyzmq.EXECUTORS[p], args, at)
    if path in ENCODERS:
        return codecs.encode
    if path in pyzmq.LOCKS:
        # Named by its place only: a method whose object is one of several still holds its object's lock.
        return lambda m, p, args, at: (Obj(f"lock {m.span(at)}", "lock"),)
    if path in QUEUES:
        return lambda m, p, args, at: (filled.new_queue(m, f"queue {lookup.allocation(m, at)}"),)
    if path in LOOPS:
        return lambda m, p, args, at: (Obj("loop", "loop"),)
    return None


# -- processes from a context: multiprocessing.get_context("spawn").Process


def _mp_context(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    return (External("multiprocessing"),)


# -- values


def _environ(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    default = tuple(atom for atom in args.get(1, "default") or () if atom != NONE[0])
    return join((), *(told.variable(m, containers.environment(key), default) for key in args.get(0) or ()))


def _environment(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    made = Obj(f"{containers.VARIABLES}{lookup.allocation(m, at)}", "dict")
    m.store(made.key, containers.ANY, (Hole("variable", made.key, "an environment variable"),))
    return (made,)


def _same(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    """Text and numbers stay what they are."""
    if not args.plain:
        empty: dict[str, Any] = {"str": "", "bytes": b"", "int": 0, "float": 0.0}
        return (Const.of(empty.get(path, "")),)
    found: list[Any] = []
    for atom in args.plain[0]:
        if path == "str" and isinstance(atom, Message):
            atom = taint.derived(atom)
        if path == "bytes":
            number = isinstance(atom, Const) and not isinstance(atom.value, str | bytes)
            atom = Hole("bytes", f"{m.span(at)}", "bytes", type="bytes") if number else strings.typed(atom, "bytes")
        if path in ("int", "float") and isinstance(atom, Message):
            atom = replace(atom, part=taint.SAFE)
        if path in ("int", "float") and isinstance(atom, Const) and isinstance(atom.value, str):
            try:
                found.append(Const.of(int(atom.value)))
                continue
            except ValueError:
                pass
        if path == "int" and isinstance(atom, Const) and isinstance(atom.value, float):
            found.append(Const.of(int(atom.value)))
            continue
        if path == "str" and isinstance(atom, Const) and not isinstance(atom.value, bytes):
            found.append(Const.of(str(atom.value)))
        else:
            found.append(atom)
    return strings.as_bytes(tuple(found)) if path == "bytes" else tuple(found)


def _shown(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    made = calls.unknown(m, path, args, at)
    return tuple(replace(atom, type="str") if isinstance(atom, Hole) else atom for atom in made)


def _list(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    kind = "tuple" if path == "tuple" else "list"
    given = args.get(0) or ()
    polled = streams.wrapped(m, given, "dict")
    if polled:
        return polled
    if given and all(isinstance(atom, Message) for atom in given):
        return given
    sequence = Seq(kind, tuple(containers.spread(m, given)) if args.plain else ())
    return (sequence,) if kind == "tuple" else (containers.new_list(m, sequence, at),)


def _dict(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    polled = streams.wrapped(m, args.get(0) or (), "dict")
    if polled:
        return polled
    made = Obj(lookup.allocation(m, at), "dict")
    for key, value in (*(containers.entries(m, args.get(0) or ()) or ()), *args.named):
        m.store(made.key, f"[s:{key}]", value)
    return (made,)


def _namespace(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    kind = "local" if path == "threading.local" else "namespace"
    made = Obj(f"{kind} {lookup.allocation(m, at)}", kind)
    for key, value in args.named:
        m.store(made.key, key, value)
    return (made,)


def _getattr(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    names = args.get(1) or ()
    found: list[Val] = []
    for base in args.get(0) or ():
        for name in names:
            if isinstance(name, Const) and isinstance(name.value, str):
                found.append(lookup.attribute(m, base, name.value, at))
            elif isinstance(base, Sock) and base.id in m.trace.sockets:
                m.trace.sockets[base.id].escapes = True
    value = join((), *found, args.get(2) or (), sinks.dispatched(m, names, at))
    return value or (Hole("attribute", f"getattr {m.span(at)}", "an attribute whose name is not known"),)


def _hasattr(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    for base in args.get(0) or ():
        mentions.asked(m, base, args.get(1) or ())
    return types.has_attribute(m, path, args, at)


def _setattr(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    for base in args.get(0) or ():
        for name in args.get(1) or ():
            if isinstance(name, Const) and isinstance(name.value, str):
                targets.assign_attribute(m, base, name.value, args.get(2) or (), at)
    return NONE


def _partial(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    return (Partial(args.get(0) or (), Arguments(args.plain[1:], args.named, args.rest)),)


def _closing(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    made = Obj(f"closing {lookup.allocation(m, at)}", "closing")
    m.store(made.key, "thing", args.get(0) or ())
    return (made,)


def _exit_stack(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    return (Obj(f"exits {lookup.allocation(m, at)}", "exits"),)


def _suppress(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    made = Obj(f"suppress {lookup.allocation(m, at)}", "suppress")
    m.store(made.key, "errors", join((), *args.plain))
    return (made,)


def _first(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    return args.get(0) or ()


def _length(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    shapes.seen_whole(m, args.get(0) or ())
    return (Hole("length", f"len {m.span(at)}", "a length"),)


def _chain(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    return strings.concatenate(
        [piece for at_, value in enumerate(args.plain) for piece in (["/"] if at_ else []) + [value]]
    )


HANDLERS: dict[str, Handler] = {
    "os.environ.copy": _environment,
    "os.environ.get": _environ,
    "os.getenv": _environ,
    "str": _same,
    "bytes": _same,
    "int": _same,
    "float": _same,
    "repr": _shown,
    "pathlib.Path": _same,
    "os.fspath": _same,
    "list": _list,
    "tuple": _list,
    "set": _list,
    "sorted": _list,
    "reversed": _list,
    "collections.deque": _list,
    "dict": _dict,
    "collections.OrderedDict": _dict,
    "collections.defaultdict": _dict,
    "types.SimpleNamespace": _namespace,
    "threading.local": _namespace,
    "argparse.Namespace": _namespace,
    "getattr": _getattr,
    "hasattr": _hasattr,
    "setattr": _setattr,
    "functools.partial": _partial,
    "contextlib.closing": _closing,
    "contextlib.ExitStack": _exit_stack,
    "contextlib.AsyncExitStack": _exit_stack,
    "contextlib.suppress": _suppress,
    "argparse.ArgumentParser": parsers.argparse,
    "optparse.OptionParser": parsers.optparse,
    **dict.fromkeys(("os.path.abspath", "os.path.realpath", "os.path.normpath"), files.resolved),
    "os.path.dirname": files.dirname,
    "traitlets.Type": lambda m, p, args, at: tuple(
        a for a in args.get(0, "default_value") or () if isinstance(a, Class)
    ),
    "typing.cast": lambda m, p, args, at: args.get(1) or (),
    **dict.fromkeys(("copy.copy", "copy.deepcopy"), buffers.copied),
    **dict.fromkeys(("iter", "memoryview"), _first),
    "next": iterables.element,
    "enumerate": iterables.enumerate_,
    "zip": iterables.zip_,
    "range": iterables.range_,
    "map": iterables.map_,
    "len": _length,
    "isinstance": types.is_instance,
    "type": types.type_call,
    "os.path.join": _chain,
    "multiprocessing.get_context": _mp_context,
    "torch.multiprocessing.get_context": _mp_context,
    "asyncio.to_thread": starting.to_thread,
    "os.fork": forks.fork,
    "os.forkpty": forks.fork,
    "asyncio.run": starting.asyncio_run,
    "asyncio.create_task": starting.task,
    "asyncio.ensure_future": starting.task,
    "asyncio.gather": starting.task,
    "asyncio.wait": starting.task,
    "asyncio.as_completed": starting.task,
    "asyncio.wait_for": starting.wait_for,
    "asyncio.shield": starting.wait_for,
    "asyncio.timeout": lambda m, p, args, at: (Hole("timeout", "asyncio.timeout", "a timeout"),),
    "signal.signal": starting.handler("signal", 1),
    "atexit.register": starting.handler("exit", 0),
    "tornado.ioloop.PeriodicCallback": starting.periodic,
    "zmq.eventloop.ioloop.PeriodicCallback": starting.periodic,
    "thread.start_new_thread": starting.start_new,
    "_thread.start_new_thread": starting.start_new,
    "threading.Event": taking_turns.event,
    "zmq.has": taking_turns.has,
    "threading.Thread.__init__": starting.super_init,
    "multiprocessing.Process.__init__": starting.super_init,
}
