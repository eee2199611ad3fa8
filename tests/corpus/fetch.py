"""The Python files of the projects in `projects.toml`, as pip finds them."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LIST = Path(__file__).with_name("projects.toml")
LARGE = 1_000_000  # bytes; generated


@dataclass(frozen=True, slots=True)
class Release:
    """form: "wheel" where the wheel holds the Python source, "sdist" where only the source archive does."""

    name: str
    version: str
    form: str


def releases() -> tuple[Release, ...]:
    return tuple(Release(**entry) for entry in tomllib.loads(LIST.read_text("utf-8"))["project"])


def fetch(release: Release, folder: Path) -> None:
    """Unpacks a release into `folder / name`; one that is there already is left alone."""
    home = folder / release.name
    if home.is_dir():
        return
    form = "--only-binary=:all:" if release.form == "wheel" else "--no-binary=:all:"
    with tempfile.TemporaryDirectory() as scratch:
        wanted = f"{release.name}=={release.version}"
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", form, "-d", scratch, wanted]
        subprocess.run(command, check=True, timeout=600)
        unpack(next(Path(scratch).iterdir()), home)


def unpack(archive: Path, home: Path) -> None:
    """The files that are read; nothing is written outside of `home`."""
    for name, content in _members(archive):
        out = home / name
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(content)


def _members(archive: Path) -> Iterator[tuple[str, bytes]]:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            yield from ((i.filename, wheel.read(i)) for i in wheel.infolist() if _wanted(i.filename, i.file_size))
        return
    with tarfile.open(archive) as source:
        for member in source:
            name = member.name.partition("/")[2]  # without the release's own folder
            file = source.extractfile(member) if member.isfile() and _wanted(name, member.size) else None
            if file is not None:
                yield name, file.read()


def _wanted(name: str, size: int) -> bool:
    path = PurePosixPath(name)
    outside = path.is_absolute() or ".." in path.parts
    return path.suffix == ".py" and size <= LARGE and not outside and not name.partition("/")[0].endswith(".data")
