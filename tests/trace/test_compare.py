"""A run beside the text of its program: what is confirmed, what differs, what the run knows better."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest

from tests import generated
from tests.trace.recorded import Recording, record, write

TEXT = """
    import json, sys, zmq
    from settings import read

    def make(ctx, kind):
        return ctx.socket(kind)

    ctx = zmq.Context()
    pub = make(ctx, zmq.PUB)
    pull = make(ctx, zmq.PULL)
    url = read()
    pub.bind(url)
    pull.connect(url)
    if len(sys.argv) > 1:
        pub.recv()
    else:
        other = ctx.socket(getattr(zmq, json.loads('"PAIR"')))
        other.bind("inproc://other")
    try:
        pull.send(b"")
    except zmq.ZMQError:
        pass
    method = getattr(pub, json.loads('"send"'))
    method(b"x")
    ctx.destroy(linger=0)
"""
SETTINGS = "import json\ndef read():\n    return json.loads('\"inproc://a\"')\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    folder = tmp_path_factory.mktemp("program")
    write(folder, SETTINGS, "settings.py")
    made = record(folder, TEXT)
    assert (made.code, made.stderr) == (0, "")
    return made


def zlint(made: Recording, *command: str) -> str:
    done = generated.zlint(list(command), made.folder)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def check(made: Recording, *more: str) -> list[tuple[str, int, str, str]]:
    shown = zlint(made, "check", "--run", "run.jsonl", "--format", "json", *more)
    return [
        (each["rule"], each["line"], each["origin"], each["certainty"]) for each in json.loads(shown)["diagnostics"]
    ]


def test_a_run_alone(made: Recording) -> None:
    assert check(made) == [("ZMQ101", 12, "run", "yes"), ("ZMQ102", 19, "run", "yes")]


def test_a_run_and_the_text(made: Recording) -> None:
    assert check(made, "app.py") == [
        ("ZMQ101", 12, "both", "yes"),
        ("ZMQ102", 14, "static", "yes"),
        ("ZMQ102", 19, "both", "yes"),
    ]
    shown = zlint(made, "check", "--run", "run.jsonl", "app.py", "--select", "ZMQ102")
    assert shown.count("= note: confirmed at run time") == 1


def test_only_files_of_the_text_are_reported(made: Recording) -> None:
    assert check(made, "settings.py") == []


def test_what_differs(made: Recording) -> None:
    assert zlint(made, "graph", "--diff-run", "run.jsonl", "app.py").splitlines() == [
        "in the run, not in the model: 1",
        "    app.py:23:1: send() is not in the model",
        "in the model, not in the run: 1",
        "    app.py:14:5: recv() is not reached",
    ]


def test_hints(made: Recording) -> None:
    assert zlint(made, "hints", "--run", "run.jsonl", "app.py") == textwrap.dedent(
        """\
        [tool.zlint.hints.bind]
        "app.py" = "inproc://a"

        [tool.zlint.hints.connect]
        "app.py" = "inproc://a"

        [tool.zlint.hints.type]
        "app.py" = "PAIR"
        """
    )


def test_the_picture_of_a_run(made: Recording) -> None:
    shown = json.loads(zlint(made, "graph", "--run", "run.jsonl", "app.py", "--format", "json"))
    assert [(each["line"], each["types"], each["messages"]) for each in shown["sockets"]] == [
        (8, ["PUB"], {"sent": 1, "received": 0}),
        (9, ["PULL"], {"sent": 0, "received": 0}),
        (16, ["PAIR"], {"sent": 0, "received": 0}),
    ]
    assert [(each["endpoint"], each["certainty"]) for each in shown["links"]] == [("inproc://a", "yes")]
    text = zlint(made, "graph", "--run", "run.jsonl", "app.py")
    assert text.count("messages 1 sent\n") == 1


@pytest.mark.parametrize("name", ["app.py", "nothing.jsonl"])
def test_a_file_that_is_no_log(made: Recording, name: str) -> None:
    done = generated.zlint(["check", "--run", name], made.folder)
    reason = "not a log of zlint record" if name == "app.py" else "No such file or directory"
    assert (done.returncode, done.stderr) == (2, f"zlint: {name}: {reason}\n")


@pytest.mark.parametrize(("kind", "speaks"), [("execution", "by"), ("spot", "of")])
def test_what_speaks_of_a_lost_line_is_left_out(made: Recording, tmp_path: Path, kind: str, speaks: str) -> None:
    records = [json.loads(line) for line in made.log.read_text("utf-8").splitlines()]
    lost = next((each["p"], each[speaks]) for each in records if speaks in each and each["k"] == "spot")
    left = [each for each in records if (each["k"], (each.get("p"), each.get("id"))) != (kind, lost)]
    assert len(left) == len(records) - 1
    (tmp_path / "run.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in left), "utf-8")
    done = generated.zlint(["check", "--run", "run.jsonl", "--fail-on", "never"], tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)


def test_a_log_of_another_version(tmp_path: Path) -> None:
    (tmp_path / "run.jsonl").write_text('{"k":"run","version":0,"command":[],"cwd":""}\n', "utf-8")
    done = generated.zlint(["check", "--run", "run.jsonl"], tmp_path)
    said = "zlint: run.jsonl: a log of another version of zlint: record it again\n"
    assert (done.returncode, done.stderr) == (2, said)


def test_damaged_lines_are_counted(made: Recording, tmp_path: Path) -> None:
    lines = made.log.read_bytes().splitlines(keepends=True)
    (tmp_path / "run.jsonl").write_bytes(b"".join([*lines[:-1], b'{"k":"co']))
    done = generated.zlint(["check", "--run", "run.jsonl", "--fail-on", "never"], tmp_path)
    assert (done.returncode, done.stderr.splitlines()[0]) == (0, "zlint: run.jsonl: 1 lines cannot be read")
