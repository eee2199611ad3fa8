"""Where configuration comes from, what wins, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.made import finding, span
from zlint.config import Config, ConfigError, chosen, discover, override, settled, verify
from zlint.rule import Rule


def rule(code: str, name: str, profile: str = "default") -> Rule:
    return Rule(code, name, "", "error", profile, "0.1.0", lambda topology: ())


RULES = (
    rule("ZMQ001", "cannot-parse"),
    rule("ZMQ101", "incompatible-peers"),
    rule("ZMQ102", "wrong-direction"),
    rule("ZMQ105", "nobody-binds", "pedantic"),
    rule("ZMQ201", "malformed-endpoint"),
)


@pytest.mark.parametrize(
    ("config", "codes"),
    [
        (Config(), "001 101 102 201"),
        (Config(profile="pedantic"), "001 101 102 105 201"),
        (Config(select=("ZMQ105",)), "001 105"),
        (Config(select=("nobody-binds", "ZMQ2")), "001 105 201"),
        (Config(select=("zmq1",)), "001 101 102 105"),
        (Config(select=("ZMQ",)), "001 101 102 105 201"),
        (Config(ignore=("ZMQ1",)), "001 201"),
        (Config(select=("ZMQ1",), ignore=("wrong-direction",)), "001 101 105"),
        (Config(ignore=("ZMQ001",)), "101 102 201"),
        (Config(select=("ZMQ101",), ignore=("ZMQ101",)), "001"),
    ],
)
def test_chosen(config: Config, codes: str) -> None:
    assert [each.code.removeprefix("ZMQ") for each in chosen(config, RULES)] == codes.split()


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("ZMQ999", "unknown rule 'ZMQ999'"),
        ("incompatible-peer", "unknown rule 'incompatible-peer', did you mean 'incompatible-peers'?"),
        ("ZQM101", "unknown rule 'ZQM101', did you mean 'ZMQ101'?"),
        ("", "unknown rule ''"),
    ],
)
def test_unknown_rule(key: str, said: str) -> None:
    for config in (Config(select=(key,)), Config(ignore=(key,))):
        with pytest.raises(ConfigError) as error:
            chosen(config, RULES)
        assert str(error.value).startswith(said)


def test_the_command_line_wins() -> None:
    file = Config(select=("a",), ignore=("b",), exclude=("c",), profile="pedantic")
    assert override(file, [], [], None) == file
    assert override(file, ["x"], [], None) == Config(("x",), (), ("c",), "pedantic")
    assert override(file, [], ["y"], "default") == Config(("a",), ("b", "y"), ("c",), "default")
    assert override(file, ["x"], ["y"], None) == Config(("x",), ("y",), ("c",), "pedantic")


def test_no_file(tmp_path: Path) -> None:
    assert discover(tmp_path) == Config()


def test_every_key(tmp_path: Path) -> None:
    file = tmp_path / "zlint.toml"
    file.write_text(
        'min-libzmq = "4.1.6"\n[severity]\nwrong-direction = "info"\nZMQ2 = "error"\n'
        '[per-file-ignores]\n"tests/" = ["ZMQ1", "nobody-binds"]\n"*_pb2.py" = []\n'
    )
    assert discover(tmp_path) == Config(
        file=file,
        severity=(("wrong-direction", "info"), ("ZMQ2", "error")),
        per_file_ignores=(("tests/", ("ZMQ1", "nobody-binds")), ("*_pb2.py", ())),
        min_libzmq=(4, 1, 6),
    )
    assert discover(tmp_path).selectors == ("wrong-direction", "ZMQ2", "ZMQ1", "nobody-binds")


@pytest.mark.parametrize(
    "text",
    [
        "select = ['wrong-directoin']",
        "ignore = ['wrong-directoin']",
        "severity = {wrong-directoin = 'info'}",
        "per-file-ignores = {'a.py' = ['ZMQ1', 'wrong-directoin']}",
    ],
)
def test_a_word_in_the_file_that_is_no_rule_is_refused_with_the_file(tmp_path: Path, text: str) -> None:
    file = tmp_path / "zlint.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as error:
        verify(discover(tmp_path), RULES)
    assert str(error.value) == f"{file}: unknown rule 'wrong-directoin', did you mean 'wrong-direction'?"


def test_words_that_are_rules_are_accepted() -> None:
    config = Config(select=("ZMQ1",), severity=(("nobody-binds", "info"),))
    assert verify(config, RULES) is config


def test_a_finding_in_a_file_outside_the_project_is_not_ignored_by_its_path(tmp_path: Path) -> None:
    config = Config(file=tmp_path / "home" / "zlint.toml", per_file_ignores=(("/a.py", ("ZMQ1",)),))
    assert settled(config, finding(span("a.py", 1)), tmp_path / "home") is None
    assert settled(config, finding(span("a.py", 1)), tmp_path) is not None
    assert settled(config, finding(span("home/a.py", 1)), tmp_path) is None


FULL = 'select = ["ZMQ1"]\nignore = ["ZMQ102"]\nexclude = ["build/"]\nprofile = "pedantic"\n'


def test_zlint_toml(tmp_path: Path) -> None:
    file = tmp_path / "zlint.toml"
    file.write_text(FULL)
    (tmp_path / "deep" / "er").mkdir(parents=True)
    assert discover(tmp_path / "deep" / "er") == Config(("ZMQ1",), ("ZMQ102",), ("build/",), "pedantic", file)


def test_pyproject(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text("[tool.zlint]\n" + FULL)
    assert discover(tmp_path) == Config(("ZMQ1",), ("ZMQ102",), ("build/",), "pedantic", file)


def test_a_pyproject_that_does_not_speak_of_zlint_is_passed_by(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.zlint]\nignore = ['ZMQ1']\n")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("[tool.other]\nselect = 1\n")
    assert discover(inner).ignore == ("ZMQ1",)


def test_zlint_toml_goes_before_pyproject(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.zlint]\nignore = ['ZMQ1']\n")
    (tmp_path / "zlint.toml").write_text("ignore = ['ZMQ2']\n")
    assert discover(tmp_path).ignore == ("ZMQ2",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("selct = []", "unknown key 'selct', did you mean 'select'?"),
        ("select = 'ZMQ1'", "select is not a list of strings"),
        ("exclude = [1]", "exclude is not a list of strings"),
        ("profile = 'pedantik'", "unknown profile 'pedantik', did you mean 'pedantic'?"),
        ("profile = 1", "unknown profile '1'"),
        ("per_file_ignores = {}", "unknown key 'per_file_ignores', did you mean 'per-file-ignores'?"),
        ("per-file-ignores = []", "per-file-ignores is not a table"),
        ("per-file-ignores = {'a.py' = 'ZMQ1'}", "per-file-ignores.'a.py' is not a list of strings"),
        ("exclude = ['vendor/', '!']", "'!' is no pattern of gitignore"),
        ("per-file-ignores = {'[z-a]' = ['ZMQ1']}", "'[z-a]' is no pattern of gitignore"),
        ("severity = 'info'", "severity is not a table"),
        ("severity = {ZMQ1 = 'eror'}", "unknown severity 'eror', did you mean 'error'?"),
        ("severity = {ZMQ1 = 1}", "unknown severity '1'"),
        ("min-libzmq = 4.1", 'min-libzmq is not a version such as "4.2"'),
        ("min-libzmq = '4.1-rc1'", 'min-libzmq is not a version such as "4.2"'),
    ],
)
def test_refuses(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "zlint.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as error:
        discover(tmp_path)
    assert str(error.value).removeprefix(str(file)).removeprefix(":1") == f": {said}"


@pytest.mark.parametrize("raw", [b"select = [", b"\xff"])
def test_refuses_what_is_not_toml(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "zlint.toml").write_bytes(raw)
    with pytest.raises(ConfigError, match=r"zlint\.toml: "):
        discover(tmp_path)


@pytest.mark.parametrize("text", ["tool = 1", "tool.zlint = 1"])
def test_refuses_a_table_that_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(ConfigError, match=r"is not a table"):
        discover(tmp_path)
