"""Writes every generated file anew: `python tests/update_expected.py`, then read the difference before committing."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests import generated


def main() -> None:
    for app in generated.apps():
        (app / "expected.txt").write_text(generated.concise(app / "broken"), "utf-8")
    generated.INDEX.write_text(generated.index(), "utf-8")
    generated.README.write_text(generated.readme(generated.README.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
