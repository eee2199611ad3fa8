"""The notes on chapter 2: each common mistake and each question has rules for it, and a program that is found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import generated, pages
from tests.test_catalogue import chapters
from zlint import config, engine, registry, static

PAGE = (generated.ROOT / "docs" / "common-mistakes.md").read_text("utf-8")
SECTION = re.compile(
    r"^## Section (?P<number>\d+)(?:, question (?P<question>\d))?: .*\n\nRules: (?P<rules>.*)\n", re.MULTILINE
)
# The sections of the notes that have a part "Common mistake", and the last one's list of questions.
MISTAKES = (2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 17, 19)
QUESTIONS = 8

FOUND = list(SECTION.finditer(PAGE))
ENDS = [found.start() for found in FOUND[1:]] + [len(PAGE)]
SECTIONS = [
    pytest.param(
        int(found["number"]), found["rules"].split(", "), PAGE[found.end() : end], id=found[0].splitlines()[0][3:]
    )
    for found, end in zip(FOUND, ENDS, strict=True)
]


def test_every_mistake_and_every_question_has_its_place() -> None:
    numbers = [(int(found["number"]), int(found["question"] or 0)) for found in FOUND]
    assert numbers == [(number, 0) for number in MISTAKES] + [(23, question + 1) for question in range(QUESTIONS)]


@pytest.mark.parametrize(("number", "rules", "text"), SECTIONS)
def test_the_rules_are_of_that_section(number: int, rules: list[str], text: str) -> None:
    of_section = chapters()
    assert [code for code in rules if number not in of_section[code]] == []


@pytest.mark.parametrize(("number", "rules", "text"), SECTIONS)
def test_its_program_is_found(
    number: int, rules: list[str], text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (program,) = pages.programs(text)
    program.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    named = [rule for rule in registry.rules() if rule.code in rules]
    chosen = {rule.code: rule for rule in (*config.chosen(config.Config(), registry.rules()), *named)}
    found = engine.run(static.analyse([Path()], root=tmp_path).topology, list(chosen.values()))
    assert pages.differences(program.marks, list(found)) == []
    assert {mark.name for mark in program.marks} & {rule.name for rule in named}
