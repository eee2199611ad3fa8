"""What the README shows of a recorded run is what a run gives."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests import generated
from tests.trace import programs

SHOWN = re.compile(r"<!-- recorded in (?P<folder>\S+): (?P<command>[^\n]*) -->\n```text\n(?P<body>.*?)```", re.DOTALL)


def test_shown_output_of_a_run_is_true(tmp_path: Path) -> None:
    (block,) = SHOWN.finditer(generated.README.read_text("utf-8"))
    program = generated.ROOT / block["folder"]
    log, _ = programs.record(program, tmp_path, 20)
    done = generated.zlint(shlex.split(block["command"].replace("run.jsonl", str(log))), program)
    assert block["body"] == done.stdout + done.stderr
    assert "confirmed at run time" in block["body"]
