"""`python -m tests.mutation [--operator NAME]... [APP...]`: the share of broken programs that the right rule finds."""

from __future__ import annotations

import argparse
from collections import Counter

from tests import generated
from tests.mutation import score
from tests.mutation.mutants import OPERATORS
from tests.mutation.program import Program


def main() -> None:
    parser = argparse.ArgumentParser(
        "python -m tests.mutation", description="Breaks right programs, one place at a time."
    )
    parser.add_argument("apps", nargs="*", metavar="APP", help="folders of fixtures/apps; all of them unless given")
    parser.add_argument("--operator", action="append", default=[], choices=sorted(OPERATORS), metavar="NAME")
    options = parser.parse_args()
    total: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for app in generated.apps():
        if options.apps and app.name not in options.apps:
            continue
        program = Program(app / "right")
        for mutant in score.mutants(program, options.operator):
            judged = score.judge(program, mutant)
            total[mutant.operator] += 1
            found[mutant.operator] += bool(judged.found)
            if not judged.found:
                others = ", ".join(sorted({each.code for each in judged.others})) or "nothing"
                print(
                    f"survived: {app.name}: {mutant} (wanted {' or '.join(sorted(mutant.codes))}, found {others})",
                    flush=True,
                )
    for name in sorted(total):
        print(f"{name:32} {found[name]:4} of {total[name]}")
    print(f"{sum(found.values())} of {sum(total.values())} found, {len(total)} operators")


if __name__ == "__main__":
    main()
