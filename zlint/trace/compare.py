"""A run beside the static model of the same program.

`covers` lists what the run did that the model does not admit, `unused` what the model holds that the run never did,
`named_like` names the sockets of a run as the model does, and `hints` what the run tells of the model's unknowns. Ops
are matched by line and kind, sockets by where `socket(...)` is called. Only files that both speak of count. Closing
sockets, ending contexts and reading options are left out: the model does not follow them everywhere.
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


@dataclass(frozen=True, slots=True)
class Hint:
    """An unknown of the model at a place, and what it was in the run."""

    span: Span
    what: str
    values: tuple[str, ...]


def covers(model: Topology, run: Topology) -> tuple[Gap, ...]:
    """What the run did and the model does not admit."""
    files = set(model.files)
    made = _made(model.sockets)
    found: dict[Gap, None] = {}
    for socket in run.sockets:
        if _creation(socket).path in files and not _is_inner(run, socket):
            found.update((gap, None) for gap in _missed_socket(socket, made))
    sites = _sites(model)
    for op in run.ops:
        if op.kind in KINDS and op.span.path in files:
            found.update((gap, None) for gap in _missed_op(model, run, op, sites, made))
    return tuple(sorted(found, key=lambda gap: (gap.span, gap.what)))


def unused(model: Topology, run: Topology) -> tuple[Gap, ...]:
    """What the model holds and the run never did."""
    made, sites = _made(run.sockets), _sites(run)
    found: dict[Gap, None] = {}
    for socket in model.sockets:
        if _place(_creation(socket)) not in made:
            found[Gap(_creation(socket), f"the {_types(socket)} is not made")] = None
    for op in model.ops:
        if op.kind in KINDS and _site(op) not in sites:
            found[Gap(op.span, f"{op.call or op.kind}() is not reached")] = None
    return tuple(sorted(found, key=lambda gap: (gap.span, gap.what)))


def hints(model: Topology, run: Topology) -> tuple[Hint, ...]:
    """What the run tells of endpoints and types that the model does not know."""
    sites, made, found = _sites(run), _made(run.sockets), dict[tuple[Span, str], dict[str, None]]()
    for op in model.ops:
        if op.kind in ("bind", "connect") and not any(each.literal for each in op.endpoints):
            seen = [str(each) for other in sites.get(_site(op), ()) for each in other.endpoints]
            found.setdefault((op.span, "endpoint"), {}).update(dict.fromkeys(seen))
    for socket in model.sockets:
        if not socket.types:
            seen = [name for other in made.get(_place(_creation(socket)), ()) for name in other.types]
            found.setdefault((_creation(socket), "type"), {}).update(dict.fromkeys(seen))
    return tuple(Hint(span, what, tuple(sorted(values))) for (span, what), values in sorted(found.items()) if values)


def named_like(model: Topology, run: Topology) -> Topology:
    """The run, its sockets named where the model names them: at the call of a helper that makes them."""
    made = _made(model.sockets)
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
    for other in made.get(_place(socket.span), ()):
        if other.via and opened and any(_place(site) == _place(other.span) for site in opened[0].via):
            return replace(socket, span=other.span, via=other.via, name=other.name)
    return socket


def _is_inner(run: Topology, socket: Socket) -> bool:
    """Does pyzmq make it for itself, as an authenticator does?"""
    return any(op.call not in OPENERS for op in run.ops_of(socket, "open"))


def _missed_socket(socket: Socket, made: dict[Place, list[Socket]]) -> Iterator[Gap]:
    known = made.get(_place(_creation(socket)), [])
    if not known:
        yield Gap(_creation(socket), f"a {_types(socket)} is made that the model does not have")
    elif socket.types and not any(not other.types or set(socket.types) <= set(other.types) for other in known):
        types = " or ".join(sorted({_types(other) for other in known}))
        yield Gap(_creation(socket), f"a {_types(socket)} is made where the model has a {types}")


def _missed_op(
    model: Topology, run: Topology, op: Op, sites: dict[Site, list[Op]], made: dict[Place, list[Socket]]
) -> Iterator[Gap]:
    known = sites.get(_site(op))
    if known is None:
        yield Gap(op.span, f"{op.call}() is not in the model")
        return
    same = {each.id for socket in run.sockets_of(op) for each in made.get(_place(_creation(socket)), ())}
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


def _made(sockets: Iterable[Socket]) -> dict[Place, list[Socket]]:
    found: dict[Place, list[Socket]] = {}
    for socket in sockets:
        found.setdefault(_place(_creation(socket)), []).append(socket)
    return found


def _sites(topology: Topology) -> dict[Site, list[Op]]:
    found: dict[Site, list[Op]] = {}
    for op in topology.ops:
        found.setdefault(_site(op), []).append(op)
    return found


def _creation(socket: Socket) -> Span:
    """Where `socket(...)` itself is called."""
    return socket.via[-1] if socket.via else socket.span


def _place(span: Span) -> Place:
    return span.path, span.line


def _site(op: Op) -> Site:
    return op.span.path, op.span.line, op.kind


def _types(socket: Socket) -> str:
    return " or ".join(socket.types) or "socket"
