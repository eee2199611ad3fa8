"""Whole programs: nothing is said of those that are right, and exactly what is marked of those that are broken.

A mark `# expect: CODE [CODE...]` stands on the line where a finding begins.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests import generated

EXPECT = re.compile(r"# expect: (?P<codes>ZMQ\d{3}(?: ZMQ\d{3})*)$")
Found = set[tuple[str, int, str]]


def expected(program: Path) -> Found:
    return {
        (path.relative_to(program).as_posix(), number, code)
        for path in sorted(program.rglob("*.py"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if (mark := EXPECT.search(line))
        for code in mark["codes"].split()
    }


def found(program: Path) -> Found:
    done = generated.zlint(["check", ".", "--format", "json"], program)
    assert done.returncode in (0, 1), done.stderr
    return {(each["path"], each["line"], each["rule"]) for each in json.loads(done.stdout)["diagnostics"]}


def test_there_are_apps() -> None:
    assert len(generated.apps()) >= 8


@pytest.mark.parametrize("app", generated.apps(), ids=lambda app: app.name)
def test_right(app: Path) -> None:
    assert found(app / "right") == set()


@pytest.mark.parametrize("app", generated.apps(), ids=lambda app: app.name)
def test_broken(app: Path) -> None:
    marks = expected(app / "broken")
    assert marks != set()
    assert found(app / "broken") == marks


@pytest.mark.parametrize("app", generated.apps(), ids=lambda app: app.name)
def test_output(app: Path) -> None:
    assert generated.concise(app / "broken") == (app / "expected.txt").read_text("utf-8")
