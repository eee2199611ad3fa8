"""The composite action, run by the workflow that the README shows, as GitHub's runner would run it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import generated
from tests.releases import TAG, release
from tests.test_sarif import valid

SNIPPET = re.compile(r"```yaml\n(name: zlint\n.*?)```", re.DOTALL)
(SHOWN,) = SNIPPET.findall(generated.README.read_text("utf-8"))
EXPRESSION = re.compile(r"\$\{\{ (?P<name>[\w.-]+) \}\}")
BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"]


@pytest.fixture(scope="module")
def action(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return release(tmp_path_factory.mktemp("action") / "zlint")


def filled(text: str, values: dict[str, str]) -> str:
    """Expressions replaced by what they stand for; KeyError for one that the runner would not know."""
    return EXPRESSION.sub(lambda found: values[found["name"]], text)


def used(workflow: dict[str, Any], action: str) -> dict[str, Any]:
    """The one step that uses an action."""
    (step,) = [step for job in workflow["jobs"].values() for step in job["steps"] if step["uses"].startswith(action)]
    return dict(step)


def run(action: Path, inputs: dict[str, str], workspace: Path) -> tuple[int, str, dict[str, str]]:
    """The exit code of the first step that fails, what the steps print, and the outputs."""
    definition = yaml.safe_load((action / "action.yml").read_text("utf-8"))
    given = {name: inputs.get(name, each["default"]) for name, each in definition["inputs"].items()}
    values = {"github.action_path": str(action), **{f"inputs.{name}": text for name, text in given.items()}}
    outputs = {name: filled(each["value"], values) for name, each in definition["outputs"].items()}
    printed = ""
    for step in definition["runs"]["steps"]:
        assert step["shell"] == "bash"
        assert "${{" not in step["run"]  # an input in a script is a way to run code
        environment = {name: filled(text, values) for name, text in step["env"].items()}
        done = subprocess.run(
            [*BASH, step["run"]],
            cwd=workspace,
            env={**os.environ, "RUNNER_TEMP": str(action.parent), **environment},
            stdout=subprocess.PIPE,
            text=True,
            timeout=240,
        )
        printed += done.stdout
        if done.returncode:
            return done.returncode, printed, outputs
    return 0, printed, outputs


def test_the_workflow_finds_what_is_wrong(action: Path, tmp_path: Path) -> None:
    workspace = shutil.copytree(generated.APPS / "sync_pubsub" / "broken", tmp_path / "broken")
    workflow = yaml.safe_load(SHOWN)
    step = used(workflow, "OWNER/zlint@")
    assert step["uses"] == f"OWNER/zlint@{TAG}"
    code, printed, outputs = run(action, step["with"], workspace)
    found = json.loads(generated.zlint(["check", ".", "--format", "json"], workspace).stdout)["diagnostics"]
    assert code == 1
    places = re.findall(r"^::(\w+) title=(\w+) [\w-]+,file=([^,]+),line=(\d+),", printed, re.MULTILINE)
    assert places == [
        (each["severity"].replace("info", "notice"), each["rule"], each["path"], str(each["line"])) for each in found
    ]
    upload = filled(
        used(workflow, "github/codeql-action")["with"]["sarif_file"], {"steps.zlint.outputs.sarif": outputs["sarif"]}
    )
    results = valid((workspace / upload).read_text("utf-8"))["results"]
    assert [each["ruleId"] for each in results] == [each["rule"] for each in found]


def test_inputs(action: Path, tmp_path: Path) -> None:
    for name in ("broken", "right"):
        shutil.copytree(generated.APPS / "sync_pubsub" / name, tmp_path / name)
    assert run(action, {"paths": "right"}, tmp_path)[:2] == (0, "")
    inputs = {
        "paths": "right\nbroken\n",
        "arguments": "--select ZMQ7 --profile pedantic",
        "fail-on": "never",
        "sarif": "a b.sarif",
    }
    code, printed, outputs = run(action, inputs, tmp_path)
    assert code == 0
    assert set(re.findall(r"title=(ZMQ\d+)", printed)) == {"ZMQ701"}
    assert outputs == {"sarif": "a b.sarif"}
    assert (tmp_path / "a b.sarif").exists()


@pytest.mark.parametrize("kind", ["actions", "workflows"])
def test_github_would_accept_it(kind: str, tmp_path: Path) -> None:
    file = generated.ROOT / "action.yml"
    if kind == "workflows":
        file = tmp_path / "zlint.yml"
        file.write_text(SHOWN, "utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.github-{kind}", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n")
