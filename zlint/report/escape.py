"""Text from analysed files, made harmless before it reaches a terminal."""

from __future__ import annotations

import unicodedata

# Control, format (bidirectional marks among them), surrogate, line and paragraph separator.
HARMFUL = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def visible(char: str) -> str:
    """One character as it may be printed: itself, or its escape."""
    if unicodedata.category(char) not in HARMFUL:
        return char
    return char.encode("unicode_escape", "backslashreplace").decode("ascii")


def printable(text: str) -> str:
    """A text on one line that cannot move the cursor, change colours or reorder what stands beside it."""
    return text if text.isascii() and text.isprintable() else "".join(map(visible, text))
