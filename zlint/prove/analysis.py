"""The static analysis of a proof: it has to report `bad` where the proof says so, and to be silent on `good`.

A line says `# error: [rule-name]` where a finding begins, or `# possible: [rule-name]`, as pages do. What stands
between `def bad` and `def good` belongs to `bad`, what follows to `good`.
"""

from __future__ import annotations

import re

from zlint import engine, static
from zlint.prove.outcome import Shown
from zlint.registry import Entry


def analysed(entry: Entry) -> Shown:
    """What the rule reports of its own proof."""
    assert entry.proof is not None
    folder, text = entry.proof.parent, entry.proof.read_text("utf-8")
    topology = static.analyse([entry.proof], root=folder).topology
    found = sorted({each.span.line for each in engine.run(topology, [entry.rule])})
    return _compared(found, marked(text, entry.rule.name), range(_line_of("bad", text), _line_of("good", text)))


def marked(text: str, name: str) -> list[int]:
    """The lines on which a proof says that the rule reports something."""
    marks = (f"# error: [{name}]", f"# possible: [{name}]")
    return [number for number, line in enumerate(text.splitlines(), 1) if any(mark in line for mark in marks)]


def _line_of(function: str, text: str) -> int:
    """The line where a function begins; 0 when there is none."""
    found = re.search(rf"^def {function}\(", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 0


def _compared(found: list[int], expected: list[int], bad: range) -> Shown:
    reported = f"reports {_lines(found)}"
    if not expected or any(line not in bad for line in expected):
        return Shown("failed", f"{reported}, the proof has to mark lines of bad(), it marks {_lines(expected)}")
    if found != expected:
        return Shown("refuted", f"{reported}, the proof marks {_lines(expected)}")
    return Shown("shown", f"{reported} and nothing in good()")


def _lines(numbers: list[int]) -> str:
    if not numbers:
        return "nothing"
    return ("line " if len(numbers) == 1 else "lines ") + ", ".join(map(str, numbers))
