"""One program again and again, as an editor has it: facts are kept, texts stand for files, a run can be left."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests import generated
from zlint import static
from zlint.static import extract
from zlint.static.facts import FileFacts
from zlint.static.source import Source

PROGRAM = generated.APPS / "forwarder" / "broken"


def analyse(kept: static.Kept | None = None, buffers: Mapping[str, str] | None = None) -> static.Analysis:
    return static.analyse([PROGRAM], root=PROGRAM, buffers=buffers, kept=kept)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are parsed, in order."""
    paths: list[str] = []
    real = extract.extract

    def noted(source: Source) -> FileFacts:
        paths.append(source.path)
        return real(source)

    monkeypatch.setattr(extract, "extract", noted)
    return paths


def test_kept_facts_give_the_same_topology_without_parsing(parsed: list[str]) -> None:
    kept: static.Kept = {}
    first = analyse(kept)
    assert len(parsed) == 5
    assert analyse(kept).topology == first.topology == analyse().topology
    assert len(parsed) == 10  # the second run parsed nothing, the third has no facts


def test_a_changed_text_is_parsed_again(parsed: list[str]) -> None:
    kept: static.Kept = {}
    analyse(kept)
    parsed.clear()
    moved = "\n" + (PROGRAM / "forwarder.py").read_text("utf-8")
    changed = analyse(kept, {"forwarder.py": moved})
    assert parsed == ["forwarder.py"]
    assert changed.sources["forwarder.py"].text == moved
    assert [each.span.line for each in changed.topology.sockets if each.name == "front"] == [13]


def test_a_text_of_a_file_that_is_not_of_the_program_stays_out() -> None:
    elsewhere = (PROGRAM.parent / "right" / "config.py").as_posix()
    texts = {"unsaved.py": "import zmq\n", elsewhere: "import zmq\n"}
    added = set(analyse(buffers=texts).topology.files) - set(analyse().topology.files)
    assert added == {"unsaved.py"}


def test_a_text_has_been_decoded_already() -> None:
    buffers = {"config.py": "# coding: latin-1\nNAME = 'é'; PUBLISHERS = SUBSCRIBERS = ARCHIVE = 'tcp://é'\n"}
    assert analyse(buffers=buffers).sources["config.py"].text == buffers["config.py"]


def test_a_byte_order_mark_moves_nothing() -> None:
    text = (PROGRAM / "forwarder.py").read_text("utf-8")
    assert analyse(buffers={"forwarder.py": "\ufeff" + text}).topology == analyse().topology


def test_a_run_can_be_left_while_it_links() -> None:
    class LeftError(Exception):
        pass

    def progress(stage: str, done: int, total: int) -> None:
        stages.add(stage)
        if stage == "link":
            raise LeftError

    stages: set[str] = set()
    with pytest.raises(LeftError):
        static.analyse([PROGRAM], root=PROGRAM, progress=progress)
    assert stages == {"parse", "link"}
