"""Two threads in one socket at one time: seen by looking at what the other threads of the process do."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from zlint.trace.executions import Executions
from zlint.trace.log import Log
from zlint.trace.track import Spot, Track

WRAPPER = "<zlint recorder>"  # the file name of what `calls` compiles
POLLED = "zlint_polled"  # the name that `calls.polling` keeps its sockets under


class Sharing:
    def __init__(self, log: Log, executions: Executions, is_internal: Callable[[FrameType], bool]) -> None:
        self.log, self.executions, self.is_internal = log, executions, is_internal

    def watch(self, socket: Any, track: Track, spot: Spot) -> None:
        """Two threads in one socket at one time are written down; what they take turns at may be ordered somehow.

        A socket that is handed over once is not shared: only when a former user is back, every use is looked at.
        """
        mine = self.executions.here()
        if track.user is None:
            track.user = mine
        if track.user == mine and not track.shared:
            return
        if track.user != mine:
            track.shared = track.shared or mine in track.former
            track.former.add(track.user)
            track.user = mine
            track.forget_places()
        other = self._inside(socket)
        if other is not None and (spot.id, other) not in track.clashes:
            track.clashes.add((spot.id, other))
            self.log.write("overlap", spot=spot.id, other=other)

    def _inside(self, socket: Any) -> int | None:
        """The number of another thread that is in a call of this socket right now."""
        for identity, frame in sys._current_frames().items():
            if identity != threading.get_ident() and self._is_in(frame, socket):
                return self.executions.number(identity)
        return None

    def _is_in(self, frame: FrameType | None, socket: Any) -> bool:
        """Is the code that this frame is the top of inside a call of the socket?"""
        while frame is not None and (frame.f_code.co_filename == WRAPPER or self.is_internal(frame)):
            held = frame.f_locals
            if held.get("self") is socket or any(each[0] is socket for each in held.get(POLLED, ())):
                return True
            frame = frame.f_back
        return False
