"""Parsing beside this process: the same result however many there are, and whatever becomes of them."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from zlint import static
from zlint.static import Analysis, workers

BINDS = 'import zmq\n\nsock{n} = zmq.Context().socket(zmq.PUSH)\nsock{n}.bind("tcp://127.0.0.1:{port}")\n'
FILES = 12
DIES_HALFWAY = """
import os, sys
sys.path[:] = {}
from zlint.static import workers
read = workers._read
workers._read = lambda shown, file: os._exit(1) if shown == "binds7.py" else read(shown, file)
workers.work()
"""


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The workers, which start for the smallest work."""
    found: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def popen(*arguments: Any, **more: Any) -> subprocess.Popen[bytes]:
        found.append(start(*arguments, **more))
        return found[-1]

    monkeypatch.setattr(workers, "SHARE", 1)
    monkeypatch.setattr(workers, "START", 0)
    monkeypatch.setattr(subprocess, "Popen", popen)
    return found


@pytest.fixture
def program(tmp_path: Path) -> Path:
    for n in range(FILES):
        (tmp_path / f"binds{n}.py").write_text(BINDS.format(n=n, port=7000 + n), "utf-8")
    (tmp_path / "old.py").write_text("import zmq\nprint 'Python 2'\n", "utf-8")
    (tmp_path / "latin.py").write_bytes(b"import zmq\nname = '\xe4'\n")
    return tmp_path


def analysed(folder: Path, processes: int) -> Analysis:
    return static.analyse([folder], root=folder, processes=processes)


def test_the_result_is_one_whatever_the_number_of_processes(program: Path, started: list[Any]) -> None:
    alone = analysed(program, 1)
    assert not started
    assert [fault.span.path for fault in alone.faults] == ["latin.py", "old.py"]
    assert len(alone.topology.sockets) == FILES
    for processes in (2, 3):
        del started[:]
        assert analysed(program, processes) == alone
        assert [worker.returncode for worker in started] == [0] * (processes - 1)


@pytest.mark.parametrize(
    "life",
    [
        "raise SystemExit(1)",
        "import os; os.abort()",
        "import sys; sys.stdout.write('no pickle')",
        DIES_HALFWAY,
    ],
)
def test_what_a_worker_that_dies_leaves_is_done_here(
    program: Path, started: list[Any], monkeypatch: pytest.MonkeyPatch, life: str
) -> None:
    alone = analysed(program, 1)
    monkeypatch.setattr(workers, "WORK", life)
    assert analysed(program, 2) == alone
    assert len(started) == 1


def test_where_no_process_can_be_started_all_is_done_here(
    program: Path, started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = analysed(program, 1)
    monkeypatch.setattr(sys, "executable", str(program / "missing"))
    assert analysed(program, 2) == alone


def test_where_no_file_can_be_made_all_is_done_here(
    program: Path, started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = analysed(program, 1)
    monkeypatch.setattr(tempfile, "tempdir", str(program / "missing"))
    assert analysed(program, 2) == alone
    assert not started


def test_what_is_nested_too_deep_for_a_pickle_is_done_here(program: Path, started: list[Any]) -> None:
    for n in range(4):
        text = BINDS.format(n=90 + n, port=7090 + n) + "total = " + " + ".join(["one"] * 1500) + "\n"
        (program / f"deep{n}.py").write_text(text, "utf-8")
    alone = analysed(program, 1)
    assert len(alone.topology.sockets) == FILES + 4
    assert analysed(program, 2) == alone
    assert [worker.returncode for worker in started] == [0]


def test_an_interrupt_ends_the_workers(program: Path, started: list[subprocess.Popen[bytes]]) -> None:
    def interrupted(stage: str, done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        static.analyse([program], root=program, processes=3, progress=interrupted)
    assert len(started) == 2
    assert all(worker.poll() is not None for worker in started)


def test_a_worker_imports_nothing_of_what_it_reads(
    program: Path, started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = f"open({str(program / 'imported')!r}, 'w')\n"
    for name in ("pickle", "signal", "libcst", "zmq", "tempfile", "zlint"):
        (program / f"{name}.py").write_text(trap, "utf-8")
    monkeypatch.chdir(program)
    analysed(program, 2)
    assert [worker.returncode for worker in started] == [0]
    assert not (program / "imported").exists()
