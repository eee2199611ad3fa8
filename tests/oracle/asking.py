"""Runs the probes of a topic in child processes, and collects their answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
STORED = ROOT / "fixtures" / "libzmq"
TOPICS = ("pairing", "inproc", "direction", "turns", "options", "late", "endpoints", "delivery", "frames", "facts")
DEADLINE = 15.0  # seconds for one probe
AT_A_TIME = 2
NOT_ASKED = "not asked"

Answers = dict[str, Any]


def ask_all(topics: tuple[str, ...] = TOPICS) -> dict[str, Answers]:
    """The answers of every topic, by topic and question."""
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        return dict(zip(topics, pool.map(ask, topics)))


def ask(topic: str) -> Answers:
    """The answers of one topic, by question."""
    answers: Answers = {}
    with tempfile.TemporaryDirectory(prefix="oracle-", ignore_cleanup_errors=True) as folder:
        while (begun := _ask_on(topic, answers, folder)) is not None:
            question, end = begun
            answers[question] = end
    return answers


def _ask_on(topic: str, answers: Answers, folder: str) -> tuple[str, str] | None:
    """Asks what has no answer yet; the question that ended the child and how, None when all are answered."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.oracle.child", topic],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # libzmq says there which assertion failed
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert child.stdin is not None
    child.stdin.write(json.dumps(list(answers)))
    child.stdin.close()
    question, late = "loading the probes", threading.Event()
    for message in _lines(child, late):
        if "answer" not in message:
            question = message["question"]
            continue
        answers[question] = message["answer"]
        question = ""
    return (question, "hung" if late.is_set() else "aborted") if question else None


def _lines(child: subprocess.Popen[str], late: threading.Event) -> Iterator[dict[str, Any]]:
    """What the child prints, a line at a time; it is killed, and `late` set, when a line takes too long."""

    def stop() -> None:
        late.set()
        child.kill()

    assert child.stdout is not None
    while True:
        watch = threading.Timer(DEADLINE, stop)
        watch.start()
        line = child.stdout.readline()
        watch.cancel()
        if not line:
            break
        yield json.loads(line)
    child.stdout.close()
    child.wait()


def stored(version: str) -> dict[str, Answers] | None:
    """What this version answered when it was asked before."""
    file = STORED / f"{version}.json"
    return json.loads(file.read_text("utf-8")) if file.is_file() else None


def asked(answers: Answers) -> Answers:
    """Without what this machine could not be asked."""
    return {question: answer for question, answer in answers.items() if not str(answer).startswith(NOT_ASKED)}


def differences(before: dict[str, Answers], now: dict[str, Answers]) -> list[str]:
    """What is answered otherwise than before, a line each; what could not be asked is no difference."""
    found = []
    for topic in dict.fromkeys([*before, *now]):
        old, new = before.get(topic, {}), now.get(topic, {})
        unasked = ({*old} - {*asked(old)}) | ({*new} - {*asked(new)})
        found += [
            f"{topic}, {question}: {old.get(question)!r} before, {new.get(question)!r} now"
            for question in dict.fromkeys([*old, *new])
            if question not in unasked and old.get(question) != new.get(question)
        ]
    return found
