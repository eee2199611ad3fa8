"""The programs of fixtures/apps, all of one started together under the recorder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.trace.recorded import DEADLINE, command, environment

# What is run at the same time, after what is run before; worker and client names are those of the programs.
COMMANDS: dict[str, list[str]] = {
    "asyncio_service": ["-m telemetry"],
    "broker": [
        "-m majordomo.broker",
        "-m majordomo.worker upper one",
        "-m majordomo.client upper a b c",
    ],
    "curve_service": ["service.py", "client.py alice", "client.py bob"],
    "forwarder": ["forwarder.py", "subscriber.py", "publisher.py"],
    "lazy_pirate": ["server.py", "client.py", "ping.py"],
    "llm_engine": ["-m engine.launch"],
    "pipeline": ["sink.py", "worker.py", "worker.py", "ventilator.py"],
    "stream_app": ["app.py", "client.py", "producer.py"],
    "sync_pubsub": ["publisher.py", "subscriber.py one", "subscriber.py two"],
    "threaded_server": ["main.py"],
}
FIRST = {"curve_service": "keys.py"}

# Starts all, waits for all until a deadline, and kills those that are left; prints their exit codes.
STARTER = """
import json, subprocess, sys, time
first, commands, deadline = json.loads(sys.argv[1])
quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
for each in first:
    subprocess.run([sys.executable, *each.split()], check=True, **quiet)
running = [subprocess.Popen([sys.executable, *each.split()], **quiet) for each in commands]
end = time.monotonic() + deadline
for each in running:
    try:
        each.wait(max(0.1, end - time.monotonic()))
    except subprocess.TimeoutExpired:
        each.kill()
        each.wait()
print(json.dumps([each.returncode for each in running]))
"""


def record(program: Path, folder: Path, deadline: float) -> tuple[Path, list[int]]:
    """The log of a program, and the exit codes of its scripts; those that run longer are killed (-9)."""
    name = program.parent.name
    what = json.dumps([[FIRST[name]] if name in FIRST else [], COMMANDS[name], deadline])
    done = subprocess.run(
        [*command(folder), sys.executable, "-c", STARTER, what],
        cwd=program,
        env={**environment(), **_ports(), "VAULT_KEYS": str(folder / "keys"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=deadline + DEADLINE,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "run.jsonl", json.loads(done.stdout)


def _ports() -> dict[str, str]:
    """Ports that no other run of these tests uses."""
    base = 20000 + os.getpid() * 16 % 8000
    urls = ("PIPELINE_TASKS", "PIPELINE_RESULTS", "PIPELINE_CONTROL", "MDP_FRONTEND", "MDP_BACKEND")
    ports = ("FEED_PORT", "STREAM_PORT", "SERVER_PORT", "FORWARDER_PORT", "VAULT_PORT", "ENGINE_RPC_PORT")
    found = {name: f"tcp://127.0.0.1:{base + number}" for number, name in enumerate(urls)}
    telemetry = ("TELEMETRY_INGEST", "TELEMETRY_PUBLISH", "TELEMETRY_CONTROL")
    found.update({name: str(base + number) for number, name in enumerate(telemetry)})
    return {**found, **{name: str(base + 8) for name in ports}}
