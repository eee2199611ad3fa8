"""The command line: what goes where, and the exit codes."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.made import TOPOLOGY, Made, Text, span
from zlint import __version__, cli, config, observed, registry, static
from zlint.model import Topology
from zlint.progress import shown_on
from zlint.rule import Diagnostic, Rule

Zlint = Callable[..., subprocess.CompletedProcess[str]]

CLASH = """\
import zmq

context = zmq.Context()
push = context.socket(zmq.PUSH)
push.bind("tcp://127.0.0.1:5555")
sub = context.socket(zmq.SUB)
sub.connect("tcp://127.0.0.1:5555")
sub.subscribe(b"")
push.send(b"")
sub.recv()
"""


@pytest.fixture
def zlint(tmp_path: Path) -> Zlint:
    """Runs the tool in a child process, in a folder of its own."""

    def run(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        root = str(Path(cli.__file__).parent.parent)
        return subprocess.run(
            [sys.executable, "-m", "zlint", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": root, **environment},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


def rule(code: str, severity: str, line: int, profile: str = "default") -> Rule:
    def check(topology: Topology) -> list[Diagnostic]:
        return [always.at(span("a.py", line), f"this is {severity}")]

    always = Rule(code, f"fault-{code.lower()}", "", severity, profile, "0.1.0", check)
    return always


RULES = (
    rule("ZMQ901", "error", 1),
    rule("ZMQ902", "warning", 2),
    rule("ZMQ903", "info", 3),
    rule("ZMQ904", "error", 4, "pedantic"),
)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Made:
    """A front end that returns what a test made, and four rules that always find something."""
    analysis = Made(TOPOLOGY, {"a.py": Text("one\ntwo\nthree\nfour\n")}, counts={"files": 1, "sockets": 3, "links": 2})
    monkeypatch.setattr(static, "analyse", lambda *arguments, **options: analysis)
    monkeypatch.setattr(registry, "rules", lambda: RULES)
    monkeypatch.setattr(config, "discover", lambda start: config.Config())
    monkeypatch.chdir(tmp_path)
    return analysis


def test_version(zlint: Zlint) -> None:
    for flag in ("--version", "-V"):
        done = zlint(flag)
        assert (done.returncode, done.stdout, done.stderr) == (0, f"zlint {__version__}\n", "")


def test_check_prints_findings_and_a_summary(made: Made, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["check", ".", "--format", "concise"]) == 1
    out, err = capsys.readouterr()
    assert out == (
        "a.py:1:1: error[ZMQ901] this is error\n"
        "a.py:2:1: warning[ZMQ902] this is warning\n"
        "a.py:3:1: info[ZMQ903] this is info\n"
    )
    assert err == "3 findings (1 error, 1 warning, 1 remark) in 1 file, 3 sockets, 2 links\n"


def test_check_text(made: Made, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["check", ".", "--select", "ZMQ901"]) == 1
    assert capsys.readouterr().out == "error[ZMQ901]: this is error\n --> a.py:1:1\n  |\n1 | one\n  | ^\n\n"


def test_check_json(made: Made, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["check", ".", "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert [(each["rule"], each["line"]) for each in document["diagnostics"]] == [
        ("ZMQ901", 1),
        ("ZMQ902", 2),
        ("ZMQ903", 3),
    ]
    assert document["summary"] == {"files": 1, "sockets": 3, "links": 2, "error": 1, "warning": 1, "info": 1}


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        ("--select ZMQ902", "902"),
        ("--select zmq901,fault-zmq903", "901 903"),
        ("--select ZMQ901 --select ZMQ904", "901 904"),
        ("--ignore ZMQ901,ZMQ902", "903"),
        ("--select ZMQ9 --ignore fault-zmq902", "901 903 904"),
        ("--profile pedantic", "901 902 903 904"),
        ("--profile default", "901 902 903"),
    ],
)
def test_check_runs_the_chosen_rules(
    made: Made, capsys: pytest.CaptureFixture[str], arguments: str, codes: str
) -> None:
    cli.run(["check", ".", "--format", "json", *arguments.split()])
    found = [each["rule"].removeprefix("ZMQ") for each in json.loads(capsys.readouterr().out)["diagnostics"]]
    assert found == codes.split()


@pytest.mark.parametrize(
    ("select", "lowest", "code"),
    [
        ("ZMQ903", None, 1),
        ("ZMQ903", "info", 1),
        ("ZMQ903", "warning", 0),
        ("ZMQ902", "warning", 1),
        ("ZMQ902", "error", 0),
        ("ZMQ901", "error", 1),
        ("ZMQ901", "never", 0),
    ],
)
def test_fail_on(made: Made, select: str, lowest: str | None, code: int) -> None:
    assert cli.run(["check", ".", "--select", select, *(["--fail-on", lowest] if lowest else [])]) == code


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "nowhere"], "nowhere: no such file or folder"),
        (["check", ".", "no\x1bwhere"], "no\\x1bwhere: no such file or folder"),
        (["graph", "nowhere"], "nowhere: no such file or folder"),
        (["check", ".", "--select", "fault-zmq9o1"], "unknown rule 'fault-zmq9o1', did you mean 'fault-zmq901'?"),
        (["check", ".", "--ignore", "XYZ"], "unknown rule 'XYZ'"),
        (["explain", "cannot-pars"], "unknown rule 'cannot-pars'"),
    ],
)
def test_misuse_is_one_line(made: Made, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    assert cli.run(arguments) == 2
    assert capsys.readouterr() == ("", f"zlint: {said}\n")


@pytest.mark.parametrize("arguments", [[], ["check"], ["check", ".", "--format", "xml"], ["chekc", "."]])
def test_bad_usage(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.run(arguments)
    assert end.value.code == 2


def test_a_bad_configuration_is_one_line(zlint: Zlint, tmp_path: Path) -> None:
    (tmp_path / "zlint.toml").write_text("ignroe = []\n")
    done = zlint("check", ".")
    file = tmp_path / "zlint.toml"
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"zlint: {file}: unknown key 'ignroe', did you mean 'ignore'?\n"


@pytest.mark.parametrize(
    ("form", "beginning"),
    [
        ("text", "SUB|XSUB sub client.py:2"),
        ("json", "{\n"),
        ("mermaid", "flowchart LR\n"),
        ("dot", "digraph zlint {\n"),
    ],
)
def test_graph(made: Made, capsys: pytest.CaptureFixture[str], form: str, beginning: str) -> None:
    made.faults = (SimpleNamespace(span=span("old.py", 3), message="cannot be parsed"),)
    assert cli.run(["graph", ".", "--format", form]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(beginning)
    assert err == "zlint: old.py:3:1: cannot be parsed\n"


def test_outputs(made: Made, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    arguments = "--select ZMQ902 --output concise --output sarif:out.sarif --output json:out.json --output text:out"
    assert cli.run(["check", ".", *arguments.split()]) == 1
    line = "a.py:2:1: warning[ZMQ902] this is warning\n"
    assert capsys.readouterr() == (line, "1 finding (1 warning) in 1 file, 3 sockets, 2 links\n")
    assert [each["rule"] for each in json.loads((tmp_path / "out.json").read_text())["diagnostics"]] == ["ZMQ902"]
    assert json.loads((tmp_path / "out.sarif").read_text())["runs"][0]["results"][0]["ruleId"] == "ZMQ902"
    assert (tmp_path / "out").read_text().startswith("warning[ZMQ902]: this is warning\n")


@pytest.mark.parametrize(
    ("arguments", "out"),
    [
        ("--output github", "::warning title=ZMQ902 fault-zmq902,file=a.py,line=2,endLine=2,col=1,endColumn=2::"),
        ("--format github", "::warning title=ZMQ902 fault-zmq902,file=a.py,line=2,endLine=2,col=1,endColumn=2::"),
        ("--format concise --output text:out", "a.py:2:1: warning[ZMQ902] "),
        ("--output text:out", ""),
    ],
)
def test_what_goes_to_stdout(made: Made, capsys: pytest.CaptureFixture[str], arguments: str, out: str) -> None:
    cli.run(["check", ".", "--select", "ZMQ902", *arguments.split()])
    assert capsys.readouterr().out == (f"{out}this is warning\n" if out else "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--output text --format json", "two outputs go to stdout: name a file, as in --output sarif:zlint.sarif"),
        ("--output text:a --output json:a", "two outputs go to a: name a file, as in --output sarif:zlint.sarif"),
        ("--output json:no/such/folder", "no/such/folder: cannot be written: No such file or directory"),
    ],
)
def test_outputs_that_cannot_be(made: Made, capsys: pytest.CaptureFixture[str], arguments: str, said: str) -> None:
    assert cli.run(["check", ".", *arguments.split()]) == 2
    assert capsys.readouterr() == ("", f"zlint: {said}\n")


def test_an_unknown_output_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.run(["check", ".", "--output", "serif:a"])
    assert end.value.code == 2
    assert "argument --output: unknown format 'serif', did you mean 'sarif'?" in capsys.readouterr().err


def test_scopes(zlint: Zlint, tmp_path: Path) -> None:
    binds, connects = CLASH.split("sub = ")
    sends = 'push.send(b"")\n'
    (tmp_path / "binds.py").write_text(binds + sends)
    alone = f"import zmq\nsub = {connects}".replace(sends, "").replace("context", "zmq.Context()")
    (tmp_path / "connects.py").write_text(alone)
    (tmp_path / "other.py").write_text('import zmq\nzmq.Context().socket(zmq.PUB).bind("tcp")\n')
    found = {
        scope: re.findall("^[^:]+", zlint("check", "binds.py", "--format", "concise", *scope).stdout, re.MULTILINE)
        for scope in ((), ("--scope", "files"), ("--scope", "project"))
    }
    assert list(found.values()) == [[], ["connects.py"], ["connects.py", "other.py"]]


def test_graph_unresolved(made: Made, capsys: pytest.CaptureFixture[str]) -> None:
    cli.run(["graph", "."])
    assert capsys.readouterr().out.endswith("3 not resolved, see --unresolved\n")
    cli.run(["graph", ".", "--unresolved"])
    assert capsys.readouterr().out.endswith("    1 endpoint: read from a file\n      z.py:1\n")


def test_rules_and_explain(capsys: pytest.CaptureFixture[str]) -> None:
    entry = registry.find("cannot-parse")
    assert entry is not None
    assert entry.page is not None
    assert cli.run(["rules"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        each.code for each in registry.rules()
    ]
    assert cli.run(["rules", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)["rules"]
    assert [each["name"] for each in listed] == [each.name for each in registry.rules()]
    for key in ("ZMQ001", "cannot-parse"):
        assert cli.run(["explain", key]) == 0
        assert capsys.readouterr().out == entry.page.read_text("utf-8")
    assert cli.run(["explain", "ZMQ001", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["rule"]["page"] == entry.page.read_text("utf-8")


def test_explain_tells_what_was_observed(capsys: pytest.CaptureFixture[str]) -> None:
    entry = registry.find("out-of-step")
    assert entry is not None
    assert entry.page is not None
    record = observed.read(entry.proof)
    assert record is not None
    assert cli.run(["explain", "ZMQ103"]) == 0
    said = capsys.readouterr().out.removeprefix(entry.page.read_text("utf-8"))
    assert said.splitlines()[1:6] == [
        f"## Observed on libzmq {record['libzmq']}, pyzmq {record['pyzmq']}",
        "",
        f"- The claim: {record['claim']}",
        "- With the fault: REQ: EFSM, REP: EFSM",
        "- Without it: taking turns gives [b'FIRST', b'SECOND']",
    ]
    assert cli.run(["explain", "ZMQ103", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["rule"]["observed"] == record


def test_an_interrupt_is_quiet(made: Made, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(static, "analyse", interrupted)
    assert cli.run(["check", "."]) == 130
    assert capsys.readouterr() == ("", "")


def test_a_reader_that_goes_away_is_no_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    child = subprocess.run(
        [sys.executable, "-m", "zlint", "rules"],
        cwd=Path(cli.__file__).parent.parent,
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        preexec_fn=lambda: signal.signal(signal.SIGPIPE, signal.SIG_IGN),
    )
    os.close(writer)
    assert (child.returncode, child.stderr) == (0, "")


def on_terminal(arguments: list[str], **environment: str) -> str:
    """What the tool writes to a terminal."""
    master, slave = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "zlint", *arguments],
        cwd=Path(cli.__file__).parent.parent,
        stdout=slave,
        env={**os.environ, "TERM": "xterm", "NO_COLOR": "", **environment},
    )
    os.close(slave)
    written = b""
    try:
        while part := os.read(master, 65536):
            written += part
    except OSError:
        pass  # Linux: the other end of a terminal was closed
    os.close(master)
    assert child.wait(timeout=60) == 0
    return written.decode()


def test_colour_only_on_a_terminal_that_wants_it(zlint: Zlint) -> None:
    assert "\x1b[1;31merror" in on_terminal(["rules"])
    assert "\x1b" not in on_terminal(["rules"], NO_COLOR="1")
    assert "\x1b" not in on_terminal(["rules"], TERM="dumb")
    assert "\x1b" not in zlint("rules").stdout


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "seconds", "shown"),
    [
        (Terminal(), 0.5, ""),
        (Terminal(), 1.5, "\r\x1b[Kreading 1/2\r\x1b[K"),
    ],
)
def test_progress(monkeypatch: pytest.MonkeyPatch, stream: Terminal, seconds: float, shown: str) -> None:
    times = iter([100.0, 100.0 + seconds])
    monkeypatch.setattr("zlint.progress.time", SimpleNamespace(monotonic=lambda: next(times)))
    with shown_on(stream) as progress:
        assert progress is not None
        progress("reading", 1, 2)
    assert stream.getvalue() == shown


def test_no_progress_without_a_terminal() -> None:
    with shown_on(io.StringIO()) as progress:
        assert progress is None


def test_finds_a_clash(zlint: Zlint, tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(CLASH)
    done = zlint("check", ".", "--select", "incompatible-peers", "--format", "json")
    document = json.loads(done.stdout)
    assert [(each["path"], each["rule"], each["certainty"]) for each in document["diagnostics"]] == [
        ("main.py", "ZMQ101", "yes")
    ]
    ends = {each["line"] for each in [*document["diagnostics"], *document["diagnostics"][0]["related"]]}
    assert ends == {5, 7}
    counts = {key: document["summary"][key] for key in ("files", "parsed", "sockets", "links", "error")}
    assert counts == {"files": 1, "parsed": 1, "sockets": 2, "links": 1, "error": 1}
    assert done.returncode == 1


def test_reads_stdin(zlint: Zlint, tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("import zmq\n")
    done = zlint("check", "-", "--stdin-filename", "main.py", "--select", "ZMQ101", "--format", "concise", stdin=CLASH)
    assert done.returncode == 1
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == ["main.py"]
    unnamed = zlint("check", "-", "--select", "ZMQ101", "--format", "concise", stdin=CLASH)
    assert [line.split(":")[0] for line in unnamed.stdout.splitlines()] == ["stdin.py"]


def test_a_file_that_cannot_be_parsed_is_a_finding(zlint: Zlint, tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(CLASH)
    (tmp_path / "old.py").write_text("import zmq\n\nprint 'old'\n")
    (tmp_path / "latin.py").write_bytes(b"import zmq\n# \xff\n")
    done = zlint("check", ".", "--select", "ZMQ101", "--format", "json")
    found = [(each["path"], each["line"], each["rule"]) for each in json.loads(done.stdout)["diagnostics"]]
    assert [each for each in found if each[2] == "ZMQ001"] == [("latin.py", 2, "ZMQ001"), ("old.py", 3, "ZMQ001")]
    assert [each[2] for each in found].count("ZMQ101") == 1
    assert done.returncode == 1


def test_suppressed_by_a_comment(zlint: Zlint, tmp_path: Path) -> None:
    lines = CLASH.splitlines()
    marked = [f"{line}  # zlint: ignore[incompatible-peers] on purpose" for line in lines]
    (tmp_path / "main.py").write_text("\n".join(marked))
    done = zlint("check", ".", "--select", "ZMQ101")
    assert (done.returncode, done.stdout) == (0, "")


def test_excluded_by_the_configuration(zlint: Zlint, tmp_path: Path) -> None:
    (tmp_path / "zlint.toml").write_text('exclude = ["build/"]\n')
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "main.py").write_text(CLASH)
    done = zlint("check", ".")
    assert (done.returncode, done.stdout) == (0, "")
    (tmp_path / "zlint.toml").unlink()
    assert zlint("check", ".").returncode == 1


def test_what_git_passes_over_in_its_ignore_files_is_passed_over(zlint: Zlint, tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("!\n[z-a]\nlost\\\nbuild/\n")
    (tmp_path / "build").mkdir()
    for folder in (tmp_path, tmp_path / "build"):
        (folder / "main.py").write_text(CLASH)
    done = zlint("check", ".", "--select", "ZMQ101", "--format", "concise")
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == ["main.py"]


def test_what_is_no_regular_file_is_not_read(zlint: Zlint, tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("import zmq\n")
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / ".#main.py").symlink_to("user@host.123")
    (tmp_path / "circle.py").symlink_to("circle.py")
    done = zlint("check", ".")
    assert (done.returncode, done.stderr) == (0, "no findings in 1 file, 0 sockets, 0 links\n")


@pytest.mark.parametrize(
    "text", [f"deep = {'[' * 5000}{']' * 5000}\n", f"deep = {'lambda: ' * 3000}0\n"], ids=["brackets", "lambdas"]
)
def test_what_is_nested_too_deeply_is_a_finding(zlint: Zlint, tmp_path: Path, text: str) -> None:
    (tmp_path / "main.py").write_text(CLASH)
    (tmp_path / "data.py").write_text(f"import zmq\n{text}")
    done = zlint("check", ".", "--select", "ZMQ101", "--format", "json")
    found = {each["rule"]: each["message"] for each in json.loads(done.stdout)["diagnostics"]}
    assert sorted(found) == ["ZMQ001", "ZMQ101"]
    assert found["ZMQ001"] == "cannot be parsed: nested too deeply"


def test_brackets_in_texts_are_no_nesting(zlint: Zlint, tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(f"{CLASH}\nsad = '{':(' * 500}'\n")
    done = zlint("check", ".", "--select", "ZMQ101", "--format", "json")
    assert {each["rule"] for each in json.loads(done.stdout)["diagnostics"]} == {"ZMQ101"}


def test_stdin_is_no_folder(zlint: Zlint) -> None:
    done = zlint("check", "-", "--stdin-filename", ".")
    assert (done.returncode, done.stderr) == (2, "zlint: .: not the name of a file\n")
