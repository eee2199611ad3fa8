"""What came of proofs, as text and as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from zlint.prove.outcome import Outcome, Shown
from zlint.report.escape import printable
from zlint.report.json import dump
from zlint.report.style import PLAIN, Style


def text(outcomes: Sequence[Outcome], style: Style = PLAIN) -> str:
    """A block for each rule: the claim and what was seen of it."""
    return "\n".join(_block(outcome, style) for outcome in outcomes)


def _block(outcome: Outcome, style: Style) -> str:
    verdict = style.paint("good", "pass") if outcome.passed else style.paint("error", "FAIL")
    lines = [f"{outcome.code} {outcome.name}: {verdict}", f"  claim     {printable(outcome.claim)}"]
    for name, seen in outcome.parts.items():
        lines.append(f"  {name:8}  {_said(seen)}")
    return "\n".join(lines) + "\n"


def _said(seen: Shown) -> str:
    return printable(seen.observed if seen.verdict == "shown" else f"{seen.verdict}: {seen.observed}")


def summary(outcomes: Sequence[Outcome]) -> str:
    """One line: how many of them passed, and on what."""
    passed = sum(outcome.passed for outcome in outcomes)
    rules = "rule" if len(outcomes) == 1 else "rules"
    libraries = ", ".join(f"{name} {version}" for name, version in _versions(outcomes).items())
    return f"{passed} of {len(outcomes)} {rules} proved on {libraries or 'a libzmq that did not start'}"


def _versions(outcomes: Sequence[Outcome]) -> dict[str, str]:
    return dict(next((outcome.versions for outcome in outcomes if outcome.versions), ()))


def as_json(outcomes: Sequence[Outcome]) -> str:
    """The same for programs."""
    proofs = [
        {
            "rule": outcome.code,
            "name": outcome.name,
            "passed": outcome.passed,
            "claim": outcome.claim,
            **{name: {"verdict": seen.verdict, "observed": seen.observed} for name, seen in outcome.parts.items()},
        }
        for outcome in outcomes
    ]
    return dump({"versions": _versions(outcomes), "proofs": proofs})
