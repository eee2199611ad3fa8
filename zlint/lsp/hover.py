"""What there is to know of the socket, or of the rule, that the cursor is on, as Markdown.

A socket is hovered on where it is made (the name it is given included) and wherever something is done to it; a rule
where a suppression comment names it. Text from the program stands in code spans, so that it cannot be markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zlint import registry
from zlint.lsp.definition import inside
from zlint.lsp.folder import Found
from zlint.lsp.places import Point
from zlint.model import Execution, Op, Socket, Span, Topology
from zlint.report.escape import printable

SHOWN = 5  # sockets of one place
WORD = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
COMMENT = re.compile(r"#.*?\b(zlint:|noqa\b)", re.IGNORECASE)


def rule(line: str, column: int) -> str | None:
    """The page of the rule that a suppression comment names at a column, up to its example."""
    comment = COMMENT.search(line)
    words = (match[0] for match in WORD.finditer(line) if match.start() < column <= match.end() + 1)
    entry = next((found for found in map(registry.find, words) if found), None)
    if comment is None or entry is None or column <= comment.end():
        return None
    head = f"**{entry.rule.code}** {entry.rule.name}, {entry.rule.severity}: {entry.rule.summary}"
    _, _, page = entry.page.read_text("utf-8").partition("\n") if entry.page else ("", "", "")
    return f"{head}\n{page.partition('## Example')[0]}".rstrip()


def sockets(found: Found, path: str, point: Point) -> tuple[str, Span] | None:
    """What is known of the sockets at a point, and the place that stands for them."""
    spans = [(span, key) for span, key in _places(found.topology) if inside(span, path, point)]
    if not spans:
        return None
    place = min((span for span, _ in spans), key=_size)
    here = list(dict.fromkeys(key for span, key in spans if span == place))
    blocks = ["\n".join(_socket(found.topology, found.topology.socket(key))) for key in here[:SHOWN]]
    if len(here) > SHOWN:
        blocks.append(f"and {len(here) - SHOWN} more")
    return "\n\n".join(blocks), place


def _places(topology: Topology) -> Iterator[tuple[Span, str]]:
    for socket in topology.sockets:
        made = socket.span
        yield Span(made.path, made.line, 1, made.end_line, made.end_column), socket.id
    for op in topology.ops:
        yield from ((op.span, key) for key in op.sockets)


def _size(span: Span) -> tuple[int, int]:
    return span.end_line - span.line, span.end_column - span.column


def _socket(topology: Topology, socket: Socket) -> Iterator[str]:
    traits = [word for word, holds in (("asyncio", socket.asyncio), ("many", socket.many)) if holds]
    yield ", ".join([_title(socket), *traits, f"made at {_place(socket.span)}"])
    yield ""
    for op in topology.ops_of(socket, "bind", "connect"):
        ends = " or ".join(_code(str(endpoint)) for endpoint in op.endpoints) or "an endpoint that is not known"
        yield f"- {'binds' if op.kind == 'bind' else 'connects to'} {ends} at {_place(op.span)}"
    yield from _peers(topology, socket) or ["- meets no socket of this project"]
    if options := list(dict.fromkeys(filter(None, map(_option, topology.ops_of(socket, "option", "subscribe"))))):
        yield f"- options {', '.join(options)}"
    users = dict.fromkeys(_runner(topology.execution(op.execution)) for op in topology.ops_of(socket))
    yield f"- used by {', '.join(users)}"


def _peers(topology: Topology, socket: Socket) -> list[str]:
    lines = []
    for link in topology.links:
        if not link.meets.possible or socket.id not in (link.binder.id, link.connector.id):
            continue
        binds = socket.id == link.binder.id
        peer, number = (link.connector, link.connect) if binds else (link.binder, link.bind)
        verb = "meets" if link.meets.certain else "may meet"
        does = "connects" if binds else "binds"
        end = _place(topology.op(number).span)
        lines.append(f"- {verb} {_title(peer)}, made at {_place(peer.span)}, which {does} at {end}")
    return list(dict.fromkeys(lines))


def _title(socket: Socket) -> str:
    types = " or ".join(socket.types) or "socket of unknown type"
    return f"**{types}** {_code(socket.name)}" if socket.name else f"**{types}**"


def _option(op: Op) -> str:
    return _code(f"{op.option} = {op.value}") if op.option and op.value is not None else ""


def _runner(execution: Execution) -> str:
    kind = {"main": "the main thread of", "library": "code that calls"}.get(execution.kind, execution.kind)
    return f"{kind} {_code(execution.name)}" if execution.name else kind


def _place(span: Span) -> str:
    return _code(f"{span.path}:{span.line}")


def _code(text: str) -> str:
    """Inside a fence longer than any run of backticks in the text."""
    text = printable(text)
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"{fence}{text}{fence}"
