"""ZMQ610: what poll() returns is not read as what it is, or asks for what nobody waits for.

A recorder does not see what becomes of a result, so nothing is said of a run.
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Reading, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.patience import FOR_EVER, limit
from zlint.semantics.typestate import reachable

ASKS = ("in dict", "get dict", "each dict", "each list")
FREE = ("DEALER", "ROUTER", "PAIR", "XPUB", "XSUB")  # can mostly send, whatever they wait to receive


def check(topology: Topology) -> Iterator[Diagnostic]:
    registered = {key for op in topology.all_ops("register") for key in op.sockets}
    for poll in (each for each in topology.all_ops("poll") if not topology.in_tests(each)):
        for reading in poll.readings:
            message = _misread(poll, reading) or _asked_in_vain(topology, poll, reading, registered)
            if message:
                yield RULE.at(reading.span, message, Label(poll.span, "poll() is called here"))
        recv = _needless(topology, poll)
        if recv is not None:
            waits = Label(recv.span, f"{recv.call}() waits for a message all the same")
            yield RULE.at(poll.span, "what poll() returns is ignored", waits)
    for register in topology.all_ops("register"):
        socket = topology.socket(register.only) if register.only else None
        if register.events == "default" and socket and socket.type in FREE and topology.ops_of(socket, "poll"):
            yield RULE.at(
                register.span,
                f"register() without flags waits until this {socket.type} can send, too, which it mostly can",
                here="poll() returns at once, again and again",
            )


def _misread(poll: Op, reading: Reading) -> str:
    if reading.how == "in list" and reading.sockets:
        return "a socket is looked for in a list of pairs, where it never is"
    careless = reading.how == "index dict" and not any(each.how in ASKS for each in poll.readings)
    return "KeyError when another socket is ready, or none" if careless and _can_lack(poll) else ""


def _can_lack(poll: Op) -> bool:
    """Can poll() return without one of its sockets, with nobody prepared for it?"""
    caught = {name for handler in poll.handlers for name in handler.catches}
    alone = len(poll.sockets) == 1 and (poll.timeout is None or poll.timeout.options in ((None,), (-1,)))
    return bool(poll.sockets) and not alone and caught.isdisjoint({"KeyError", "LookupError", "Exception"})


def _asked_in_vain(topology: Topology, poll: Op, reading: Reading, registered: set[str]) -> str:
    asks = reading.how in ("in dict", "get dict") and reading.sockets and poll.sockets
    unknown = asks and registered.isdisjoint(reading.sockets)
    seen = all(topology.socket(key).complete for key in reading.sockets)
    return "poll() is asked for a socket that is registered nowhere" if unknown and seen else ""


def _needless(topology: Topology, poll: Op) -> Op | None:
    """A receive that waits for ever behind a poll() with a limit, or for another socket, whose result is ignored."""
    graph, alone = topology.graph_of(poll), len(poll.sockets) == 1 and limit(topology, poll) == FOR_EVER
    if graph is None or poll.asyncio or poll.result != "ignored" or alone:
        return None
    behind = reachable(graph, poll.id, [op.id for op in topology.all_ops("poll")])
    ops = (topology.op(number) for number in sorted(behind))
    mine = (op for op in ops if op.kind == "recv" and op.only in poll.sockets and op.function == poll.function)
    return next((op for op in mine if limit(topology, op) == FOR_EVER), None)


RULE = Rule(
    code="ZMQ610",
    name="poll-result-misused",
    summary="the result of poll() is misread or ignored, or what is registered is not what is waited for",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
