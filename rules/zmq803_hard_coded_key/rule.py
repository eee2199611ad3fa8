"""ZMQ803: a secret of CURVE or PLAIN stands in the source.

A recorder does not see where a secret comes from, and keeps none: nothing is said of a run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zlint.model import Op, Span, Topology, Value
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.settings import chosen_at

SECRETS = {
    "CURVE_SECRETKEY": "the secret key of CURVE",
    "PLAIN_PASSWORD": "the password of PLAIN",
    "PLAIN_USERNAME": "the user name of PLAIN",
}


@dataclass(frozen=True, slots=True)
class Use:
    """A place that sets a secret whose text is known. option: of a socket; of an authenticator what it is for one."""

    at: Span
    option: str
    secrets: frozenset[bytes]


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each secret, where it is set first. A name without its password lets nobody in: a warning."""
    found: dict[frozenset[bytes], dict[Span, Use]] = {}
    for use in sorted(_uses(topology), key=lambda use: (use.option == "PLAIN_USERNAME", use.at)):
        if use.secrets and not use.at.in_tests and not use.at.in_examples:
            found.setdefault(use.secrets, {}).setdefault(use.at, use)
    for uses in found.values():
        first, *others = uses.values()
        yield RULE.at(
            first.at,
            f"{SECRETS[first.option]} stands in the source",
            *(Label(other.at, "and is set here") for other in others),
            here="whoever can read the program has it",
            severity="warning" if first.option == "PLAIN_USERNAME" else "error",
            help="read it from the environment, or with zmq.auth.load_certificate() from a file of its own",
        )


def _uses(topology: Topology) -> Iterator[Use]:
    options = [op for op in topology.all_ops("option") if op.option in SECRETS and not topology.in_tests(op)]
    for op in options:
        if not _told_with_its_password(op, options):
            yield Use(chosen_at(topology, op), op.option or "", _written(op.value))
    for authenticator in topology.authenticators:
        for setting in authenticator.settings:
            yield Use(setting.span, "PLAIN_PASSWORD", _written(setting.value("passwords")))


def _written(value: Value | None) -> frozenset[bytes]:
    """The texts, when there is nothing but texts, whichever way the program takes."""
    texts = value.constants if value is not None and value.known else ()
    return frozenset(
        each.encode() if isinstance(each, str) else each for each in texts if isinstance(each, str | bytes)
    ) - {b""}


def _told_with_its_password(op: Op, options: list[Op]) -> bool:
    passwords = (other for other in options if other.option == "PLAIN_PASSWORD" and _written(other.value))
    return op.option == "PLAIN_USERNAME" and any(set(other.sockets) & set(op.sockets) for other in passwords)


RULE = Rule(
    code="ZMQ803",
    name="hard-coded-key",
    summary="a CURVE secret key, or a password or user name of PLAIN, stands in the source",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
)
