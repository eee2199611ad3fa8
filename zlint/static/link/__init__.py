"""Facts of files to a `Topology`: the symbols of the program are run abstractly, across functions and modules.

`link` runs two rounds: the first learns what every object ever holds and which functions matter, then files that call
those join, and the second writes down ops with all that in mind.
"""

from __future__ import annotations

from collections.abc import Callable

from zlint.model import NO_HINTS, Hints, Topology
from zlint.static.link import evaluate, execute
from zlint.static.link.build import build
from zlint.static.link.machine import Machine
from zlint.static.link.program import Program
from zlint.static.link.roots import run_everything
from zlint.static.link.trace import Trace

# Expressions evaluated in one round; a program that needs more is followed in part.
STEPS = 150_000
STEPS_PER_LINE = 6  # of the files that mention zmq

__all__ = ["evaluate", "execute", "link"]  # the first two fill the tables of `dispatch`


def link(
    program: Program,
    files: tuple[str, ...],
    progress: Callable[[str, int, int], None] | None = None,
    hints: Hints = NO_HINTS,
) -> Topology:
    """The topology of a program whose files load on demand. progress: as in `zlint.static`, once for each execution."""
    m = Machine(program, Trace(), progress, hints)
    modules = [program.module(path) for path in sorted(program.zmq_paths)]
    steps = STEPS + STEPS_PER_LINE * sum(len(module.facts.lines) for module in modules if module is not None)
    m.begin_round(steps)
    run_everything(m)
    program.adopt(m.effort.active | m.effort.waiting)
    m.begin_round(steps)
    run_everything(m)
    return build(m, files)
