"""Comments in the checked program that silence findings.

`# zlint: ignore[name-or-code, ...] reason`, `# noqa: CODE, ...` and a bare `# noqa` hold for the statement on whose
lines they stand (for a compound statement: its header). `# zlint: ignore-block[...]` on such a header holds for the
block below it too, `# zlint: ignore-file[...]` anywhere for the whole file. A `# noqa` that lists only codes of other
tools does nothing.

Not known: whether a bare `# noqa` is meant for another tool, so it is never called unused.
"""

from __future__ import annotations

import io
import re
import sys
import tokenize
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from zlint.model import Span
from zlint.rule import Diagnostic, Rule, Suppressed
from zlint.suggest import unknown

OURS = re.compile(r"#\s*zlint:(\s*(?P<form>ignore(-block|-file)?)\[(?P<keys>[^\]]*)\]\s*(?P<reason>.*))?")
NOQA = re.compile(r"#\s*noqa\b(:\s*(?P<keys>[A-Z]+[0-9]+(?:[\s,]+[A-Z]+[0-9]+)*))?(?!\s*:)", re.IGNORECASE)
WORD = re.compile(r"[^\s,][^,]*?(?=\s*(?:,|$))")
CODE = re.compile(r"[A-Za-z]+[0-9]+")
BLOCK, FILE, FOREIGN = "ignore-block", "ignore-file", "noqa"
END = sys.maxsize
Comments = Mapping[str, Sequence["Suppression"]]


class Text(Protocol):
    """A source file as this module needs it."""

    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Key:
    """A code or name in a comment, and where it stands."""

    word: str
    span: Span


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment, the lines that it holds for and the rules that it means.

    form: "ignore", "ignore-block", "ignore-file", "noqa" (which means every rule when it has no keys), or "" for a
    comment that speaks to zlint and is not understood.
    """

    span: Span
    form: str
    first: int
    last: int
    keys: tuple[Key, ...] = ()
    reason: str = ""

    def silences(self, diagnostic: Diagnostic) -> bool:
        """Is the finding's primary place in reach, and its rule meant?"""
        here = self.first <= diagnostic.span.line <= self.last
        return here and (self.key(diagnostic) is not None or (self.form == FOREIGN and not self.keys))

    def key(self, diagnostic: Diagnostic) -> Key | None:
        """The key that means the finding's rule."""
        return next((key for key in self.keys if key.word in (diagnostic.name, diagnostic.code)), None)


@dataclass(frozen=True, slots=True)
class Applied:
    """left: findings that no comment silences. suppressed: the others. used: the keys that silence something."""

    left: tuple[Diagnostic, ...]
    suppressed: tuple[Suppressed, ...]
    used: frozenset[Key]


def suppressions(text: str, path: str) -> tuple[Suppression, ...]:
    """Every suppression of a file, in order; those before the fault when it cannot be tokenised."""
    reader = _Reader(path)
    for token in _tokens(text):
        reader.take(token)
    return tuple(sorted(reader.found, key=lambda each: each.span))


def read(
    sources: Mapping[str, Text], mentioned: Collection[str], known: Sequence[Rule]
) -> dict[str, tuple[Suppression, ...]]:
    """The suppressions of the files that findings mention, and of those that seem to name zlint or a known rule."""
    telling = re.compile(rf"zlint:|noqa\b.*\b({'|'.join(_letters(known))})[0-9]", re.IGNORECASE)
    texts = ((path, source.text) for path, source in sources.items())
    return {
        path: suppressions(text, path)
        for path, text in texts
        if telling.search(text) or (path in mentioned and "noqa" in text.lower())
    }


def _letters(known: Sequence[Rule]) -> tuple[str, ...]:
    """What codes begin with, such as ZMQ."""
    return tuple(dict.fromkeys(rule.code.rstrip("0123456789") for rule in known))


def apply(diagnostics: Sequence[Diagnostic], comments: Comments) -> Applied:
    """Part the findings into those that stay and those that a comment silences."""
    left: list[Diagnostic] = []
    suppressed: list[Suppressed] = []
    used: set[Key] = set()
    for diagnostic in diagnostics:
        silent = [each for each in comments.get(diagnostic.span.path, ()) if each.silences(diagnostic)]
        used.update(key for each in silent if (key := each.key(diagnostic)) is not None)
        if silent:
            suppressed.append(Suppressed(diagnostic, silent[0].span, silent[0].reason))
        else:
            left.append(diagnostic)
    return Applied(tuple(left), tuple(suppressed), frozenset(used))


def unused(
    rule: Rule, comments: Comments, used: Collection[Key], ran: Collection[str], known: Sequence[Rule]
) -> Iterator[Diagnostic]:
    """A finding of `rule` for each key that silences nothing. ran: codes of the rules that have seen everything."""
    words = {word: each for each in known for word in (each.code, each.name)}
    letters = _letters(known)
    for each in (comment for path in sorted(comments) for comment in comments[path]):
        if not each.form:
            usage = "write ignore[rule], ignore-block[rule] or ignore-file[rule] behind 'zlint:'"
            yield rule.at(each.span, "a comment for zlint says nothing that it understands", help=usage)
        for key in each.keys:
            meant = words.get(key.word)
            if meant is None and (each.form != FOREIGN or key.word.startswith(letters)):
                yield rule.at(key.span, f"a suppression names an {unknown('rule', key.word, words)}")
            elif meant is not None and meant is not rule and meant.code in ran and key not in used:
                yield rule.at(key.span, f"a suppression of {meant.name} silences nothing", help="remove it")


@dataclass(slots=True)
class _Reader:
    """Reads a file token by token. waiting: comments of a statement that has not ended. headed: block forms of the
    statement that ended last. open: for each open block the comments that end with it."""

    path: str
    found: list[Suppression] = field(default_factory=list)
    waiting: list[Suppression] = field(default_factory=list)
    headed: list[Suppression] = field(default_factory=list)
    open: list[list[Suppression]] = field(default_factory=list)
    first: int = 0  # line of the statement, 0 between statements
    last: int = 0  # line where the last statement ended

    def take(self, token: tokenize.TokenInfo) -> None:
        line = token.start[0]
        if token.type == tokenize.COMMENT:
            self.waiting += _read(token.string, line, token.start[1] + 1, self.path)
        elif token.type == tokenize.INDENT:
            self.open.append(self.headed)
            self.headed = []
        elif token.type == tokenize.DEDENT:
            self.found += [replace(each, last=self.last) for each in self.open.pop()]
        elif token.type == tokenize.NEWLINE or (token.type == tokenize.NL and not self.first):
            self.end(line, logical=token.type == tokenize.NEWLINE)
        elif token.type != tokenize.NL:
            self.found += self.headed  # what ended last had no block
            self.headed = []
            self.first = self.first or line

    def end(self, line: int, *, logical: bool) -> None:
        """A statement, or a line without one, ends: its comments hold for all of its lines."""
        for each in self.waiting:
            placed = replace(each, first=min(self.first or each.first, each.first), last=max(line, each.last))
            (self.headed if logical and each.form == BLOCK else self.found).append(placed)
        self.last = line if logical else self.last
        self.waiting, self.first = [], 0


def _read(comment: str, line: int, column: int, path: str) -> Iterator[Suppression]:
    found = OURS.search(comment) or NOQA.search(comment)
    if found is None:
        return
    ours = found.re is OURS
    end = found.start("reason") if ours and found["form"] else found.end()
    keys = tuple(
        Key(word[0] if ours else word[0].upper(), _span(path, line, column + word.start(), word[0]))
        for word in (WORD if ours else CODE).finditer(comment, *found.span("keys"))
    )
    form = (found["form"] or "") if ours else FOREIGN
    if ours and not keys:
        form = ""
    first, last = (1, END) if form == FILE else (line, line)
    span = _span(path, line, column + found.start(), comment[found.start() : end].rstrip())
    yield Suppression(span, form, first, last, keys, comment[end:].strip())


def _span(path: str, line: int, column: int, text: str) -> Span:
    return Span(path, line, column, line, column + len(text))


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.generate_tokens(io.StringIO(text).readline)
    except (tokenize.TokenError, SyntaxError):
        return
