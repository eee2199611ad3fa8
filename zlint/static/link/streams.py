"""Objects of pyzmq that wrap sockets: ZMQStream, Poller, devices, proxies."""

from __future__ import annotations

from typing import Any

from zlint.model import Hole
from zlint.semantics import pyzmq
from zlint.static import facts as f
from zlint.static.link import containers, creation, executions, lookup, ops, shapes, sockets
from zlint.static.link.atoms import NONE, Arguments, Const, Future, Message, Obj, Polled, Seq, Sock, Val
from zlint.static.link.machine import Machine


def make_stream(m: Machine, args: Arguments, at: f.At) -> Val:
    made = Obj(f"stream {lookup.allocation(m, at)}", "stream")
    m.store(made.key, "socket", _underlying(m, args.get(0, "socket") or ()))
    return (made,)


def _underlying(m: Machine, value: Val) -> Val:
    """The sockets in a value that can be a socket, a stream or an object of a program's socket class."""
    found: list[Any] = []
    for atom in value:
        match atom:
            case Sock():
                found.append(atom)
            case Obj(kind="stream", key=key):
                found.extend(m.load(key, "socket"))
            case Obj(kind="instance", key=key):
                found.extend(each for each in m.load(key, "#native") if isinstance(each, Sock))
    return tuple(dict.fromkeys(found))


def make_poller(m: Machine, kind: str, at: f.At) -> Val:
    made = Obj(f"poller {lookup.allocation(m, at)}", "poller")
    m.heap.store(made.key, "kind", (Const.of(kind),))
    return (made,)


def method(m: Machine, base: Obj, name: str, args: Arguments, at: f.At) -> Val | None:
    match base.kind:
        case "stream":
            return _stream_method(m, base, name, args, at)
        case "poller":
            return _poller_method(m, base, name, args, at)
        case "device":
            return _device_method(m, base, name, args, at)
        case _:
            return NONE


def _stream_method(m: Machine, base: Obj, name: str, args: Arguments, at: f.At) -> Val | None:
    socks = tuple(atom for atom in m.load(base.key, "socket") if isinstance(atom, Sock))
    if name in ("on_recv", "on_recv_stream"):
        callback = args.get(0, "callback") or ()
        if callback == NONE:
            return NONE
        op = ops.emit(m, "recv", name, tuple(s for s in socks if s.id in m.trace.every_socket), at)
        op.facts.update(codec="multipart", result="kept", stream=True)
        frames: Val = (Message(op.id, "frames"),)
        given = Arguments((frames,)) if name == "on_recv" else Arguments(((base,), frames))
        for atom in callback:
            executions.begin(m, "callback", atom, given, at)
        return NONE
    if name in pyzmq.STREAM_METHODS:
        for atom in args.get(0, "callback") or ():
            executions.begin(m, "callback", atom, Arguments((), (), rest=True), at)
        return NONE
    if not socks:
        return (Hole(name, f"{m.span(at)}", f"result of {name}()"),)
    value = sockets.operate(m, socks, name, args, at)
    for number, _, _ in m.state.front:
        m.trace.facts_of(number)["stream"] = True
    return value


def _poller_method(m: Machine, base: Obj, name: str, args: Arguments, at: f.At) -> Val | None:
    match pyzmq.POLLER_METHODS.get(name):
        case "register":
            socks = _underlying(m, args.get(0, "socket") or ())
            m.weak_store(base.key, "sockets", socks)
            m.weak_store(base.key, "flags", args.get(1, "flags") or (Const.of(3),))
            op = ops.emit(m, "register", f"Poller.{name}", tuple(s for s in socks if isinstance(s, Sock)), at)
            op.facts["events"] = sockets.events(args.get(1, "flags"), "default")
            return NONE
        case "unregister":
            return NONE
        case "poll":
            socks = tuple(atom for atom in m.load(base.key, "sockets") if isinstance(atom, Sock))
            op = ops.emit(m, "poll", "Poller.poll", socks, at)
            timeout = args.get(0, "timeout")
            op.facts["timeout"] = shapes.value(timeout) if timeout else None
            op.facts["events"] = sockets.events(m.load(base.key, "flags"), "both")
            op.facts["poller"] = True
            ops.may_fail(m, op, socks)
            polled: Val = (Polled(op.id, form="list"),)
            if m.heap.load(base.key, "kind") == (Const.of("asyncio"),):
                op.facts["asyncio"] = True
                return (Future(op.id, polled),)
            op.facts.setdefault("result", "passed")
            return polled
        case _:
            return None


def select(m: Machine, args: Arguments, at: f.At) -> Val:
    """`zmq.select(rlist, wlist, xlist, timeout)`."""
    lists = [containers.element(m, args.get(position) or ()) for position in range(3)]
    socks = tuple(dict.fromkeys(atom for value in lists for atom in _underlying(m, value)))
    op = ops.emit(m, "poll", "select", socks, at)
    op.facts["timeout"] = shapes.value(args.get(3, "timeout") or ()) if args.get(3, "timeout") else None
    op.facts["events"] = "in" if not lists[1] else "both"
    op.facts.setdefault("result", "passed")
    return (Seq("tuple", tuple(((Seq("list", ((value, True),)),), False) for value in lists)),)


def proxy(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    """`zmq.proxy(frontend, backend, capture)`, `zmq.device(kind, frontend, backend)`."""
    ends = [_underlying(m, args.get(position) or ()) for position in pyzmq.PROXIES[path]]
    _proxied(m, path.rpartition(".")[2], ends, at)
    return NONE


def _proxied(m: Machine, call: str, ends: list[Val], at: f.At) -> None:
    socks = tuple(dict.fromkeys(atom for end in ends for atom in end))
    op = ops.emit(m, "proxy", call, socks, at)
    op.facts["peers"] = tuple(end[0].id if len(end) == 1 else None for end in ends)
    ops.may_fail(m, op, socks)


def make_device(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    """`ThreadDevice(kind, in_type, out_type)` and its relatives make their sockets themselves."""
    made = Obj(f"device {lookup.allocation(m, at)}", "device")
    first = 0 if "Proxy" in path or "MonitoredQueue" in path else 1
    for number, side in enumerate(("in", "out", "mon")):
        types = args.get(first + number, f"{side}_type") or ()
        if creation.types_of(types)[0]:
            place = (at[0] + number, at[1])  # sockets are told apart by where they are made
            m.store(made.key, side, creation.open_socket(m, (), Arguments((types,)), place))
    m.store(made.key, "path", (Const.of(path.rpartition(".")[2]),))
    return (made,)


def _device_method(m: Machine, base: Obj, name: str, args: Arguments, at: f.At) -> Val | None:
    action, _, side = name.removesuffix("_to_random_port").rpartition("_")
    if side in ("in", "out", "mon") and action in ("bind", "connect", "setsockopt"):
        action += "_to_random_port" if name.endswith("_to_random_port") else ""
        socks = tuple(atom for atom in m.load(base.key, side) if isinstance(atom, Sock))
        return _configured(m, socks, action, args, at) if socks else NONE
    if name.endswith("_to_random_port"):
        return (Hole("random", f"random:{m.span(at)}", "a port the system chooses"),)
    if name in ("start", "run"):
        ends = [m.load(base.key, side) for side in ("in", "out", "mon")]
        _proxied(m, name, ends, at)
    return NONE


def _configured(m: Machine, socks: tuple[Sock, ...], action: str, args: Arguments, at: f.At) -> Val:
    """An option is kept until the device starts, which sets it right after it made the socket."""
    if action != "setsockopt":
        return sockets.operate(m, socks, action, args, at)
    now, made = m.state.front, (op for op in m.trace.ops.values() if op.kind == "open")
    m.state.front = frozenset((op.id, "next", None) for op in made for sock in socks if sock.id in op.sockets)
    sockets.operate(m, socks, action, args, at)
    m.state.front = now
    return NONE


def wrapped(m: Machine, value: Val, form: str) -> Val:
    """`dict(poller.poll())` and the like keep the outcome of the poll."""
    return tuple(Polled(atom.op, atom.sense, form) for atom in value if isinstance(atom, Polled))
