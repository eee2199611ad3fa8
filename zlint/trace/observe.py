"""What a run tells of the model's unknowns, as hints: environment variables, else endpoints and types at places.

Left out is what the system chose, which is another in each run. What a helper is given by its callers is told at the
lines that call it, where each gives one thing, else as alternatives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from zlint.model import Endpoint, Hints, Hole, Op, Topology
from zlint.model.endpoint import Parts
from zlint.model.hints import Place
from zlint.trace.compare import creation_of, made_at, place_of, site_of, sites_of

Found = dict[Place, dict[str, None]]
ATTACH = ("bind", "connect")
TOP_LEVEL = "<module>"


def hints(model: Topology, run: Topology) -> Hints:
    """Of endpoints and types that the model does not know."""
    sites, made = sites_of(run), made_at(run.sockets)
    chosen = {port for op in model.all_ops("bind") if _random(op) for port in _ports(sites.get(site_of(op), ()))}
    values: Found = {}
    attached: dict[str, Found] = {kind: {} for kind in ATTACH}
    for op in model.all_ops(*ATTACH):
        seen = _seen(sites.get(site_of(op), ()), chosen)
        if not seen or _random(op) or (op.endpoints and all(end.literal for end in op.endpoints)):
            continue
        solved = _solved(op, [text for texts in seen.values() for text in texts])
        for place, value in solved or ():
            values.setdefault(place, {})[value] = None
        for place, texts in _told_apart(op, seen).items() if solved is None else ():
            attached[op.kind].setdefault(place, {}).update(texts)
    types: Found = {}
    for socket in model.sockets:
        names = [name for other in made.get(place_of(creation_of(socket)), ()) for name in other.types]
        if names and not socket.types:
            types.setdefault(_function(model.ops_of(socket, "open")[0]), {}).update(dict.fromkeys(names))
    return Hints(_sorted(values), _sorted(attached["bind"]), _sorted(attached["connect"]), _sorted(types))


def _seen(ops: Iterable[Op], chosen: set[Parts]) -> Found:
    """What was bound or connected, by the line that called the function which did."""
    found: Found = {}
    for op in ops:
        caller = op.via[-1] if op.via else op.span
        texts = (str(end) for end in op.endpoints if end.host_port[1] not in chosen)
        found.setdefault((caller.path, str(caller.line)), {}).update(dict.fromkeys(texts))
    return {place: texts for place, texts in found.items() if texts}


def _told_apart(op: Op, seen: Found) -> Found:
    """Where to say what was seen: at the function that does it, unless each of several callers gives one thing."""
    every = {text: None for texts in seen.values() for text in texts}
    if len(every) > 1 and all(len(texts) == 1 for texts in seen.values()):
        return seen
    return {_function(op): every}


def _random(op: Op) -> bool:
    return any(end.random for end in op.endpoints)


def _ports(ops: Iterable[Op]) -> list[Parts]:
    return [end.host_port[1] for op in ops for end in op.endpoints]


def _solved(op: Op, seen: list[str]) -> list[tuple[Place, str]] | None:
    """What the variables in an endpoint are, so that it is what was seen; None when it has other unknowns."""
    open_ends = [end for end in op.endpoints if end.literal is None]
    if len(open_ends) != 1 or not all(hole.key == f"environ:{hole.name}" for hole in open_ends[0].holes):
        return None
    found: list[tuple[Place, str]] = []
    for text in seen:
        match = re.fullmatch(_pattern(open_ends[0]), text)
        if match is None:
            return None
        found += [(("", hole.name), value) for hole, value in zip(open_ends[0].holes, match.groups())]
    return found


def _pattern(end: Endpoint) -> str:
    return "".join("(.*)" if isinstance(part, Hole) else re.escape(part) for part in end.parts)


def _function(op: Op) -> Place:
    return op.span.path, "" if op.function == TOP_LEVEL else op.function


def _sorted(found: Found) -> dict[Place, tuple[str, ...]]:
    return {place: tuple(sorted(values)) for place, values in sorted(found.items())}
