"""What the README shows is what a run gives, and its commands are those that are run."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import fields
from pathlib import Path

from tests import generated
from zlint import config, registry
from zlint.model import Hints, Wrapper

TEXT = generated.README.read_text("utf-8")
COMMANDS = re.findall(r"^```sh\n(python3 -m venv [^\n]*)\n```$", TEXT, re.MULTILINE)


def test_shown_output_is_true() -> None:
    assert generated.SESSION.findall(TEXT)
    assert generated.PICTURE.findall(TEXT)
    assert generated.readme(TEXT) == TEXT


def test_the_first_thing_shown_is_a_finding() -> None:
    first = generated.SESSION.search(TEXT)
    assert first is not None
    assert re.match(r"(error|warning)\[ZMQ\d{3}\]: ", first["body"])


def test_first_command_does_the_main_job() -> None:
    install, _, job = COMMANDS[0].rpartition(" && ")
    assert install == "python3 -m venv .venv && .venv/bin/pip install -q ."
    done = generated.zlint(shlex.split(job.removeprefix(".venv/bin/zlint ")))
    assert done.returncode == 0
    assert re.match(r"(error|warning)\[ZMQ\d{3}\]: ", done.stdout)


def test_second_command_is_what_ci_runs() -> None:
    assert len(COMMANDS) == 2
    assert COMMANDS[1] in (generated.ROOT / ".ci" / "run").read_text("utf-8").splitlines()


def test_the_configuration_is_one(tmp_path: Path) -> None:
    shown = "".join(re.findall(r"^```toml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL))
    (tmp_path / "pyproject.toml").write_text(shown, "utf-8")
    for name in re.findall(r'"(src/\w+\.py)', shown):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = config.verify(config.discover(tmp_path), registry.rules())
    assert config.chosen(found, registry.rules())
    assert (found.min_libzmq, len(found.selectors)) == ((4, 1), 8)
    assert set(config.KEYS) == {
        key for key in config.KEYS if re.search(rf"^(\[tool\.zlint\.)?{key}\b", shown, re.MULTILINE)
    }
    assert [each.name for each in fields(Hints) if not getattr(found.hints, each.name)] == []
    assert found.hints.calls["wires.Feed"] == Wrapper("PUB", bind="tcp://*:5556")


def test_the_command_with_several_outputs(tmp_path: Path) -> None:
    (shown,) = re.findall(r"^```sh\nzlint (check \. [^\n]*--output[^\n]*)\n```$", TEXT, re.MULTILINE)
    done = generated.zlint(shlex.split(shown), tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["zlint.json", "zlint.sarif"]


def test_the_json_has_the_shape_that_is_shown() -> None:
    (shown,) = re.findall(r'^```json\n({\n  "version".*?)^```$', TEXT, re.MULTILINE | re.DOTALL)
    first = generated.SESSION.search(TEXT)
    assert first is not None
    done = generated.zlint([*shlex.split(first["command"])[1:], "--format", "json"])
    assert shape(json.loads(shown)) == shape(json.loads(done.stdout))


def shape(value: object) -> object:
    """Keys in order, one item of a list, and types."""
    if isinstance(value, dict):
        return [(key, shape(each)) for key, each in value.items()]
    return [shape(value[0])] if isinstance(value, list) else type(value)


def test_the_index_of_rules_is_up_to_date() -> None:
    assert generated.INDEX.read_text("utf-8") == generated.index()


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", TEXT)
    assert [link for link in links if not (generated.ROOT / link).exists()] == []
