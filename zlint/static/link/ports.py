"""Ports that the system chooses, known by the bind that asks for one and the last calls that led to it.

The first round can come to a bind by fewer calls than the last one, when it runs a method by itself that turns out to
be called by others. What it stored then is the port of each bind that the last round reaches by these calls, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from zlint.model import Endpoint, Hole
from zlint.static.link.trace import OpDraft

RANDOM = "random:"
CALLS = 3


def port(bind: OpDraft) -> Hole:
    return Hole("random", _key(bind), "a port the system chooses")


def _key(bind: OpDraft) -> str:
    return f"{RANDOM}{bind.span}<{'<'.join(map(str, bind.via[-CALLS:]))}"


def asked_for(ops: Iterable[OpDraft]) -> frozenset[str]:
    """The keys of the ports that these ops can ask for."""
    return frozenset(_key(op) for op in ops if op.kind == "bind")


def found_again(endpoint: Endpoint, asked: frozenset[str]) -> Iterator[Endpoint]:
    """The endpoint, for each port of this round that a port in it can be."""
    lost = next((hole.key for hole in endpoint.holes if hole.key.startswith(RANDOM) and hole.key not in asked), None)
    place, _, calls = (lost or "").partition("<")
    known = sorted(key for key in asked if key.startswith(f"{place}<") and key.endswith(f"<{calls}")) if calls else []
    for key in known:
        parts = (
            replace(part, key=key) if isinstance(part, Hole) and part.key == lost else part for part in endpoint.parts
        )
        yield replace(endpoint, parts=tuple(parts))
    if not known:
        yield endpoint
