"""Where a path lets time pass other than in an op on a socket: it sleeps, waits for others, asks its user; or ends.

By name, when the program does not define the call. Other calls that are not seen may take long, or not (`pyzmq.QUICK`).
"""

from __future__ import annotations

from zlint.static import facts as f
from zlint.static.link import flow, ops
from zlint.static.link.machine import Machine

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
