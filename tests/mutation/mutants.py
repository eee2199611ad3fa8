"""What a mutant is, and the list of operators that make them.

An operator is a function from a program to its mutants, each a fault that the program's author would call one: where
the same change can be right, the operator leaves the place alone.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.mutation.program import File, Program


@dataclass(frozen=True, slots=True)
class Mutant:
    """file: with the text it now has, broken at `line`. codes: the rules that are right to report it."""

    operator: str
    file: str
    line: int
    text: str
    codes: frozenset[str]

    def __str__(self) -> str:
        return f"{self.operator} at {self.file}:{self.line}"


Broken = tuple[File, ast.AST, str]  # the file, the place in it, its new text
Operator = Callable[[Program], Iterator[Mutant]]
OPERATORS: dict[str, Operator] = {}


def finds(*codes: str) -> Callable[[Callable[[Program], Iterator[Broken]]], Operator]:
    """Enter a function as an operator whose mutants one of these rules has to find."""

    def enter(breaks: Callable[[Program], Iterator[Broken]]) -> Operator:
        name = breaks.__name__.replace("_", "-")

        def operator(program: Program) -> Iterator[Mutant]:
            for file, node, text in breaks(program):
                yield Mutant(name, file.path, node.lineno, text, frozenset(codes))  # type: ignore[attr-defined]

        OPERATORS[name] = operator
        return operator

    return enter
