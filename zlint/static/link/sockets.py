"""What a program does to sockets and contexts, written down as ops.

Method names and arguments are those of `zlint.semantics.pyzmq`. A socket that is not of the program (a parameter
that nobody gives) has no draft: what is done to it is followed for its values only.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any

from zlint.model import Endpoint, Hole, Template, Tri
from zlint.semantics import pyzmq
from zlint.semantics.options import canonical_option
from zlint.static import facts as f
from zlint.static.link import (
    authenticators,
    buffers,
    containers,
    creation,
    executions,
    managers,
    ops,
    options,
    ports,
    shapes,
    streams,
    taint,
    told,
)
from zlint.static.link.atoms import (
    NONE,
    Arguments,
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
from zlint.static.link.trace import OpDraft


def method(m: Machine, base: Any, name: str, args: Arguments, at: f.At) -> Val | None:
    """A method of a socket, context, stream, poller, device or thread; None for anything else."""
    match base:
        case Sock():
            return operate(m, (base,), name, args, at)
        case Ctx():
            return creation.context_method(m, base, name, args, at)
        case Hole() if name == "socket" and (
            creation.types_of(args.get(0, "socket_type") or ())[0] or told.types(m, at)
        ):
            return creation.open_socket(m, (), args, at)
        case Obj(kind="instance" | "thread" | "process") if native := m.load(base.key, "#native"):
            return join(*(found for atom in native if (found := method(m, atom, name, args, at)) is not None))
        case Obj(kind="exits"):
            return managers.stacked(m, base, name, args, at)
        case Obj(kind="stream" | "poller" | "device"):
            return streams.method(m, base, name, args, at)
        case Obj(kind="authenticator"):
            return authenticators.method(m, base, name, args, at)
        case Obj():
            return executions.method(m, base, name, args, at)
        case _:
            return None


# -- operations


def operate(m: Machine, socks: tuple[Sock, ...], name: str, args: Arguments, at: f.At) -> Val:
    """Call a method of one of these sockets."""
    spelling = pyzmq.SOCKET_METHODS.get(name)
    if spelling is None:
        return _introspection(m, socks, name, args, at)
    known = tuple(sock for sock in socks if sock.id in m.trace.every_socket)
    kind = spelling.kind
    op = ops.emit(m, kind, name, known, at)
    op.facts["codec"] = spelling.codec
    drafts = [m.trace.every_socket[sock.id] for sock in known]
    if kind in ("send", "recv", "poll"):
        op.facts["asyncio"] = bool(drafts) and all(draft.asyncio for draft in drafts)
    value = _KINDS.get(kind, _plain)(m, op, known, spelling, args)
    if name == "recv_into":
        buffers.changed(m, args.get(0, "buffer") or (), at)
    ops.may_fail(m, op, known)
    return (Future(op.id, value),) if op.facts.get("asyncio") else value


def either(left: Val, right: Val) -> Val:
    """`left | right`: the flags of each way, each flag once."""
    if not left or not right:
        return left or right
    return join(*((Seq("flags", tuple(dict.fromkeys((*_each(a), *_each(b))))),) for a in left for b in right))


def _each(atom: Any) -> tuple[tuple[Val, bool], ...]:
    return atom.items if isinstance(atom, Seq) and atom.kind == "flags" else (((atom,), False),)


def unbound(m: Machine, name: str, args: Arguments, at: f.At) -> Val | None:
    """`zmq.Socket.bind(sock, ...)`, as a subclass writes it that has a `bind` of its own."""
    given = (m.load(atom.key, "#native") if isinstance(atom, Obj) else (atom,) for atom in args.plain[0])
    socks = tuple(each for atoms in given for each in atoms if isinstance(each, Sock))
    if not socks or name in ("__init__", "shadow"):
        return None
    return operate(m, socks, name, replace(args, plain=args.plain[1:]), at)


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
            more, nonblocking = zip(*(flags(value) for value, _ in items))
            return reduce(or_, more), reduce(or_, nonblocking)
        case Const(value=int() as number):
            return Tri.of(bool(number & 2)), Tri.of(bool(number & 1))
        case Const():
            return Tri.NO, Tri.NO
        case _:
            return Tri.MAYBE, Tri.MAYBE


def _send(m: Machine, op: OpDraft, socks: tuple[Sock, ...], spelling: pyzmq.Spelling, args: Arguments) -> Val:
    more, nonblocking = flags(args.get(spelling.flags, "flags"))
    payload = args.get(0) or next((value for _, value in args.named), ())
    sent = shapes.again(op.facts.get("shapes"), shapes.sent(m, spelling.codec, payload))
    op.facts.update(more=more, nonblocking=nonblocking, shapes=sent)
    return buffers.sent(m, op, payload, args) or NONE


def _recv(m: Machine, op: OpDraft, socks: tuple[Sock, ...], spelling: pyzmq.Spelling, args: Arguments) -> Val:
    op.facts["nonblocking"] = flags(args.get(spelling.flags, "flags"))[1]
    taint.received_anew(m, op.id)
    m.received_in[op.id] = m.turn
    if spelling.codec == "multipart":
        return (Message(op.id, "frames"),)
    return (Message(op.id, "frame" if spelling.codec in ("bytes", "string") else "derived"),)


def _poll(m: Machine, op: OpDraft, socks: tuple[Sock, ...], spelling: pyzmq.Spelling, args: Arguments) -> Val:
    timeout = args.get(0, "timeout")
    op.facts["timeout"] = shapes.value(timeout) if timeout else None
    op.facts["events"] = events(args.get(1, "flags"), "in")
    if not op.facts["asyncio"]:
        op.facts.setdefault("result", "passed")
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
        result = (ports.port(op),)
        given = tuple(shapes.with_port(atom, *result) for atom in given)
    given = told.endpoints(m, op.kind, op.span, tuple(map(_received, given)))
    if op.call == "bind_to_random_port":
        result = tuple(each for atom in given if (each := shapes.port_of(atom))) or result
    found = [Endpoint.of(_plain_text(atom)) for atom in given if _is_endpoint(atom)]
    op.facts["endpoints"] = tuple(dict.fromkeys((*op.facts.get("endpoints", ()), *found)))
    if not found:
        m.trace.miss(op.span, "endpoint", shapes.reason(given))
    if op.kind == "bind":
        op.facts["result"] = "kept"
        port = ports.port(op)
        bound = tuple(shapes.chosen(atom, port) for atom in given if _is_endpoint(atom))
        if any(atom is not before for atom, before in zip(bound, given)):
            found = [replace(each, aliases=each.aliases | {port.key}) if each.random else each for each in found]
            op.facts["endpoints"] = tuple(found)
        for sock in socks:
            m.heap.store(f"socket {sock.id}", "#bound", bound)
    return result


def _received(atom: Any) -> Any:
    """What was received, or an attribute of it, as an unknown with a name."""
    match atom:
        case Message(op=op):
            return Hole("received", f"received:{op}", "received data")
        case Method(base=Message(op=op), name=name):
            return Hole(name, f"received:{op}.{name}", "received data")
        case _:
            return atom


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
    if not names:
        m.trace.miss(op.span, "option", shapes.reason(args.get(0, "option") or ()))
    reads = op.call.startswith("get")
    for name in names[:1]:
        options.set_option(m, op, socks, name, None if reads else given)
    if reads and names == ["LAST_ENDPOINT"]:
        return options.last_endpoint(m, socks)
    return (Hole("option", f"option:{op.span}", "an option's value"),)


def _subscribe(m: Machine, op: OpDraft, socks: tuple[Sock, ...], spelling: pyzmq.Spelling, args: Arguments) -> Val:
    options.set_option(m, op, socks, op.kind.upper(), args.get(0) or ())
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
    if name == "closed":
        ops.emit(m, "ask", name, socks, at)
    if (value := told.method(m, socks, name, at)) is not None:
        return value
    if name == "monitor":  # libzmq binds a socket of its own there
        _attach(m, ops.emit(m, "bind", name, (), at), (), pyzmq.SOCKET_METHODS["bind"], args)
    for sock in socks:
        if name not in pyzmq.HARMLESS_METHODS and sock.id in m.trace.sockets:
            m.trace.sockets[sock.id].escapes = True
    return (Hole(name, f"{m.span(at)}", f"result of {name}()"),)


# -- escape


def escape(m: Machine, atom: Any, at: f.At, callee: str) -> None:
    """A socket, or a context, is handed to code that is not seen."""
    if callee in pyzmq.HARMLESS_CALLS:
        return
    match atom:
        case Sock() if atom.id in m.trace.sockets:
            m.trace.sockets[atom.id].escapes = True
        case Ctx() | Method(base=Ctx()):
            context = atom if isinstance(atom, Ctx) else atom.base
            if context.id in m.trace.contexts:
                m.trace.contexts[context.id].escapes = True
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
