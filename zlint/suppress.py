"""Comments in the checked program that silence a finding.

`# zlint: ignore[name-or-code, ...] reason`, `# noqa: CODE, ...` and a bare `# noqa` hold for the statement on whose
lines they stand (for a compound statement: its header). `# noqa` that lists only codes of other tools does nothing.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from zlint.rule import Diagnostic

IGNORE = re.compile(r"#\s*zlint:\s*ignore\[(?P<keys>[^\]]*)\]\s*(?P<reason>.*)")
NOQA = re.compile(r"#\s*noqa\b(:\s*(?P<keys>[A-Z]+[0-9]+(?:[\s,]+[A-Z]+[0-9]+)*))?(?!\s*:)", re.IGNORECASE)


class Text(Protocol):
    """A source file as this module needs it."""

    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment. first, last: the lines of its statement. keys: codes and names; empty for every rule."""

    line: int
    first: int
    last: int
    keys: tuple[str, ...]
    reason: str = ""

    def covers(self, diagnostic: Diagnostic) -> bool:
        """Is the finding's primary place in the statement, and its rule meant?"""
        here = self.first <= diagnostic.span.line <= self.last
        return here and (not self.keys or diagnostic.name in self.keys or diagnostic.code in self.keys)


def suppressions(text: str) -> tuple[Suppression, ...]:
    """Every suppression of a file, in order; those before the fault when it cannot be tokenised."""
    found: list[Suppression] = []
    waiting: list[Suppression] = []  # until their statement ends
    first = 0
    for token in _tokens(text):
        line = token.start[0]
        if token.type == tokenize.COMMENT:
            waiting += _read(token.string, line)
        elif token.type in (tokenize.NEWLINE, tokenize.ENDMARKER) or (token.type == tokenize.NL and not first):
            found += [
                replace(each, first=min(first or each.line, each.line), last=max(line, each.line)) for each in waiting
            ]
            waiting, first = [], 0
        elif token.type not in (tokenize.NL, tokenize.INDENT, tokenize.DEDENT):
            first = first or line
    return tuple(found)


def apply(diagnostics: Sequence[Diagnostic], sources: Mapping[str, Text]) -> tuple[Diagnostic, ...]:
    """The findings that no comment silences."""
    paths = dict.fromkeys(diagnostic.span.path for diagnostic in diagnostics)
    texts = {path: sources[path].text for path in paths if path in sources}
    comments = {path: suppressions(text) for path, text in texts.items() if "zlint:" in text or "noqa" in text.lower()}
    return tuple(
        diagnostic
        for diagnostic in diagnostics
        if not any(comment.covers(diagnostic) for comment in comments.get(diagnostic.span.path, ()))
    )


def _read(comment: str, line: int) -> Iterator[Suppression]:
    if match := IGNORE.search(comment):
        keys = tuple(key.strip() for key in match["keys"].split(",") if key.strip())
        if keys:
            yield Suppression(line, line, line, keys, match["reason"].strip())
    elif match := NOQA.search(comment):
        listed = match["keys"]
        yield Suppression(line, line, line, tuple(re.split(r"[\s,]+", listed.upper())) if listed else ())


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.generate_tokens(io.StringIO(text).readline)
    except (tokenize.TokenError, SyntaxError):
        return
