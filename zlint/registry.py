"""Finds the rules: one folder is one rule, and no list of rules is ever edited.

In a checkout the folders stand in `rules/` next to the package, in a wheel in `zlint/_rules`. A distribution adds
rules with the entry-point group `zlint.rules`, whose entries name a `Rule`. What is found is validated: a folder's
name says the code and the name of its rule, codes and names are unique.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from zlint.rule import PROFILES, SEVERITIES, Rule

GROUP = "zlint.rules"
CODE = re.compile(r"[A-Z]{3,}[0-9]{3}")
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class RegistryError(Exception):
    """A rule that cannot be loaded or breaks the registry's law."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule, the page that explains it and the proof of what it claims (None when there is none)."""

    rule: Rule
    page: Path | None = None
    proof: Path | None = None


def folder() -> Path:
    """Where the rules of this installation stand."""
    packaged = Path(__file__).parent / "_rules"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "rules"


@cache
def entries() -> tuple[Entry, ...]:
    """Every rule, sorted by code."""
    found = [_from_folder(path.parent) for path in sorted(folder().glob("*/rule.py"))]
    return in_order([*found, *_plugins()])


def rules() -> tuple[Rule, ...]:
    """Every rule's value, sorted by code."""
    return tuple(entry.rule for entry in entries())


def find(key: str) -> Entry | None:
    """The rule with this code (in any case) or name."""
    return next((entry for entry in entries() if key.upper() == entry.rule.code or key == entry.rule.name), None)


def in_order(found: list[Entry]) -> tuple[Entry, ...]:
    """Sorted by code; RegistryError when two rules share a code or a name."""
    taken: dict[str, Rule] = {}
    for entry in found:
        for key in (entry.rule.code, entry.rule.name):
            if key in taken:
                raise RegistryError(f"two rules are called {key}")
            taken[key] = entry.rule
    return tuple(sorted(found, key=lambda entry: entry.rule.code))


def load(path: Path) -> Rule:
    """The rule of one folder; RegistryError when it cannot be loaded or does not fit the folder's name."""
    name = f"zlint._rules.{path.name}"
    spec = importlib.util.spec_from_file_location(name, path / "rule.py")
    if spec is None or spec.loader is None:
        raise RegistryError(f"{path.name}: rule.py cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise RegistryError(f"{path.name}: {type(error).__name__}: {error}") from error
    rule = _valid(getattr(module, "RULE", None), path.name)
    expected = f"{rule.code.lower()}_{rule.name.replace('-', '_')}"
    if path.name != expected:
        raise RegistryError(f"{path.name}: a folder for {rule.code} {rule.name} is called {expected}")
    return rule


def _from_folder(path: Path) -> Entry:
    return Entry(load(path), *_beside(path))


def _plugins() -> list[Entry]:
    from importlib.metadata import entry_points

    found = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            rule = point.load()
        except Exception as error:
            raise RegistryError(f"plug-in {point.name}: {type(error).__name__}: {error}") from error
        file = getattr(sys.modules.get(point.module), "__file__", None)
        found.append(Entry(_valid(rule, f"plug-in {point.name}"), *(_beside(Path(file).parent) if file else ())))
    return found


def _beside(folder: Path) -> tuple[Path | None, Path | None]:
    """The page and the proof in a rule's folder."""
    page, proof = folder / "README.md", folder / "proof.py"
    return page if page.is_file() else None, proof if proof.is_file() else None


def _valid(rule: object, where: str) -> Rule:
    if not isinstance(rule, Rule):
        raise RegistryError(f"{where}: RULE is not a zlint.rule.Rule")
    wrong = [
        f"{field} {value!r}"
        for field, value, fits in (
            ("code", rule.code, CODE.fullmatch(rule.code)),
            ("name", rule.name, NAME.fullmatch(rule.name)),
            ("severity", rule.severity, rule.severity in SEVERITIES),
            ("profile", rule.profile, rule.profile in PROFILES),
        )
        if not fits
    ]
    if wrong:
        raise RegistryError(f"{where}: bad {', '.join(wrong)}")
    return rule
