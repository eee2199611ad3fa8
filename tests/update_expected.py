"""Writes every generated file anew: `python tests/update_expected.py`, then read the difference before committing."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests import generated
from zlint import registry
from zlint.observed import is_current, write
from zlint.prove import runner


def main() -> None:
    for app in generated.apps():
        (app / "expected.txt").write_text(generated.concise(app / "broken"), "utf-8")
    for outcome in runner.prove([entry for entry in registry.entries() if entry.proof and not is_current(entry.proof)]):
        entry = registry.find(outcome.code)
        assert entry is not None
        assert entry.proof is not None
        if not outcome.passed:
            sys.exit(f"{outcome.name} is not proved")
        write(entry.proof, dict(outcome.versions), outcome.claim, outcome.bad.observed, outcome.good.observed)
    generated.INDEX.write_text(generated.index(), "utf-8")
    generated.README.write_text(generated.readme(generated.README.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
