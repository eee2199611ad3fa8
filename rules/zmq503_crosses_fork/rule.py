"""ZMQ503: a socket or a context is carried into a child process."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Context, Execution, Op, Socket, Topology
from zlint.rule import Diagnostic, Label, Rule

USES = ("bind", "connect", "option", "subscribe", "send", "recv", "poll", "proxy")


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Sockets of one process that a child uses, and contexts of one in which a child opens sockets."""
    for socket in topology.sockets:
        yield from _carried_socket(topology, socket)
        yield from _carried_context(topology, socket)


def _carried_socket(topology: Topology, socket: Socket) -> Iterator[Diagnostic]:
    first: dict[str, tuple[Op, Execution]] = {}
    for op in (op for op in topology.ops_of(socket, *USES) if op.only):
        homes = {topology.process_of(maker) for maker in topology.makers(op)}  # several: whose it is, is not known
        if (child := topology.process_of(op.execution)) and child not in homes and len(homes) == 1:
            first.setdefault(child.id, (op, child))
    for use, child in first.values():
        yield RULE.at(
            use.span,
            f"this {socket.type or 'socket'} was made in the parent process and is used in a child",
            Label(socket.span, "it is created here"),
            *_start(child),
            here="nothing is delivered and nothing is raised",
            help="create the context and the socket in the child",
        )


def _carried_context(topology: Topology, socket: Socket) -> Iterator[Diagnostic]:
    context = topology.context(socket.contexts[0]) if len(socket.contexts) == 1 else None
    child = topology.process_of(socket.execution)
    if context is None or context.shared or child is None or not _in_use(topology, context):
        return
    if child not in {topology.process_of(maker) for maker in (context.execution, *context.makers)}:
        yield RULE.at(
            socket.span,
            f"this {socket.type or 'socket'} is opened in a child process on its parent's context",
            Label(context.span, "the context is created here"),
            *_start(child),
            here="the threads that move its messages exist in the parent only",
            help="create a context in the child, or take Context.instance() there",
        )


def _in_use(topology: Topology, context: Context) -> bool:
    """Has the parent a socket on it? Its threads start with the first socket (libzmq: ctx_t::create_socket)."""
    home = topology.process_of(context.execution)
    return any(topology.process_of(each.execution) == home for each in topology.sockets if context.id in each.contexts)


def _start(child: Execution) -> Iterator[Label]:
    if child.started is not None:
        yield Label(child.started, "the child starts here")


RULE = Rule(
    code="ZMQ503",
    name="crosses-fork",
    summary="a socket or context that the parent made is used in a child process",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
