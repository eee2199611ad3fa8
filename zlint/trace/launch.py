"""Runs a command so that every Python process of it is recorded.

The command takes this process's place where the system can do that: same process id, terminal, signals and exit
code. A Python that ignores PYTHONPATH (-I, -E) or runs without `site` (-S) is not recorded.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from zlint.trace.log import VERSION
from zlint.trace.start import SETTINGS

INJECT = Path(__file__).parent / "inject"
MEGABYTE = 1_000_000


class LaunchError(Exception):
    """Why the command cannot be run, in one line."""


def main(arguments: Sequence[str]) -> int:
    """The command line of `python -m zlint.trace`."""
    parser = argparse.ArgumentParser("python -m zlint.trace", description="Records what a program does with ZeroMQ.")
    add_arguments(parser)
    options = parser.parse_args(arguments)
    try:
        return launch(options)
    except LaunchError as error:
        print(f"zlint: {error}", file=sys.stderr)
        return 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `zlint record`."""
    parser.add_argument("-o", "--output", default="run.jsonl", metavar="FILE", help="the log (run.jsonl)")
    parser.add_argument("--limit", type=float, default=100, metavar="MB", help="the largest size of the log (100)")
    parser.add_argument("--payloads", action="store_true", help="keep the first messages of each place, too")
    parser.add_argument("command_line", nargs="+", metavar="COMMAND", help="what to run, behind --")


def launch(options: argparse.Namespace) -> int:
    """Run the command; returns only where a process cannot be replaced, or LaunchError."""
    log = Path(options.output).absolute()
    if not _is_recorded_to(log):
        header = {"k": "run", "version": VERSION, "command": options.command_line, "cwd": str(Path.cwd())}
        try:
            log.write_text(json.dumps(header) + "\n", "utf-8")
        except OSError as error:
            raise LaunchError(f"{options.output}: {error.strerror}") from error
    environment = _environment(
        {"log": str(log), "limit": int(options.limit * MEGABYTE), "payloads": options.payloads},
    )
    try:
        if sys.platform == "win32":
            import subprocess  # only here: every command of zlint loads this module for its arguments

            return subprocess.run(options.command_line, env=environment, check=False).returncode
        sys.stdout.flush()
        sys.stderr.flush()
        os.execvpe(options.command_line[0], options.command_line, environment)
    except OSError as error:
        raise LaunchError(f"{options.command_line[0]}: {error.strerror}") from error


def _is_recorded_to(log: Path) -> bool:
    """Does a program that is recorded to this log ask for it itself? Then its processes are writing there."""
    settings = os.environ.get(SETTINGS)
    return settings is not None and json.loads(settings)["log"] == str(log)


def _environment(settings: dict[str, object]) -> dict[str, str]:
    path = os.environ.get("PYTHONPATH")
    return {
        **os.environ,
        SETTINGS: json.dumps(settings),
        "PYTHONPATH": os.pathsep.join([str(INJECT), *([path] if path else [])]),
    }
