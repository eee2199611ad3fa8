"""Which comment silences which finding."""

from __future__ import annotations

import pytest

from tests.made import Text, finding, span
from zlint import suppress
from zlint.suppress import Suppression, suppressions


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
    left = suppress.apply([finding(span("a.py", 1))], {"a.py": Text(f"a()  {comment}\n")})
    assert left == (() if silent else (finding(span("a.py", 1)),))


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
    left = suppress.apply(found, {"a.py": Text(TEXT)})
    assert [each.span.line for each in left] == [5, 7, 9, 10, 11, 12]


def test_reads_statements_keys_and_reason() -> None:
    assert suppressions(TEXT)[:2] == (
        Suppression(2, 1, 4, ("ZMQ101",)),
        Suppression(6, 6, 6, ("ZMQ101",), "it is fine"),
    )


def test_what_is_not_python_keeps_its_findings() -> None:
    left = suppress.apply([finding(span("a.py", 1))], {"a.py": Text("a(\n# noqa\n")})
    assert len(left) == 1


def test_a_finding_elsewhere_stays() -> None:
    assert len(suppress.apply([finding(span("b.py", 1))], {"a.py": Text("a()  # noqa\n")})) == 1
