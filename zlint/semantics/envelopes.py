"""What stands where in a message: addresses, the empty delimiter, data; through sockets, brokers and proxies.

`incoming` are the messages that linked peers send to a socket, those that a proxy passes on to them included, as the
receiving code sees them or as dropped. What a message is made of goes on through programs that receive frames and send
them elsewhere.

Source: truth.json `multipart`; libzmq's `router_t`, `rep_t::xrecv`, `req_t::recv_reply_pipe`: ROUTER puts the sender's
address in front of what it receives and takes the first frame of what it sends for one; REP keeps all frames up to the
first empty one that has a frame behind it, REQ wants that one first; both drop a message that has none.

Not known: which peer a ROUTER or DEALER with several of them sends to; what a variable holds (`OPEN`); what programs
outside send.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zlint.model import Frame, Op, Socket, Topology, Tri
from zlint.semantics.messages import begins, composed
from zlint.semantics.partners import partners
from zlint.semantics.peers import can_talk, canonical
from zlint.semantics.typestate import reachable

ADDRESS, EMPTY, TEXT, ENCODED, OPEN = "address", "empty", "text", "encoded", "open"
NEVER_EMPTY = (ADDRESS, TEXT, ENCODED)
IDENTITIES = ("ROUTING_ID", "IDENTITY", "CONNECT_ROUTING_ID", "CONNECT_RID")
DEPTH = 4  # brokers in a row
MOST = 12  # alternatives that are looked at


@dataclass(frozen=True, slots=True)
class Part:
    """One frame, or any number of frames of which nothing is known (`many`, always `OPEN`). kind: `ADDRESS` (of: the
    ROUTER whose peer it names), `EMPTY`, `TEXT` (a constant), `ENCODED` (by json, pickle, ...), `OPEN`."""

    kind: str
    many: bool = False
    of: str = ""


REST = Part(OPEN, many=True)
Parts = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """origin: the send that makes it; sender: the socket it leaves last; sure: all links on its way are."""

    parts: Parts
    origin: Op
    sender: str
    sure: Tri = Tri.YES


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message on its way to a socket. parts: as the receiving code sees it; None when the socket drops it, for want
    of a delimiter; `sure` speaks of its way."""

    message: Message
    parts: Parts | None

    @property
    def sure(self) -> Tri:
        return self.message.sure


def incoming(topology: Topology, socket: Socket) -> tuple[Incoming, ...]:
    """What linked peers send to the socket."""
    return _arriving(topology, socket, DEPTH)[:MOST]


def parts_of(topology: Topology, send: Op) -> tuple[Parts, ...]:
    """What the message that begins with `send` can be made of; empty when nothing is known."""
    return tuple(parts for parts, _, _ in _made(topology, send, DEPTH))


def delimited(parts: Parts, type: str) -> Tri:
    """Does a REQ or REP find the delimiter in what arrives on the wire?"""
    places = (*parts[:-1], *(part for part in parts[-1:] if part.many))
    for part in places if canonical(type) == "REP" else places[:1]:
        if part.kind not in NEVER_EMPTY:
            return Tri.YES if part.kind == EMPTY else Tri.MAYBE
    return Tri.NO


def _sent(topology: Topology, socket: Socket, depth: int) -> tuple[Message, ...]:
    return topology.once(("outgoing", socket.id, depth), lambda: tuple(_outgoing(topology, socket, depth)))


def _arriving(topology: Topology, socket: Socket, depth: int) -> tuple[Incoming, ...]:
    return topology.once(("incoming", socket.id, depth), lambda: tuple(_incoming(topology, socket, depth)))


def _outgoing(topology: Topology, socket: Socket, depth: int) -> Iterator[Message]:
    for send in topology.ops_of(socket, "send"):
        if send.only is not None and begins(topology, send).certain:
            for parts, origin, sure in _made(topology, send, depth):
                yield Message(parts, origin or send, socket.id, sure)
    for proxy, other in _proxies(topology, socket) if depth else ():
        for parts, origin, sure in _passed_on(topology, other, depth):
            yield Message(parts, origin or proxy, socket.id, sure)


def proxied(topology: Topology, socket: Socket) -> tuple[Socket, ...]:
    """The other ends of the proxies that the socket is an end of."""
    return tuple(other for _, other in _proxies(topology, socket))


def _proxies(topology: Topology, socket: Socket) -> Iterator[tuple[Op, Socket]]:
    for op in topology.all_ops("proxy"):
        ends = op.peers[:2]
        if socket.id in ends and None not in ends and len(set(ends)) == 2:
            yield from ((op, topology.socket(end)) for end in ends if end is not None and end != socket.id)


def _incoming(topology: Topology, socket: Socket, depth: int) -> Iterator[Incoming]:
    for peer, sure in partners(topology, socket):
        if socket.type is None or peer.type is None or not can_talk(peer.types, socket.types).certain:
            continue
        for message in _sent(topology, peer, depth):
            wire = _on_the_wire(peer.type, message.parts)
            if wire is not None:
                passed = Message(message.parts, message.origin, peer.id, message.sure & sure)
                yield Incoming(passed, _received(socket, wire))


def _on_the_wire(sender: str, parts: Parts) -> Parts | None:
    """None for a message of a ROUTER that has no address, or nothing behind it."""
    match canonical(sender):
        case "REQ":
            return (Part(EMPTY), *parts)
        case "REP":
            return (REST, Part(EMPTY), *parts)  # the envelope of the request comes back
        case "ROUTER":
            left = parts if parts[:1] == (REST,) else parts[1:]
            return left if left and parts[0].kind in (ADDRESS, TEXT, OPEN) else None
        case _:
            return parts


def _received(socket: Socket, wire: Parts) -> Parts | None:
    match canonical(socket.type or ""):
        case "ROUTER":
            return (Part(ADDRESS, of=socket.id), *wire)
        case "REQ" | "REP" as type:
            if not delimited(wire, type).possible:
                return None
            behind = next((at for at, part in enumerate(wire) if part.kind not in NEVER_EMPTY), 0)
            return wire[behind + 1 :] if wire[behind].kind == EMPTY else (REST,)
        case _:
            return wire


def _made(topology: Topology, send: Op, depth: int) -> Iterator[tuple[Parts, Op | None, Tri]]:
    """The ways in which the message is made; with the op that made it before, if it is passed on as it came."""
    for frames in composed(topology, send):
        if len(frames) == 1 and frames[0].kind == "received" and frames[0].many and frames[0].index == 0:
            recv = topology.op(frames[0].source or 0)
            sources = topology.sockets_of(recv)
            yield from _passed_on(topology, sources[0], depth) if len(sources) == 1 else [((REST,), None, Tri.YES)]
            continue
        parts: Parts = ()
        for frame in frames:
            parts += _parts(topology, frame, depth)
        yield parts, None, Tri.YES


def _passed_on(topology: Topology, source: Socket, depth: int) -> Iterator[tuple[Parts, Op | None, Tri]]:
    """What a socket gets, as it came."""
    known = _arriving(topology, source, depth - 1) if depth else ()
    if not known:
        yield (_received(source, (REST,)) or (REST,)), None, Tri.YES
    for arrived in known:
        if arrived.parts is not None:
            yield arrived.parts, arrived.message.origin, arrived.sure


def _at(topology: Topology, recv: Op, depth: int) -> tuple[Incoming, ...]:
    """What a receive can return, if all of that is known."""
    if recv.only is None or recv.codec != "multipart" or not depth:
        return ()
    return _arriving(topology, topology.socket(recv.only), depth - 1)


def _parts(topology: Topology, frame: Frame, depth: int) -> Parts:
    if frame.source is not None and frame.index is not None and frame.kind in ("received", "derived"):
        return _taken(topology, frame, depth)
    if frame.many:
        return (REST,)
    if frame.empty:
        return (Part(EMPTY),)
    if frame.codec and frame.codec != "text":
        return (Part(ENCODED),)
    constants = frame.value.constants if frame.value is not None and frame.value.known else ()
    return (Part(TEXT),) if constants and all(constants) else (Part(OPEN),)


def _taken(topology: Topology, frame: Frame, depth: int) -> Parts:
    """Frames of a received message: what stands there in all messages that can be it."""
    recv = topology.op(frame.source or 0)
    arrived = [each.parts for each in _at(topology, recv, depth) if each.parts is not None]
    found = {_standing(parts, frame) for parts in arrived}
    if frame.kind == "received" and len(found) == 1 and recv.only and topology.socket(recv.only).complete:
        return found.pop()
    rest = (REST,) if frame.many else ()
    if frame.index == 0 and recv.codec == "multipart" and recv.only and topology.socket(recv.only).type == "ROUTER":
        return (Part(ADDRESS, of=recv.only), *rest)
    return rest or (Part(OPEN),)


def _standing(parts: Parts, frame: Frame) -> Parts:
    index = frame.index or 0
    ahead = parts[: index + 1]
    if index < 0 or any(part.many for part in ahead) or len(ahead) <= index:
        return (REST,) if frame.many else (Part(OPEN),)
    return parts[index:] if frame.many else (parts[index],)


@dataclass(frozen=True, slots=True)
class Lost:
    """A reply without the address: request: the send that brought it; router: the socket whose peer it names."""

    request: Op
    router: str
    sure: Tri


def lost_address(topology: Topology, reply: Op, worker: Socket) -> Lost | None:
    """Does a worker get requests with a client's address in front, and never give that back, though the broker relies
    on it? What it sends before its first request, to be known, is no reply."""
    requests = incoming(topology, worker)
    addressed = [each for each in requests if each.parts is not None and each.parts[0].kind == ADDRESS]
    if not addressed or len(addressed) != len(requests) or not _behind_a_recv(topology, reply, worker):
        return None
    made = [parts for send in topology.ops_of(worker, "send") for parts in parts_of(topology, send) or ((REST,),)]
    if any(_can_carry(parts) for parts in made):
        return None
    request, routers = addressed[0].message, {each.parts[0].of for each in addressed if each.parts}
    router = routers.pop() if len(routers) == 1 else None
    if router is None or not _relied_on(topology, topology.socket(request.sender), topology.socket(router)):
        return None
    return Lost(request.origin, router, request.sure)


def _behind_a_recv(topology: Topology, send: Op, socket: Socket) -> bool:
    graph = topology.graph_of(send)
    recvs = [op for op in topology.ops_of(socket, "recv") if op.execution == send.execution]
    return graph is not None and any(send.id in reachable(graph, recv.id) for recv in recvs)


def _can_carry(parts: Parts) -> bool:
    """Can this be an address with something behind it?"""
    return parts[:1] == (REST,) or (len(parts) > 1 and parts[0].kind in (ADDRESS, OPEN))


def _relied_on(topology: Topology, broker: Socket, router: Socket) -> bool:
    """Does what the broker's socket gets back go to the ROUTER as it came, the worker's first frame first?"""
    if router in proxied(topology, broker):
        return True
    first = 1 if broker.type == "ROUTER" else 0
    back = [frames[0] for op in topology.ops_of(router, "send") for frames in composed(topology, op) if frames]
    return bool(back) and all(
        frame.kind == "received"
        and frame.source is not None
        and frame.index == first
        and topology.op(frame.source).only == broker.id
        for frame in back
    )


def strange_address(topology: Topology, router: Socket, made: tuple[Parts, ...]) -> Tri:
    """Do messages begin with an address that names a peer of another ROUTER, and of this one too only by chance?"""
    others = {parts[0].of for parts in made} - {router.id}
    if not others or any(parts[0].of == router.id for parts in made):
        return Tri.NO
    sockets = [router, *(topology.socket(other) for other in sorted(others))]
    peers = [peer for socket in sockets for peer, _ in partners(topology, socket)]
    named = any(op.option in IDENTITIES for peer in peers for op in topology.ops_of(peer, "option"))
    known = all(any(partners(topology, socket)) for socket in sockets) and all(peer.complete for peer in peers)
    return Tri.of(known and not named)


def adds_delimiter(topology: Topology, send: Op) -> bool:
    """Does the program itself put an empty frame before the data?"""
    made = parts_of(topology, send) if begins(topology, send).certain else ()
    fresh = all(frame.source is None for shape in send.shapes for frame in shape.items[:1])
    return fresh and bool(made) and all(len(parts) > 1 and parts[0].kind == EMPTY for parts in made)
