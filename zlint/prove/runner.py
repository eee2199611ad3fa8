"""Starts the functions of proofs in processes of their own, each with a deadline, and collects what came of them.

The child is this interpreter, in an empty folder that is removed afterwards, and never sees the user's folder on
`sys.path`. A child that outlives its deadline is killed with all that it started.
"""

from __future__ import annotations

import ast
import json
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from zlint.prove.analysis import analysed
from zlint.prove.outcome import End, Outcome, Shown
from zlint.registry import Entry
from zlint.static import Progress

DEADLINE = 30.0
AT_A_TIME = 2  # more of them would disturb each other's clocks
_START = "import sys; sys.path[:] = [sys.argv[1], *filter(None, sys.path)]; import zlint.prove.child as child; "
_START += "child.main(*sys.argv[2:])"


def prove(entries: Sequence[Entry], progress: Progress | None = None) -> tuple[Outcome, ...]:
    """The outcomes, in the order of the entries, each of which has a proof."""
    outcomes: list[Outcome] = []
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        for outcome in pool.map(_proved, entries):
            outcomes.append(outcome)
            if progress is not None:
                progress("proving", len(outcomes), len(entries))
    return tuple(outcomes)


def claim(proof: Path) -> str:
    """The first paragraph of a proof's docstring, in one line."""
    text = ast.get_docstring(ast.parse(proof.read_text("utf-8"))) or ""
    return " ".join(text.partition("\n\n")[0].split())


def end(proof: Path, function: str, deadline: float = DEADLINE) -> End:
    """How one function of a proof ends, run in a process of its own."""
    root = str(Path(__file__).parent.parent.parent)
    with tempfile.TemporaryDirectory(prefix="zlint-", ignore_cleanup_errors=True) as folder:
        child = subprocess.Popen(
            [sys.executable, "-c", _START, root, str(proof.resolve()), function],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            cwd=folder,
            start_new_session=True,
        )
        try:
            out, err = child.communicate(timeout=deadline)
        except subprocess.TimeoutExpired:
            _kill_all(child)
            out, err = child.communicate()
            return _end(out, err, None, f"nothing within {deadline:g} s")
    return _end(out, err, child.returncode, "")


def _proved(entry: Entry) -> Outcome:
    assert entry.proof is not None
    bad, good = (end(entry.proof, function) for function in ("bad", "good"))
    versions = bad.versions or good.versions
    seen = _shown(bad), _shown(good), analysed(entry)
    return Outcome(entry.rule.code, entry.rule.name, claim(entry.proof), *seen, versions)


def _shown(ended: End) -> Shown:
    if ended.observed is not None:
        return Shown("shown", ended.observed)
    return Shown("refuted", ended.refuted) if ended.refuted is not None else Shown("failed", ended.how)


def _end(out: str, err: str, code: int | None, late: str) -> End:
    lines = [json.loads(line) for line in out.splitlines()]
    versions = tuple(lines[0].items()) if lines else ()
    said = lines[1] if len(lines) > 1 else {}
    last = next((line for line in reversed(err.splitlines()) if line.strip()), "")
    how = said.get("failed") or late or f"the process ended with {_code(code)}. {textwrap.shorten(last, 80)}".rstrip()
    return End(said.get("observed"), said.get("refuted"), how, code, versions)


def _code(code: int | None) -> str:
    """A return code in words."""
    return signal.Signals(-code).name if code is not None and code < 0 else f"code {code}"


def _kill_all(child: subprocess.Popen[str]) -> None:
    if hasattr(os, "killpg"):
        os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()
