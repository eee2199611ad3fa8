"""Which place a reader would name a socket by, and which drafts are one socket.

A function that makes a socket and gives it to its caller is a helper: the socket stands at the call. A class whose
constructor makes a socket and that is constructed in several places gives one socket for each place. Everything
else stands where `socket(...)` is called, whatever led there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zlint.model import Socket, Span
from zlint.static.link.machine import Machine
from zlint.static.link.trace import SocketDraft


@dataclass(frozen=True, slots=True)
class Naming:
    """sockets: sorted by place. ids: draft id -> socket id."""

    sockets: tuple[Socket, ...]
    ids: dict[str, str]


def name_sockets(m: Machine, keep: Iterable[SocketDraft]) -> Naming:
    groups: dict[tuple[Span, ...], list[SocketDraft]] = {}
    for draft in keep:
        groups.setdefault(place(m, draft), []).append(draft)
    sockets: list[Socket] = []
    ids: dict[str, str] = {}
    for spans, drafts in sorted(groups.items()):
        made = _socket(spans, drafts)
        sockets.append(made)
        ids.update((draft.id, made.id) for draft in drafts)
    return Naming(tuple(sockets), ids)


def place(m: Machine, draft: SocketDraft) -> tuple[Span, ...]:
    """The span a reader would name, then those from there down to the creation."""
    spans = [draft.span]
    at = len(draft.chain)
    while at and draft.chain[at - 1][1] in m.helpers:
        at -= 1
        spans.insert(0, draft.chain[at][0])
    for cls, site in reversed(draft.constructing):
        index = next((i for i in range(at) if draft.chain[i][0] == site), None)
        if index is None:
            continue
        if len(m.sites.get(cls, ())) > 1:
            spans.insert(0, site)
        break
    return tuple(spans)


def _socket(spans: tuple[Span, ...], drafts: list[SocketDraft]) -> Socket:
    first = drafts[0]
    types = sorted({name for draft in drafts for name in draft.types})
    return Socket(
        id=" < ".join(str(span) for span in reversed(spans)),
        span=spans[0],
        types=tuple(types),
        contexts=tuple(sorted({key for draft in drafts for key in draft.contexts})),
        execution=first.execution,
        asyncio=any(draft.asyncio for draft in drafts),
        via=spans[1:],
        many=any(draft.many for draft in drafts),
        complete=not any(draft.escapes for draft in drafts),
        name=next((draft.name for draft in drafts if draft.name), ""),
    )
