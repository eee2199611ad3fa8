"""What extraction makes of single spellings: text in, exact facts out."""

from __future__ import annotations

import ast

import pytest

from zlint.static import facts as f
from zlint.static.extract import extract
from zlint.static.source import Source


def value(text: str) -> f.Expr | None:
    """The value of `name = text`."""
    statement = extract(Source("main.py", f"name = {text}\n")).body.body[0]
    assert isinstance(statement, f.Assign)
    return statement.value


@pytest.mark.parametrize(
    "text",
    [
        '"tcp://*:5555"',
        "'it is \"quoted\"'",
        "b'frame'",
        '""',
        "''''''",
        '"""two\nlines"""',
        r"'\x00 escaped'",
        r"r'\d raw'",
        'b"\\xff"',
        "'ümlaut'",
        "5555",
        "0",
        "1_000",
        "0x10",
        "1.5",
        "1e3",
    ],
)
def test_literals_are_what_python_makes_of_them(text: str) -> None:
    expected = ast.literal_eval(text)
    found = value(text)
    assert isinstance(found, f.Const)
    assert (type(found.value), found.value) == (type(expected), expected)


def test_an_assertion_keeps_its_test() -> None:
    (statement,) = extract(Source("main.py", "assert ready\n")).body.body
    assert isinstance(statement, f.Assert)
    assert isinstance(statement.test, f.Name)
    assert statement.test.id == "ready"


def test_a_class_knows_the_fields_that_its_body_annotates() -> None:
    text = "class Config:\n    port: int = 5555\n    host: str\n    limit = 3\n    def run(self): pass\n"
    (facts,) = extract(Source("main.py", text)).classes
    assert facts.fields == {"port", "host"}
