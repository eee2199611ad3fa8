"""A topology as a Graphviz digraph. An arrow points from the socket that connects to the one that binds."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Topology
from zlint.report.escape import printable
from zlint.report.graph import Messages, document
from zlint.report.graph_text import title, traffic


def render(topology: Topology, messages: Messages | None = None) -> str:
    """A certain link is a solid line, one that may be is dotted."""
    return "".join(f"{line}\n" for line in _lines(topology, messages))


def _lines(topology: Topology, messages: Messages | None) -> Iterator[str]:
    graph = document(topology, messages)
    nodes = {socket["id"]: f"s{number}" for number, socket in enumerate(graph["sockets"])}
    yield "digraph zlint {"
    yield "    rankdir=LR;"
    yield "    node [shape=box];"
    for socket in graph["sockets"]:
        lines = [title(socket), f"{socket['path']}:{socket['line']}", traffic(socket)]
        label = "\\n".join(_label(line) for line in lines if line)
        yield f'    {nodes[socket["id"]]} [label="{label}"];'
    for link in graph["links"]:
        style = "solid" if link["certainty"] == "yes" else "dotted"
        yield f'    {nodes[link["b"]]} -> {nodes[link["a"]]} [label="{_label(link["endpoint"])}", style={style}];'
    yield "}"


def _label(text: str) -> str:
    """Quotes and backslashes would end the string; an ampersand would start an entity."""
    return printable(text).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
