"""Where a path lets time pass other than in an op on a socket: it sleeps, waits for others, asks its user; or ends.

By name, when the program does not define the call. Other calls that are not seen may take long, or not (`pyzmq.QUICK`).
"""

from __future__ import annotations

from typing import Any

from zlint.static import facts as f
from zlint.static.link import flow, ops
from zlint.static.link.machine import Frame, Machine, merge

EXITS = frozenset({"sys.exit", "exit", "quit"})
ABORTS = frozenset({"os._exit", "os.abort"})  # no handler, no final block
PAUSES = frozenset(
    "sleep wait wait_for wait_until join result input getpass communicate check_call check_output pause select "
    "run_until_complete run_forever serve_forever mainloop waitpid getch raw_input".split()
)


def note(m: Machine, call: str, at: f.At) -> None:
    """Write it down, if a call of this name is one."""
    if call in PAUSES:
        waits(m, call, at)


def waits(m: Machine, call: str, at: f.At) -> None:
    ops.emit(m, "pause", call, (), at)


def again(m: Machine, function: f.Function, site: Any) -> None:
    """A call that is not followed again calls, and may wait, what it did before."""
    told = m.effort.inside.get(function, (function.name,))
    for name in (each for each in told if isinstance(each, str)):
        ops.called(m, name)
    m.state.brisk = False
    pause = next((each for each in told if not isinstance(each, str)), None)
    if pause is None:
        return
    where, call, at = pause
    before = m.state.copy()
    m.frames.append(Frame(where, where.module, site))
    waits(m, call, at)
    m.frames.pop()
    m.state.take(merge(before, m.state))


def ends(m: Machine, path: str, at: f.At) -> bool:
    """Does the call end the program? Then the path ends here."""
    if path in EXITS:
        if not any(frame.regions for frame in m.frames):
            ops.prompt_end(m)
        flow.throw(m, "SystemExit", frozenset((op, "fault", error) for op, _, error in m.state.front))
    elif path in ABORTS:
        ops.emit(m, "exit", path, (), at)
    else:
        return False
    m.state.alive = False
    return True
