"""ZMQ806: what a peer sends becomes a command, a path that is written, or the name of what is called or imported.

A recorder does not see what a program does with a message: nothing is said of a run.
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Sink, Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.exposure import least_exposed, rank
from zlint.semantics.loading import loaded

# By the kind of sink: what is done, what a sender can do with it, and what to do about it.
KINDS = {
    "command": ("runs the command that", "run any command", "give a program its arguments as a list, without a shell"),
    "path": ("writes to the path that", "overwrite any file", "take only the name of the file, and choose the folder"),
    "attribute": ("calls the attribute that", "call any method", "look the name up in a dict of what may be called"),
    "module": ("imports the module that", "run any module", "look the name up in a dict of what may be imported"),
}


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each call. A message that is unpickled has that as its finding (ZMQ801)."""
    found: dict[Span, list[tuple[Sink, Op]]] = {}
    for sink in (each for each in topology.sinks if each.kind in KINDS and not each.span.in_tests):
        received = [topology.op(number) for number in sink.sources if number not in loaded(topology)]
        found.setdefault(sink.span, []).extend((sink, recv) for recv in received if not topology.in_tests(recv))
    for reaching in found.values():
        yield from _report(topology, reaching)


def _report(topology: Topology, reaching: list[tuple[Sink, Op]]) -> Iterator[Diagnostic]:
    exposed = [(least, each) for each in reaching if (least := least_exposed(topology, each[1]))]
    if not exposed:
        return
    least, (sink, recv) = max(exposed, key=lambda pair: (rank(pair[0]), pair[0].certainty.value))
    does, can, advice = KINDS[sink.kind]
    opened = [Label(least.at.span, f"{least.at.call}() opens it to {least.who}")] if least.at else []
    yield RULE.at(
        sink.span,
        f"{sink.call}() {does} {least.who} {'sends' if least.certainty.certain else 'may send'}",
        *([Label(recv.span, "received here")] if recv.span != sink.span else []),
        *opened,
        here=f"whoever sends can {can} here",
        severity="error" if least.reach == "network" else "warning",
        certainty=least.certainty,
        help=f"{advice}; or compare it with what is allowed first",
    )


RULE = Rule(
    code="ZMQ806",
    name="command-from-network",
    summary="received data becomes a command, a path that is written, or the name of what is called or imported",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
