"""A newcomer's path: what CONTRIBUTING.md says of a new rule is walked, in a copy of the checkout."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import generated
from zlint import cli, registry

BLOCK = re.compile(r"^## A new rule\n\n```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CACHES = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "benchmarks")


def commands() -> list[list[str]]:
    (block,) = BLOCK.findall((generated.ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    return [shlex.split(line) for line in block.splitlines()]


def walk(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    tool = {"zlint": ["-m", "zlint"], "python": []}[command[0]]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    run = [sys.executable, *tool, *command[1:]]
    return subprocess.run(run, cwd=folder, env=environment, capture_output=True, text=True, timeout=240)


def test_the_path_of_a_new_rule(tmp_path: Path) -> None:
    checkout = tmp_path / "zlint"
    shutil.copytree(generated.ROOT, checkout, ignore=CACHES)
    new, prove, test, update = commands()
    folder = f"rules/{new[2].lower()}_{new[3].replace('-', '_')}"

    done = walk(new, checkout)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [f"{folder}/{file}" for file in ("rule.py", "README.md", "proof.py")]

    done = walk(prove, checkout)
    assert done.stdout.splitlines()[0] == f"{new[2]} {new[3]}: pass"
    assert done.returncode == 0

    done = walk(test, checkout)
    assert re.search(r"^7 passed, \d+ deselected in ", done.stdout, re.MULTILINE), done.stdout

    done = walk(update, checkout)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"| [{new[3]}]({folder.partition('/')[2]}/README.md) |" in (checkout / "rules" / "README.md").read_text(
        "utf-8"
    )

    assert cli.run(["new-rule", *new[2:], "--into", str(checkout / "rules")]) == 2  # what is there is not written over


@pytest.mark.parametrize(
    ("code", "name", "said"),
    [
        ("ZMQ1", "not-text", "zlint: 'ZMQ1' is no code: capital letters and three digits, as in ZMQ101\n"),
        (
            "ACME001",
            "Not_text",
            "zlint: 'Not_text' is no name: lower-case words joined by hyphens, as in out-of-step\n",
        ),
        ("ZMQ101", "not-text", "zlint: ZMQ101 incompatible-peers is a rule already\n"),
        ("ACME001", "out-of-step", "zlint: ZMQ103 out-of-step is a rule already\n"),
    ],
)
def test_what_cannot_be_a_rule(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str, name: str, said: str
) -> None:
    assert cli.run(["new-rule", code, name, "--into", str(tmp_path / "rules")]) == 2
    assert capsys.readouterr().err == said
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["new-rule", "ACME001", "not-text", "--into", str(tmp_path)]) == 0
    page = tmp_path / "acme001_not_text" / "README.md"
    page.write_text("mine", "utf-8")
    capsys.readouterr()
    assert cli.run(["new-rule", "ACME001", "not-text", "--into", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"zlint: {page.parent}: File exists\n"
    assert page.read_text("utf-8") == "mine"


def test_a_made_folder_is_a_rule(tmp_path: Path) -> None:
    assert cli.run(["new-rule", "ACME001", "not-text", "--into", str(tmp_path)]) == 0
    rule = registry.load(tmp_path / "acme001_not_text")
    assert (rule.code, rule.name, rule.severity, rule.profile) == ("ACME001", "not-text", "info", "pedantic")
