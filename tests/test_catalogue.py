"""The catalogue, the rules, their pages, the index and the changelog are one set."""

from __future__ import annotations

import re
import sys
from typing import Any

from tests import generated
from zlint import registry
from zlint.observed import is_current

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Facts = tuple[str, str, str]

# The rules of the tool itself are no matter of ZeroMQ, and not in the catalogue.
OWN = {
    "ZMQ001": ("cannot-parse", "error", "default"),
    "ZMQ002": ("internal-error", "error", "default"),
    "ZMQ003": ("unused-suppression", "info", "default"),
}


def entries() -> list[dict[str, Any]]:
    text = (generated.ROOT / "tests" / "data" / "catalogue.toml").read_text("utf-8")
    rules: list[dict[str, Any]] = tomllib.loads(text)["rule"]
    return rules


def catalogue() -> dict[str, Facts]:
    return OWN | {rule["id"]: (rule["name"], rule["severity"], rule["profile"]) for rule in entries()}


def chapters() -> dict[str, list[int]]:
    """The sections of the notes on chapter 2 that each rule belongs to."""
    return {rule["id"]: rule["chapter"] for rule in entries()}


def test_the_rules_are_those_of_the_catalogue() -> None:
    rules = {rule.code: (rule.name, rule.severity, rule.profile) for rule in registry.rules()}
    assert rules == catalogue()


def test_every_rule_has_its_page_in_the_index_and_its_line_in_the_changelog() -> None:
    rules = {(rule.code, rule.name) for rule in registry.rules()}
    index = re.findall(r"^\| (ZMQ\d{3}) \| \[([\w-]+)\]\(", generated.INDEX.read_text("utf-8"), re.MULTILINE)
    changelog = re.findall(
        r"^- (ZMQ\d{3}) ([\w-]+)$", (generated.ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert set(index) == rules
    assert set(changelog) == rules
    assert len(changelog) == len(rules)


def test_what_every_proof_showed_is_written_down() -> None:
    """`python tests/update_expected.py` writes it; a proof that was changed since has to be run again."""
    assert [entry.rule.code for entry in registry.entries() if entry.proof and not is_current(entry.proof)] == []
