"""ZMQ206: the two ends of an inproc endpoint live in different processes."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen = set()
    for connect in topology.all_ops("connect"):
        if not _inproc(connect) or connect.span in seen:
            continue
        met = [(bind, _meet(bind, connect)) for bind in topology.all_ops("bind") if _inproc(bind)]
        met = [(bind, meets) for bind, meets in met if meets.possible]
        apart = [(bind, meets & _apart(topology, bind, connect)) for bind, meets in met]
        if not apart or not all(answer.possible for _, answer in apart):
            continue
        seen.add(connect.span)
        bind, certainty = max(apart, key=lambda pair: pair[1].value)
        yield RULE.at(
            connect.span,
            f"{connect.endpoints[0]} {'is' if certainty.certain else 'may be'} bound in another process",
            Label(bind.span, "bound here"),
            *_started(topology, connect, "the process that connects starts here"),
            *_started(topology, bind, "the process that binds starts here"),
            here="connected here",
            certainty=certainty,
            note="an inproc name is known in its own process only: connect and send succeed, nothing is delivered",
            help="use ipc:// or tcp:// between processes",
        )


def _inproc(op: Op) -> bool:
    return len(op.endpoints) == 1 and op.endpoints[0].transport == "inproc" and bool(op.sockets)


def _meet(bind: Op, connect: Op) -> Tri:
    return bind.endpoints[0].meets(connect.endpoints[0])


def _apart(topology: Topology, bind: Op, connect: Op) -> Tri:
    """MAYBE for two scripts of one folder, which may be meant to run together."""
    ends, roots = (bind, connect), (topology.root(bind.execution), topology.root(connect.execution))
    if len({_process(topology, op) for op in ends}) == 1 or any(_made_elsewhere(topology, op) for op in ends):
        return Tri.NO
    if roots[0].id == roots[1].id:
        return Tri.YES
    scripts = all(root.kind == "main" for root in roots) and not (bind.span.in_tests or connect.span.in_tests)
    return Tri.MAYBE if scripts and bind.span.folder == connect.span.folder and connect.endpoints[0].literal else Tri.NO


def _made_elsewhere(topology: Topology, op: Op) -> bool:
    """Its socket was carried into this process, which is a fault of its own."""
    return all(topology.execution(maker).process != _process(topology, op) for maker in topology.makers(op))


def _process(topology: Topology, op: Op) -> str:
    return topology.execution(op.execution).process


def _started(topology: Topology, op: Op, message: str) -> Iterator[Label]:
    process = topology.process_of(op.execution)
    if process is not None and process.started is not None:
        yield Label(process.started, message)


RULE = Rule(
    code="ZMQ206",
    name="inproc-across-processes",
    summary="the two ends of an inproc endpoint live in different processes",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
