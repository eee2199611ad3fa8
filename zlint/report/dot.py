"""A topology as a Graphviz digraph. An arrow points from the socket that connects to the one that binds."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Topology
from zlint.report.escape import printable
from zlint.report.graph import document
from zlint.report.graph_text import title


def render(topology: Topology) -> str:
    """A certain link is a solid line, one that may be is dotted."""
    return "".join(f"{line}\n" for line in _lines(topology))


def _lines(topology: Topology) -> Iterator[str]:
    graph = document(topology)
    nodes = {socket["id"]: f"s{number}" for number, socket in enumerate(graph["sockets"])}
    yield "digraph zlint {"
    yield "    rankdir=LR;"
    yield "    node [shape=box];"
    for socket in graph["sockets"]:
        place = f"{socket['path']}:{socket['line']}"
        yield f'    {nodes[socket["id"]]} [label="{_label(title(socket))}\\n{_label(place)}"];'
    for link in graph["links"]:
        style = "solid" if link["certainty"] == "yes" else "dotted"
        yield f'    {nodes[link["b"]]} -> {nodes[link["a"]]} [label="{_label(link["endpoint"])}", style={style}];'
    yield "}"


def _label(text: str) -> str:
    """Quotes and backslashes would end the string; an ampersand would start an entity."""
    return printable(text).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
