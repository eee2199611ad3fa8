"""Values of a configuration file: each reader returns what a key holds, or says in a `ConfigError` what it should."""

from __future__ import annotations

from typing import Any

from zlint.suggest import unknown


class ConfigError(Exception):
    """A configuration that cannot be used, in one line. word: what to look for to find the place in the file."""

    def __init__(self, message: str, word: str = "") -> None:
        super().__init__(message)
        self.word = word


def strings(value: object, key: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ConfigError(f"{key} is not a list of strings")
    return tuple(value)


def entries(table: dict[str, Any], key: str) -> dict[str, Any]:
    found = table.get(key, {})
    if not isinstance(found, dict):
        raise ConfigError(f"{key} is not a table")
    return found


def one_of(value: object, what: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ConfigError(unknown(what, str(value), known))
    return str(value)
