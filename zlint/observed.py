"""What a rule's proof showed when it was last written down: `observed.json` beside it, for `zlint explain`.

A record is of one text of the proof, by its digest: `is_current` says whether it still is of this one.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

FILE = "observed.json"
Record = dict[str, Any]  # proof: digest; libzmq, pyzmq: versions; claim; bad, good: what was observed


def read(proof: Path | None) -> Record | None:
    """The record beside a proof, None when there is none."""
    file = proof.with_name(FILE) if proof is not None else None
    if file is None or not file.is_file():
        return None
    record: Record = json.loads(file.read_text("utf-8"))
    return record


def is_current(proof: Path) -> bool:
    """Is there a record of this very text?"""
    record = read(proof)
    return record is not None and record["proof"] == _digest(proof)


def write(proof: Path, versions: dict[str, str], claim: str, bad: str, good: str) -> None:
    """Write down what a proof showed."""
    record = {"proof": _digest(proof), **versions, "claim": claim, "bad": bad, "good": good}
    proof.with_name(FILE).write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _digest(proof: Path) -> str:
    text = proof.read_text("utf-8")  # a checkout may end its lines in its own way
    return hashlib.sha256(text.encode()).hexdigest()[:16]
