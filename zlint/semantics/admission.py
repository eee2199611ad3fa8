"""Whom a socket lets in: mechanisms, keys, and the authenticator of its context.

Source: truth.json `options` (CURVE and PLAIN); `zmq.auth.base`; the proof of ZMQ804. Not known: what an authenticator
is told by a program outside, and whether it is stopped before the last client comes.
"""

from __future__ import annotations

from zlint.model import Authenticator, Op, Setting, Socket, Span, Topology, Tri
from zlint.semantics.attached import attached
from zlint.semantics.partners import ZAP
from zlint.semantics.pyzmq import CURVE_ALLOW_ANY
from zlint.semantics.typestate import reachable

SERVER = ("CURVE_SERVER", "PLAIN_SERVER")
OWN_KEYS = frozenset({"CURVE_PUBLICKEY", "CURVE_SECRETKEY"})


def turned_on(op: Op) -> bool:
    """Is an option set, and not to 0?"""
    return op.value is not None and not (op.value.known and not any(op.value.constants))


def asks_for_credentials(topology: Topology, socket: Socket) -> bool:
    """Does, or may, a peer have to show who it is: by CURVE, PLAIN or GSSAPI, or to an authenticator?"""
    options = [op.option or "" for op in topology.ops_of(socket, "option")]
    secured = any(option.startswith(("CURVE_", "PLAIN_", "GSSAPI_")) for option in options)
    return secured or has_own_handler(topology, socket) or bool(authenticators_of(topology, socket))


def authenticators_of(topology: Topology, socket: Socket) -> tuple[Authenticator, ...]:
    """Those that answer, or may answer, for a socket."""
    return tuple(each for each in topology.authenticators if _may_share(each.contexts, socket.contexts))


def has_own_handler(topology: Topology, socket: Socket) -> bool:
    """Does the program answer for a socket itself, at ZAP's endpoint?"""
    handlers = (op for op in topology.all_ops("bind") if any(end.literal == ZAP for end in op.endpoints))
    answering = (each for op in handlers for each in topology.sockets_of(op))
    return any(_may_share(each.contexts, socket.contexts) for each in answering)


def _may_share(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return not ours or not theirs or not set(ours).isdisjoint(theirs)


def unchecked(topology: Topology, socket: Socket) -> Tri:
    """Has its context no authenticator, or none that is started? Then CURVE lets in any key."""
    known = authenticators_of(topology, socket)
    if has_own_handler(topology, socket) or any(each.call == "start" for one in known for each in one.settings):
        return Tri.NO
    return Tri.of(socket.complete and bool(socket.contexts) and not known) | Tri.MAYBE


def bound_before(topology: Topology, op: Op, socket: Socket) -> tuple[Span, ...]:
    """The binds of which one surely comes before a mechanism is set: they let in who does without it."""
    graph = topology.graph_of(op)
    before = attached(topology, socket, graph).before.get(op.id, ()) if graph else ()
    bound = bool(before) and all("bind" in held.state for held in before)
    return tuple(sorted({topology.op(held.by).span for held in before if held.by is not None})) if bound else ()


def opened_by(topology: Topology, op: Op, socket: Socket) -> bool:
    """Does an option belong to a mechanism that is turned on after a bind?"""
    server = f"{(op.option or '').partition('_')[0]}_SERVER"
    switches = (each for each in topology.ops_of(socket, "option") if each.option == server and turned_on(each))
    return any(bound_before(topology, each, socket) for each in switches)


def keyed_before(topology: Topology, op: Op, socket: Socket) -> bool:
    """Is another option of the same mechanism set before a bind that comes before `op`? Then that makes it a client of
    the mechanism, which lets in nobody."""
    graph, mechanism = topology.graph_of(op), (op.option or "").partition("_")[0]
    binds = {each.id for each in topology.ops_of(socket, "bind")}
    others = (each for each in topology.ops_of(socket, "option") if each.id != op.id and each.option and each.value)
    earlier = [each.id for each in others if (each.option or "").startswith(f"{mechanism}_")]
    return graph is not None and any(not binds.isdisjoint(reachable(graph, each)) for each in earlier)


def lacks_own_keys(topology: Topology, socket: Socket) -> bool:
    """Is it a client of CURVE that has not both keys of a pair of its own? No server lets it in."""
    names = {op.option for op in topology.ops_of(socket, "option")}
    return "CURVE_SERVERKEY" in names and socket.complete and None not in names and not names >= OWN_KEYS


def lets_in_any(authenticator: Authenticator) -> tuple[Setting, Tri] | None:
    """The setting by which any key will do, and how surely; what is told last holds."""
    told = [each for each in authenticator.settings if each.call.startswith("configure_curve")]
    location = told[-1].value("location") if told else None
    if location is None or CURVE_ALLOW_ANY not in location.options:
        return None
    return told[-1], Tri.of(len(location.options) == 1) | Tri.MAYBE
