"""A topology as a Mermaid flowchart. An arrow points from the socket that connects to the one that binds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zlint.model import Topology
from zlint.report.escape import printable
from zlint.report.graph import Messages, document
from zlint.report.graph_text import title, traffic

# Entity codes of Mermaid, for all that could end a quoted label, open a tag or start Markdown.
SPECIAL = re.compile(r"""["#;&<>`\\*~|$%]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])""")


def render(topology: Topology, messages: Messages | None = None) -> str:
    """A certain link is a solid line, one that may be is dotted."""
    return "".join(f"{line}\n" for line in _lines(topology, messages))


def _lines(topology: Topology, messages: Messages | None) -> Iterator[str]:
    graph = document(topology, messages)
    nodes = {socket["id"]: f"s{number}" for number, socket in enumerate(graph["sockets"])}
    yield "flowchart LR"
    for socket in graph["sockets"]:
        lines = [title(socket), f"{socket['path']}:{socket['line']}", traffic(socket)]
        yield f'    {nodes[socket["id"]]}["{"<br/>".join(_label(line) for line in lines if line)}"]'
    for link in graph["links"]:
        arrow = "-->" if link["certainty"] == "yes" else "-.->"
        yield f'    {nodes[link["b"]]} {arrow}|"{_label(link["endpoint"])}"| {nodes[link["a"]]}'


def _label(text: str) -> str:
    return SPECIAL.sub(lambda found: f"#{ord(found.group())};", printable(text))
