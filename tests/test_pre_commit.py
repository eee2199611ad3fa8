"""The hook, as the README shows it, installed by the real pre-commit in a repository of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import generated
from tests.releases import git, release

SNIPPET = re.compile(r"```yaml\n(repos:\n.*?)```", re.DOTALL)
ADDRESS = "https://github.com/OWNER/zlint"
CONFIG = 'FEED = "tcp://127.0.0.1:5555"\nWORK = "tcp://127.0.0.1:5556"\n'
SERVER = """\
import config
import zmq

context = zmq.Context()
feed = context.socket(zmq.PUB)
feed.bind(config.FEED)
work = context.socket(zmq.PUSH)
work.bind(config.WORK)
while True:
    feed.send(b"news")
    work.send(b"task")
"""
CLIENT = """\
import config
import zmq

feed = zmq.Context().socket(zmq.SUB)
feed.subscribe(b"")
feed.connect(config.FEED)
print(feed.recv())
"""
WORKER = """\
import config
import zmq

work = zmq.Context().socket(zmq.PULL)
work.connect(config.WORK)
print(work.recv())
"""
FILES = {"config.py": CONFIG, "server.py": SERVER, "client.py": CLIENT, "worker.py": WORKER}
Commit = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The release stands for the README's address; what pre-commit installs is made once."""
    folder = tmp_path_factory.mktemp("pre-commit")
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{release(folder / 'zlint').as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": ADDRESS,
        "PRE_COMMIT_HOME": str(folder / "home"),
        "PRE_COMMIT_COLOR": "never",
    }


@pytest.fixture
def commit(tmp_path: Path, environment: dict[str, str]) -> Commit:
    """Writes files, adds them and commits, in a repository where the hook has let all of FILES pass."""
    git(tmp_path, "init", "-q", "-b", "main").check_returncode()
    (shown,) = SNIPPET.findall(generated.README.read_text("utf-8"))
    (tmp_path / ".pre-commit-config.yaml").write_text(shown, "utf-8")
    install = [sys.executable, "-m", "pre_commit", "install"]
    subprocess.run(install, cwd=tmp_path, check=True, capture_output=True, timeout=60)

    def commit(**files: str) -> subprocess.CompletedProcess[str]:
        for name, text in files.items():
            (tmp_path / f"{name}.py").write_text(text, "utf-8")
        git(tmp_path, "add", "-A").check_returncode()
        return git(tmp_path, "commit", "-m", "a change", **environment)

    first = commit(**{name.removesuffix(".py"): text for name, text in FILES.items()})
    assert first.returncode == 0, first.stdout + first.stderr
    assert re.search(r"^zlint\.+Passed$", first.stderr, re.MULTILINE)
    return commit


def refused(done: subprocess.CompletedProcess[str]) -> list[str]:
    """The findings in the words of a refused commit: each header with its first place."""
    assert done.returncode == 1
    assert re.search(r"^zlint\.+Failed$", done.stderr, re.MULTILINE)
    return [" ".join(found) for found in re.findall(r"^(\w+\[ZMQ\d+\]): .*\n +--> (\S+)$", done.stderr, re.MULTILINE)]


def test_a_bad_commit_is_refused_and_the_mended_one_passes(commit: Commit) -> None:
    bad = commit(client=CLIENT.replace("SUB", "PULL").replace('feed.subscribe(b"")\n', ""))
    assert refused(bad) == ["error[ZMQ101] client.py:5:1"]
    assert "error[ZMQ101]: a PULL connects to a PUB at tcp://127.0.0.1:5555" in bad.stderr
    assert "::: server.py:6:1" in bad.stderr
    good = commit(client=CLIENT.replace("print(feed.recv())", "print('news:', feed.recv())"))
    assert good.returncode == 0


def test_a_change_that_breaks_its_peer_in_another_file_is_refused(commit: Commit) -> None:
    assert refused(commit(server=SERVER.replace("PUB", "PUSH"))) == ["error[ZMQ101] client.py:6:1"]
    assert commit(server=SERVER.replace("news", "good news")).returncode == 0


def test_so_is_one_that_breaks_only_other_files(commit: Commit) -> None:
    bad = commit(config=CONFIG.replace("tcp://127.0.0.1:5556", "127.0.0.1:5556"))
    assert refused(bad) == ["error[ZMQ201] server.py:8:1", "error[ZMQ201] worker.py:5:1"]


def test_what_was_wrong_in_other_files_before_stays_out(commit: Commit, tmp_path: Path) -> None:
    (tmp_path / "worker.py").write_text(WORKER.replace("PULL", "SUB"), "utf-8")
    git(tmp_path, "commit", "--no-verify", "-qam", "known to be bad").check_returncode()
    assert commit(config=CONFIG + "LIMIT = 5\n").returncode == 0
    assert refused(commit(worker=WORKER.replace("PULL", "SUB") + "\n")) == [
        "error[ZMQ701] worker.py:4:8",
        "error[ZMQ101] worker.py:5:1",
    ]
