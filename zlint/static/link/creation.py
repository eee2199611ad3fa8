"""Contexts and sockets, where they are made: by a context, by a class, by a program's own class derived from one."""

from __future__ import annotations

from typing import Any

from zlint.semantics import peers, pyzmq
from zlint.static import facts as f
from zlint.static.link import asked, authenticators, construct, homes, lookup, ops, shapes, streams, told
from zlint.static.link.atoms import NONE, Arguments, Class, Ctx, External, Obj, Sock, Val
from zlint.static.link.machine import Machine
from zlint.static.link.trace import ContextDraft, SocketDraft

CHAIN = 4  # call sites that tell sockets of one creation apart


def open_context(m: Machine, kind: str, at: f.At, *, shared: bool = False) -> Val:
    span = m.span(at)
    m.effort.activity += 1
    key = f"shared {kind}" if shared else f"{span}<{'<'.join(str(site) for site in m.chain()[-2:])}"
    draft = m.trace.contexts.setdefault(key, ContextDraft(key, span, kind, shared, m.execution))
    draft.makers[m.execution] = None
    op = ops.emit(m, "context", "instance" if shared else "Context", (), at)
    op.facts.update(context=key, home=None if shared else homes.frames(m, key))
    return (Ctx(key, kind),)


def context_method(m: Machine, base: Ctx, name: str, args: Arguments, at: f.At) -> Val | None:
    match pyzmq.CONTEXT_METHODS.get(name):
        case "open":
            return open_socket(m, (base,), args, at)
        case "term":
            return terminate(m, base, name, args, at)
        case "option":
            names = [atom.path.rpartition(".")[2] for atom in args.get(0) or () if isinstance(atom, External)]
            for option in names:
                m.heap.store(f"context {base.id}", option.lower(), args.get(1) or NONE)
            return NONE
        case "same":
            return (base,)
        case "shadow":
            return tuple(atom for value in args.plain for atom in value if isinstance(atom, Ctx)) or (base,)
        case _:
            return None


def terminate(m: Machine, base: Ctx, call: str, args: Arguments, at: f.At) -> Val:
    op = ops.emit(m, "term", call, (), at)
    op.facts["context"] = base.id
    if linger := args.get(0, "linger"):
        op.facts["value"] = shapes.value(linger)
    return NONE


def types_of(value: Val) -> tuple[list[str], bool]:
    """Socket type names among the alternatives, and whether there are others."""
    found: list[str] = []
    others = False
    for atom in value:
        path = pyzmq.canonical(atom.path) if isinstance(atom, External) else ""
        name = path.removeprefix("zmq.").removeprefix("SocketType.")
        if path.startswith("zmq.") and name in peers.TYPES:
            found.append(peers.canonical(name))
        else:
            others = others or atom != NONE[0]
    return found, others


def open_socket(m: Machine, contexts: tuple[Ctx, ...], args: Arguments, at: f.At, *, kind: str = "") -> Val:
    """`context.socket(type)`."""
    span = m.span(at)
    given = args.get(0, "socket_type") or ()
    types, others = types_of(given)
    types = types or told.types(m, at)
    chain = tuple((frame.site, frame.function.facts) for frame in m.frames if frame.site is not None)
    key = f"{span}<{'<'.join(str(site) for site, _ in chain[-CHAIN:])}"
    draft = m.trace.sockets.get(key)
    if draft is None:
        constructing = tuple(
            (frame.constructs, frame.site)
            for frame in m.frames
            if frame.constructs is not None and frame.site is not None
        )
        draft = SocketDraft(
            id=key,
            span=span,
            chain=chain,
            constructing=constructing,
            execution=m.execution,
            asyncio=True,
            many=any(frame.loops for frame in m.frames),
            assumed=m.execution in m.assumed,
        )
        m.trace.sockets[key] = m.trace.every_socket[key] = draft
    draft.makers[m.execution] = None
    kinds = {kind or "sync"} if kind or not contexts else {context.kind for context in contexts}
    draft.asyncio = draft.asyncio and kinds == {"asyncio"}  # of one that may be either its calls must tell
    draft.types.update(dict.fromkeys(types))
    draft.perhaps.update(dict.fromkeys(asked.types(m, given)))
    draft.untyped = draft.untyped or (others and not types)
    draft.contexts.update((context.id, None) for context in contexts)
    if not types:
        m.trace.miss(span, "socket type", shapes.reason(given))
    sock = Sock(key)
    ops.emit(m, "open", "socket", (sock,), at).facts["home"] = homes.frames(m, key)
    return (_custom(m, contexts, sock, at) or sock,)


def _custom(m: Machine, contexts: tuple[Ctx, ...], sock: Sock, at: f.At) -> Obj | None:
    """A context class of the program can name a socket class of its own (`_socket_class`)."""
    for context in contexts:
        for cls in m.heap.load(f"context {context.id}", "_socket_class"):
            if isinstance(cls, Class):
                made = Obj(f"{cls.facts.name} {sock.id}", "instance", cls)
                m.store(made.key, "#native", (sock,))
                known = m.instances.setdefault(cls, [])
                if made not in known:
                    known.append(made)
                return made
    return None


def construct_subclass(m: Machine, cls: Class, outside: set[str], args: Arguments, at: f.At) -> Val | None:
    """An object of a program's class that derives from a class of pyzmq, whose methods it inherits."""
    native: Val = ()
    for path in sorted(outside):
        if path in pyzmq.CONTEXT_CLASSES:
            native = open_context(m, pyzmq.CONTEXT_CLASSES[path], at)
        elif path in pyzmq.SOCKET_CLASSES:
            contexts = tuple(atom for atom in args.get(0, "context") or () if isinstance(atom, Ctx))
            rest = Arguments((args.get(1, "socket_type") or (),))
            native = open_socket(m, contexts, rest, at, kind=pyzmq.SOCKET_CLASSES[path])
        elif path in pyzmq.STREAM_CLASSES:
            native = streams.make_stream(m, args, at)
        elif path in pyzmq.AUTHENTICATORS:
            native = authenticators.make(m, args, at)
    if not native:
        return None
    made = Obj(f"{cls.facts.name} {lookup.allocation(m, at)}", "instance", cls)
    m.store(made.key, "#native", native)
    custom = lookup.class_attribute(m, cls, "_socket_class", made)
    if custom and isinstance(native[0], Ctx):
        m.heap.store(f"context {native[0].id}", "_socket_class", custom)
    construct.initialise(m, made, cls, args, m.span(at))
    return (made,)


def inherited(outside: set[str], key: str) -> Val:
    """The pyzmq object that an object of a subclass is, when code outside makes it."""
    return tuple(dict.fromkeys(each for path in sorted(outside) for each in annotated(path, key)))


def annotated(path: str, key: str) -> list[Any]:
    """A parameter that nobody gives, by its annotation."""
    if path in pyzmq.SOCKET_CLASSES:
        return [Sock(f"parameter {key}")]
    if path in pyzmq.CONTEXT_CLASSES:
        return [Ctx(f"parameter {key}", pyzmq.CONTEXT_CLASSES[path])]
    return []
