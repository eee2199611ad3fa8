"""The folder of a new rule: a rule that works, its page and its proof, for its author to write over.

The templates beside this module are a rule of their own: `recv_string()` raises on what is not UTF-8.
"""

from __future__ import annotations

from pathlib import Path
from string import Template

from zlint import __version__, registry

FILES = ("rule.py", "README.md", "proof.py")


class ScaffoldError(Exception):
    """Why there is no such folder to make, in one line."""


def write(code: str, name: str, folder: Path) -> list[Path]:
    """Make `folder/<code>_<name>/` and the files in it; ScaffoldError when it cannot be a rule or is there already."""
    if not registry.CODE.fullmatch(code):
        raise ScaffoldError(f"{code!r} is no code: capital letters and three digits, as in ZMQ101")
    if not registry.NAME.fullmatch(name):
        raise ScaffoldError(f"{name!r} is no name: lower-case words joined by hyphens, as in out-of-step")
    taken = registry.find(code) or registry.find(name)
    if taken is not None:
        raise ScaffoldError(f"{taken.rule.code} {taken.rule.name} is a rule already")
    made = folder / f"{code.lower()}_{name.replace('-', '_')}"
    values = {"code": code, "name": name, "since": __version__}
    try:
        made.mkdir(parents=True)
        for file in FILES:
            template = Path(__file__).parent / f"{file}.txt"
            (made / file).write_text(Template(template.read_text("utf-8")).substitute(values), "utf-8")
    except OSError as error:
        raise ScaffoldError(f"{error.filename}: {error.strerror}") from error
    return [made / file for file in FILES]
