"""ZMQ605: a signal, or Ctrl-C, does not end the loop that it is meant to end.

A recorder does not see variables and handlers, so nothing is said of a run.
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Handler, Op, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.handlers import asks_a_person
from zlint.semantics.overlap import TRAFFIC, thread_of
from zlint.semantics.patience import FOR_EVER, patience

ON_MAIN_THREAD = ("main", "library")


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Flags that a loop reads too late, and handlers that stay in their loop."""
    ops = [op for op in topology.all_ops(*TRAFFIC) if thread_of(topology, op.execution).kind in ON_MAIN_THREAD]
    yield from _unseen_flags(topology, [op for op in ops if op.until and op.kind in ("recv", "poll")])
    yield from _caught(topology, ops)


def _unseen_flags(topology: Topology, ops: list[Op]) -> Iterator[Diagnostic]:
    """One finding for each loop, however many signals set its flag."""
    busy, told = {op.execution for op in topology.ops}, set()
    for signal in topology.executions:
        if not signal.returns or signal.id in busy or signal.started is None:
            continue
        for op in ops:
            flags, loop = op.until & signal.sets, (op.execution, op.until)
            same = topology.execution(op.execution).process == signal.process and loop not in told
            if flags and same and patience(topology, op) == FOR_EVER:
                told.add(loop)
                yield RULE.at(
                    op.span,
                    f"a signal does not end this {op.call}(), since its handler only sets a flag",
                    Label(signal.started, "the handler is installed here"),
                    Label(signal.entry, "it returns, and pyzmq goes on waiting"),
                    here="the flag is read when the next message comes, not before",
                    help="wait with a timeout, or raise an exception in the handler",
                )


def _caught(topology: Topology, ops: list[Op]) -> Iterator[Diagnostic]:
    guarded: dict[object, tuple[Handler, Op]] = {}
    for op in ops:
        handler = next(
            (each for each in op.handlers if {"KeyboardInterrupt", "BaseException"} & set(each.catches)), None
        )
        if handler is None or not handler.stays or handler.ends or not _is_told(handler):
            continue
        if not asks_a_person(topology, op):
            guarded.setdefault(handler.span, (handler, op))
    for handler, op in guarded.values():
        yield RULE.at(
            handler.span,
            "this handler catches KeyboardInterrupt and its loop goes on",
            Label(op.span, f"Ctrl-C comes out of {op.call}() here"),
            here="Ctrl-C does not end the program",
            help="break, or let it pass",
        )


def _is_told(handler: Handler) -> bool:
    """A silent handler for everything is ZMQ602's matter."""
    return "KeyboardInterrupt" in handler.catches or not handler.silent


RULE = Rule(
    code="ZMQ605",
    name="interrupt-ignored",
    summary="a signal or Ctrl-C does not end the loop",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
