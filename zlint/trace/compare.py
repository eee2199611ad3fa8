"""A run beside the static model of the same program.

`covers` lists what the run did that the model does not admit, `unused` what the model holds that the run never did,
and `named_like` names the sockets of a run as the model does. Ops are matched by line and kind, sockets by where
`socket(...)` is called. Only files that both speak of count. Closing sockets, ending contexts and reading options are
left out: the model does not follow them everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from zlint.model import Endpoint, Op, Socket, Span, Topology

KINDS = frozenset("context bind connect unbind disconnect subscribe unsubscribe send recv poll proxy".split())
OPENERS = ("socket", "", "shadow", "get_monitor_socket")
Place = tuple[str, int]
Site = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Gap:
    """A place, and what one side has there that the other has not."""

    span: Span
    what: str


def covers(model: Topology, run: Topology) -> tuple[Gap, ...]:
    """What the run did and the model does not admit."""
    files = set(model.files)
    made = made_at(model.sockets)
    found: dict[Gap, None] = {}
    for socket in run.sockets:
        if creation_of(socket).path in files and not _is_inner(run, socket):
            found.update((gap, None) for gap in _missed_socket(socket, made))
    sites = sites_of(model)
    for op in run.ops:
        if op.kind in KINDS and op.span.path in files:
            found.update((gap, None) for gap in _missed_op(model, run, op, sites, made))
    return tuple(sorted(found, key=lambda gap: (gap.span, gap.what)))


def unused(model: Topology, run: Topology) -> tuple[Gap, ...]:
    """What the model holds and the run never did."""
    made, sites = made_at(run.sockets), sites_of(run)
    found: dict[Gap, None] = {}
    for socket in model.sockets:
        if place_of(creation_of(socket)) not in made:
            found[Gap(creation_of(socket), f"the {_types(socket)} is not made")] = None
    for op in model.ops:
        if op.kind in KINDS and site_of(op) not in sites:
            found[Gap(op.span, f"{op.call or op.kind}() is not reached")] = None
    return tuple(sorted(found, key=lambda gap: (gap.span, gap.what)))


def named_like(model: Topology, run: Topology) -> Topology:
    """The run, its sockets named where the model names them: at the call of a helper that makes them."""
    made = made_at(model.sockets)
    named = {socket.id: _named(socket, made, run) for socket in run.sockets}
    return replace(
        run,
        sockets=tuple(named.values()),
        links=tuple(
            replace(link, binder=named[link.binder.id], connector=named[link.connector.id]) for link in run.links
        ),
    )


def _named(socket: Socket, made: dict[Place, list[Socket]], run: Topology) -> Socket:
    opened = run.ops_of(socket, "open")
    for other in made.get(place_of(socket.span), ()):
        if other.via and opened and any(place_of(site) == place_of(other.span) for site in opened[0].via):
            return replace(socket, span=other.span, via=other.via, name=other.name)
    return socket


def _is_inner(run: Topology, socket: Socket) -> bool:
    """Does pyzmq make it for itself, as an authenticator does?"""
    return any(op.call not in OPENERS for op in run.ops_of(socket, "open"))


def _missed_socket(socket: Socket, made: dict[Place, list[Socket]]) -> Iterator[Gap]:
    known = made.get(place_of(creation_of(socket)), [])
    if not known:
        yield Gap(creation_of(socket), f"a {_types(socket)} is made that the model does not have")
    elif socket.types and not any(not other.types or set(socket.types) <= set(other.types) for other in known):
        types = " or ".join(sorted({_types(other) for other in known}))
        yield Gap(creation_of(socket), f"a {_types(socket)} is made where the model has a {types}")


def _missed_op(
    model: Topology, run: Topology, op: Op, sites: dict[Site, list[Op]], made: dict[Place, list[Socket]]
) -> Iterator[Gap]:
    known = sites.get(site_of(op))
    if known is None:
        yield Gap(op.span, f"{op.call}() is not in the model")
        return
    same = {each.id for socket in run.sockets_of(op) for each in made.get(place_of(creation_of(socket)), ())}
    if same and not any(not other.sockets or same & set(other.sockets) for other in known):
        yield Gap(op.span, f"{op.call}() acts on another socket: {run.sockets_of(op)[0].span}")
    texts = [each.literal for each in op.endpoints if each.literal is not None]
    admitted = [each for other in known for each in other.endpoints]
    for text in texts if admitted else ():
        if not any(_admits(each, text) for each in admitted):
            yield Gap(op.span, f"{op.call}({text!r}): the model has {' or '.join(map(str, admitted))}")


def _admits(endpoint: Endpoint, text: str) -> bool:
    """Can the endpoint be this text? A wildcard is what the system made of it."""
    pattern = "".join(".*" if not isinstance(part, str) else re.escape(part) for part in endpoint.parts)
    if re.fullmatch(pattern, text):
        return True
    own = Endpoint.of(text)
    if endpoint.random or endpoint.transport != "tcp":
        return endpoint.transport == own.transport
    return endpoint.meets(own).possible or own.meets(endpoint).possible


def made_at(sockets: Iterable[Socket]) -> dict[Place, list[Socket]]:
    found: dict[Place, list[Socket]] = {}
    for socket in sockets:
        found.setdefault(place_of(creation_of(socket)), []).append(socket)
    return found


def sites_of(topology: Topology) -> dict[Site, list[Op]]:
    found: dict[Site, list[Op]] = {}
    for op in topology.ops:
        found.setdefault(site_of(op), []).append(op)
    return found


def creation_of(socket: Socket) -> Span:
    """Where `socket(...)` itself is called."""
    return socket.via[-1] if socket.via else socket.span


def place_of(span: Span) -> Place:
    return span.path, span.line


def site_of(op: Op) -> Site:
    return op.span.path, op.span.line, op.kind


def _types(socket: Socket) -> str:
    return " or ".join(socket.types) or "socket"
