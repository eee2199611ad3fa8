"""What a program does to sockets and contexts, written down as ops.

Method names and arguments are those of `zlint.semantics.pyzmq`. A socket that is not of the program (a parameter
that nobody gives) has no draft: what is done to it is followed for its values only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from zlint.model import Endpoint, Hole, Template, Tri
from zlint.semantics import peers, pyzmq
from zlint.semantics.options import canonical_option
from zlint.static import facts as f
from zlint.static.link import containers, flow, shapes
from zlint.static.link.atoms import (
    NONE,
    Arguments,
    Class,
    Const,
    Ctx,
    External,
    Future,
    Message,
    Method,
    Obj,
    Polled,
    Seq,
    Sock,
    Val,
    join,
)
from zlint.static.link.machine import Machine
from zlint.static.link.trace import ContextDraft, OpDraft, SocketDraft

CHAIN = 4  # call sites that tell sockets of one creation apart
FAILS_WITH_AGAIN = ("send", "recv")


def method(m: Machine, base: Any, name: str, args: Arguments, at: f.At) -> Val | None:
    """A method of a socket, context, stream, poller, device or thread; None for anything else."""
    from zlint.static.link import executions, streams

    match base:
        case Sock():
            return operate(m, (base,), name, args, at)
        case Ctx():
            return _context_method(m, base, name, args, at)
        case Hole() if name == "socket" and types_of(args.get(0, "socket_type") or ())[0]:
            return open_socket(m, (), args, at)
        case Obj(kind="instance" | "thread" | "process") if native := m.load(base.key, "#native"):
            return join(*(found for atom in native if (found := method(m, atom, name, args, at)) is not None))
        case Obj(kind="stream" | "poller" | "device" | "authenticator"):
            return streams.method(m, base, name, args, at)
        case Obj():
            return executions.method(m, base, name, args, at)
        case _:
            return None


# -- contexts


def open_context(m: Machine, kind: str, at: f.At, *, shared: bool = False) -> Val:
    span = m.span(at)
    m.effort.activity += 1
    key = f"shared {kind}" if shared else f"{span}<{'<'.join(str(site) for site in m.chain()[-2:])}"
    m.trace.contexts.setdefault(key, ContextDraft(key, span, kind, shared, m.execution))
    return (Ctx(key, kind),)


def _context_method(m: Machine, base: Ctx, name: str, args: Arguments, at: f.At) -> Val | None:
    match name:
        case "socket":
            return open_socket(m, (base,), args, at)
        case "term" | "destroy" | "__exit__":
            return terminate(m, base, name, args, at)
        case "instance" | "__enter__":
            return (base,)
        case "shadow":
            return tuple(atom for value in args.plain for atom in value if isinstance(atom, Ctx)) or (base,)
        case _:
            return None


def terminate(m: Machine, base: Ctx, call: str, args: Arguments, at: f.At) -> Val:
    op = emit(m, "term", call, (), at)
    op.facts["context"] = base.id
    return NONE


# -- creation


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
    types, others = types_of(args.get(0, "socket_type") or ())
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
            asyncio="asyncio" in (kind, *(context.kind for context in contexts)),
            many=any(frame.loops for frame in m.frames),
            assumed=m.execution in m.assumed,
        )
        m.trace.sockets[key] = m.trace.every_socket[key] = draft
    draft.makers[m.execution] = None
    draft.types.update(dict.fromkeys(types))
    draft.untyped = draft.untyped or (others and not types)
    draft.contexts.update((context.id, None) for context in contexts)
    if not types:
        m.trace.miss(span, "socket type", _reason(args.get(0, "socket_type") or ()))
    sock = Sock(key)
    emit(m, "open", "socket", (sock,), at)
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
    from zlint.static.link import construct, lookup, streams

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
    found: list[Any] = [Sock(f"parameter {key}") for path in outside if path in pyzmq.SOCKET_CLASSES]
    found += [Ctx(f"parameter {key}", pyzmq.CONTEXT_CLASSES[path]) for path in outside if path in pyzmq.CONTEXT_CLASSES]
    return tuple(found)


def annotated(m: Machine, path: str, key: str) -> list[Any]:
    """A parameter that nobody gives, by its annotation."""
    if path in pyzmq.SOCKET_CLASSES:
        return [Sock(f"parameter {key}")]
    if path in pyzmq.CONTEXT_CLASSES:
        return [Ctx(f"parameter {key}", pyzmq.CONTEXT_CLASSES[path])]
    return []


# -- operations


def emit(m: Machine, kind: str, call: str, socks: tuple[Sock, ...], at: f.At, tag: str = "") -> OpDraft:
    """Write an op down at this point of this path."""
    m.effort.activity += 1
    span, chain = m.span(at), m.chain()
    number = m.trace.number((m.execution, span, call, chain, m.trace.detour, tag))
    draft = m.trace.ops.get(number)
    if draft is None:
        draft = OpDraft(number, kind, call, span, m.execution, chain, m.frame.function.facts.qualname, {}, {})
        m.trace.ops[number] = draft
        draft.facts["handlers"] = flow.guards(m)
        draft.facts["locks"] = m.state.locks
    else:
        draft.facts["locks"] &= m.state.locks
    draft.sockets.update((sock.id, None) for sock in socks if sock.id in m.trace.every_socket)
    if m.execution in m.trace.graphs:
        m.trace.edge(m.state.front, number, m.execution)
    m.state.front = frozenset({(number, "next", None)})
    return draft


def operate(m: Machine, socks: tuple[Sock, ...], name: str, args: Arguments, at: f.At) -> Val:
    """Call a method of one of these sockets."""
    spelling = pyzmq.SOCKET_METHODS.get(name)
    if spelling is None:
        return _introspection(m, socks, name, args, at)
    known = tuple(sock for sock in socks if sock.id in m.trace.every_socket)
    kind = "option" if spelling.kind == "option" else spelling.kind
    op = emit(m, kind, name, known, at)
    op.facts["codec"] = spelling.codec
    drafts = [m.trace.every_socket[sock.id] for sock in known]
    if kind in ("send", "recv", "poll"):
        op.facts["asyncio"] = any(draft.asyncio for draft in drafts)
    value = _KINDS.get(kind, _plain)(m, op, known, spelling, args)
    may_fail(m, op, known)
    return (Future(op.id, value),) if op.facts.get("asyncio") else value


def may_fail(m: Machine, op: OpDraft, socks: tuple[Sock, ...]) -> None:
    """The ways out of an op that fails."""
    if op.kind in FAILS_WITH_AGAIN and (
        op.facts.get("nonblocking", Tri.NO).possible or _has_timeout(m, op.kind, socks)
    ):
        flow.throw(m, pyzmq.AGAIN, frozenset({(op.id, "raise", pyzmq.AGAIN)}))
    if op.kind in ("send", "recv", "poll", "bind", "connect"):
        flow.throw(m, "zmq.ZMQError", frozenset({(op.id, "raise", "zmq.ZMQError")}))


def _has_timeout(m: Machine, kind: str, socks: tuple[Sock, ...]) -> bool:
    option = "SNDTIMEO" if kind == "send" else "RCVTIMEO"
    return any(m.heap.load(f"socket {sock.id}", option) for sock in socks)


def flags(value: Val | None) -> tuple[Tri, Tri]:
    """(SNDMORE given, NOBLOCK given) of a flags argument."""
    if not value:
        return Tri.NO, Tri.NO
    more, nonblocking = zip(*(_flag(atom) for atom in value))
    return Tri.over(more), Tri.over(nonblocking)


def _flag(atom: Any) -> tuple[Tri, Tri]:
    match atom:
        case External(path=path):
            name = path.rpartition(".")[2]
            return Tri.of(name == "SNDMORE"), Tri.of(name in ("NOBLOCK", "DONTWAIT"))
        case Seq(kind="flags", items=items):
            pairs = [flags(value) for value, _ in items]
            return pairs[0][0] | pairs[1][0], pairs[0][1] | pairs[1][1]
        case Const(value=int() as number):
            return Tri.of(bool(number & 2)), Tri.of(bool(number & 1))
        case Const():
            return Tri.NO, Tri.NO
        case _:
            return Tri.MAYBE, Tri.MAYBE


def _send(m: Machine, op: OpDraft, socks: tuple[Sock, ...], spelling: pyzmq.Spelling, args: Arguments) -> Val:
    more, nonblocking = flags(args.get(spelling.flags, "flags"))
    payload = args.get(0) or next((value for _, value in args.named), ())
    op.facts.update(more=more, nonblocking=nonblocking, shapes=shapes.sent(m, spelling.codec, payload))
    return NONE


def _recv(m: Machine, op: OpDraft, socks: tuple[Sock, ...], spelling: pyzmq.Spelling, args: Arguments) -> Val:
    op.facts["nonblocking"] = flags(args.get(spelling.flags, "flags"))[1]
    if spelling.codec == "multipart":
        return (Message(op.id, "frames"),)
    return (Message(op.id, "frame" if spelling.codec in ("bytes", "string") else "derived"),)


def _poll(m: Machine, op: OpDraft, socks: tuple[Sock, ...], spelling: pyzmq.Spelling, args: Arguments) -> Val:
    timeout = args.get(0, "timeout")
    op.facts["timeout"] = shapes.value(timeout) if timeout else None
    op.facts["events"] = events(args.get(1, "flags"), "in")
    return (Polled(op.id),)


def events(value: Val | None, default: str) -> str:
    """ "in", "out", "both" or "unknown", of an event mask."""
    if not value:
        return default
    found: set[str] = set()
    for atom in value:
        match atom:
            case External(path=path):
                found.add({"POLLIN": "in", "POLLOUT": "out"}.get(path.rpartition(".")[2], "unknown"))
            case Seq(kind="flags", items=items):
                masks = {events(inner, "unknown") for inner, _ in items} - {"unknown"}
                found.add("both" if masks == {"in", "out"} else masks.pop() if len(masks) == 1 else "unknown")
            case Const(value=int() as number):
                found.add({1: "in", 2: "out", 3: "both"}.get(number, "unknown"))
            case _:
                found.add("unknown")
    return found.pop() if len(found) == 1 else "unknown"


def _attach(m: Machine, op: OpDraft, socks: tuple[Sock, ...], spelling: pyzmq.Spelling, args: Arguments) -> Val:
    given = args.get(0, "addr") or args.get(0, "address") or next((value for _, value in args.named), ())
    result: Val = NONE
    if op.call == "bind_to_random_port":
        port = Hole("random", f"random:{op.span}<{'<'.join(map(str, op.via[-3:]))}", "a port the system chooses")
        given = tuple(shapes.with_port(atom, port) for atom in given)
        result = (port,)
    found = [Endpoint.of(_plain_text(atom)) for atom in given if _is_endpoint(atom)]
    found += [
        Endpoint.of(Hole("received", f"received:{atom.op}", "received data"))
        for atom in given
        if isinstance(atom, Message)
    ]
    op.facts["endpoints"] = tuple(dict.fromkeys((*op.facts.get("endpoints", ()), *found)))
    if not found:
        m.trace.miss(op.span, "endpoint", _reason(given))
    if op.kind == "bind":
        port = Hole("random", f"random:{op.span}<{'<'.join(map(str, op.via[-3:]))}", "a port the system chooses")
        bound = tuple(shapes.chosen(atom, port) for atom in given if _is_endpoint(atom))
        if any(atom is not before for atom, before in zip(bound, given)):
            found = [replace(each, aliases=each.aliases | {port.key}) if each.random else each for each in found]
            op.facts["endpoints"] = tuple(found)
        for sock in socks:
            m.heap.store(f"socket {sock.id}", "#bound", bound)
    return result


def _plain_text(atom: Any) -> Any:
    return atom.value if isinstance(atom, Const) else atom


def _is_endpoint(atom: Any) -> bool:
    return isinstance(atom, Template | Hole) or (isinstance(atom, Const) and isinstance(atom.value, str | bytes))


def _option(m: Machine, op: OpDraft, socks: tuple[Sock, ...], spelling: pyzmq.Spelling, args: Arguments) -> Val:
    if op.call in ("set_hwm", "get_hwm"):
        names, given = ["HWM"], args.get(0)
    else:
        names = [
            canonical_option(atom.path.rpartition(".")[2])
            for atom in args.get(0, "option") or ()
            if isinstance(atom, External)
        ]
        given = args.get(1, "optval") or args.get(1, "value")
    reads = op.call.startswith("get")
    for name in names[:1]:
        set_option(m, op, socks, name, None if reads else given)
    if reads and names == ["LAST_ENDPOINT"]:
        return _last(m, socks)
    return (Hole("option", f"option:{op.span}", "an option's value"),)


def _last(m: Machine, socks: tuple[Sock, ...]) -> Val:
    """LAST_ENDPOINT: what was bound when that is one thing, else an unknown that names the socket."""
    bound = join((), *(m.heap.load(f"socket {sock.id}", "#bound") for sock in socks))
    if len(bound) == 1:
        return bound
    return tuple(Hole("last_endpoint", f"last:{sock.id}", "an endpoint known at run time") for sock in socks)


def set_option(m: Machine, op: OpDraft, socks: tuple[Sock, ...], name: str, given: Val | None) -> None:
    """An option is read (`given` None) or set; a subscription is an op of its own."""
    op.facts["option"] = name
    if given is None:
        return
    op.facts["value"] = shapes.value(given)
    if name in ("SUBSCRIBE", "UNSUBSCRIBE"):
        op.kind = name.lower()
    for sock in socks:
        m.heap.store(f"socket {sock.id}", name, given)


def _subscribe(m: Machine, op: OpDraft, socks: tuple[Sock, ...], spelling: pyzmq.Spelling, args: Arguments) -> Val:
    set_option(m, op, socks, op.kind.upper(), args.get(0) or ())
    return NONE


def _plain(m: Machine, op: OpDraft, socks: tuple[Sock, ...], spelling: pyzmq.Spelling, args: Arguments) -> Val:
    if op.kind == "close" and (linger := args.get(0, "linger")):
        op.facts["value"] = shapes.value(linger)
    return NONE


_KINDS = {
    "send": _send,
    "recv": _recv,
    "poll": _poll,
    "bind": _attach,
    "connect": _attach,
    "unbind": _attach,
    "disconnect": _attach,
    "option": _option,
    "subscribe": _subscribe,
    "unsubscribe": _subscribe,
}


def _introspection(m: Machine, socks: tuple[Sock, ...], name: str, args: Arguments, at: f.At) -> Val:
    if name in ("__enter__", "shadow"):
        return socks
    if name in ("on_recv", "on_recv_stream"):
        return NONE
    for sock in socks:
        if name not in pyzmq.HARMLESS_METHODS and sock.id in m.trace.sockets:
            m.trace.sockets[sock.id].escapes = True
    return (Hole(name, f"{m.span(at)}", f"result of {name}()"),)


# -- attributes


def read_attribute(m: Machine, atom: Any, text: str, at: f.At) -> Val:
    """An attribute of a socket, context, stream or other native object, not called."""
    match atom:
        case Sock():
            option = canonical_option(text.upper())
            if option == "LAST_ENDPOINT":
                return _last(m, (atom,))
            if option == "RCVMORE":
                set_option(m, emit(m, "option", "rcvmore", (atom,), at), (atom,), option, None)
                return (Hole("rcvmore", f"rcvmore:{m.span(at)}", "the MORE flag"),)
            if text == "context":
                draft = m.trace.sockets.get(atom.id)
                return tuple(Ctx(key) for key in draft.contexts) if draft else ()
        case Obj(kind="stream", key=key) if text == "socket":
            return m.load(key, "socket")
        case Obj(kind="instance"):
            return join((), *(read_attribute(m, each, text, at) for each in m.load(atom.key, "#native")))
        case Ctx() if text == "underlying":
            return (atom,)
        case Obj(kind="list" | "dict" | "set" | "lock" | "poller" | "stream"):
            return (Method(atom, text),)
        case Obj(key=key):
            return m.load(key, text) or (Method(atom, text),)
    return (Method(atom, text),)


def set_attribute(m: Machine, atom: Any, text: str, value: Val, at: f.At) -> None:
    """`socket.linger = 0` and the like."""
    match atom:
        case Sock():
            op = emit(m, "option", text, (atom,), at)
            set_option(m, op, (atom,), canonical_option(text.upper()), value)
        case Obj(kind="stream", key=key):
            m.store(key, text, value)
        case Ctx():
            m.heap.store(f"context {atom.id}", text, value)


def checked_more(m: Machine, op: int, at: f.At) -> None:
    """`frame.more` of a received frame asks what RCVMORE asks."""
    socks = tuple(Sock(key) for key in m.trace.ops[op].sockets) if op in m.trace.ops else ()
    set_option(m, emit(m, "option", "more", socks, at), socks, "RCVMORE", None)


# -- escape


def escape(m: Machine, atom: Any, at: f.At, callee: str) -> None:
    """A socket is handed to code that is not seen."""
    if callee in pyzmq.HARMLESS_CALLS:
        return
    match atom:
        case Sock() if atom.id in m.trace.sockets:
            m.trace.sockets[atom.id].escapes = True
        case Seq():
            for inner in atom.element:
                escape(m, inner, at, callee)
        case Obj(kind="list"):
            for inner in containers.element(m, (atom,)):
                if isinstance(inner, Sock):
                    escape(m, inner, at, callee)
        case Obj(kind="stream"):
            for inner in m.load(atom.key, "socket"):
                escape(m, inner, at, callee)


def _reason(value: Val) -> str:
    """Why a value is not known, in words."""
    for atom in value:
        if isinstance(atom, Hole):
            return f"{atom.name} is {atom.why}"
        if isinstance(atom, Template):
            return f"{atom} has unknown parts"
        if isinstance(atom, Message):
            return "it is received"
    return "nothing is known of it"
