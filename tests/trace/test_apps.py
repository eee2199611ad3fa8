"""Whole programs, run and recorded: the static model admits what they did, and the rules say nothing of right ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import generated
from tests.trace import programs


@pytest.mark.parametrize("app", generated.apps(), ids=lambda app: app.name)
def test_the_model_covers_what_a_right_program_did(app: Path, tmp_path: Path) -> None:
    log, codes = programs.record(app / "right", tmp_path, 25)
    assert codes == [0] * len(codes)
    differences = generated.zlint(["graph", "--diff-run", str(log), "."], app / "right")
    assert differences.stderr == ""
    assert differences.stdout.splitlines()[0] == "in the run, not in the model: 0"
    for beside in ((), (".",)):
        found = generated.zlint(["check", "--run", str(log), *beside, "--format", "concise"], app / "right")
        assert (beside, found.returncode, found.stdout) == (beside, 0, "")
