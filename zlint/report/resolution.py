"""Which share of a program's places was resolved, and why the others were not, by weight.

A place is a line and column of the text, however many ways lead there. It counts as resolved when nothing of it is
listed as unresolved: the type of a new socket, the socket and endpoint of a bind or connect, the socket of a send,
recv or option, the target of a thread or process that starts.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from zlint.model import Topology

# What is counted: the kinds of ops, and what is said of those that are not resolved.
PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "socket": (("open",), ("socket type",)),
    "attach": (("bind", "connect"), ("endpoint", "receiver of bind", "receiver of connect")),
    "traffic": (("send", "recv"), ("receiver of send", "receiver of recv")),
    "option": (("option",), ("option", "receiver of option")),
    "start": (("start", "fork"), ("thread start",)),
}


def summary(topology: Topology) -> dict[str, Any]:
    """shares: for each part how many places are resolved, of how many. reasons: the most frequent one first."""
    reasons = Counter((each.what, each.why) for each in topology.unresolved)
    return {
        "shares": {part: _share(topology, *what) for part, what in PARTS.items()},
        "reasons": [
            {"what": what, "why": why, "count": count}
            for (what, why), count in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        ],
    }


def _share(topology: Topology, kinds: tuple[str, ...], missing: tuple[str, ...]) -> dict[str, Any]:
    missed = {each.span for each in topology.unresolved if each.what in missing}
    places = missed | {op.span for op in topology.all_ops(*kinds)}
    resolved = len(places) - len(missed)
    return {"resolved": resolved, "of": len(places), "share": round(resolved / len(places), 3) if places else None}
