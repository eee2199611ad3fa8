"""Every rule's page is true: its programs give exactly the findings that it marks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.pages import HEADINGS, Mark, Program, differences, programs
from zlint import engine, registry, static
from zlint.model import Span, Tri
from zlint.rule import Diagnostic, Label

PAGES = [entry for entry in registry.entries() if entry.page is not None]
PROGRAMS = [
    pytest.param(entry, program, id=f"{entry.page.parent.name}:{program.line}")
    for entry in PAGES
    if entry.page
    for program in programs(entry.page.read_text("utf-8"))
]


@pytest.mark.parametrize(("entry", "program"), PROGRAMS)
def test_program(entry: registry.Entry, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    analysis = static.analyse([Path()], root=tmp_path)
    rules = [rule for rule in registry.rules() if rule.profile == "default" or rule.code == entry.rule.code]
    found = engine.run(analysis.topology, rules, analysis.faults, analysis.sources)
    assert differences(program.marks, list(found)) == []


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.rule.code)
def test_headings(entry: registry.Entry) -> None:
    assert entry.page is not None
    page = entry.page.read_text("utf-8")
    assert page.splitlines()[0] == f"# {entry.rule.name} ({entry.rule.code})"
    assert tuple(re.findall(r"^## (.*)$", page, re.MULTILINE)) == HEADINGS


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.rule.code)
def test_shows_its_rule(entry: registry.Entry) -> None:
    assert entry.page is not None
    shown = {mark.name for program in programs(entry.page.read_text("utf-8")) for mark in program.marks}
    assert (entry.rule.name in shown) == (entry.rule.code != "ZMQ002")  # that one has no program to show


PAGE = """
```python
one = 1  # error: [a-rule] # possible: 7 [b-rule]
```

`pkg/first.py`

```python
first = 1  # missed: [a-rule] because
```

`second.py`
```python
second = "#"  # false-alarm: [c-rule] why
```

```text
not = "python"  # error: [a-rule]
```

```python
three = 3
```
"""


def test_reads_blocks_and_names() -> None:
    assert [list(program.files) for program in programs(PAGE)] == [
        ["main.py"],
        ["pkg/first.py", "second.py"],
        ["main.py"],
    ]


def test_reads_marks() -> None:
    first, second, third = programs(PAGE)
    assert first.marks == [Mark("main.py", 1, "error", "a-rule"), Mark("main.py", 1, "possible", "b-rule", 7)]
    assert second.marks == [
        Mark("pkg/first.py", 1, "missed", "a-rule"),
        Mark("second.py", 1, "false-alarm", "c-rule"),
    ]
    assert third.marks == []


def _finding(name: str, line: int, certainty: Tri = Tri.YES) -> Diagnostic:
    return Diagnostic("ABC001", name, "", "error", (Label(Span("main.py", line, 3, line, 4), ""),), certainty)


@pytest.mark.parametrize(
    ("mark", "finding"),
    [
        (Mark("main.py", 1, "error", "a"), _finding("a", 1)),
        (Mark("main.py", 1, "error", "a", 3), _finding("a", 1)),
        (Mark("main.py", 1, "possible", "a"), _finding("a", 1, Tri.MAYBE)),
        (Mark("main.py", 1, "false-alarm", "a"), _finding("a", 1)),
        (Mark("main.py", 1, "false-alarm", "a"), _finding("a", 1, Tri.MAYBE)),
        (Mark("main.py", 1, "missed", "a"), None),
    ],
)
def test_mark_holds(mark: Mark, finding: Diagnostic | None) -> None:
    assert differences([mark], [finding] if finding else []) == []


@pytest.mark.parametrize(
    ("mark", "finding", "wrong"),
    [
        (Mark("main.py", 1, "error", "a"), None, ["main.py:1 not found: error: [a]"]),
        (Mark("main.py", 1, "false-alarm", "a"), None, ["main.py:1 not found: false-alarm: [a]"]),
        (
            Mark("main.py", 1, "missed", "a"),
            _finding("a", 1),
            ["main.py:1:3 is marked as missed and is found: [a]"],
        ),
        (None, _finding("a", 1), ["main.py:1:3 not marked: error: 3 [a]"]),
        *(
            (mark, _finding("a", 1), ["main.py:1:3 not marked: error: 3 [a]", f"{mark.file}:{mark.line} {rest}"])
            for mark, rest in (
                (Mark("main.py", 2, "error", "a"), "not found: error: [a]"),
                (Mark("other.py", 1, "error", "a"), "not found: error: [a]"),
                (Mark("main.py", 1, "possible", "a"), "not found: possible: [a]"),
                (Mark("main.py", 1, "error", "a", 4), "not found: error: [a]"),
                (Mark("main.py", 1, "error", "b"), "not found: error: [b]"),
            )
        ),
    ],
)
def test_mark_does_not_hold(mark: Mark | None, finding: Diagnostic | None, wrong: list[str]) -> None:
    assert differences([mark] if mark else [], [finding] if finding else []) == wrong


def test_a_mark_with_a_column_is_matched_first() -> None:
    both = [Mark("main.py", 1, "error", "a"), Mark("main.py", 1, "error", "a", 3)]
    other = Diagnostic("ABC001", "a", "", "error", (Label(Span("main.py", 1, 9, 1, 10), ""),))
    assert differences(both, [_finding("a", 1), other]) == []
