"""Which comment silences which finding."""

from __future__ import annotations

import pytest

from tests.made import Text, finding, span
from zlint import suppress
from zlint.rule import Diagnostic, Rule
from zlint.suppress import Key, Suppression, suppressions

RULES = (
    Rule("ZMQ003", "unused-suppression", "", "info", "default", "0.1.0", lambda topology: ()),
    Rule("ZMQ101", "incompatible-peers", "", "error", "default", "0.1.0", lambda topology: ()),
    Rule("ZMQ102", "wrong-direction", "", "error", "default", "0.1.0", lambda topology: ()),
    Rule("ACME001", "of-a-plugin", "", "error", "default", "0.1.0", lambda topology: ()),
)


def left(found: list[Diagnostic], text: str, path: str = "a.py") -> list[int]:
    """The lines of the findings that a file's comments do not silence."""
    applied = suppress.apply(found, suppress.read({path: Text(text)}, [path], RULES))
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


BLOCKS = """\
class A:  # zlint: ignore-block[ZMQ101] stubs
    def f(self):
        a()

        # about b
        b()
    c()
d()


@e
def f(  # zlint: ignore-block[ZMQ101]
    g,
):
    for h in i:  # zlint: ignore-block[out-of-step]
        j()

    k()


# zlint: ignore-block[ZMQ101]
if l:
    m()
if n: o()  # zlint: ignore-block[ZMQ101]
p()
while q:
    if r: s()  # zlint: ignore-block[ZMQ101]
t()
"""


def test_a_block_form_holds_for_the_block_below_its_statement() -> None:
    found = [finding(span("a.py", number)) for number, line in enumerate(BLOCKS.splitlines(), 1) if line]
    assert left(found, BLOCKS) == [8, 11, 22, 23, 25, 26, 28]


@pytest.mark.parametrize("comment", ["x = 1  # zlint: ignore-file[ZMQ101] an example", "# zlint: ignore-file[ZMQ101]"])
def test_a_file_form_holds_for_the_file(comment: str) -> None:
    lines = ["a()", "def b():", "    c()", f"    {comment}", "d()"]
    found = [finding(span("a.py", line)) for line in (1, 3, 5)]
    assert left(found, "\n".join(lines)) == []
    assert left([finding(span("a.py", 1), code="ZMQ102")], "\n".join(lines).replace("101", "103")) == [1]


def test_what_is_silenced_keeps_the_comment_and_its_reason() -> None:
    text = "a()  # noqa: ZMQ101 the peer is a stub\n"
    (silent,) = suppress.apply(
        [finding(span("a.py", 1))], suppress.read({"a.py": Text(text)}, ["a.py"], RULES)
    ).suppressed
    assert (silent.where, silent.reason) == (span("a.py", 1, 6, 14), "the peer is a stub")


def idle(text: str, found: list[Diagnostic], *ran: str) -> list[str]:
    """What is said of the comments of a file."""
    comments = suppress.read({"a.py": Text(text)}, ["a.py"], RULES)
    applied = suppress.apply(found, comments)
    said = suppress.unused(RULES[0], comments, applied.used, ran, RULES)
    return [f"{each.span.line}:{each.span.column}-{each.span.end_column} {each.message}" for each in said]


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("# zlint: ignore[ZMQ101]", []),
        ("# noqa: ZMQ101, ZMQ101", ["1:17-23 a suppression of incompatible-peers silences nothing"]),
        ("# zlint: ignore[ZMQ101, wrong-direction]", ["1:25-40 a suppression of wrong-direction silences nothing"]),
        ("# noqa: ZMQ102, ZMQ101", ["1:9-15 a suppression of wrong-direction silences nothing"]),
        ("# noqa: E501, ZMQ101, X999", []),
        ("# noqa", []),
        ("# zlint: ignore[E501, ZMQ101]", ["1:17-21 a suppression names an unknown rule 'E501'"]),
        ("# noqa: ZMQ101, ZMQ1019", ["1:17-24 a suppression names an unknown rule 'ZMQ1019', did you mean 'ZMQ101'?"]),
        ("# noqa: ACME002, ZMQ101", ["1:9-16 a suppression names an unknown rule 'ACME002', did you mean 'ACME001'?"]),
        ("# zlint: ignore[of-a-plugin]", []),
        ("# zlint: ignore[unused-suppression]", []),
        ("# zlint: ignore", ["1:1-9 a comment for zlint says nothing that it understands"]),
        ("# zlint: ignore[]", ["1:1-18 a comment for zlint says nothing that it understands"]),
        ("# zlint: ignroe[ZMQ101]", ["1:1-9 a comment for zlint says nothing that it understands"]),
        ("# see zlint for more", []),
    ],
)
def test_unused(comment: str, said: list[str]) -> None:
    assert idle(f"{comment}\n", [finding(span("a.py", 1))], "ZMQ101", "ZMQ102") == said


def test_only_rules_that_ran_are_judged() -> None:
    assert idle("# zlint: ignore[ZMQ101, ZMQ102]\n", [], "ZMQ102") == [
        "1:25-31 a suppression of wrong-direction silences nothing"
    ]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("# noqa: ZMQ101", True),
        ("# NOQA:E501,acme001", True),
        ("#zlint:ignore[ZMQ101]", True),
        ("# noqa: E501", False),
        ("# noqa", False),
    ],
)
def test_files_without_findings_are_read_only_if_they_speak_of_ours(text: str, read: bool) -> None:
    sources = {"a.py": Text(f"{text}\n")}
    assert list(suppress.read(sources, [], RULES)) == (["a.py"] if read else [])
    assert list(suppress.read(sources, ["a.py"], RULES)) == ["a.py"]
