"""Findings as a SARIF 2.1.0 log, for code scanning.

Every result says whether a comment suppresses it. A fingerprint is made of the rule, the path, the text of the line and
how many such there are before it, so it stays when lines move. URIs are relative to the working directory.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from zlint.model import Span
from zlint.report.escape import printable
from zlint.report.text import Source, message
from zlint.rule import Diagnostic, Rule, Suppressed

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
BASE = "%SRCROOT%"
Json = dict[str, Any]


def render(
    diagnostics: Sequence[Diagnostic],
    suppressed: Sequence[Suppressed],
    rules: Sequence[Rule],
    pages: Mapping[str, str],
    sources: Mapping[str, Source],
    version: str,
) -> str:
    """The whole run as one log. rules: those that ran; pages: their Markdown, by code."""
    silent = {each.diagnostic: each for each in suppressed}
    found = sorted((*diagnostics, *silent), key=lambda each: (each.span, each.code))
    places = {rule.code: index for index, rule in enumerate(rules)}
    marks = _fingerprints(found, sources)
    run = {
        "tool": {
            "driver": {
                "name": "zlint",
                "version": version,
                "rules": [_rule(rule, pages.get(rule.code, "")) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [
            {
                "ruleId": each.code,
                **({"ruleIndex": places[each.code]} if each.code in places else {}),
                **_result(each),
                "partialFingerprints": {"zlint/v1": mark},
                "suppressions": [_suppression(silent[each])] if each in silent else [],
            }
            for each, mark in zip(found, marks)
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: Rule, page: str) -> Json:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        **({"help": {"text": page, "markdown": page}} if page else {}),
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"profile": rule.profile, "since": rule.since},
    }


def _result(diagnostic: Diagnostic) -> Json:
    others = list(enumerate(diagnostic.labels[1:], 1))
    links = [f"[{_literal(printable(label.message)) or 'see also'}]({number})" for number, label in others]
    advice = [_literal(printable(text)) for text in (*diagnostic.notes, *diagnostic.helps)]
    return {
        "level": LEVELS[diagnostic.severity],
        "message": {"text": "\n".join((_literal(message(diagnostic)), *links, *advice))},
        "locations": [{"physicalLocation": _place(diagnostic.span)}],
        "relatedLocations": [
            {
                "id": number,
                "physicalLocation": _place(label.span),
                "message": {"text": _literal(printable(label.message))},
            }
            for number, label in others
        ],
        "properties": {"certainty": diagnostic.certainty.name.lower(), "origin": diagnostic.origin},
    }


def _literal(text: str) -> str:
    """Brackets would make a link of what stands in them."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _place(span: Span) -> Json:
    return {
        "artifactLocation": _artifact(span.path),
        "region": {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        },
    }


def _artifact(path: str) -> Json:
    if PurePath(path).is_absolute():
        return {"uri": PurePath(path).as_uri()}
    return {"uri": quote(path, errors="surrogateescape"), "uriBaseId": BASE}


def _suppression(suppressed: Suppressed) -> Json:
    reason = printable(suppressed.reason)
    return {
        "kind": "inSource",
        "location": {"physicalLocation": _place(suppressed.where)},
        **({"justification": reason} if reason else {}),
    }


def _fingerprints(diagnostics: Sequence[Diagnostic], sources: Mapping[str, Source]) -> list[str]:
    lines = {path: sources[path].lines for each in diagnostics if (path := each.span.path) in sources}
    before: Counter[tuple[str, ...]] = Counter()
    marks = []
    for each in diagnostics:
        text = lines.get(each.span.path, ())[each.span.line - 1 : each.span.line]
        what = (each.code, each.span.path, text[0].strip() if text else each.message)
        said = "\0".join((*what, str(before[what])))
        before[what] += 1
        marks.append(sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return marks
