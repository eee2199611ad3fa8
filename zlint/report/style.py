"""Colours of a terminal, and their absence."""

from __future__ import annotations

from dataclasses import dataclass

CODES = {"error": "1;31", "warning": "1;33", "info": "1;36", "strong": "1", "frame": "1;34", "good": "1;32"}


@dataclass(frozen=True, slots=True)
class Style:
    """Paints text when `colour` is set, else leaves it as it is."""

    colour: bool = False

    def paint(self, name: str, text: str) -> str:
        return f"\x1b[{CODES[name]}m{text}\x1b[0m" if self.colour and text else text


PLAIN = Style()
