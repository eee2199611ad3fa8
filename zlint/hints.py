"""Hints in a configuration: read from its tables, and written as such.

`[hints.values]`: NAME or "FILE:NAME" to a value. `[hints.bind]`, `[hints.connect]`, `[hints.type]`: "FILE",
"FILE:FUNCTION" or "FILE:LINE" to an endpoint or a type. A value is a text or a number, or a list of them; `{name}` in
an endpoint is an unknown, one wherever it stands. `[hints.calls]`: the dotted name of a function to a table with the
fields of `zlint.model.Wrapper`. `[hints.deployment]`: `together`, lists of scripts, and `hosts`. Files are relative to
the folder of the configuration, with `/`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from zlint.model import Hints, Wrapper
from zlint.model.hints import Place
from zlint.semantics.peers import TYPES, canonical
from zlint.settings import ConfigError, entries, strings
from zlint.suggest import unknown

PLACED = ("values", "bind", "connect", "type")
TABLES = (*PLACED, "calls", "deployment")
DEPLOYMENT = ("together", "hosts")
FILE = re.compile(r"(?P<file>[^:]+\.py):(?P<name>.+)")
BARE = re.compile(r"[A-Za-z0-9_-]+")


def parse(table: dict[str, Any], folder: Path) -> Hints:
    """The hints of a table; ConfigError names the key that is wrong, or speaks of a file that is not in the folder."""
    for key in table:
        if key not in TABLES:
            raise ConfigError(unknown("table in hints", key, TABLES), key)
    placed = {kind: _placed(entries(table, kind), kind) for kind in PLACED}
    calls = {name: _wrapper(name, given) for name, given in entries(table, "calls").items()}
    deployment = entries(table, "deployment")
    for key in deployment:
        if key not in DEPLOYMENT:
            raise ConfigError(unknown("key in hints.deployment", key, DEPLOYMENT), key)
    groups = deployment.get("together", [])
    if not isinstance(groups, list):
        raise ConfigError("hints.deployment.together is not a list of lists", "together")
    together = tuple(frozenset(strings(group, "a list in hints.deployment.together")) for group in groups)
    hosts = frozenset(strings(deployment.get("hosts", []), "hints.deployment.hosts"))
    found = Hints(calls=calls, together=together, hosts=hosts, **placed)
    missing = next((file for file in _files(found) if not (folder / file).exists()), None)
    if missing is not None:
        raise ConfigError(f"hints speak of {missing!r}, and there is no such file", missing)
    return found


def _files(hints: Hints) -> Iterator[str]:
    for table in (hints.values, hints.bind, hints.connect, hints.type):
        yield from (file for file, _ in table if file)
    yield from (file for group in hints.together for file in sorted(group))


def _placed(table: dict[str, Any], kind: str) -> dict[Place, tuple[str, ...]]:
    found: dict[Place, tuple[str, ...]] = {}
    for key, given in table.items():
        values = given if isinstance(given, list) else [given]
        if not values or not all(isinstance(each, str | int) and not isinstance(each, bool) for each in values):
            raise ConfigError(f"hints.{kind}.{key!r} is neither a text nor a number, nor a list of them", key)
        found[_place(key, kind)] = tuple(_checked(str(each), key, kind) for each in values)
    return found


def _place(key: str, kind: str) -> Place:
    split = FILE.fullmatch(key)
    if split is not None:
        return split["file"], split["name"]
    if kind == "values":
        return "", key
    if not key.endswith(".py"):
        raise ConfigError(f"hints.{kind}.{key!r} is neither FILE.py nor FILE.py:FUNCTION nor FILE.py:LINE", key)
    return key, ""


def _checked(value: str, key: str, kind: str) -> str:
    if kind == "type":
        return _type(value, f"hints.type.{key!r}", key)
    if kind in ("bind", "connect") and "://" not in value and not value.startswith("{"):
        raise ConfigError(f"hints.{kind}.{key!r}: {value!r} is no endpoint such as 'tcp://127.0.0.1:5555'", key)
    return value


def _type(value: object, where: str, key: str) -> str:
    name = canonical(str(value).upper())
    if name not in TYPES:
        raise ConfigError(f"{where}: {unknown('socket type', str(value), TYPES)}", key)
    return name


def _wrapper(name: str, given: object) -> Wrapper:
    where, known = f"hints.calls.{name!r}", [each.name for each in fields(Wrapper)]
    if not isinstance(given, dict):
        raise ConfigError(f"{where} is not a table", name)
    for key, value in given.items():
        if key not in known:
            raise ConfigError(f"{where}: {unknown('key', key, known)}", name)
        if key == "returns":
            given = {**given, key: _type(value, where, name)}
        elif not MEANT[key][0](value):
            raise ConfigError(f"{where}: {key} is not {MEANT[key][1]}", name)
    if not given:
        raise ConfigError(f"{where} says nothing", name)
    if "returns" not in given and {"bind", "connect"} & given.keys():
        raise ConfigError(f"{where}: bind and connect belong to a call that returns a socket", name)
    return Wrapper(**given)


def _number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _endpoint(value: object) -> bool:
    return _number(value) or (isinstance(value, str) and "://" in value)


MEANT: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "bind": (_endpoint, "an endpoint, or the number of an argument"),
    "connect": (_endpoint, "an endpoint, or the number of an argument"),
    "send": (lambda value: _number(value) and value != 0, "a number of frames"),
    "recv": (lambda value: isinstance(value, bool), "true or false"),
}


def moved(hints: Hints, path: Callable[[str], str]) -> Hints:
    """The same hints, with other names for the files."""

    def renamed(table: Mapping[Place, tuple[str, ...]]) -> dict[Place, tuple[str, ...]]:
        return {(path(file) if file else "", name): values for (file, name), values in table.items()}

    return replace(
        hints,
        values=renamed(hints.values),
        bind=renamed(hints.bind),
        connect=renamed(hints.connect),
        type=renamed(hints.type),
        together=tuple(frozenset(map(path, group)) for group in hints.together),
    )


def joined(first: Hints, second: Hints) -> Hints:
    """Both; where both speak of one place, the first holds."""
    return replace(
        first,
        values={**second.values, **first.values},
        bind={**second.bind, **first.bind},
        connect={**second.connect, **first.connect},
        type={**second.type, **first.type},
    )


def written(hints: Hints, prefix: str) -> str:
    """Values, endpoints and types as tables of a configuration. prefix: of the tables' names, "tool.zlint." or ""."""
    parts = []
    for kind in PLACED:
        table: Mapping[Place, tuple[str, ...]] = getattr(hints, kind)
        if table:
            lines = [f"{_key(place)} = {_value(values)}\n" for place, values in sorted(table.items())]
            parts.append(f"[{prefix}hints.{kind}]\n{''.join(lines)}")
    return "\n".join(parts)


def _key(place: Place) -> str:
    text = ":".join(filter(None, place))
    return text if BARE.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    """TOML has JSON's strings, and another escape for what no terminal is to get."""
    return "".join(
        each if each.isprintable() else f"\\U{ord(each):08x}" for each in json.dumps(text, ensure_ascii=False)
    )


def _value(values: tuple[str, ...]) -> str:
    texts = [_quoted(each) for each in values]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
