"""Which comment silences which finding."""

from __future__ import annotations

import pytest

from tests.made import Text, finding, span
from zlint import suppress
from zlint.rule import Diagnostic
from zlint.suppress import Key, Suppression, suppressions


def left(found: list[Diagnostic], text: str, path: str = "a.py") -> list[int]:
    """The lines of the findings that a file's comments do not silence."""
    applied = suppress.apply(found, suppress.read({path: Text(text)}))
    assert len(applied.left) + len(applied.suppressed) == len(found)
    return [each.span.line for each in applied.left]


@pytest.mark.parametrize(
    ("comment", "silent"),
    [
        ("# zlint: ignore[incompatible-peers] the peer is a stub", True),
        ("# zlint: ignore[ZMQ101]", True),
        ("#zlint:ignore[out-of-step, ZMQ101]", True),
        ("# zlint: ignore[out-of-step]", False),
        ("# zlint: ignore[]", False),
        ("# zlint: ignore", False),
        ("# noqa", True),
        ("# NOQA", True),
        ("# noqa: ZMQ101", True),
        ("# noqa:E501,ZMQ101", True),
        ("# noqa: E501 ZMQ101", True),
        ("# noqa: zmq101", True),
        ("# noqa: E501", False),
        ("# noqa: ZMQ102", False),
        ("# noqa: see below", False),
        ("# noqable", False),
        ("# type: ignore # noqa: ZMQ101", True),
        ("# an ordinary comment", False),
    ],
)
def test_comment(comment: str, silent: bool) -> None:
    assert left([finding(span("a.py", 1))], f"a()  {comment}\n") == ([] if silent else [1])


TEXT = '''\
a(
    1,  # noqa: ZMQ101
    2,
)
b()
with c() as d:  # zlint: ignore[ZMQ101] it is fine
    d()
# noqa: ZMQ101
e("# noqa: ZMQ101")
f("""
# noqa: ZMQ101
""")
g()  # noqa: ZMQ101'''


def test_it_holds_for_its_statement() -> None:
    found = [finding(span("a.py", line)) for line in range(1, 14)]
    assert left(found, TEXT) == [5, 7, 9, 10, 11, 12]


def test_reads_statements_keys_and_reason() -> None:
    first, second = suppressions(TEXT, "a.py")[:2]
    assert first == Suppression(span("a.py", 2, 9, 14), "noqa", 1, 4, (Key("ZMQ101", span("a.py", 2, 17, 6)),))
    key = Key("ZMQ101", span("a.py", 6, 33, 6))
    assert second == Suppression(span("a.py", 6, 17, 23), "ignore", 6, 6, (key,), "it is fine")


def test_what_is_not_python_keeps_its_findings() -> None:
    assert left([finding(span("a.py", 1))], "a(\n# noqa\n") == [1]


def test_a_finding_elsewhere_stays() -> None:
    assert left([finding(span("b.py", 1))], "a()  # noqa\n") == [1]
