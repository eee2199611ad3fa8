"""ZMQ411: copy=False for a message that is copied anyway."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Topology, Tri
from zlint.rule import Diagnostic, Rule
from zlint.semantics.buffers import COPY_THRESHOLD


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Sends with copy=False, all frames of which are known to be small."""
    seen = set()
    for send in topology.all_ops("send"):
        if send.copied is not Tri.NO or send.span in seen or not _small(topology, send):
            continue
        seen.add(send.span)
        yield RULE.at(
            send.span,
            f"copy=False for a message of frames below {COPY_THRESHOLD:,} bytes",
            here="pyzmq copies these anyway",
            help="leave copy=False out",
        )


def _small(topology: Topology, send: Op) -> bool:
    """Here, in all calls that lead to this place."""
    same = [op for op in topology.all_ops("send") if op.span == send.span]
    sizes = [frame.size for op in same for shape in op.shapes for frame in shape.items]
    return all(op.shapes for op in same) and all(size is not None and size < COPY_THRESHOLD for size in sizes)


RULE = Rule(
    code="ZMQ411",
    name="needless-zero-copy",
    summary="copy=False for a message that is small, which pyzmq copies anyway",
    severity="info",
    profile="pedantic",
    since="0.1.0",
    check=check,
)
