"""Links: which sockets meet on which endpoint.

A socket of an object that is only assumed to be made outside, beside objects that the program makes, meets others
of that kind only. What is assumed: scripts of one project may run together, but tests do not, and inproc stays in
its process. Where two scripts cannot talk while an end has a partner it can talk to, they are taken for two
deployments that happen to use one port, unless one setting names it for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter
from pathlib import PurePosixPath

from zlint.model import Endpoint, Execution, Hints, Hole, Link, Op, Socket, Tri
from zlint.model.endpoint import telling
from zlint.semantics.peers import can_talk

CROWD = 3
EVIDENCE = ("name", "text", "value")  # for that two endpoints are one, weakest first


def wire(
    sockets: Iterable[Socket], ops: Iterable[Op], executions: dict[str, Execution], hints: Hints
) -> tuple[Link, ...]:
    """All links, sorted by the places of their ends; one for each pair of sockets, the surest."""
    by_id = {socket.id: socket for socket in sockets}
    ops = tuple(ops)
    binds, connects = _attached(ops, "bind"), _attached(ops, "connect")
    ends: dict[Endpoint, list[int]] = {}
    for at, (_, reached) in enumerate(connects):
        ends.setdefault(reached, []).append(at)
    memory: dict[Endpoint, list[tuple[Op, Endpoint, Tri]]] = {}
    best: dict[tuple[str, str], Link] = {}
    for bind, bound in binds:
        if bound not in memory:
            memory[bound] = _reaching(bound, connects, ends, hints.hosts)
        for connect, reached, meets in memory[bound]:
            if _crowded(bind, connect) and not _named(bound, reached):
                continue
            if _told_apart(bind, connect) or _alone(bind, connect, executions):
                continue
            for link in _pairs(bind, connect, bound, reached, meets, by_id, executions, hints):
                key = (link.binder.id, link.connector.id)
                if key not in best or _rank(best[key]) < _rank(link):
                    best[key] = link
    links = _one_deployment(_by_value(list(best.values())), executions, hints)
    return tuple(sorted(links, key=lambda link: (link.binder.span, link.connector.span)))


def _reaching(
    bound: Endpoint, connects: list[tuple[Op, Endpoint]], ends: dict[Endpoint, list[int]], hosts: frozenset[str]
) -> list[tuple[Op, Endpoint, Tri]]:
    """The connects, with their endpoints, that this one can meet. ends: where each endpoint stands among them."""
    answers = ((bound.meets(reached, hosts), places) for reached, places in ends.items())
    found = sorted(((at, meets) for meets, places in answers if meets.possible for at in places), key=itemgetter(0))
    return [(*connects[at], meets) for at, meets in found]


def _rank(link: Link) -> tuple[int, int]:
    return link.meets.value, EVIDENCE.index(link.why)


def _evidence(bound: Endpoint, reached: Endpoint) -> str:
    """What speaks for it that two endpoints are one."""
    if bound.literal and reached.literal:
        return "text"
    keys = [[part if isinstance(part, str) else part.key for part in each.address] for each in (bound, reached)]
    chosen = any(isinstance(part, Hole) and part.key in bound.aliases for part in reached.parts)
    return "value" if chosen or keys[0] == keys[1] else "name"


def _by_value(links: list[Link]) -> list[Link]:
    """A connector that gets the very value which one binder has does not mean others whose value has that name."""
    settled = {link.connector.id for link in links if link.why == "value"}
    return [link for link in links if link.why != "name" or link.connector.id not in settled]


def _attached(ops: tuple[Op, ...], kind: str) -> list[tuple[Op, Endpoint]]:
    return [(op, endpoint) for op in ops if op.kind == kind for endpoint in op.endpoints]


def _crowded(bind: Op, connect: Op) -> bool:
    """One of so many alternatives that a plain port among them says little."""
    return max(len(bind.endpoints), len(connect.endpoints)) > CROWD


def _told_apart(bind: Op, connect: Op) -> bool:
    """Whatever each end may hold, it is kept under a telling name, and the names are different ones."""
    if max(len(bind.endpoints), len(connect.endpoints)) == 1:
        return False
    names = [frozenset.intersection(*(each.telling_names for each in op.endpoints)) for op in (bind, connect)]
    return all(names) and not names[0] & names[1]


def _alone(bind: Op, connect: Op, executions: dict[str, Execution]) -> bool:
    """Both ends are used by what one thread runs, which would give both the same to talk to itself."""
    here, there = executions[bind.execution], executions[connect.execution]
    if (here.kind, here.entry) != (there.kind, there.entry) or here.kind == "library":
        return False
    alternatives = [{endpoint.parts for endpoint in op.endpoints} for op in (bind, connect)]
    return min(map(len, alternatives)) > 1 and alternatives[0] != alternatives[1]


def _one_value(bind: Op, connect: Op) -> bool:
    """Is there one alternative only, or do both ends read the same settings, each with its default?"""
    if len(bind.endpoints) == len(connect.endpoints) == 1:
        return True
    settings = [frozenset(_setting(hole) for each in op.endpoints for hole in each.holes) for op in (bind, connect)]
    if settings[0] != settings[1] or None in settings[0]:
        return False
    return len(bind.endpoints) <= 2 ** len(settings[0]) and all(
        any(_set_alike(bound, reached) or bound.meets(reached).certain for reached in connect.endpoints)
        for bound in bind.endpoints
    )


def _setting(hole: Hole) -> str | None:
    """The environment variable or the command-line option that a value comes from; None when it is neither."""
    kind = hole.key.partition(":")[0].partition(" ")[0]
    return {"environ": hole.key, "argument": f"--{hole.name}"}.get(kind)


def _set_alike(bound: Endpoint, reached: Endpoint) -> bool:
    """Are both texts made in one way of one setting, be it read by two programs?"""
    texts = [
        tuple(part if isinstance(part, str) else _setting(part) for part in each.parts) for each in (bound, reached)
    ]
    return texts[0] == texts[1] and None not in texts[0]


def _named(bound: Endpoint, reached: Endpoint) -> bool:
    """Both ends hold a hole in the place that tells ports apart, and no value that goes by many names."""
    if any(isinstance(part, Hole) and part.key in bound.aliases for part in reached.parts):
        return True  # the port that the system chose for this very bind
    if telling(bound.aliases) & telling(reached.aliases):
        return True
    ports = (each.host_port[1] or each.parts for each in (bound, reached))
    return all(any(isinstance(part, Hole) and _tells(part) for part in parts) for parts in ports)


def _tells(hole: Hole) -> bool:
    return bool(telling(hole.names)) or hole.key.startswith(("random:", "last:"))


def _pairs(
    bind: Op,
    connect: Op,
    bound: Endpoint,
    reached: Endpoint,
    meets: Tri,
    by_id: dict[str, Socket],
    executions: dict[str, Execution],
    hints: Hints,
) -> Iterator[Link]:
    for binder in bind.sockets:
        for connector in connect.sockets:
            if binder == connector or binder not in by_id or connector not in by_id:
                continue
            certain = len(bind.sockets) == len(connect.sockets) == 1 and _one_value(bind, connect)
            known = (
                meets
                & (Tri.YES if certain else Tri.MAYBE)
                & _together(by_id[binder], by_id[connector], bound, executions, hints)
            )
            legal = can_talk(by_id[binder].types, by_id[connector].types).possible
            if known.certain or (known.possible and legal):  # what cannot talk is no reason to believe in a match
                endpoint = bound if bound.literal else reached
                why = _evidence(bound, reached)
                yield Link(by_id[binder], by_id[connector], bind.id, connect.id, endpoint, known, why)


def _together(
    binder: Socket, connector: Socket, endpoint: Endpoint, executions: dict[str, Execution], hints: Hints
) -> Tri:
    """Do both ends exist at one time, where the transport reaches?"""
    here, there = _root(binder, executions), _root(connector, executions)
    if binder.assumed != connector.assumed:
        return Tri.NO
    if here.id == there.id:
        return Tri.YES
    if endpoint.transport == "inproc" and here.kind == there.kind == "main" and here.process != there.process:
        return Tri.NO
    if (told := hints.run_together(here.entry.path, there.entry.path)) is not None:
        return told
    if binder.span.in_tests and connector.span.in_tests and "library" in (here.kind, there.kind):
        return Tri.NO
    folders = {str(PurePosixPath(socket.span.path).parent) for socket in (binder, connector)}
    if here.kind == there.kind == "main" and here.process != there.process and len(folders) > 1:
        return Tri.MAYBE
    return Tri.YES


def _root(socket: Socket, executions: dict[str, Execution]) -> Execution:
    execution = executions[socket.execution]
    while execution.parent is not None and execution.parent in executions:
        execution = executions[execution.parent]
    return execution


def _one_deployment(links: list[Link], executions: dict[str, Execution], hints: Hints) -> Iterator[Link]:
    served = {
        end.id
        for link in links
        if can_talk(link.binder.types, link.connector.types).possible
        for end in (link.binder, link.connector)
    }
    for link in links:
        roots = [_root(end, executions) for end in (link.binder, link.connector)]
        told = hints.run_together(*(root.entry.path for root in roots)) == Tri.YES
        apart = roots[0].id != roots[1].id and not told
        legal = can_talk(link.binder.types, link.connector.types).possible
        if (
            legal
            or not apart
            or (link.why == "value" and link.meets.certain)
            or not {link.binder.id, link.connector.id} & served
        ):
            yield link
