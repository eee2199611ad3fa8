"""Pages as test programs: the Python blocks of a page, the marks in them, and what a run finds.

A block is a file `main.py` and a project of its own. A paragraph with only a file name in backticks in front of a
block names its file; named blocks in a row are one project. Marks stand in comments, several of them if need be:

    # error: [name]               a certain finding of any severity begins on this line
    # possible: 12 [name]         a finding that is not certain, at column 12
    # missed: [name] reason       a fault that is not found; fails when it is
    # false-alarm: [name] reason  a finding, certain or not, that should not be; fails when it is gone
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from zlint.model import Tri
from zlint.rule import Diagnostic

BLOCK = re.compile(
    r"(?:^`(?P<file>[\w./-]+\.\w+)`[ \t]*\n\s*\n?)?^```python[^\n]*\n(?P<text>.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL
)
MARK = re.compile(r"\b(?P<kind>error|possible|missed|false-alarm): *(?P<column>\d+)? *\[(?P<name>[a-z0-9-]+)\]")
HEADINGS = ("What it does", "Why is this bad", "Example", "Use instead", "Known limits")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a page says of one line of one of its files."""

    file: str
    line: int
    kind: str
    name: str
    column: int | None = None

    def fits(self, diagnostic: Diagnostic, file: str) -> bool:
        """Is this the finding that the mark speaks of?"""
        certain = diagnostic.certainty is Tri.YES
        return (
            (file, diagnostic.span.line, diagnostic.name) == (self.file, self.line, self.name)
            and self.column in (None, diagnostic.span.column)
            and (self.kind in ("missed", "false-alarm") or (self.kind == "error") == certain)
        )


@dataclass(slots=True)
class Program:
    """The files of one project of a page. line: of the page, where its first block begins."""

    line: int
    files: dict[str, str] = field(default_factory=dict)

    @property
    def marks(self) -> list[Mark]:
        return [mark for file, text in self.files.items() for mark in marks(file, text)]

    def write(self, folder: Path) -> None:
        for name, text in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")


def programs(page: str) -> list[Program]:
    """The projects of a page, in order."""
    found: list[Program] = []
    named = False
    for block in BLOCK.finditer(page):
        file = block["file"]
        if not (file and named) or file in found[-1].files:
            found.append(Program(page.count("\n", 0, block.start("text"))))
        found[-1].files[file or "main.py"] = block["text"]
        named = bool(file)
    return found


def marks(file: str, text: str) -> Iterator[Mark]:
    """The marks in the comments of a file. Read by line: an example may be no Python at all."""
    for number, line in enumerate(text.splitlines(), 1):
        for found in MARK.finditer(line, line.find("#")) if "#" in line else ():
            column = int(found["column"]) if found["column"] else None
            yield Mark(file, number, found["kind"], found["name"], column)


def differences(expected: list[Mark], diagnostics: list[Diagnostic]) -> list[str]:
    """Every finding without a mark and every mark that does not hold, in words."""
    left = sorted(expected, key=lambda mark: mark.column is None)  # the choosier marks first
    wrong = []
    for diagnostic in diagnostics:
        mark = next((each for each in left if each.fits(diagnostic, diagnostic.span.path)), None)
        if mark is None:
            certainty = "error" if diagnostic.certainty is Tri.YES else "possible"
            wrong.append(f"{diagnostic.span} not marked: {certainty}: {diagnostic.span.column} [{diagnostic.name}]")
            continue
        left.remove(mark)
        if mark.kind == "missed":
            wrong.append(f"{diagnostic.span} is marked as missed and is found: [{mark.name}]")
    wrong += [
        f"{each.file}:{each.line} not found: {each.kind}: [{each.name}]" for each in left if each.kind != "missed"
    ]
    return wrong
