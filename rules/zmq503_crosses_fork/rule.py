"""ZMQ503: a socket or a context is carried into a child process."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Context, Socket, Topology
from zlint.rule import Diagnostic, Label, Rule

USES = ("bind", "connect", "option", "subscribe", "send", "recv", "poll", "proxy")


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Sockets of one process that another one uses, and contexts of one in which another opens sockets."""
    for socket in topology.sockets:
        yield from _carried_socket(topology, socket)
        yield from _carried_context(topology, socket)


def _carried_socket(topology: Topology, socket: Socket) -> Iterator[Diagnostic]:
    home, seen = _process(topology, socket.execution), set[str]()
    for use in topology.ops_of(socket, *USES):
        process = _process(topology, use.execution)
        if use.only is None or process == home or process in seen:
            continue
        seen.add(process)
        kind = socket.type or "socket"
        yield RULE.at(
            use.span,
            f"this {kind} was made in the parent process and is used in a child",
            Label(socket.span, f"the {kind} is created here"),
            *_start(topology, use.execution),
            here="nothing is delivered and nothing is raised",
            help="create the context and the socket in the child",
        )


def _carried_context(topology: Topology, socket: Socket) -> Iterator[Diagnostic]:
    context = topology.context(socket.contexts[0]) if len(socket.contexts) == 1 else None
    if context is None or context.shared or not _in_use(topology, context):
        return
    if _process(topology, socket.execution) != _process(topology, context.execution):
        yield RULE.at(
            socket.span,
            f"this {socket.type or 'socket'} is opened in a child process on its parent's context",
            Label(context.span, "the context is created here"),
            *_start(topology, socket.execution),
            here="the threads that move its messages exist in the parent only",
            help="create a context in the child, or take Context.instance() there",
        )


def _in_use(topology: Topology, context: Context) -> bool:
    """Has the parent a socket on it? Its threads start with the first socket (libzmq: ctx_t::create_socket)."""
    home = _process(topology, context.execution)
    return any(context.id in each.contexts and _process(topology, each.execution) == home for each in topology.sockets)


def _process(topology: Topology, execution: str) -> str:
    return topology.execution(execution).process


def _start(topology: Topology, execution: str) -> Iterator[Label]:
    """Where the child process was started."""
    each = topology.execution(execution)
    while each.kind != "process" and each.parent is not None:
        each = topology.execution(each.parent)
    if each.started is not None:
        yield Label(each.started, "the child starts here")


RULE = Rule(
    code="ZMQ503",
    name="crosses-fork",
    summary="a socket or context that the parent made is used in a child process",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
