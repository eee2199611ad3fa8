"""What files held before, and which findings a change to them brings elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.releases import git
from zlint import changes


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """One commit of three files, one of them in a folder, then a second one that changes `a.py`."""
    (tmp_path / "sub").mkdir()
    for name in ("a.py", "b.py", "sub/ü c.py"):
        (tmp_path / name).write_text(f"# {name} at first\n", "utf-8")
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
        git(tmp_path, *arguments).check_returncode()
    (tmp_path / "a.py").write_text("# coding: latin-1\n# \xe9\n", "latin-1")
    git(tmp_path, "commit", "-qam", "second").check_returncode()
    return tmp_path


def test_texts_of_the_last_commit(repository: Path) -> None:
    for name in ("a.py", "sub/ü c.py", "new.py"):
        (repository / name).write_text("changed\n", "utf-8")
    assert changes.before(repository, [repository / "a.py", repository / "new.py"]) == {
        repository / "a.py": "# coding: latin-1\n# \xe9\n",
        repository / "new.py": "",
    }
    sub = repository / "sub"
    assert changes.before(sub, [sub / "ü c.py"]) == {sub / "ü c.py": "# sub/ü c.py at first\n"}


def test_deleted_files_are_among_them(repository: Path) -> None:
    (repository / "b.py").rename(repository / "d.py")
    (repository / "sub" / "ü c.py").unlink()
    gone = {repository / "b.py": "# b.py at first\n", repository / "sub" / "ü c.py": "# sub/ü c.py at first\n"}
    assert changes.before(repository, []) == gone


def test_the_revision_that_pre_commit_compares_with(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRE_COMMIT_FROM_REF", "HEAD~1")
    assert changes.before(repository, [repository / "a.py"]) == {repository / "a.py": "# a.py at first\n"}


def test_what_was_not_readable_counts_as_empty(repository: Path) -> None:
    (repository / "a.py").write_bytes(b"# \xff\n")
    git(repository, "commit", "-qam", "third").check_returncode()
    assert changes.before(repository, [repository / "a.py"]) == {repository / "a.py": ""}


def test_before_the_first_commit_all_is_new(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q").check_returncode()
    assert changes.before(tmp_path, [tmp_path / "a.py"]) == {tmp_path / "a.py": ""}


def test_without_git_nothing_is_known(tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    assert changes.before(outside, [outside / "a.py"]) is None
    monkeypatch.setenv("PATH", "")
    assert changes.before(repository, [repository / "a.py"]) is None
