"""The rules themselves: a list, and one rule with its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zlint.report.json import dump
from zlint.report.style import PLAIN, Style
from zlint.rule import Rule


def text(rules: Sequence[Rule], style: Style = PLAIN) -> str:
    """A line for each rule: code, severity, profile, name, summary."""
    width = max((len(rule.name) for rule in rules), default=0)
    return "".join(
        f"{rule.code}  {style.paint(rule.severity, f'{rule.severity:<7}')}  {rule.profile:<8}  "
        f"{style.paint('strong', f'{rule.name:<{width}}')}  {rule.summary}\n"
        for rule in rules
    )


def as_json(rules: Sequence[Rule]) -> str:
    """The same with all metadata, for programs."""
    return dump({"rules": [metadata(rule) for rule in rules]})


def page_as_text(rule: Rule, page: str, observed: Mapping[str, Any] | None) -> str:
    """The page of a rule, and what its proof was seen to do."""
    if observed is None:
        return page
    return "\n".join(
        [
            page,
            f"## Observed on libzmq {observed['libzmq']}, pyzmq {observed['pyzmq']}",
            "",
            f"- The claim: {observed['claim']}",
            f"- With the fault: {observed['bad']}",
            f"- Without it: {observed['good']}",
            "",
            f"`zlint prove {rule.code}` shows it on the libzmq that is installed.",
            "",
        ]
    )


def page_as_json(rule: Rule, page: str, observed: Mapping[str, Any] | None) -> str:
    """The same for programs."""
    return dump({"rule": {**metadata(rule), "page": page, "observed": observed}})


def metadata(rule: Rule) -> dict[str, Any]:
    """What is said of a rule wherever it is listed."""
    return {
        "code": rule.code,
        "name": rule.name,
        "summary": rule.summary,
        "severity": rule.severity,
        "profile": rule.profile,
        "since": rule.since,
    }
