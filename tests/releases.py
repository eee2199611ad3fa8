"""A release of this checkout as its users get it: a git repository with a tag."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests import generated
from zlint import __version__

TAG = f"v{__version__}"
PARTS = ("zlint", "rules", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml", "action.yml")
IDENTITY = {"NAME": "zlint", "EMAIL": "zlint@localhost"}
# What a hook of a commit around the tests may have set would send git elsewhere.
PLAIN = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
ENVIRONMENT = {
    **PLAIN,
    **{f"GIT_{who}_{key}": value for who in ("AUTHOR", "COMMITTER") for key, value in IDENTITY.items()},
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """One call of git; the caller judges how it ended."""
    return subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**ENVIRONMENT, **environment},
        capture_output=True,
        text=True,
        timeout=240,
    )


def release(folder: Path) -> Path:
    """A repository in `folder` that holds what this checkout holds, tagged with its version."""
    for part in PARTS:
        source = generated.ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            folder.mkdir(exist_ok=True)
            shutil.copy(source, folder / part)
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", TAG], ["tag", TAG]):
        git(folder, *arguments).check_returncode()
    return folder
