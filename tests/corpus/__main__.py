"""`python -m tests.corpus FOLDER [--only NAME ...] [--write]`: what is reported now, against the ledger.

FOLDER keeps the projects, which are fetched when they are not there. Exit code: 0 as the ledger has it, 1 otherwise.
--write brings the ledger up to date; new findings are left open in it, for a reader to judge.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.corpus import fetch, ledger
from zlint import project
from zlint.config import Config


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description="zlint on real projects")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these projects")
    parser.add_argument("--write", action="store_true", help="bring the ledger up to date")
    options = parser.parse_args()
    chosen = [each for each in fetch.releases() if not options.only or each.name in options.only]
    every = ledger.read(ledger.FILE.read_text("utf-8"))
    names = {each.name for each in chosen}
    judged = [line for line in every if line.project in names]
    found = [finding for release in chosen for finding in _checked(release, options.folder.resolve())]
    now = list(ledger.renewed(found, judged))
    difference = ledger.compare(found, judged)
    for kind, entries in (("new", difference.new), ("gone", difference.gone), ("changed", difference.changed)):
        for entry in entries:
            print(f"{kind:8} {entry}")
    print(ledger.table(now))
    if options.write:
        ledger.FILE.write_text(ledger.write([*now, *(line for line in every if line.project not in names)]), "utf-8")
    return int(any((difference.new, difference.gone, difference.changed)))


def _checked(release: fetch.Release, folder: Path) -> Iterator[ledger.Finding]:
    """What the default profile reports of a release, whatever configuration it or a folder above has."""
    fetch.fetch(release, folder)
    print(f"{release.name} {release.version}", file=sys.stderr)
    home = folder / release.name
    report = project.check(project.Project(home, Config()), [home], root=home)
    texts = {path: source.text for path, source in report.analysis.sources.items()}
    return ledger.findings(release.name, report.diagnostics, texts)


if __name__ == "__main__":
    sys.exit(main())
