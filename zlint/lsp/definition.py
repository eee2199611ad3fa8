"""The other end of a bind, a connect or an endpoint.

A call counts with all that stands in it, and so does the call of a helper that makes a socket and attaches it. An
endpoint that is written out elsewhere, as a constant, leads to every bind and connect that uses it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lsprotocol import types

from zlint.lsp.folder import Found
from zlint.lsp.places import Point
from zlint.model import Op, Span, Topology

ENDPOINT = re.compile(r"""[a-z]+://[^"'\s]+""")


def definition(found: Found, path: str, point: Point) -> list[types.Location]:
    """The places to jump to, sorted; empty where nothing binds or connects."""
    attach = list(found.topology.all_ops("bind", "connect"))
    here = [op for op in attach if inside(op.span, path, point)]
    here = here or [op for op in attach if any(inside(site, path, point) for site in _helped(found.topology, op))]
    spans = _other_ends(found.topology, here) if here else _users(attach, _written(found, path, point))
    return [found.places.location(span) for span in sorted(spans)]


def inside(span: Span, path: str, point: Point) -> bool:
    """Is it in the span, or just behind?"""
    return span.path == path and (span.line, span.column) <= point <= (span.end_line, span.end_column)


def _helped(topology: Topology, op: Op) -> list[Span]:
    """The calls of helpers that make a socket and attach it."""
    return [socket.span for socket in topology.sockets_of(op) if socket.span in op.via]


def _other_ends(topology: Topology, ops: Sequence[Op]) -> set[Span]:
    own = {op.id for op in ops}
    pairs = [(link.bind, link.connect) for link in topology.links if link.meets.possible]
    ends = [connect for bind, connect in pairs if bind in own] + [bind for bind, connect in pairs if connect in own]
    return {topology.op(end).span for end in ends}


def _users(attach: Sequence[Op], endpoints: set[str]) -> set[Span]:
    return {op.span for op in attach if any(str(endpoint) in endpoints for endpoint in op.endpoints)}


def _written(found: Found, path: str, point: Point) -> set[str]:
    """The endpoint that the text has at a point."""
    line, column = point
    texts = found.places.lines(path)[line - 1 : line]
    matches = [match for text in texts for match in ENDPOINT.finditer(text)]
    return {match[0] for match in matches if match.start() < column <= match.end() + 1}
