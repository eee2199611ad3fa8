"""The registry finds every rule folder and refuses what breaks its law."""

from __future__ import annotations

from pathlib import Path

import pytest

from zlint import registry
from zlint.rule import Rule

RULE = """
from zlint.rule import Rule
RULE = Rule("{code}", "{name}", "summary", "{severity}", "{profile}", "0.1.0", lambda topology: ())
"""


def make(folder: Path, code: str, name: str, severity: str = "error", profile: str = "default") -> Path:
    folder.mkdir()
    (folder / "rule.py").write_text(RULE.format(code=code, name=name, severity=severity, profile=profile))
    return folder


def test_finds_every_folder() -> None:
    folders = sorted(path.parent.name for path in registry.folder().glob("*/rule.py"))
    found = [f"{rule.code.lower()}_{rule.name.replace('-', '_')}" for rule in registry.rules()]
    assert found == folders
    assert "zmq001_cannot_parse" in found


def test_every_rule_has_a_page() -> None:
    assert [entry.rule.code for entry in registry.entries() if entry.page is None] == []


@pytest.mark.parametrize("key", ["ZMQ001", "zmq001", "cannot-parse"])
def test_finds_by_code_or_name(key: str) -> None:
    entry = registry.find(key)
    assert entry is not None
    assert entry.rule.code == "ZMQ001"


def test_finds_nothing() -> None:
    assert registry.find("ZMQ00") is None


def test_loads_a_folder(tmp_path: Path) -> None:
    assert registry.load(make(tmp_path / "zmq901_a_fault", "ZMQ901", "a-fault")).name == "a-fault"


@pytest.mark.parametrize(
    ("folder", "code", "name", "severity", "profile", "said"),
    [
        (
            "zmq901_other",
            "ZMQ901",
            "a-fault",
            "error",
            "default",
            "a folder for ZMQ901 a-fault is called zmq901_a_fault",
        ),
        ("zmq901_a_fault", "ZMQ9", "a-fault", "error", "default", "bad code 'ZMQ9'"),
        ("zmq901_a_fault", "ZMQ901", "A_fault", "error", "default", "bad name 'A_fault'"),
        ("zmq901_a_fault", "ZMQ901", "a-fault", "fatal", "default", "bad severity 'fatal'"),
        ("zmq901_a_fault", "ZMQ901", "a-fault", "error", "all", "bad profile 'all'"),
    ],
)
def test_refuses(tmp_path: Path, folder: str, code: str, name: str, severity: str, profile: str, said: str) -> None:
    with pytest.raises(registry.RegistryError) as error:
        registry.load(make(tmp_path / folder, code, name, severity, profile))
    assert str(error.value) == f"{folder}: {said}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("RULE = 1", "zmq901_a_fault: RULE is not a zlint.rule.Rule"),
        ("", "zmq901_a_fault: RULE is not a zlint.rule.Rule"),
        ("1 / 0", "zmq901_a_fault: ZeroDivisionError: division by zero"),
    ],
)
def test_refuses_a_module(tmp_path: Path, text: str, said: str) -> None:
    folder = tmp_path / "zmq901_a_fault"
    folder.mkdir()
    (folder / "rule.py").write_text(text)
    with pytest.raises(registry.RegistryError) as error:
        registry.load(folder)
    assert str(error.value) == said


def test_refuses_doubles() -> None:
    first = Rule("ZMQ901", "a-fault", "", "error", "default", "0.1.0", lambda topology: ())
    second = Rule("ZMQ902", "a-fault", "", "error", "default", "0.1.0", lambda topology: ())
    with pytest.raises(registry.RegistryError, match=r"^two rules are called a-fault$"):
        registry.in_order([registry.Entry(first, None), registry.Entry(second, None)])


def test_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plugged.py").write_text(
        RULE.format(code="ACME001", name="plugged", severity="info", profile="pedantic")
    )
    metadata = tmp_path / "plugged-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: plugged\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text("[zlint.rules]\nplugged = plugged:RULE\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    registry.entries.cache_clear()
    try:
        assert [rule.name for rule in registry.rules() if rule.code.startswith("ACME")] == ["plugged"]
    finally:
        registry.entries.cache_clear()
