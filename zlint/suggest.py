"""Errors for words that are not known, with the nearest word that is."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def unknown(what: str, word: str, known: Iterable[str]) -> str:
    """`unknown rule 'zmq1o1', did you mean 'ZMQ101'?`"""
    lower = {each.lower(): each for each in known}
    near = get_close_matches(word.lower(), lower, n=1)
    return f"unknown {what} {word!r}" + (f", did you mean {lower[near[0]]!r}?" if near else "")
