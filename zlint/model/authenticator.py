"""Who answers whether a client is let in: an authenticator of pyzmq, for all sockets of one context (ZAP, RFC 27)."""

from __future__ import annotations

from dataclasses import dataclass

from zlint.model.span import Span
from zlint.model.value import Value


@dataclass(frozen=True, slots=True)
class Setting:
    """A method that is called on an authenticator. call: "start", "allow", "configure_curve", ...; values: what it is
    given, by the names of its parameters; of a dict of passwords "users" and "passwords"."""

    call: str
    span: Span
    values: tuple[tuple[str, Value], ...] = ()

    def value(self, name: str) -> Value | None:
        return dict(self.values).get(name)


@dataclass(frozen=True, slots=True)
class Authenticator:
    """contexts: ids of those that it may answer for; empty when that is not known. settings: in order of discovery."""

    span: Span
    contexts: tuple[str, ...]
    execution: str
    settings: tuple[Setting, ...] = ()
