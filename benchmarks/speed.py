"""What a check costs: zlint beside the least that any analyser on libcst must do, one after the other, in turns.

`python benchmarks/speed.py CORPUS` takes the folder that holds many projects. It prints the median time of each side
and their ratio, and the peak memory of zlint:

- heavy: `zlint check` of the 60 files that mention zmq most, beside libcst's parse of those files alone;
- sparse: `zlint check` of everything, beside reading every file and parsing those that mention zmq;
- version: `zlint --version`, beside a Python that does nothing.

Each turn is a process of its own, so that a slow moment of the machine meets both sides; zlint has to be importable.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

TURNS = 5
HEAVY = 60  # files
PARSE = """
import gc, sys
from pathlib import Path
import libcst
gc.disable()
for path in Path(sys.argv[1]).read_text().splitlines():
    raw = Path(path).read_bytes()
    if b"zmq" not in raw:
        continue
    try:
        libcst.parse_module(raw)
    except Exception as error:
        print(path, type(error).__name__, file=sys.stderr)
"""


def main(corpus: Path) -> None:
    files = sorted(path for path in corpus.rglob("*.py") if path.is_file())
    mentions = sorted(files, key=lambda path: (-path.read_bytes().count(b"zmq"), path))
    print(f"{len(files)} files below {corpus.name}, median of {TURNS} turns")
    heavy = [str(path) for path in mentions[:HEAVY]]
    _compare("heavy", _parsing(corpus, heavy), _zlint("check", *heavy))
    _compare("sparse", _parsing(corpus, list(map(str, files))), _zlint("check", str(corpus)))
    _compare("version", [sys.executable, "-c", "pass"], _zlint("--version"))


def _zlint(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "zlint", *arguments]


def _parsing(corpus: Path, files: Sequence[str]) -> list[str]:
    listed = corpus.parent / f"{corpus.name}-{len(files)}-files.txt"
    listed.write_text("\n".join(files))
    return [sys.executable, "-c", PARSE, str(listed)]


def _compare(name: str, least: Sequence[str], checked: Sequence[str]) -> None:
    times = [(_timed(least), _timed(checked)) for _ in range(TURNS)]
    base, own = (statistics.median(side) for side in zip(*times, strict=True))
    print(f"{name:8} {base:7.2f} s {own:7.2f} s {own / base:6.2f}x  peak {_peak():.0f} MiB so far")


def _timed(command: Sequence[str]) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{command[:4]} ended with {done.returncode}")
    return time.perf_counter() - start


def _peak() -> float:
    """Of the largest process that has ended, in MiB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]))
