"""A topology as plain data: what every picture of it shows. The shape is a contract (`zlint graph --format json`).

`attach` has one entry for each endpoint alternative of a bind or connect; it is certain when the op has this one
socket and this one endpoint. `uses` is every other op, except those that only make the socket or hand it on. A link
stands once for each pair, with the highest certainty.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zlint.model import Execution, Link, Op, Socket, Span, Topology
from zlint.report.json import dump
from zlint.report.resolution import summary

ATTACH = ("bind", "connect")
NO_USE = (*ATTACH, "open", "ask", "escape", "suspend")
Entry = dict[str, Any]
Messages = Mapping[str, tuple[int, int]]  # of a run: socket -> messages sent, received


def document(topology: Topology, messages: Messages | None = None) -> Entry:
    """Sockets, links, executions and what could not be resolved, each sorted by place."""
    sockets = sorted(topology.sockets, key=lambda each: (each.span, each.id))
    return {
        "sockets": [{**_socket(topology, each), **_counted(each, messages)} for each in sockets],
        "links": _links(topology),
        "executions": [
            _execution(each) for each in sorted(topology.executions, key=lambda each: (each.entry, each.id))
        ],
        "unresolved": [
            {**_at(each.span), "what": each.what, "why": each.why}
            for each in sorted(topology.unresolved, key=lambda each: (each.span, each.what, each.why))
        ],
        "resolution": summary(topology),
    }


def render(topology: Topology, messages: Messages | None = None) -> str:
    """The document as JSON."""
    return dump(document(topology, messages))


def _counted(socket: Socket, messages: Messages | None) -> Entry:
    if messages is None:
        return {}
    sent, received = messages[socket.id]
    return {"messages": {"sent": sent, "received": received}}


def _at(span: Span) -> Entry:
    return {"path": span.path, "line": span.line}


def _socket(topology: Topology, socket: Socket) -> Entry:
    return {
        "id": socket.id,
        **_at(socket.span),
        "column": socket.span.column,
        "types": list(socket.types),
        "asyncio": socket.asyncio,
        "role": socket.name,
        "many": socket.many,
        "complete": socket.complete,
        "execution": socket.execution,
        "attach": _attach(topology, socket),
        "uses": _uses(topology, socket),
        "via": [_at(span) for span in socket.via],
    }


def _attach(topology: Topology, socket: Socket) -> list[Entry]:
    certain: dict[tuple[str, str, int, str | None], bool] = {}
    for op in topology.ops_of(socket, *ATTACH):
        for endpoint in op.endpoints or (None,):
            key = (op.kind, op.span.path, op.span.line, None if endpoint is None else str(endpoint))
            certain[key] = certain.get(key, False) or _sure(op)
    return [
        {"op": op, "path": path, "line": line, "endpoint": endpoint, "certainty": "yes" if sure else "maybe"}
        for (op, path, line, endpoint), sure in sorted(certain.items(), key=lambda item: _order(item[0]))
    ]


def _sure(op: Op) -> bool:
    return op.only is not None and len(op.endpoints) <= 1


def _order(key: tuple[str, str, int, str | None]) -> tuple[str, int, str, str]:
    op, path, line, endpoint = key
    return path, line, op, endpoint or ""


def _uses(topology: Topology, socket: Socket) -> list[Entry]:
    ops = topology.ops_of(socket)
    places = {(op.span.path, op.span.line, op.kind) for op in ops if op.kind not in NO_USE}
    return [{"op": kind, "path": path, "line": line} for path, line, kind in sorted(places)]


def _links(topology: Topology) -> list[Entry]:
    best: dict[tuple[str, str], Link] = {}
    for link in topology.links:
        key = (link.binder.id, link.connector.id)
        if link.meets.possible and (key not in best or link.meets.value > best[key].meets.value):
            best[key] = link
    ordered = sorted(
        best.values(), key=lambda each: (each.binder.span, each.connector.span, each.binder.id, each.connector.id)
    )
    return [
        {
            "a": link.binder.id,
            "b": link.connector.id,
            "endpoint": str(link.endpoint),
            "certainty": link.meets.name.lower(),
        }
        for link in ordered
    ]


def _execution(execution: Execution) -> Entry:
    return {
        "id": execution.id,
        "kind": execution.kind,
        "name": execution.name,
        **_at(execution.entry),
        "started": _at(execution.started) if execution.started else None,
        "parent": execution.parent,
        "many": execution.many,
    }
