"""The SARIF log: valid by the published schema, and what code scanning needs of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests import generated
from tests.made import Text, finding, span
from zlint import registry
from zlint.model import Span, Tri
from zlint.report import sarif
from zlint.rule import Diagnostic, Label, Rule, Suppressed

SCHEMA = json.loads((Path(__file__).parent / "data" / "sarif-2.1.0-rtm.5.json").read_text("utf-8"))
RULE = Rule("ZMQ101", "incompatible-peers", "they cannot talk", "error", "default", "0.1.0", lambda topology: ())
SOURCES = {"a.py": Text("one()\n\ntwo()\ntwo()\n"), "b.py": Text("three()\n")}


def valid(text: str) -> dict[str, Any]:
    """The one run of a log; fails when the log breaks the schema."""
    log = json.loads(text)
    jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(log)
    (run,) = log["runs"]
    return dict(run)


def run(
    *diagnostics: Diagnostic, suppressed: tuple[Suppressed, ...] = (), sources: dict[str, Text] = SOURCES
) -> dict[str, Any]:
    return valid(sarif.render(diagnostics, suppressed, (RULE,), {"ZMQ101": "# page\n"}, sources, "1.2.3"))


def test_the_schema_is_not_toothless() -> None:
    with pytest.raises(jsonschema.ValidationError):
        valid('{"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]}')


def test_the_tool_and_its_rules() -> None:
    assert run()["tool"]["driver"] == {
        "name": "zlint",
        "version": "1.2.3",
        "rules": [
            {
                "id": "ZMQ101",
                "name": "incompatible-peers",
                "shortDescription": {"text": "they cannot talk"},
                "help": {"text": "# page\n", "markdown": "# page\n"},
                "defaultConfiguration": {"level": "error"},
                "properties": {"profile": "default", "since": "0.1.0"},
            }
        ],
    }
    assert run()["columnKind"] == "unicodeCodePoints"
    assert run()["results"] == []


def test_a_result() -> None:
    other = Label(Span("c d/é#.py", 3, 2, 4, 5), "binds [here]")
    (result,) = run(finding(span("b.py", 1, 1, 7), other, certainty=Tri.MAYBE, message="it [may] meet \x1b[1m"))[
        "results"
    ]
    mark = result.pop("partialFingerprints")
    assert list(mark) == ["zlint/v1"]
    assert result == {
        "ruleId": "ZMQ101",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "it \\[may\\] meet \\\\x1b\\[1m\n[binds \\[here\\]](1)"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "b.py", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 8},
                }
            }
        ],
        "relatedLocations": [
            {
                "id": 1,
                "physicalLocation": {
                    "artifactLocation": {"uri": "c%20d/%C3%A9%23.py", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 3, "startColumn": 2, "endLine": 4, "endColumn": 5},
                },
                "message": {"text": "binds \\[here\\]"},
            }
        ],
        "properties": {"certainty": "maybe", "origin": "static"},
        "suppressions": [],
    }


@pytest.mark.parametrize(("severity", "level"), [("error", "error"), ("warning", "warning"), ("info", "note")])
def test_levels(severity: str, level: str) -> None:
    assert run(finding(span("b.py", 1), severity=severity))["results"][0]["level"] == level


def test_a_file_outside_has_an_absolute_address() -> None:
    (result,) = run(finding(span("/else where/x.py", 1)))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "file:///else%20where/x.py"}


def test_a_rule_that_is_not_listed_has_no_index() -> None:
    (result,) = run(finding(span("b.py", 1), code="ZMQ102"))["results"]
    assert "ruleIndex" not in result


def test_suppressed_findings_are_in_it_and_marked() -> None:
    silent = Suppressed(finding(span("a.py", 3)), span("a.py", 3, 10, 20), "the peer is a stub")
    bare = Suppressed(finding(span("a.py", 4)), span("a.py", 4, 10, 6), "")
    results = run(finding(span("b.py", 1)), finding(span("a.py", 1)), suppressed=(silent, bare))["results"]
    region = {"startLine": 3, "startColumn": 10, "endLine": 3, "endColumn": 30}
    place = {"artifactLocation": {"uri": "a.py", "uriBaseId": "%SRCROOT%"}, "region": region}
    assert [each["suppressions"] for each in results[:2]] == [
        [],
        [{"kind": "inSource", "location": {"physicalLocation": place}, "justification": "the peer is a stub"}],
    ]
    assert ["justification" in each for each in results[2]["suppressions"]] == [False]
    assert results[3]["suppressions"] == []


def marks(*places: tuple[str, int], code: str = "ZMQ101", sources: dict[str, Text] = SOURCES) -> list[str]:
    results = run(*(finding(span(*place), code=code) for place in places), sources=sources)["results"]
    return [each["partialFingerprints"]["zlint/v1"] for each in results]


def test_fingerprints_stay_when_lines_move() -> None:
    before = marks(("a.py", 1), ("a.py", 3), ("a.py", 4))
    moved = {"a.py": Text("new()\none()\n    two()\nmore()\ntwo()\n")}
    assert marks(("a.py", 2), ("a.py", 3), ("a.py", 5), sources=moved) == before
    assert len(set(before)) == 3


def test_fingerprints_differ_by_rule_path_and_text() -> None:
    same = {"a.py": Text("one()\ntwo()\n"), "b.py": Text("one()\n")}
    found = [
        *marks(("a.py", 1), ("a.py", 2), ("b.py", 1), ("gone.py", 1), sources=same),
        *marks(("a.py", 1), code="ZMQ102", sources=same),
    ]
    assert len(set(found)) == 5


@pytest.mark.parametrize("app", generated.apps(), ids=lambda app: app.name)
def test_real_findings_are_valid(app: Path) -> None:
    done = generated.zlint(["check", ".", "--format", "sarif"], app / "broken")
    log = valid(done.stdout)
    shown = json.loads(generated.zlint(["check", ".", "--format", "json"], app / "broken").stdout)["diagnostics"]
    assert [each["ruleId"] for each in log["results"]] == [each["rule"] for each in shown]
    assert len({each["partialFingerprints"]["zlint/v1"] for each in log["results"]}) == len(shown)
    rules = log["tool"]["driver"]["rules"]
    wanted = [rule for rule in registry.rules() if rule.profile == "default"]
    assert [each["id"] for each in rules if each["id"] != "ZMQ003"] == [
        rule.code for rule in wanted if rule.code != "ZMQ003"
    ]
    assert [each["id"] for each in rules if not each["help"]["markdown"].startswith(f"# {each['name']} ")] == []
    assert [each for each in log["results"] if rules[each["ruleIndex"]]["id"] != each["ruleId"]] == []
