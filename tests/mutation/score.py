"""Judges mutants: found when a right rule reports something that the right program does not have, at the right place.

The right place is the broken line, a line that makes or uses the sockets which that line is about, or their peers, or
one that does something else than before.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.mutation import messages, wiring
from tests.mutation.mutants import OPERATORS, Mutant
from tests.mutation.program import Program
from zlint import engine, registry
from zlint.model import Topology
from zlint.rule import Diagnostic

__all__ = ["Judged", "judge", "messages", "mutants", "wiring"]  # the operators are entered on import


@dataclass(frozen=True, slots=True)
class Judged:
    """found: what a right rule says at the right place. others: what else is new."""

    mutant: Mutant
    found: tuple[Diagnostic, ...]
    others: tuple[Diagnostic, ...]


def mutants(program: Program, operators: Sequence[str] = ()) -> Iterator[Mutant]:
    """Every mutant of a program; those that Python itself refuses are none."""
    for name in operators or OPERATORS:
        for mutant in OPERATORS[name](program):
            try:
                ast.parse(mutant.text)
            except SyntaxError:
                continue
            yield mutant


def judge(program: Program, mutant: Mutant) -> Judged:
    """What is said of one mutant that is not said of the program."""
    known = {_key(each) for each in _findings(program.topology)}
    topology = program.analysed(mutant.file, mutant.text)
    new = [each for each in _findings(topology) if _key(each) not in known]
    places = program.about(mutant.file, mutant.line) | program.changed(topology)
    right = [each for each in new if each.code in mutant.codes and _stands(each, places)]
    return Judged(mutant, tuple(right), tuple(each for each in new if each not in right))


def _findings(topology: Topology) -> tuple[Diagnostic, ...]:
    return topology.once("findings of all rules", lambda: engine.run(topology, registry.rules()))


def _key(diagnostic: Diagnostic) -> tuple[str, str, int]:
    return diagnostic.code, diagnostic.span.path, diagnostic.span.line


def _stands(diagnostic: Diagnostic, places: set[tuple[str, int]]) -> bool:
    return any((label.span.path, label.span.line) in places for label in diagnostic.labels)
