"""The one place that resolves configuration: a file, then the command line over it.

The file is the nearest `zlint.toml`, or `pyproject.toml` with a `[tool.zlint]` table, from the folder of what is
checked upwards. Keys: select, ignore, exclude (lists of strings), profile, severity (a table from rules to severities),
per-file-ignores (a table from patterns to lists of rules), min-libzmq and hints (`zlint.hints`). Patterns have
gitignore's syntax and are relative to the file's folder. An unknown key or rule is an error.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zlint import hints
from zlint.model import MEASURED, NO_HINTS, Hints
from zlint.rule import PROFILES, SEVERITIES, Diagnostic, Rule
from zlint.settings import ConfigError as ConfigError
from zlint.settings import entries, one_of, strings
from zlint.suggest import unknown

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

LISTS = ("select", "ignore", "exclude")
KEYS = (*LISTS, "profile", "severity", "per-file-ignores", "min-libzmq", "hints")
OWN = ("ZMQ001", "ZMQ002")  # the tool speaks of itself whatever is selected; only `ignore` silences it
VERSION = re.compile(r"[0-9]+(\.[0-9]+){0,2}")


@dataclass(frozen=True, slots=True)
class Config:
    """select: when given, exactly these rules, whatever the profile. ignore: never these. file: where it came from.

    severity: (selector, severity) pairs; per_file_ignores: (pattern, selectors) pairs; min_libzmq: the oldest libzmq
    that the program must work with; hints: files in them are relative to the file's folder.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    profile: str = "default"
    file: Path | None = None
    severity: tuple[tuple[str, str], ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    min_libzmq: tuple[int, ...] = MEASURED
    hints: Hints = NO_HINTS

    @property
    def selectors(self) -> tuple[str, ...]:
        """Every word that must mean a rule."""
        keys = (key for key, _ in self.severity)
        return (*self.select, *self.ignore, *keys, *(key for _, listed in self.per_file_ignores for key in listed))


def discover(start: Path) -> Config:
    """The configuration that holds for `start`; the defaults when no file speaks of zlint."""
    start = start.absolute()
    for folder in (start, *start.parents):
        for name in ("zlint.toml", "pyproject.toml"):
            table = _table(folder / name)
            if table is not None:
                return _config(table, folder / name)
    return Config()


def verify(config: Config, rules: Iterable[Rule]) -> Config:
    """The same configuration; ConfigError when a word in its file means no rule."""
    rules = tuple(rules)
    try:
        for key in config.selectors:
            _matching(key, rules)
    except ConfigError as error:
        raise ConfigError(f"{config.file}: {error}") from None
    return config


def override(config: Config, select: Sequence[str], ignore: Sequence[str], profile: str | None) -> Config:
    """The command line over the file: `--select` replaces the file's select and ignore, `--ignore` adds to it."""
    if select:
        config = replace(config, select=tuple(select), ignore=())
    return replace(config, ignore=(*config.ignore, *ignore), profile=profile or config.profile)


def chosen(config: Config, rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules that a configuration turns on; ConfigError for a selector that means none."""
    rules = tuple(rules)
    selected = {rule.code for key in config.select for rule in _matching(key, rules)}
    ignored = {rule.code for key in config.ignore for rule in _matching(key, rules)}
    reach = PROFILES[: PROFILES.index(config.profile) + 1]
    turned_on = {rule.code for rule in rules if rule.profile in reach or config.min_libzmq < rule.default_before}
    return tuple(
        rule
        for rule in rules
        if rule.code not in ignored and (rule.code in OWN or rule.code in (selected or turned_on))
    )


def settled(config: Config, diagnostic: Diagnostic, root: Path) -> Diagnostic | None:
    """A finding with the severity that a configuration gives it; None when it is ignored in its file.

    root: the folder that the paths of spans are relative to. Of selectors for a severity the one that says most wins:
    a name, else the longest beginning of the code.
    """
    base = config.file.parent if config.file else root
    for pattern, keys in config.per_file_ignores:
        path = os.path.relpath(root / diagnostic.span.path, base)
        if any(_means(key, diagnostic) for key in keys) and _spec(pattern).match_file(path):
            return None
    given = [
        (key == diagnostic.name, len(key), severity) for key, severity in config.severity if _means(key, diagnostic)
    ]
    return replace(diagnostic, severity=max(given)[-1]) if given else diagnostic


@cache
def _spec(pattern: str) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines([pattern])


def _means(key: str, what: Rule | Diagnostic) -> bool:
    return key == what.name or bool(key and what.code.startswith(key.upper()))


def _matching(key: str, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    found = tuple(rule for rule in rules if _means(key, rule))
    if not found:
        raise ConfigError(unknown("rule", key, [text for rule in rules for text in (rule.code, rule.name)]))
    return found


def _table(path: Path) -> dict[str, Any] | None:
    if not path.is_file():
        return None
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        document: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
    if path.name == "zlint.toml":
        return document
    tool = document.get("tool", {})
    table = tool.get("zlint") if isinstance(tool, dict) else tool
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: tool.zlint is not a table")
    return table


def _config(table: dict[str, Any], path: Path) -> Config:
    try:
        for key in table:
            if key not in KEYS:
                raise ConfigError(unknown("key", key, KEYS))
        select, ignore, exclude = (strings(table.get(key, []), key) for key in LISTS)
        files = entries(table, "per-file-ignores")
        for pattern in (*exclude, *files):
            _verified(pattern)
        return Config(
            select=select,
            ignore=ignore,
            exclude=exclude,
            profile=one_of(table.get("profile", "default"), "profile", PROFILES),
            file=path,
            severity=tuple(
                (key, one_of(value, "severity", SEVERITIES)) for key, value in entries(table, "severity").items()
            ),
            per_file_ignores=tuple(
                (pattern, strings(keys, f"per-file-ignores.{pattern!r}")) for pattern, keys in files.items()
            ),
            min_libzmq=_version(table.get("min-libzmq", ".".join(map(str, MEASURED)))),
            hints=hints.parse(entries(table, "hints"), path.parent),
        )
    except ConfigError as error:
        raise ConfigError(f"{path}{_place(path, error.word)}: {error}") from None


def _verified(pattern: str) -> None:
    try:
        _spec(pattern)
    except (ValueError, re.error):
        raise ConfigError(f"{pattern!r} is no pattern of gitignore", pattern) from None


def _place(path: Path, word: str) -> str:
    """The first line that holds a word as a key, as far as that can be told; a reader of TOML does not say."""
    lines = path.read_text("utf-8").splitlines() if word else []
    return next((f":{number}" for number, line in enumerate(lines, 1) if word in re.split("[=#]", line)[0]), "")


def _version(value: object) -> tuple[int, ...]:
    if not isinstance(value, str) or not VERSION.fullmatch(value):
        raise ConfigError('min-libzmq is not a version such as "4.2"')
    return tuple(map(int, value.split(".")))
