"""Programs run under the recorder, each in a folder of its own and with a deadline."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import dataclass
from pathlib import Path

from tests.generated import ROOT
from zlint import config, engine, registry
from zlint.model import Op
from zlint.trace.build import Recorded, build
from zlint.trace.read import Run, read

DEADLINE = 60.0


@dataclass(frozen=True)
class Recording:
    """A program that ran, how it ended and its log."""

    folder: Path
    code: int
    stdout: str
    stderr: str

    @property
    def log(self) -> Path:
        return self.folder / "run.jsonl"

    @property
    def run(self) -> Run:
        return read(self.log)

    @property
    def built(self) -> Recorded:
        return build(self.run, self.folder)

    def findings(self) -> list[tuple[str, str, int]]:
        """Code, path and line of each finding of the default rules."""
        rules = config.chosen(config.Config(), registry.rules())
        return [(each.code, each.span.path, each.span.line) for each in engine.run(self.built.topology, rules)]

    def line_of(self, execution: str) -> list[str]:
        """What one kind of execution did, in order: `call@line`, with the error where one was raised."""
        topology = self.built.topology
        (graph,) = [each for each in topology.graphs if each.execution.startswith(execution)]
        ways = {number: edges[0].error for number, edges in graph.edges.items()}
        return [_shown(topology.op(number), ways.get(number)) for number in graph.ops]


def _shown(op: Op, error: str | None) -> str:
    return f"{op.call}@{op.span.line}" + (f" {error}" if error else "")


def command(folder: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "zlint.trace", "-o", str(folder / "run.jsonl"), *options, "--"]


def environment() -> dict[str, str]:
    """Of a shell in which zlint can be imported and nothing is recorded."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ZLINT_")}
    return {**kept, "PYTHONPATH": str(ROOT)}


def write(folder: Path, text: str, name: str = "app.py") -> Path:
    file = folder / name
    file.write_text(textwrap.dedent(text).lstrip(), "utf-8")
    return file


def record(folder: Path, text: str, *options: str, arguments: tuple[str, ...] = ()) -> Recording:
    """Run a program to its end."""
    program = [sys.executable, write(folder, text).name, *arguments]
    done = subprocess.run(
        [*command(folder, *options), *program],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=DEADLINE,
    )
    return Recording(folder, done.returncode, done.stdout, done.stderr)


def record_and_kill(folder: Path, text: str, awaited: str) -> Recording:
    """Run a program until it has printed a line, then kill it with SIGKILL."""
    process = subprocess.Popen(
        [*command(folder), sys.executable, "-u", write(folder, text).name],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == f"{awaited}\n"
        time.sleep(0.3)
    finally:
        process.send_signal(signal.SIGKILL)
        stdout, stderr = process.communicate(timeout=DEADLINE)
    return Recording(folder, process.returncode, stdout, stderr)
