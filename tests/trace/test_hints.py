"""What a run tells goes into the configuration as it is printed, and the fault is found in the text."""

from __future__ import annotations

import io
import json
import textwrap
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import generated
from tests.trace.recorded import Recording, record, write
from zlint import cli

FEED = """
    import os
    import zmq

    class Feed:
        def __init__(self, context, endpoint):
            self.socket = context.socket(zmq.PUB)
            self.socket.bind(endpoint)

    def reader(context):
        socket = context.socket(getattr(zmq, os.environ["KIND"]))
        socket.connect(f"inproc://{os.environ['NAME']}")
        return socket
"""
APP = """
    import json, os, zmq

    os.environ["KIND"], os.environ["NAME"] = json.loads('["PULL", "feed"]')
    from feed import Feed, reader

    context = zmq.Context()
    feed = Feed(context, json.loads('"inproc://feed"'))
    socket = reader(context)
    context.destroy(linger=0)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    folder = tmp_path_factory.mktemp("program")
    write(folder, FEED, "feed.py")
    made = record(folder, APP)
    assert (made.code, made.stderr) == (0, "")
    return made


def check(made: Recording, *more: str) -> list[tuple[str, str, int]]:
    done = generated.zlint(["check", ".", "--format", "json", "--select", "ZMQ101", *more], made.folder)
    assert done.returncode in (0, 1), done.stderr
    return [(each["rule"], each["path"], each["line"]) for each in json.loads(done.stdout)["diagnostics"]]


@pytest.mark.parametrize(("file", "prefix"), [("pyproject.toml", "tool.zlint."), ("zlint.toml", "")])
def test_what_is_printed_is_what_is_accepted(made: Recording, file: str, prefix: str) -> None:
    config = made.folder / file
    begin = 'exclude = ["sub"]\n' if not prefix else '[tool.zlint]\nexclude = ["sub"]\n'
    config.write_text(begin, "utf-8")
    try:
        printed = generated.zlint(["hints", "--run", "run.jsonl", "."], made.folder)
        assert (printed.returncode, printed.stderr) == (0, "")
        assert printed.stdout == textwrap.dedent(
            f"""\
            [{prefix}hints.values]
            NAME = "feed"

            [{prefix}hints.bind]
            "feed.py:Feed.__init__" = "inproc://feed"

            [{prefix}hints.type]
            "feed.py:reader" = "PULL"
            """
        )
        assert check(made) == []
        config.write_text(begin + printed.stdout, "utf-8")
        assert check(made) == [("ZMQ101", "feed.py", 11)]
        again = generated.zlint(["hints", "--run", "run.jsonl", "."], made.folder)
        assert (again.stdout, again.stderr) == ("", "")
    finally:
        config.unlink()


def test_a_run_refines_the_text_beside_it(made: Recording) -> None:
    assert check(made, "--run", "run.jsonl") == [("ZMQ101", "feed.py", 11)]


def test_standard_input_beside_a_run_is_read_once(
    made: Recording, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(made.folder)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(Path("feed.py").read_bytes())))
    arguments = ["app.py", "-", "--stdin-filename", "feed.py", "--run", "run.jsonl", "--select", "ZMQ101"]
    assert cli.run(["check", *arguments, "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    assert [(each["path"], each["line"], each["origin"]) for each in found] == [("feed.py", 11, "both")]


def test_what_callers_give_a_helper_is_told_where_they_call_it(tmp_path: Path) -> None:
    made = record(
        tmp_path,
        """
        import json, zmq

        def opened(kind, url):
            socket = context.socket(kind)
            socket.connect(url)
            return socket

        context = zmq.Context()
        one = opened(zmq.SUB, json.loads('"inproc://one"'))
        two = opened(zmq.PULL, json.loads('"inproc://two"'))
        context.destroy(linger=0)
        """,
    )
    printed = generated.zlint(["hints", "--run", "run.jsonl", "."], made.folder).stdout
    assert printed.splitlines()[1:] == ['"app.py:10" = "inproc://two"', '"app.py:9" = "inproc://one"']
    (tmp_path / "pyproject.toml").write_text(printed, "utf-8")
    shown = json.loads(generated.zlint(["graph", ".", "--format", "json"], tmp_path).stdout)
    assert [(each["line"], each["attach"][0]["endpoint"]) for each in shown["sockets"]] == [
        (9, "inproc://one"),
        (10, "inproc://two"),
    ]


def test_files_are_named_from_the_configuration(made: Recording) -> None:
    (made.folder / "zlint.toml").write_text("", "utf-8")
    try:
        done = generated.zlint(
            ["hints", "--run", f"{made.folder.name}/run.jsonl", made.folder.name], made.folder.parent
        )
        named = [line.partition(" = ")[0] for line in done.stdout.splitlines() if "=" in line]
    finally:
        (made.folder / "zlint.toml").unlink()
    assert named == ["NAME", '"feed.py:Feed.__init__"', '"feed.py:reader"']


def test_what_the_system_chose_is_no_hint(tmp_path: Path) -> None:
    made = record(
        tmp_path,
        """
        import json, zmq

        context = zmq.Context()
        pull, push = context.socket(zmq.PULL), context.socket(zmq.PUSH)
        port = pull.bind_to_random_port("tcp://127.0.0.1")
        push.connect(f"tcp://127.0.0.1:{json.loads(str(port))}")
        context.destroy(linger=0)
        """,
    )
    assert generated.zlint(["hints", "--run", "run.jsonl", "."], made.folder).stdout == ""
