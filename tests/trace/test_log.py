"""A log that several processes write at once, and what else can happen to it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import generated
from tests.trace.recorded import DEADLINE, Recording, command, environment, record, write
from zlint.trace.log import VERSION, Log
from zlint.trace.read import of_kind, read

MANY = """
    import subprocess, sys, zmq

    if len(sys.argv) > 1:
        context = zmq.Context()
        for number in range(200):
            context.socket(zmq.PUB).close()
    else:
        children = [subprocess.Popen([sys.executable, __file__, "child"]) for _ in range(4)]
        print([child.wait() for child in children])
"""
NESTED = """
    import subprocess, sys, zmq

    zmq.Context().socket(zmq.PUB).close()
    if len(sys.argv) == 1:
        recorder = [sys.executable, "-m", "zlint.trace", "-o", "run.jsonl", "--"]
        print(subprocess.call([*recorder, sys.executable, "app.py", "inner"]))
        zmq.Context().socket(zmq.SUB).close()
"""
LEFT_BEHIND = """
    import sys, time, zmq

    context = zmq.Context()
    print("ready", flush=True)
    for number in range(300):
        context.socket(zmq.PUB).close()
        time.sleep(0.01)
"""


def test_processes_that_write_at_once(tmp_path: Path) -> None:
    made = record(tmp_path, MANY)
    assert (made.code, made.stdout, made.stderr) == (0, "[0, 0, 0, 0]\n", "")
    run = made.run
    assert (len(run.processes), len(run.sockets), run.damaged) == (5, 800, [])
    assert len(list(of_kind(run, "end"))) == 5


def test_processes_that_share_the_limit(tmp_path: Path) -> None:
    made = record(tmp_path, MANY, "--limit", "0.02")
    assert (made.code, made.stdout, made.stderr) == (0, "[0, 0, 0, 0]\n", "")
    assert made.log.stat().st_size < 20_000 + 1000  # each can add the line that says so
    assert (len(made.run.cut), made.run.damaged, made.run.foreign) == (5, [], set())


def test_a_recorder_in_a_recorded_program_writes_to_the_same_log(tmp_path: Path) -> None:
    made = record(tmp_path, NESTED)
    assert (made.code, made.stdout, made.stderr) == (0, "0\n", "")
    assert [each["type"] for each in made.run.sockets.values()] == ["PUB", "PUB", "SUB"]
    assert made.run.foreign == set()


def test_what_an_earlier_run_left_behind_is_told_apart(tmp_path: Path) -> None:
    """The log begins anew while a process of the run before is still writing."""
    process = subprocess.Popen(
        [*command(tmp_path), sys.executable, write(tmp_path, LEFT_BEHIND, "old.py").name],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n"
        made = record(tmp_path, "import zmq\nzmq.Context().socket(zmq.SUB).close()\n")
        time.sleep(0.5)
    finally:
        process.kill()
        process.communicate(timeout=DEADLINE)
    assert ([each["type"] for each in made.run.sockets.values()], made.run.damaged) == (["SUB"], [])
    assert len(made.built.topology.sockets) == 1
    done = generated.zlint(["check", "--run", "run.jsonl"], made.folder)
    assert done.stderr.splitlines()[0] == "zlint: run.jsonl: an earlier run wrote there, too, which is left out"


def test_a_record_that_is_cut_damages_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Recording(tmp_path, 0, "", "")
    made.log.write_text(f'{{"k":"run","version":{VERSION},"command":[],"cwd":""}}\n', "utf-8")
    log = Log(str(made.log), 10_000, payloads=False)
    log.begin(how="program")
    whole = os.write
    monkeypatch.setattr(os, "write", lambda file, data: whole(file, data[: len(data) // 2 or 1]))
    log.write("count", spot=1, n=1)
    monkeypatch.undo()
    log.write("end")
    run = read(made.log)
    assert (run.damaged, [each["k"] for each in run.events]) == ([3], ["end"])
