"""What runs an expression or a statement, by its type: the one place where evaluation and execution meet.

`zlint.static.link.evaluate` fills EVALUATORS and `zlint.static.link.execute` fills EXECUTORS when they are imported.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zlint.static import facts as f
from zlint.static.link.atoms import Val
from zlint.static.link.machine import Machine

EVALUATORS: dict[type, Callable[[Machine, Any], Val]] = {}
EXECUTORS: dict[type, Callable[[Machine, Any], None]] = {}


def evaluate(m: Machine, expr: f.Expr) -> Val:
    """The value of an expression at this point of this path."""
    m.steps += 1
    return EVALUATORS[type(expr)](m, expr)


def block(m: Machine, body: f.Block) -> None:
    """Run statements in order, as far as the path is alive."""
    frame = m.frames[-1]
    for at, stmt in enumerate(body):
        if not m.state.alive:
            return
        if type(stmt) is f.Try or type(stmt) is f.While:
            frame.following = body[at + 1 :]
        EXECUTORS[type(stmt)](m, stmt)
