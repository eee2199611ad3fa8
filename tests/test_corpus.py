"""The ledger of findings in real projects: what a line stands for, what a run is compared with, what is unpacked."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.corpus import fetch, ledger
from tests.made import finding
from zlint.model import Span, Tri

TEXT = """\
class Feed:
    def __init__(self):
        self.socket.send("a")
        self.socket.send("a")

    def stop(self):
        self.socket.send("a")
"""


def found(text: str, *lines: int, certainty: Tri = Tri.YES) -> list[ledger.Finding]:
    """A finding at the call in each of these lines."""
    spans = [Span("feed.py", line, 9, line, 30) for line in lines]
    return list(ledger.findings("p", [finding(each, certainty=certainty) for each in spans], {"feed.py": text}))


def judged(*entries: ledger.Finding, verdict: str = "right") -> list[ledger.Judged]:
    return [
        ledger.Judged(each.project, each.path, each.rule, each.key, each.certainty, verdict, "why") for each in entries
    ]


def test_a_finding_is_told_by_its_function_its_text_and_its_order() -> None:
    first, second, stop = found(TEXT, 3, 4, 7)
    digest = first.key.partition("#")[2]
    assert [first.key, second.key, stop.key] == [
        f"Feed.__init__#{digest}",
        f"Feed.__init__#{digest}#2",
        f"Feed.stop#{digest}",
    ]


def test_moved_lines_are_the_same_finding() -> None:
    moved = "import zmq\n\n" + TEXT
    assert [each.id for each in found(TEXT, 3, 7)] == [each.id for each in found(moved, 5, 9)]


def test_another_text_is_another_finding() -> None:
    assert found(TEXT, 3)[0].id != found(TEXT.replace('"a"', '"b"'), 3)[0].id


def test_a_file_that_is_not_python_3_has_no_functions() -> None:
    assert found("print 'a'\n" + TEXT, 4)[0].key.startswith("#")


def test_new_gone_and_changed() -> None:
    old = found(TEXT, 3, 7)
    now = [*found(TEXT, 3, certainty=Tri.MAYBE), *found(TEXT.replace('"a"', '"b"'), 7)]
    difference = ledger.compare(now, judged(*old))
    assert difference.new == (now[1],)
    assert [line.key for line in difference.gone] == [old[1].key]
    assert difference.changed == (now[0],)


def test_a_renewed_ledger_keeps_verdicts_and_leaves_new_findings_open() -> None:
    old, now = found(TEXT, 3), found(TEXT, 3, 7, certainty=Tri.MAYBE)
    lines = list(ledger.renewed(now, judged(*old)))
    assert [(line.key, line.certainty, line.verdict) for line in lines] == [
        (now[0].key, "maybe", "right"),
        (now[1].key, "maybe", ledger.OPEN),
    ]


def test_a_ledger_is_read_as_it_was_written() -> None:
    lines = judged(*found(TEXT, 3, 7))
    assert ledger.read(ledger.write(reversed(lines))) == tuple(lines)


def test_precision_is_of_all_with_a_verdict() -> None:
    first, second, third = found(TEXT, 3, 4, 7)
    lines = [*judged(first), *judged(second, verdict="taste"), *judged(third, verdict=ledger.OPEN)]
    assert ledger.table(lines).splitlines() == [
        f"{'':24}       right       taste false alarm        open   precision",
        f"{'all':24}           1           1           0           1      50.0 %",
        f"{'yes':24}           1           1           0           1      50.0 %",
        f"{'maybe':24}           0           0           0           0           -",
        f"{'p':24}           1           1           0           1      50.0 %",
    ]


def test_the_committed_ledger_is_complete() -> None:
    text = ledger.FILE.read_text("utf-8")
    lines = ledger.read(text)
    assert text == ledger.write(lines)
    assert {line.project for line in lines} <= {release.name for release in fetch.releases()}
    assert [line for line in lines if line.verdict not in ledger.VERDICTS or not line.reason] == []
    assert len({line.id for line in lines}) == len(lines)


CONTENT = {"a.py": b"import zmq\n", "a.txt": b"", "../b.py": b"", "a-1.data/scripts/c.py": b"", "sub/d.py": b"\n"}


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_only_python_files_are_unpacked_and_nothing_outside(tmp_path: Path, kind: str) -> None:
    archive = tmp_path / ("a.whl" if kind == "wheel" else "a.tar.gz")
    if kind == "wheel":
        with zipfile.ZipFile(archive, "w") as wheel:
            for name, content in CONTENT.items():
                wheel.writestr(name, content)
    else:
        with tarfile.open(archive, "w:gz") as source:
            for name, content in CONTENT.items():
                member = tarfile.TarInfo(f"a-1/{name}")
                member.size = len(content)
                source.addfile(member, io.BytesIO(content))
    home = tmp_path / "out" / "a"
    fetch.unpack(archive, home)
    written = {path.relative_to(home).as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert written == {"a.py", "sub/d.py"}
    assert (home / "a.py").read_bytes() == CONTENT["a.py"]
