"""The way that one socket went from spot to spot, put together from what was new."""

from __future__ import annotations

from collections import deque

from zlint.trace.read import Key


class Ways:
    """Of one socket. A log says only that a spot came behind another one for the first time."""

    def __init__(self) -> None:
        self.known: dict[Key, dict[Key, None]] = {}
        self.at: Key | None = None  # where the way that was put together ends

    def bridge(self, last: Key, spot: Key) -> list[Key]:
        """The spots between the end of the way and `spot`, which came behind `last`; known steps only."""
        way = self.rest(last) if last[1] else []
        self.known.setdefault(last, {})[spot] = None
        self.at = spot
        return way

    def rest(self, last: Key) -> list[Key]:
        """What is missing from the end of the way up to `last`, where it really ended."""
        way = self._path(self.at, last) if self.at is not None and self.at != last else []
        self.at = last
        return way

    def _path(self, start: Key, end: Key) -> list[Key]:
        """The shortest known way, without its start; nothing when none is known (a fork, a log that was cut)."""
        came: dict[Key, Key] = {}
        waiting = deque([start])
        while waiting:
            here = waiting.popleft()
            if here == end and came:
                way = [here]
                while came[way[-1]] != start:
                    way.append(came[way[-1]])
                return way[::-1]
            for following in self.known.get(here, ()):
                if following not in came and following != start:
                    came[following] = here
                    waiting.append(following)
        return []
