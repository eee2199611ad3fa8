"""One place resolves what is checked: the project, its configuration, its files and what is said of them."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from tests.releases import git
from zlint import project, registry
from zlint.model import Topology
from zlint.rule import Diagnostic, Rule

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
    assert checked(tmp_path, buffers={"binds.py": BINDS.replace("PUSH", "PUB").replace("push.send", "b''.join")}) == []
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


def commit(folder: Path) -> None:
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all"]):
        git(folder, *arguments).check_returncode()


def touched(folder: Path, *files: str) -> list[str]:
    paths = [Path(file) for file in files]
    return places(project.check_files(project.find([folder / path for path in paths]), paths, root=folder).diagnostics)


def test_of_named_files_it_reports_both_ends(tmp_path: Path) -> None:
    wrong = 'import zmq\nzmq.Context().socket(zmq.PUB).bind("tcp")\n'
    write(tmp_path, binds_py=BINDS, connects_py=CONNECTS, other_py=wrong)
    write(tmp_path / "deep", other_py=wrong)
    commit(tmp_path)
    clash, deep, other = "connects.py:5 error ZMQ101", "deep/other.py:2 error ZMQ201", "other.py:2 error ZMQ201"
    assert touched(tmp_path, "binds.py") == [clash]
    assert touched(tmp_path, "connects.py") == [clash]
    assert touched(tmp_path, "deep") == [deep]
    assert touched(tmp_path, "./other.py", "deep/../connects.py") == [clash, other]
    assert touched(tmp_path, ".") == [clash, deep, other]


def test_and_what_their_change_brings_elsewhere(tmp_path: Path) -> None:
    uses = "import zmq\nfrom settings import FEED\n\nzmq.Context().socket(zmq.SUB).connect(FEED)\n"
    write(tmp_path, settings_py='FEED = "tcp://127.0.0.1:5555"\n', uses_py=uses, more_py=uses.replace("FEED", "MORE"))
    write(tmp_path, zlint_toml='select = ["ZMQ2"]\n')
    (tmp_path / "settings.py").write_text('FEED = "tcp://127.0.0.1:5555"\nMORE = "127.0.0.1:5556"\n')
    commit(tmp_path)
    assert touched(tmp_path, "settings.py") == []
    (tmp_path / "settings.py").write_text('FEED = "127.0.0.1:5555"\nMORE = "127.0.0.1:5556"\n')
    assert touched(tmp_path, "settings.py") == ["uses.py:4 error ZMQ201"]
    assert touched(tmp_path, "more.py") == ["more.py:4 error ZMQ201"]


def test_a_rule_that_failed_is_reported_whatever_files_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(topology: Topology) -> list[Diagnostic]:
        raise ValueError

    broken = Rule("ZMQ901", "a-fault", "", "error", "default", "0.1.0", fails)
    monkeypatch.setattr(registry, "rules", lambda: (broken,))
    write(tmp_path, binds_py=BINDS, connects_py=CONNECTS)
    assert touched(tmp_path, "connects.py") == ["binds.py:1 error ZMQ002"]


def test_suppressions_are_called_unused_only_when_the_whole_project_is_read(tmp_path: Path) -> None:
    write(tmp_path, zlint_toml="", connects_py=CONNECTS.replace("5555", "5556").replace(")\n", ")  # noqa: ZMQ101\n"))
    write(tmp_path / "src", binds_py=BINDS)
    lines = [3, 4, 5, 6]
    assert checked(tmp_path) == [f"connects.py:{line} info ZMQ003" for line in lines]
    assert checked(tmp_path, "connects.py") == checked(tmp_path, "src", "connects.py") == []
    assert checked(tmp_path / "src", "..") == [f"../connects.py:{line} info ZMQ003" for line in lines]


def test_the_oldest_libzmq_decides(tmp_path: Path) -> None:
    text = CONNECTS.replace("sub.recv()", "sub.setsockopt(zmq.RCVHWM, 5)\nsub.recv()")
    write(tmp_path, zlint_toml="", connects_py=text)
    assert checked(tmp_path) == []
    write(tmp_path, zlint_toml='min-libzmq = "4.1"\n')
    assert checked(tmp_path) == ["connects.py:6 error ZMQ305"]


def test_a_rule_for_an_old_libzmq_is_on_where_that_must_do(tmp_path: Path) -> None:
    text = """
    import zmq
    context = zmq.Context()
    source, sink = context.socket(zmq.PUSH), context.socket(zmq.PULL)
    source.connect("inproc://jobs")
    sink.bind("inproc://jobs")
    source.send(sink.recv())
    """
    write(tmp_path, zlint_toml='min-libzmq = "4.0"\n', main_py=dedent(text))
    assert checked(tmp_path) == []
    write(tmp_path, zlint_toml='min-libzmq = "3.2"\n')
    assert checked(tmp_path) == ["main.py:5 error ZMQ207"]
    write(tmp_path, zlint_toml='min-libzmq = "3.2"\nignore = ["ZMQ207"]\n')
    assert checked(tmp_path) == []
