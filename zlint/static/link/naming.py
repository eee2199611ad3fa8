"""Which place a reader would name a socket by, and which drafts are one socket.

A function that makes a socket and gives it to its caller is a helper: the socket stands at the call, unless the
helper is a test's own, or is called in one place of its own file. Objects of one class have sockets of their own
where their constructors were told different things, or where scripts make them at their top level. Everything else
stands where `socket(...)` is called, whatever led there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from zlint.model import Socket, Span
from zlint.static.link.machine import Machine
from zlint.static.link.trace import SocketDraft

Place = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Naming:
    """sockets: sorted by place. ids: draft id -> socket id."""

    sockets: tuple[Socket, ...]
    ids: dict[str, str]


def name_sockets(m: Machine, keep: Iterable[SocketDraft]) -> Naming:
    drafts = list(keep)
    told = _told(m)
    calls: dict[object, set[Span]] = {}
    for draft in drafts:
        for site, function in draft.chain:
            calls.setdefault(function, set()).add(site)
    created: dict[Place, list[SocketDraft]] = {}
    for draft in drafts:
        created.setdefault(_climb_helpers(m, draft, calls), []).append(draft)
    sockets: list[Socket] = []
    ids: dict[str, str] = {}
    for spans, same in sorted(_by_object(m, created, told).items()):
        made = _socket(m, spans, same)
        sockets.append(made)
        ids.update((draft.id, made.id) for draft in same)
    _add_former(m, ids)
    return Naming(tuple(sockets), ids)


def _add_former(m: Machine, ids: dict[str, str]) -> None:
    """Ids of the first round that the second has under another calling context: the socket of the same creation.

    Of several that one helper makes, those of its type whose last calls are the same; it counts if they are one socket.
    """
    by_creation: dict[Span, list[SocketDraft]] = {}
    for key in ids:
        by_creation.setdefault(m.trace.sockets[key].span, []).append(m.trace.sockets[key])
    former = [draft for key, draft in m.trace.every_socket.items() if key not in ids and draft.span in by_creation]
    for draft in former:
        kin = [other for other in by_creation[draft.span] if not draft.types or draft.types.keys() & other.types.keys()]
        alike = {other.id: _common_calls(draft, other) for other in kin}
        meant = {ids[key] for key, calls in alike.items() if calls == max(alike.values())}
        if len(meant) == 1:
            ids[draft.id] = meant.pop()


def _common_calls(draft: SocketDraft, other: SocketDraft) -> int:
    """In how many calls, from the creation outwards, do they agree?"""
    pairs = zip(reversed(draft.chain), reversed(other.chain))
    return sum(1 for _ in takewhile(lambda pair: pair[0][0] == pair[1][0], pairs))


def _told(m: Machine) -> dict[str, frozenset[str]]:
    """For each draft, the texts of the endpoints it is given."""
    found: dict[str, set[str]] = {}
    for op in m.trace.ops.values():
        for endpoint in op.facts.get("endpoints", ()):
            for key in op.sockets:
                found.setdefault(key, set()).add(str(endpoint))
    return {key: frozenset(texts) for key, texts in found.items()}


def _climb_helpers(m: Machine, draft: SocketDraft, calls: dict[object, set[Span]]) -> Place:
    """The span a reader would name, then those from there down to the creation."""
    spans = [draft.span]
    for site, function in reversed(draft.chain):
        if function not in m.helpers or spans[0].in_tests:
            break
        if site.path == spans[0].path and len(calls[function]) == 1:
            break
        spans.insert(0, site)
    return tuple(spans)


def _by_object(
    m: Machine, created: dict[Place, list[SocketDraft]], told: dict[str, frozenset[str]]
) -> dict[Place, list[SocketDraft]]:
    """Tell apart the sockets of different objects of a class."""
    groups: dict[Place, list[SocketDraft]] = {}
    for spans, drafts in created.items():
        sites = {draft.id: _constructed_at(draft, len(spans) - 1) for draft in drafts}
        texts: dict[Span | None, set[str]] = {}
        for draft in drafts:
            texts.setdefault(sites[draft.id][0], set()).update(told.get(draft.id, ()))
        differ = len(texts) > 1 and sum(map(len, texts.values())) == len(set().union(*texts.values()))
        telling = {site for site, top_level in sites.values() if site and (top_level or not site.in_tests)}
        objects = len(telling) + any(draft.assumed for draft in drafts)
        for draft in drafts:
            site, top_level = sites[draft.id]
            apart = site in telling and objects > 1 and (top_level or differ)
            groups.setdefault((site, *spans) if apart and site is not None else spans, []).append(draft)
    return groups


def _constructed_at(draft: SocketDraft, climbed: int) -> tuple[Span | None, bool]:
    """Where the object is made whose constructor makes the socket, and whether that is a file's top level."""
    kept = draft.chain[: len(draft.chain) - climbed]
    for _, site in reversed(draft.constructing):
        at = next((index for index, (call, _) in enumerate(kept) if call == site), None)
        if at is not None:
            return site, at == 0 and draft.execution.startswith("main ")
    return None, False


def _socket(m: Machine, spans: tuple[Span, ...], drafts: list[SocketDraft]) -> Socket:
    first = drafts[0]
    known = {name for draft in drafts for name in draft.types}
    types = sorted(known | {name for draft in drafts for name in draft.perhaps if known})
    return Socket(
        id=" < ".join(str(span) for span in reversed(spans)),
        span=spans[0],
        types=tuple(types),
        contexts=tuple(sorted({key for draft in drafts for key in draft.contexts if key in m.trace.contexts})),
        execution=first.execution,
        asyncio=all(draft.asyncio for draft in drafts),
        via=spans[1:],
        many=any(draft.many for draft in drafts),
        complete=not any(draft.escapes or draft.exposed for draft in drafts),
        exposed=not any(draft.escapes for draft in drafts) and any(draft.exposed for draft in drafts),
        made=tuple(sorted((draft.id, maker) for draft in drafts for maker in draft.makers)),
        assumed=all(draft.assumed for draft in drafts),
        name=next((draft.name for draft in drafts if draft.name), ""),
    )
