"""The one place that resolves configuration: a file, then the command line over it.

The file is the nearest `zlint.toml`, or `pyproject.toml` with a `[tool.zlint]` table, from the first checked path
upwards. Keys: select, ignore, exclude (lists of strings) and profile. An unknown key or rule is an error.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from zlint.rule import PROFILES, Rule

LISTS = ("select", "ignore", "exclude")
KEYS = (*LISTS, "profile")
OWN = ("ZMQ001", "ZMQ002")  # the tool speaks of itself whatever is selected; only `ignore` silences it


class ConfigError(Exception):
    """A configuration that cannot be used, in one line."""


@dataclass(frozen=True, slots=True)
class Config:
    """select: when given, exactly these rules, whatever the profile. ignore: never these. file: where it came from."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    profile: str = "default"
    file: Path | None = None


def discover(start: Path) -> Config:
    """The configuration that holds for `start`; the defaults when no file speaks of zlint."""
    start = start.absolute()
    for folder in (start, *start.parents):
        for name in ("zlint.toml", "pyproject.toml"):
            table = _table(folder / name)
            if table is not None:
                return _config(table, folder / name)
    return Config()


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
    return tuple(
        rule
        for rule in rules
        if rule.code not in ignored
        and (rule.code in OWN or (rule.code in selected if selected else rule.profile in reach))
    )


def _matching(key: str, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    found = tuple(rule for rule in rules if key == rule.name or (key and rule.code.startswith(key.upper())))
    if not found:
        raise ConfigError(unknown("rule", key, [text for rule in rules for text in (rule.code, rule.name)]))
    return found


def unknown(what: str, key: str, known: Iterable[str]) -> str:
    """The error for a word that is not known, with the nearest one that is."""
    lower = {word.lower(): word for word in known}
    near = get_close_matches(key.lower(), lower, n=1)
    return f"unknown {what} {key!r}" + (f", did you mean {lower[near[0]]!r}?" if near else "")


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
    for key, value in table.items():
        if key not in KEYS:
            raise ConfigError(f"{path}: {unknown('key', key, KEYS)}")
        if key in LISTS and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            raise ConfigError(f"{path}: {key} is not a list of strings")
    profile = table.get("profile", "default")
    if profile not in PROFILES:
        raise ConfigError(f"{path}: {unknown('profile', str(profile), PROFILES)}")
    select, ignore, exclude = (tuple(table.get(key, ())) for key in LISTS)
    return Config(select, ignore, exclude, profile, path)
