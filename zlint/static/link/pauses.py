"""Where a path lets time pass other than in an op on a socket: it sleeps, waits for others, asks its user.

By name, when the program does not define the call. Not known: calls of other names that take long.
"""

from __future__ import annotations

from zlint.static import facts as f
from zlint.static.link import ops
from zlint.static.link.machine import Machine

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
