"""Rules run, doubles and suppressed findings go, a rule that raises does not stop the run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest

from tests.made import PUB, Text, span
from zlint import engine, registry
from zlint.model import Topology, Tri
from zlint.rule import Diagnostic, Rule


def rule(*findings: tuple[str, int, int, Tri], code: str = "ZMQ901", name: str = "a-fault") -> Rule:
    def check(topology: Topology) -> Iterator[Diagnostic]:
        for path, line, column, certainty in findings:
            yield made.at(span(path, line, column), f"{name} is {certainty.name}", certainty=certainty)

    made = Rule(code, name, "", "error", "default", "0.1.0", check)
    return made


def places(found: tuple[Diagnostic, ...]) -> list[tuple[str, str]]:
    return [(str(each.span), each.code) for each in found]


def test_sorted_by_place_and_code() -> None:
    first = rule(("b.py", 1, 1, Tri.YES), ("a.py", 10, 1, Tri.YES), ("a.py", 2, 5, Tri.YES))
    second = rule(("a.py", 2, 5, Tri.YES), ("a.py", 2, 4, Tri.YES), code="ZMQ900", name="another")
    assert places(engine.run(Topology(), (first, second))) == [
        ("a.py:2:4", "ZMQ900"),
        ("a.py:2:5", "ZMQ900"),
        ("a.py:2:5", "ZMQ901"),
        ("a.py:10:1", "ZMQ901"),
        ("b.py:1:1", "ZMQ901"),
    ]


def test_of_doubles_the_most_certain_stays() -> None:
    doubled = rule(("a.py", 1, 1, Tri.MAYBE), ("a.py", 1, 1, Tri.YES), ("a.py", 1, 1, Tri.MAYBE))
    assert [each.message for each in engine.run(Topology(), (doubled,))] == ["a-fault is YES"]


def broken(error: Exception, name: str = "broken") -> Rule:
    def check(topology: Topology) -> Iterator[Diagnostic]:
        yield made.at(span("a.py", 1), "found before it broke")
        raise error

    made = Rule("ZMQ902", name, "", "error", "default", "0.1.0", check)
    return made


@pytest.mark.parametrize(
    ("topology", "place"),
    [
        (Topology(files=("b.py", "c.py"), sockets=(PUB,)), "b.py:1:1"),
        (Topology(sockets=(PUB,)), "server.py:1:1"),
        (Topology(), ".:1:1"),
    ],
)
def test_a_rule_that_raises_is_reported(topology: Topology, place: str) -> None:
    found = engine.run(topology, (broken(KeyError("x")), rule(("a.py", 9, 1, Tri.YES))))
    failed = [each for each in found if each.code == "ZMQ002"]
    assert [(str(each.span), each.message) for each in failed] == [
        (place, "rule broken (ZMQ902) failed: KeyError: 'x'")
    ]
    assert len(found) == 3


def test_every_rule_that_raises_is_reported() -> None:
    found = engine.run(Topology(), (broken(ValueError(), "one"), broken(ValueError("a\nb"), "two")))
    assert [each.message for each in found if each.code == "ZMQ002"] == [
        "rule one (ZMQ902) failed: ValueError",
        "rule two (ZMQ902) failed: ValueError: a b",
    ]


def test_faults_become_findings_of_their_rule() -> None:
    fault = SimpleNamespace(span=span("old.py", 3), message="cannot be parsed: this is Python 2")
    found = engine.run(Topology(), registry.rules(), (fault,))
    assert [(str(each.span), each.code, each.severity, each.message) for each in found] == [
        ("old.py:3:1", "ZMQ001", "error", "cannot be parsed: this is Python 2")
    ]
    assert engine.run(Topology(), (), (fault,)) == ()


def test_suppressed_findings_go() -> None:
    two = rule(("a.py", 1, 1, Tri.YES), ("a.py", 2, 1, Tri.YES))
    found = engine.run(Topology(), (two,), sources={"a.py": Text("x()  # noqa: ZMQ901\ny()\n")})
    assert places(found) == [("a.py:2:1", "ZMQ901")]


COMMENTED = "x()  # zlint: ignore[wrong-direction]\n"


def said(*rules: Rule, faults: tuple[SimpleNamespace, ...] = (), text: str = COMMENTED) -> list[str]:
    own = registry.find("ZMQ003")
    assert own is not None
    return [each.code for each in engine.run(Topology(), (own.rule, *rules), faults, {"a.py": Text(text)})]


def quiet(code: str, name: str) -> Rule:
    return Rule(code, name, "", "error", "default", "0.1.0", lambda topology: ())


def fails(topology: Topology) -> Iterator[Diagnostic]:
    raise ValueError


def test_suppressions_are_judged_by_rules_that_have_seen_everything() -> None:
    ran = quiet("ZMQ102", "wrong-direction")
    assert said(ran) == ["ZMQ003"]
    assert said() == []
    assert said(ran, faults=(SimpleNamespace(span=span("b.py", 1), message="cannot be parsed"),)) == []
    failed = Rule("ZMQ102", "wrong-direction", "", "error", "default", "0.1.0", fails)
    assert said(failed) == ["ZMQ002"]
    assert said(ran, text="x()  # zlint: ignore[ZMQ102, unused-suppression]\n") == []


def test_what_is_suppressed_is_kept_apart() -> None:
    two = rule(("a.py", 1, 1, Tri.YES), ("a.py", 2, 1, Tri.YES))
    outcome = engine.judge(Topology(), (two,), (), {"a.py": Text("x()  # noqa: ZMQ901 a stub\ny()\n")})
    assert places(outcome.diagnostics) == [("a.py:2:1", "ZMQ901")]
    assert [(str(each.diagnostic.span), each.reason) for each in outcome.suppressed] == [("a.py:1:1", "a stub")]


@pytest.mark.parametrize(("raises", "expected"), [(True, ["pkg/code.py:1:1"]), (False, 3)])
def test_what_raises_in_a_test_is_meant(raises: bool, expected: object) -> None:
    paths = ("pkg/code.py", "pkg/tests/fixtures.py", "test_code.py")
    made = replace(rule(*((path, 1, 1, Tri.YES) for path in paths)), raises=raises)
    found = [place for place, _ in places(engine.run(Topology(), (made,)))]
    assert (found if raises else len(found)) == expected
