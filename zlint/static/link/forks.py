"""`os.fork()`: the child is a process of its own, followed along the branch that tests for it.

Not known: what a child does behind that branch; most end in it.
"""

from __future__ import annotations

from dataclasses import replace

from zlint.model import Execution
from zlint.static import facts as f
from zlint.static.link import ops
from zlint.static.link.atoms import Arguments, Forked, Val
from zlint.static.link.dispatch import block
from zlint.static.link.machine import Frame, Machine, State
from zlint.static.link.trace import START, GraphDraft


def fork(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    m.effort.activity += 1
    span, caller = m.span(at), m.frame.function.facts.qualname
    key = f"process {span}<{m.trail}"
    op = ops.emit(m, "fork", "fork", (), at)
    op.facts["peers"] = (key,)
    many = any(frame.loops for frame in m.frames)
    m.trace.executions[key] = Execution(key, "process", caller, span, key, m.execution, span, many=many)
    return (Forked(key),)


def as_child(m: Machine, child: Forked, body: f.Block) -> None:
    """Run a branch as the child does. It takes over what the path holds, and nothing of it comes back."""
    if child.execution not in m.trace.executions:
        return
    kept, execution, frames = m.state, m.execution, m.frames
    m.frames = [_own(frame) for frame in frames]
    m.trace.graphs.setdefault(child.execution, GraphDraft())
    m.state = kept.copy()
    m.state.front, m.state.brisk = frozenset({(START, "next", None)}), False
    m.execution = child.execution
    block(m, body)
    if m.state.alive:
        ops.end(m)
    m.state, m.execution, m.frames = kept, execution, frames


def _own(frame: Frame) -> Frame:
    """A frame that control does not leave for the parent's."""
    breaks: list[list[State]] = [[] for _ in frame.breaks]
    continues: list[list[State]] = [[] for _ in frame.continues]
    return replace(frame, regions=[], returns=[], breaks=breaks, continues=continues)
