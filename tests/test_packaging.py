"""The wheel holds all that a check needs."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests import generated
from zlint import __version__


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=generated.ROOT, check=True, capture_output=True, timeout=120)
    (file,) = folder.glob("*.whl")
    return file


def test_name_and_contents(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert wheel.name == f"zlint-{__version__}-py3-none-any.whl"
    assert "zlint/py.typed" in names
    assert {name.partition("/")[0] for name in names} == {"zlint", f"zlint-{__version__}.dist-info"}
    assert [name for name in names if "__pycache__" in name] == []
    folders = {path.parent.name for path in (generated.ROOT / "rules").glob("*/rule.py")}
    assert {name.split("/")[2] for name in names if name.endswith("/rule.py") and "_rules" in name} == folders
    proofs = {path.parent.name for path in (generated.ROOT / "rules").glob("*/proof.py")}
    assert {name.split("/")[2] for name in names if name.endswith("/proof.py")} == proofs


def test_the_installed_tool_knows_its_rules(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    run = [sys.executable, "-m", "zlint", "rules"]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    assert done.stdout == generated.zlint(["rules"]).stdout


def test_the_installed_tool_proves_a_rule(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    run = [sys.executable, "-m", "zlint", "prove", "out-of-step"]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.stderr.startswith("1 of 1 rule proved on libzmq ")
    assert done.returncode == 0
