"""Links of a run: a bind and a connect that succeeded, of sockets that lived at one time and can reach each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zlint.model import Link, Op, Socket, Tri

Life = tuple[int, int]  # positions in the log of the first and the last that is known of a socket


def wire(
    sockets: Iterable[Socket], ops: Iterable[Op], lives: Mapping[str, Life], processes: Mapping[str, str]
) -> tuple[Link, ...]:
    """processes: which process each socket was made in."""
    by_id = {socket.id: socket for socket in sockets}
    ends = [op for op in ops if op.kind in ("bind", "connect") and op.endpoints]
    found: dict[tuple[str, str], Link] = {}
    for bind in (op for op in ends if op.kind == "bind"):
        for connect in (op for op in ends if op.kind == "connect"):
            binder, connector = by_id[bind.sockets[0]], by_id[connect.sockets[0]]
            endpoint = bind.endpoints[0]
            if binder is connector or endpoint.meets(connect.endpoints[0]) is not Tri.YES:
                continue
            apart = endpoint.transport == "inproc" and processes[binder.id] != processes[connector.id]
            if not apart and _together(lives[binder.id], lives[connector.id]):
                link = Link(binder, connector, bind.id, connect.id, endpoint, Tri.YES, "text")
                found.setdefault((binder.id, connector.id), link)
    return tuple(sorted(found.values(), key=lambda link: (link.binder.span, link.connector.span, link.bind)))


def _together(one: Life, other: Life) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
