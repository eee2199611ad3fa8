"""Facts of many files at once: in this process, and in others beside it.

A worker is an interpreter of its own. It is told its files through a file and writes what it makes into another: no
side waits for the other's pipe, and a worker ends by itself when this process is gone. What a worker that dies leaves
undone is done here. The results are the same however many processes there are.
"""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from zlint.static.facts import FileFacts
from zlint.static.source import Source, Unreadable, nested_too_deeply, prepared, read

Job = tuple[str, Path]  # a file as it is shown, and where it is
Outcome = tuple[Source, FileFacts] | Unreadable
SHARE = 250_000  # bytes of source that are worth a process
START = 150_000  # bytes that could be parsed while a worker starts
DEPTH = 2_000  # recursion limit of pickle, which needs much stack; what is nested deeper is done here
WORK = "import sys; sys.path[:] = {}; from zlint.static.workers import work; work()"


def outcome(source: Source) -> Outcome:
    """What a file says, or why it cannot be parsed."""
    from zlint.static.extract import extract

    try:
        return source, extract(source)
    except Unreadable as error:
        return error
    except RecursionError:
        return nested_too_deeply(source)


def outcomes(jobs: Sequence[Job], processes: int, done: Callable[[int], None]) -> dict[str, Outcome]:
    """What these files say. processes: at most, with this one; done: called with how many files are."""
    own, *others = _shares(jobs, processes)
    found: dict[str, Outcome] = {}
    with ExitStack() as running:
        workers = [running.enter_context(_worker(share)) for share in others]
        for shown, file in own:
            found[shown] = _read(shown, file)
            done(len(found))
        for results in workers:
            found.update(results())
            done(len(found))
    return found | {shown: _read(shown, file) for shown, file in jobs if shown not in found}


def _read(shown: str, file: Path) -> Outcome:
    try:
        source = read(file, shown)
    except Unreadable as error:
        return error
    return outcome(source)


def _shares(jobs: Sequence[Job], processes: int) -> list[list[Job]]:
    """The files of each process, this one's first: the largest that is left goes to the one with the least to do."""
    sizes = {job: _size(job[1]) for job in jobs}
    processes = min(processes, sum(sizes.values()) // SHARE)
    if processes < 2 or not sys.executable or hasattr(sys, "frozen"):
        return [list(jobs)]
    shares: list[list[Job]] = [[] for _ in range(processes)]
    loads = [0, *[START] * (processes - 1)]
    for job in sorted(jobs, key=lambda job: (-sizes[job], job)):
        least = loads.index(min(loads))
        shares[least].append(job)
        loads[least] += sizes[job]
    return shares


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


@contextmanager
def _worker(jobs: Sequence[Job]) -> Iterator[Callable[[], dict[str, Outcome]]]:
    """A worker at these files, and what waits for its results; it does not outlive the context."""
    command = [sys.executable, "-c", WORK.format(sys.path)]
    with ExitStack() as files:
        try:
            asked = files.enter_context(tempfile.TemporaryFile(buffering=0))
            made = files.enter_context(tempfile.TemporaryFile())
            pickle.dump(jobs, asked)
            asked.seek(0)
            process = subprocess.Popen(command, stdin=asked, stdout=made, stderr=subprocess.DEVNULL)
        except OSError:  # no place for files, no room in it, or no more processes
            yield dict
            return

        def results() -> dict[str, Outcome]:
            process.wait()
            made.seek(0)
            return dict(_results(made))

        try:
            yield results
        finally:
            process.kill()
            process.wait()


def _results(made: IO[bytes]) -> Iterator[tuple[str, Outcome]]:
    """As far as the worker came."""
    with suppress(EOFError, pickle.UnpicklingError):
        while True:
            yield pickle.load(made)


def work() -> None:
    """A worker's life; an interrupt is its parent's to report."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    jobs: Sequence[Job] = pickle.load(sys.stdin.buffer)
    with prepared():
        for shown, file in jobs:
            result = shown, _read(shown, file)
            limit = sys.getrecursionlimit()
            sys.setrecursionlimit(DEPTH)
            with suppress(RecursionError):
                sys.stdout.buffer.write(pickle.dumps(result, pickle.HIGHEST_PROTOCOL))
            sys.setrecursionlimit(limit)
