"""Which messages a socket sends and gets: sends joined by SNDMORE, counted in frames.

`begins`, `size` and `ways_on` follow SNDMORE through the operation graph; `arrivals` carries the counts over to a
peer by the envelope rules of both types (`frames.received`); `least_received` is what every message to a socket has.

Not known: what a program outside the project sends; which frames a list of unknown length holds (its size is
open-ended); a message whose frames are sent by several executions (nothing is said of it).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zlint.model import Frame, Frames, Op, OpGraph, Socket, Topology, Tri
from zlint.semantics.codecs import METHODS
from zlint.semantics.frames import received
from zlint.semantics.options import PUBLISHERS
from zlint.semantics.typestate import FAILED, reachable

SINGLE = ("bytes", "string", "json", "pyobj")  # codecs of one frame
MOST = 8  # ways to make a message that are looked at


@dataclass(frozen=True, slots=True)
class Size:
    """From `least` to `most` frames; most None: not bounded."""

    least: int
    most: int | None

    def fits(self, least: int, most: int | None) -> Tri:
        """Does a message of this size lie between `least` and `most` frames?"""
        if (most is not None and self.least > most) or (self.most is not None and self.most < least):
            return Tri.NO
        if self.least >= least and (most is None or (self.most is not None and self.most <= most)):
            return Tri.YES
        return Tri.MAYBE

    def __str__(self) -> str:
        if self.most is None:
            return f"{self.least} or more frames"
        count = str(self.most) if self.least == self.most else f"{self.least} to {self.most}"
        return f"{count} frame" if count == "1" else f"{count} frames"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message as its receiver sees it. send: its first op at the peer; sure: the link is."""

    send: Op
    size: Size
    sure: Tri


@dataclass(slots=True)
class Ways:
    """What the ways behind a send with SNDMORE come to. left: ops after which the message is abandoned; last: sends
    of a last frame; again: some way comes back to the send itself before that; endless: some way never ends; paired:
    each last frame comes behind this send and no other way, and this send again behind it, so that coming back is the
    next message and no loop over frames."""

    left: dict[int, Op]
    last: dict[int, Op]
    again: bool = False
    endless: bool = False
    paired: bool = False

    @property
    def abandoned(self) -> Tri:
        """YES: on every way. A loop over frames ends as its conditions say, which are not known: NO."""
        if not self.last:
            return Tri.of(bool(self.left) or self.again or self.endless)
        return Tri.of(bool(self.left) and (self.paired or not self.again)) & Tri.MAYBE


def ways_on(topology: Topology, send: Op) -> Ways:
    """Where the message goes that this send with SNDMORE leaves open; an exception out of it does not count."""
    graph, ways, seen, waiting = topology.graph_of(send), Ways({}, {}), {send.id}, [send]
    exits = {op for op, label in graph.exits if label not in FAILED} if graph else set()
    while graph is not None and waiting:
        at = waiting.pop()
        if at.id in exits:
            ways.left[at.id] = at
        for op in (topology.op(edge.target) for edge in graph.edges.get(at.id, ()) if edge.label not in FAILED):
            ways.again |= op.id == send.id
            if op.kind == "send" and send.only in op.sockets and not (op.only and op.more.certain):
                ways.last[op.id] = op
            elif _abandons(topology, op, send):
                ways.left[op.id] = op
            elif op.id not in seen:
                seen.add(op.id)
                waiting.append(op)
    if graph is not None:
        ways.endless = _turns(graph, seen - {send.id})
        ways.paired = all(
            _only_behind(topology, graph, last, send) and send.id in reachable(graph, last.id)
            for last in ways.last.values()
        )
    return ways


def _turns(graph: OpGraph, ops: set[int]) -> bool:
    """Can control go round among these ops for ever, with nothing failing?"""
    after = {op: {e.target for e in graph.edges.get(op, ()) if e.label not in FAILED} & ops for op in ops}
    while ends := {op for op, targets in after.items() if not targets}:
        after = {op: targets - ends for op, targets in after.items() if op not in ends}
    return bool(after)


def _only_behind(topology: Topology, graph: OpGraph, last: Op, send: Op) -> bool:
    """Is `send` the send on its socket that comes before `last`, whatever way is taken?"""
    before, seen, waiting = topology.predecessors(graph), {last.id}, [last.id]
    while waiting:
        at = waiting.pop()
        if at in graph.entry:
            return False
        for op in (topology.op(edge.target) for edge in before.get(at, ()) if edge.label not in FAILED):
            if op.id == send.id or op.id in seen:
                continue
            if op.kind == "send" and send.only in op.sockets:
                return False
            seen.add(op.id)
            waiting.append(op.id)
    return True


def shared_message(topology: Topology, send: Op) -> bool:
    """May other methods or callbacks, or code that is not seen, send frames of the same message?"""
    if send.only is None or not topology.socket(send.only).complete:
        return True
    if topology.execution(send.execution).kind not in ("library", "callback"):
        return False
    sends = topology.ops_of(topology.socket(send.only), "send")
    return any(op.execution != send.execution for op in sends)


def begins(topology: Topology, send: Op) -> Tri:
    """Is this send the first of its message? NO: a send with SNDMORE comes before it on every way."""
    graph = topology.graph_of(send)
    if graph is None or send.only is None:
        return Tri.MAYBE
    sends = topology.ops_of(topology.socket(send.only), "send")
    if not topology.once(("open sends", send.only), lambda: any(op.more.possible for op in sends)):
        return Tri.YES
    elsewhere = any(op.more.possible for op in sends if op.execution != send.execution)
    begun_elsewhere = elsewhere and shared_message(topology, send)
    before, found, seen, waiting = topology.predecessors(graph), list[Tri](), set[int](), [send.id]
    while waiting:
        at = waiting.pop()
        if at in graph.entry:
            found.append(Tri.MAYBE if begun_elsewhere else Tri.YES)
        for op in (topology.op(edge.target) for edge in before.get(at, ()) if edge.label not in FAILED):
            if op.kind == "send" and send.only in op.sockets:
                found.append(~op.more if op.only else Tri.MAYBE)
            elif op.id not in seen:
                seen.add(op.id)
                waiting.append(op.id)
    return Tri.over(found) if found else Tri.MAYBE


def size(topology: Topology, send: Op) -> Size:
    """How many frames the message has that begins with `send`."""
    least, most, op, seen = 0, 0, send, {send.id}
    while True:
        own = _own_size(op)
        least += own.least
        if own.most is None or op.more is Tri.MAYBE:
            return Size(least, None)
        most += own.most
        if op.more is Tri.NO:
            return Size(least, most)
        after = next_sends(topology, op)
        if len(after) != 1 or after[0].id in seen:
            return Size(least + 1, None)
        op = after[0]
        seen.add(op.id)


def composed(topology: Topology, send: Op) -> tuple[tuple[Frame, ...], ...]:
    """The frames of the message that begins with `send`, in the ways it can be made; empty when they are not known."""
    found: list[tuple[Frame, ...]] = [()]
    op, seen = send, {send.id}
    while True:
        shapes = op.shapes or ((Frames((Frame("unknown"),)),) if op.codec in SINGLE else ())
        found = [(*before, *_encoded(op, shape)) for before in found for shape in shapes]
        if op.more is Tri.NO or not 0 < len(found) <= MOST:
            return tuple(found) if len(found) <= MOST else ()
        after = next_sends(topology, op)
        if op.more is Tri.MAYBE or len(after) != 1 or after[0].id in seen:
            return ()
        op = after[0]
        seen.add(op.id)


def _encoded(send: Op, shape: Frames) -> tuple[Frame, ...]:
    """send_json() and send_pyobj() encode what they are given."""
    codec = METHODS[send.codec] if send.codec in ("json", "pyobj") else ""
    return tuple(replace(frame, codec=codec or frame.codec) for frame in shape.items)


def next_sends(topology: Topology, send: Op) -> tuple[Op, ...]:
    """The sends on the same socket that can come next when this one did not fail."""
    graph = topology.graph_of(send)
    found, seen, waiting = dict[int, Op](), set[int](), [send.id]
    while graph is not None and waiting:
        for edge in graph.edges.get(waiting.pop(), ()):
            op = topology.op(edge.target)
            if edge.label in FAILED or op.id in seen:
                continue
            seen.add(op.id)
            if op.kind == "send" and send.only in op.sockets:
                found[op.id] = op
            else:
                waiting.append(op.id)
    return tuple(found.values())


def arrivals(topology: Topology, receiver: Socket) -> tuple[Arrival, ...]:
    """The messages that linked peers send to a socket; what is dropped on the way is left out."""
    return topology.once(("arrivals", receiver.id), lambda: tuple(_arrivals(topology, receiver)))


def _arrivals(topology: Topology, receiver: Socket) -> Iterator[Arrival]:
    for peer, sure in topology.peers_of(receiver):
        for send in topology.ops_of(peer, "send"):
            if begins(topology, send) is Tri.NO:
                continue
            counted = _carried(peer, receiver, size(topology, send))
            if counted is not None:
                yield Arrival(send, counted, sure)


def least_received(topology: Topology, receiver: Socket) -> int:
    """The number of frames that every message to this socket has at least; 1 when nothing better is known."""
    floor = 2 if receiver.type == "ROUTER" else 1
    known = arrivals(topology, receiver)
    if not (receiver.complete or receiver.exposed) or not any(arrival.sure.certain for arrival in known):
        return floor
    return max(floor, min(arrival.size.least for arrival in known))


def misread(topology: Topology, send: Op) -> Tri:
    """Do all receives of those that get this message expect fewer or more frames? NO when one may not."""
    found: list[Tri] = []
    for peer, sure in topology.peers_of(topology.socket(send.sockets[0])):
        sizes = [arrival.size for arrival in arrivals(topology, peer) if arrival.send.id == send.id]
        for recv in topology.ops_of(peer, "recv") if sizes else ():
            single = recv.codec in SINGLE and not checks_more(topology, recv)
            expected = (1, 1) if single else recv.unpack or (1, None)
            found += [sure if each.fits(*expected) is Tri.NO else Tri.NO for each in sizes]
    return min(found, key=lambda answer: answer.value, default=Tri.NO)


def loses_topic(topology: Topology, send: Op) -> bool:
    """Does this send pass on one later frame of a message to a PUB, all other messages of which begin with a topic?"""
    if send.only is None or topology.socket(send.only).type not in PUBLISHERS:
        return False
    beside = [op for op in topology.ops_of(topology.socket(send.only), "send") if op.span != send.span]
    later = all(shape.most == 1 and shape.items[0].index not in (0, None) for shape in send.shapes)
    return later and bool(beside) and all(size(topology, op).least > 1 for op in beside)


def _takes_whole(topology: Topology, recv: Op) -> bool:
    """Does it unpack as many frames as every message has?"""
    unpack, coming = recv.unpack, [each for socket in topology.sockets_of(recv) for each in arrivals(topology, socket)]
    return unpack is not None and bool(coming) and all(each.size.fits(*unpack).certain for each in coming)


def takes_further_frames(topology: Topology, recv: Op) -> bool:
    """Does the function, or its caller, receive again on this socket? Then it may take a message frame by frame.

    Frames of one message arrive together: nobody polls in between.
    """
    graph = topology.graph_of(recv)
    polls = (op.id for op in topology.all_ops("poll") if recv.only in op.sockets)
    behind = reachable(graph, recv.id, polls) if graph else frozenset()
    others = (op for op in topology.all_ops("recv") if recv.only in op.sockets and op.id in behind - {recv.id})
    return any(
        (other.span != recv.span and other.function == recv.function)
        or (other.execution == recv.execution and other.via != recv.via and other.via[:-1] == recv.via[:-1])
        for other in others
        if not _takes_whole(topology, other)
    )


def checks_more(topology: Topology, recv: Op) -> bool:
    """Is RCVMORE read in the function of this recv, or by a caller before the next recv on the socket?"""
    reads = {op.id for op in topology.all_ops("option") if op.option == "RCVMORE" and recv.only in op.sockets}
    if any(topology.op(read).function == recv.function for read in reads):
        return True
    graph = topology.graph_of(recv)
    if graph is None or not reads:
        return False
    others = (op.id for op in topology.all_ops("recv") if recv.only in op.sockets)
    return not reads.isdisjoint(reachable(graph, recv.id, others))


def _carried(sender: Socket, receiver: Socket, sent: Size) -> Size | None:
    if sender.type is None or receiver.type is None:
        return Size(1, None)
    most = None if sent.most is None else received(sender.type, receiver.type, sent.most)
    if sent.most is not None and most is None:
        return None
    return Size(received(sender.type, receiver.type, sent.least) or 1, most)


def _own_size(send: Op) -> Size:
    if not send.shapes:
        return Size(1, 1) if send.codec not in ("multipart", "serialized") else Size(1, None)
    bounds = [shape.most for shape in send.shapes]
    least = max(1, min(shape.least for shape in send.shapes))
    return Size(least, None if None in bounds else max(bound for bound in bounds if bound is not None))


def _abandons(topology: Topology, op: Op, send: Op) -> bool:
    """close, or a recv on a REQ, which raises EFSM until the request is complete."""
    if send.only is None or op.only != send.only:
        return False
    return op.kind == "close" or (op.kind == "recv" and topology.socket(send.only).type == "REQ")
