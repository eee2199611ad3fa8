"""One place resolves what is checked: the project, its configuration, its files and what is said of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from zlint import project
from zlint.rule import Diagnostic

BINDS = """\
import zmq

push = zmq.Context().socket(zmq.PUSH)
push.bind("tcp://127.0.0.1:5555")
push.send(b"")
"""
CONNECTS = """\
import zmq

sub = zmq.Context().socket(zmq.SUB)
sub.subscribe(b"")
sub.connect("tcp://127.0.0.1:5555")
sub.recv()
"""


def write(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, "utf-8")


def places(found: tuple[Diagnostic, ...]) -> list[str]:
    return [f"{each.span.path}:{each.span.line} {each.severity} {each.code}" for each in found]


def checked(folder: Path, *paths: str, buffers: dict[str, str] | None = None) -> list[str]:
    """What is found below paths of a folder, which paths in findings are relative to."""
    below = [folder / path for path in paths or (".",)]
    return places(project.check(project.find(below), below, root=folder, buffers=buffers).diagnostics)


@pytest.mark.parametrize(
    ("paths", "home"),
    [
        (["a"], "a"),
        (["a/deep/binds.py"], "a"),
        (["a/binds.py", "b/connects.py"], "."),
        (["b"], "b"),
        (["b/connects.py"], "b"),
        (["b/../a"], "a"),
    ],
)
def test_a_project_is_the_folder_of_the_configuration(tmp_path: Path, paths: list[str], home: str) -> None:
    write(tmp_path / "a", zlint_toml="", binds_py=BINDS)
    write(tmp_path / "a" / "deep", binds_py=BINDS)
    write(tmp_path / "b", pyproject_toml="[tool.zlint]\n", connects_py=CONNECTS)
    (tmp_path / ".git").mkdir()
    assert project.find([tmp_path / path for path in paths]).folder == (tmp_path / home).resolve()


def test_without_a_configuration_it_is_what_is_under_version_control(tmp_path: Path) -> None:
    write(tmp_path / "src" / "deep", binds_py=BINDS)
    assert project.find([tmp_path / "src" / "deep"]).folder == tmp_path / "src" / "deep"
    (tmp_path / "src" / ".git").mkdir()
    assert project.find([tmp_path / "src" / "deep" / "binds.py"]).folder == tmp_path / "src"


def test_buffers_stand_for_files(tmp_path: Path) -> None:
    write(tmp_path, binds_py=BINDS, connects_py=CONNECTS)
    assert checked(tmp_path) == ["connects.py:5 error ZMQ101"]
    assert checked(tmp_path, buffers={"binds.py": BINDS.replace("PUSH", "PUB")}) == []
    assert checked(tmp_path, buffers={"third.py": CONNECTS}) == [
        "connects.py:5 error ZMQ101",
        "third.py:5 error ZMQ101",
    ]


@pytest.mark.parametrize(
    ("table", "found"),
    [
        ("", ["src/both.py:10 error ZMQ101"]),
        ("severity = {incompatible-peers = 'info'}", ["src/both.py:10 info ZMQ101"]),
        ("severity = {ZMQ1 = 'warning', ZMQ = 'info'}", ["src/both.py:10 warning ZMQ101"]),
        ("severity = {incompatible-peers = 'info', ZMQ101 = 'warning'}", ["src/both.py:10 info ZMQ101"]),
        ("severity = {ZMQ2 = 'info'}", ["src/both.py:10 error ZMQ101"]),
        ("per-file-ignores = {'src/' = ['ZMQ1']}", []),
        ("per-file-ignores = {'both.py' = ['incompatible-peers']}", []),
        ("per-file-ignores = {'both.py' = ['ZMQ2'], '/both.py' = ['ZMQ1']}", ["src/both.py:10 error ZMQ101"]),
        ("exclude = ['/src/both.py']", []),
        ("exclude = ['/both.py']", ["src/both.py:10 error ZMQ101"]),
    ],
)
def test_configuration_is_relative_to_its_file(tmp_path: Path, table: str, found: list[str]) -> None:
    write(tmp_path, zlint_toml=table)
    write(tmp_path / "src", both_py=BINDS + CONNECTS)
    assert checked(tmp_path, "src") == found
