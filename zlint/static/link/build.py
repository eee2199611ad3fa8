"""From what was written down to a `Topology`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from zlint.model import (
    Authenticator,
    Context,
    Edge,
    Endpoint,
    Execution,
    Hole,
    Op,
    OpGraph,
    Reading,
    Sink,
    Template,
    Topology,
    Unreached,
)
from zlint.semantics.options import OPTIONS
from zlint.static.link import conditions, filled, flags, homes, ports, taking_turns, unresolved, watched
from zlint.static.link.atoms import Ctx, Sock
from zlint.static.link.machine import Machine
from zlint.static.link.naming import Naming, name_sockets
from zlint.static.link.trace import START, ContextDraft, OpDraft, untyped
from zlint.static.link.wiring import wire

Origins = dict[int, list[tuple[int, str]]]


def build(m: Machine, files: tuple[str, ...]) -> Topology:
    _mark_exposed(m)
    naming = name_sockets(m, m.trace.sockets.values())
    kept, asked = homes.kept(m), ports.asked_for(m.trace.ops.values())
    ops = tuple(_op(m, draft, naming, kept, asked) for _, draft in sorted(m.trace.ops.items()))
    executions = m.trace.executions
    contexts = tuple(
        _context(m, draft) for draft in sorted(m.trace.contexts.values(), key=lambda draft: (draft.span, draft.id))
    )
    return Topology(
        contexts=contexts,
        sockets=naming.sockets,
        ops=ops,
        links=wire(naming.sockets, ops, executions, m.hints),
        executions=tuple(sorted(_told(m, executions.values()), key=lambda each: (each.entry, each.id))),
        graphs=_graphs(m),
        sinks=_sinks(m),
        mentions=tuple(
            each
            for each in sorted(m.trace.mentions, key=lambda each: (each.span, each.name))
            if (each.span.path, each.name) not in m.trace.asked
        ),
        authenticators=tuple(
            Authenticator(draft.span, draft.contexts, draft.execution, tuple(draft.settings))
            for draft in sorted(m.trace.authenticators.values(), key=lambda draft: draft.span)
        ),
        unreached=tuple(_unreached(m, naming)),
        unresolved=unresolved.listed(m, ops),
        files=files,
        hosts=m.hints.hosts,
    )


def _context(m: Machine, draft: ContextDraft) -> Context:
    names = {name.upper() for name in m.heap.objects.get(f"context {draft.id}", ())} & OPTIONS.keys()
    makers, options = tuple(sorted(draft.makers)), tuple(sorted(names))
    seen = not draft.escapes
    return Context(draft.id, draft.span, draft.kind, draft.shared, draft.execution, makers, options, seen)


def _told(m: Machine, executions: Iterable[Execution]) -> Iterator[Execution]:
    """With what they store."""
    stored = watched.stored(m)
    return (replace(each, sets=stored.get(each.id, each.sets)) for each in executions)


def _unreached(m: Machine, naming: Naming) -> Iterator[Unreached]:
    """Clean-up that is never reached, and that no with statement does."""
    for span, (loop, call, ended) in sorted(m.trace.unreached.items()):
        left = [atom for atom in ended if atom.id not in m.trace.managed]
        sockets = tuple(naming.ids[atom.id] for atom in left if isinstance(atom, Sock) and atom.id in naming.ids)
        contexts = tuple(atom.id for atom in left if isinstance(atom, Ctx) and atom.id in m.trace.contexts)
        if sockets or contexts:
            yield Unreached(call, span, loop, sockets, contexts)


def _sinks(m: Machine) -> tuple[Sink, ...]:
    """Values of the last round can name receives that this one has not met."""
    met = (
        replace(sink, sources=tuple(filter(m.trace.ops.__contains__, sink.sources))) for sink in m.trace.sinks.values()
    )
    return tuple(sorted((sink for sink in met if sink.sources), key=lambda sink: (sink.span, sink.call)))


def _mark_exposed(m: Machine) -> None:
    """A public attribute of an object that only code outside makes can be used by that code."""
    for made in m.outside.values():
        for name, value in m.heap.objects.get(made.key, {}).items():
            for atom in () if name.startswith(("_", "#")) else value:
                if isinstance(atom, Sock) and atom.id in m.trace.sockets:
                    m.trace.sockets[atom.id].exposed = True


def _op(m: Machine, draft: OpDraft, naming: Naming, kept: frozenset[str], asked: frozenset[str]) -> Op:
    facts = dict(draft.facts)
    facts.pop("poller", None)
    context = facts.pop("context", None)
    given = (each for endpoint in facts.pop("endpoints", ()) for each in ports.found_again(endpoint, asked))
    endpoints = tuple(dict.fromkeys(_named_endpoint(m, draft, endpoint) for endpoint in given))
    home = homes.of(m, facts.pop("home", None), kept)
    peers = facts.pop("peers", ())
    readings = tuple(
        Reading(how, tuple(naming.ids[key] for key in keys if key in naming.ids), span)
        for how, keys, span in sorted(facts.pop("readings", ()))
    )
    decoded = tuple(sorted(facts.pop("decoded", ())))
    mixed = tuple(sorted(facts.pop("mixed", ())))
    held, full = facts.pop("locks", frozenset()), facts.pop("full", frozenset())
    return Op(
        id=draft.id,
        kind=draft.kind,
        call=draft.call,
        span=draft.span,
        sockets=tuple(dict.fromkeys(naming.ids[key] for key in draft.sockets if key in naming.ids)),
        execution=draft.execution,
        via=draft.via,
        function=draft.function,
        endpoints=endpoints,
        context=context if context in m.trace.contexts else None,
        home=home,
        objects=tuple(sorted(key for key in draft.sockets if key in m.trace.sockets)),
        readings=readings,
        decoded=decoded,
        mixed=mixed,
        peers=tuple(naming.ids.get(peer, peer) if peer else None for peer in peers),
        **_known(m, draft.execution, held, full),
        until=watched.read(m, facts.pop("heads")),
        **facts,
    )


def _known(m: Machine, execution: str, held: frozenset[str], full: frozenset[str]) -> dict[str, Any]:
    """What holds on every way to an op, as fields of it."""
    return {
        "when": flags.known(held),
        "filled": filled.known(m, execution, held, full),
        "locks": frozenset(filter(taking_turns.is_lock, held)),
        "turns": frozenset(taking_turns.turns(m, execution, held)) if held else held,
        "supported": taking_turns.supported(held),
        "conditional": conditions.decides(held),
    }


def _named_endpoint(m: Machine, draft: OpDraft, endpoint: Endpoint) -> Endpoint:
    """The endpoint with every name under which it, or a hole in it, is kept."""
    asked = frozenset(f"last:{key}" for key in draft.sockets) if draft.kind == "bind" else frozenset()
    whole: Any = Template(endpoint.parts) if len(endpoint.parts) > 1 else endpoint.parts[0] if endpoint.parts else None
    parts = tuple(
        replace(part, aliases=frozenset(m.trace.aliases.get(untyped(part), ()))) if isinstance(part, Hole) else part
        for part in endpoint.parts
    )
    return Endpoint(parts, endpoint.aliases | asked | frozenset(m.trace.aliases.get(whole, ())))


def _graphs(m: Machine) -> tuple[OpGraph, ...]:
    ops: dict[str, list[int]] = {}
    for number, op in sorted(m.trace.ops.items()):
        ops.setdefault(op.execution, []).append(number)
    ends = {
        number for draft in m.trace.graphs.values() for number, _, _ in (*draft.exits, *draft.raises, *draft.prompt)
    }
    origins = m.trace.sources({number for number in ends if number < START})
    return tuple(_graph(m, key, ops.get(key, []), origins) for key in sorted(m.trace.graphs))


def _graph(m: Machine, key: str, ops: list[int], origins: Origins) -> OpGraph:
    draft = m.trace.graphs[key]
    edges = {number: _edges(m, number) for number in ops if number in m.trace.edges}
    return OpGraph(
        execution=key,
        ops=tuple(ops),
        edges=edges,
        entry=tuple(sorted(m.trace.entries(key))),
        exits=_ends(origins, draft.exits),
        raises=_ends(origins, draft.raises, "caught"),
        repeats=draft.repeats,
        prompt=_ends(origins, draft.prompt),
    )


def _edges(m: Machine, op: int) -> tuple[Edge, ...]:
    called = m.trace.called(op)
    return tuple(Edge(*edge, called.get(edge, frozenset())) for edge in sorted(m.trace.successors(op), key=str))


def _ends(origins: Origins, fronts: dict[Any, None], failed: str = "raise") -> tuple[tuple[int, str], ...]:
    """(op, label) pairs; an end at a join point is one of every op that leads there. failed: the label of an op
    whose failure was handled on the way."""
    found: dict[tuple[int, str], None] = {}
    for number, label, _ in fronts:
        if number > START:
            found[(number, label)] = None
        elif number < START:
            found.update(((op, failed if label == "raise" else label), None) for op, label in origins[number])
    return tuple(sorted(found))
