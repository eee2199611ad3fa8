"""A topology to read in a terminal: each socket with its ends and peers, then who runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from zlint.model import Topology
from zlint.report.escape import printable
from zlint.report.graph import Entry, Messages, document
from zlint.report.style import PLAIN, Style


def render(topology: Topology, unresolved: bool = False, style: Style = PLAIN, messages: Messages | None = None) -> str:
    """unresolved: list what could not be followed, most frequent reason first, else only count it."""
    graph = document(topology, messages)
    sockets = {each["id"]: each for each in graph["sockets"]}
    lines = [line for socket in graph["sockets"] for line in (*_socket(socket, sockets, graph["links"], style), "")]
    lines += [f"{each['kind']} {_name(each)}{_place(each)}{_start(each)}" for each in graph["executions"]]
    lines += ["", *_unresolved(graph["unresolved"], unresolved)] if graph["unresolved"] else []
    return "".join(f"{line}\n" for line in lines)


def title(socket: Entry) -> str:
    """The type, or the alternatives, and how the code calls it."""
    return printable(f"{'|'.join(socket['types']) or 'socket of unknown type'} {socket['role']}".rstrip())


def traffic(socket: Entry) -> str:
    """How many messages a socket of a run sent and received."""
    counts = socket.get("messages", {})
    return ", ".join(f"{number} {verb}" for verb, number in counts.items() if number)


def _socket(socket: Entry, sockets: dict[str, Entry], links: list[Entry], style: Style) -> Iterator[str]:
    traits = [word for word in ("asyncio", "many") if socket[word]]
    marks = f" ({', '.join(traits)})" if traits else ""
    yield f"{style.paint('strong', title(socket))} {_place(socket)}{marks}"
    for each in socket["attach"]:
        yield f"    {each['op']:<8} {printable(each['endpoint'] or '?')} {_place(each)}{_maybe(each)}"
    for link in links:
        if socket["id"] in (link["a"], link["b"]):
            peer = sockets[link["b"] if socket["id"] == link["a"] else link["a"]]
            yield f"    meets    {title(peer)} {_place(peer)}{_maybe(link)}"
    if traffic(socket):
        yield f"    messages {traffic(socket)}"
    if socket["uses"]:
        counts = Counter(each["op"] for each in socket["uses"])
        yield "    uses     " + ", ".join(f"{op} {number}" for op, number in sorted(counts.items()))


def _unresolved(entries: list[Entry], listed: bool) -> Iterator[str]:
    yield f"{len(entries)} not resolved" + ("" if listed else ", see --unresolved")
    if not listed:
        return
    reasons = Counter((each["what"], each["why"]) for each in entries)
    for (what, why), number in sorted(reasons.items(), key=lambda item: (-item[1], item[0])):
        yield f"{number:>5} {printable(f'{what}: {why}')}"
        yield from (f"      {_place(each)}" for each in entries if (each["what"], each["why"]) == (what, why))


def _place(entry: Entry) -> str:
    return printable(f"{entry['path']}:{entry['line']}")


def _name(execution: Entry) -> str:
    return printable(f"{execution['name']} ") if execution["name"] else ""


def _start(execution: Entry) -> str:
    return f" started {_place(execution['started'])}" if execution["started"] else ""


def _maybe(entry: Entry) -> str:
    return " (maybe)" if entry["certainty"] == "maybe" else ""
