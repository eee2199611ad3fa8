"""Every proof, recorded: the static model admits what it did, and its rule finds in the run what it finds in the text.

Some rules ask about code around a call, which a recorder does not see; their docstrings say so.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.test_catalogue import OWN, catalogue
from tests.trace.recorded import DEADLINE, command, environment
from zlint import engine, registry, static
from zlint.model import Topology
from zlint.prove.analysis import marked
from zlint.registry import Entry
from zlint.trace import compare
from zlint.trace.build import build
from zlint.trace.read import read

PROVED = [entry for entry in registry.entries() if entry.proof is not None]
TEXT_ONLY = (
    "ZMQ113",
    "ZMQ114",
    "ZMQ115",
    "ZMQ311",
    "ZMQ407",
    "ZMQ410",
    "ZMQ414",
    "ZMQ505",
    "ZMQ601",
    "ZMQ602",
    "ZMQ604",
    "ZMQ605",
    "ZMQ607",
    "ZMQ608",
    "ZMQ610",
    "ZMQ803",
    "ZMQ806",
)


# Python has asyncio.timeout(), which is what this one is about, since 3.11.
IDLE = () if sys.version_info >= (3, 11) else ("ZMQ506",)


def recorded(proof: Path, function: str, folder: Path) -> Topology:
    """What one function of a proof did."""
    program = [sys.executable, "-m", "zlint.prove.child", str(proof), function]
    done = subprocess.run(
        [*command(folder, "--payloads"), *program],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=DEADLINE,
    )
    assert done.returncode == 0, done.stderr
    assert '"observed"' in done.stdout
    return build(read(folder / "run.jsonl"), proof.parent).topology


@pytest.mark.parametrize("entry", PROVED, ids=lambda entry: entry.rule.code)
def test_a_proof_in_a_run(entry: Entry, tmp_path: Path) -> None:
    assert entry.proof is not None
    model = static.analyse([entry.proof], root=entry.proof.parent).topology
    expected = marked(entry.proof.read_text("utf-8"), entry.rule.name)
    for function, lines in (("bad", [] if entry.rule.code in TEXT_ONLY + IDLE else expected), ("good", [])):
        folder = tmp_path / function
        folder.mkdir()
        run = recorded(entry.proof, function, folder)
        assert (function, compare.covers(model, run)) == (function, ())
        found = sorted({each.span.line for each in engine.run(run, [entry.rule])})
        assert (function, found) == (function, lines)


def test_few_rules_need_the_text() -> None:
    assert len(TEXT_ONLY) <= 0.2 * (len(catalogue()) - len(OWN))
    modules = [sys.modules[entry.rule.check.__module__] for entry in PROVED if entry.rule.code in TEXT_ONLY]
    assert [_says_why(module) for module in modules] == [True] * len(TEXT_ONLY)


def _says_why(module: ModuleType) -> bool:
    return "recorder does not see" in (module.__doc__ or "")
