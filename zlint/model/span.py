"""Places in source text."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From (line, column) up to, not including, (end_line, end_column); 1-based, columns in code points."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def in_tests(self) -> bool:
        """In a file of tests, by its name or folder."""
        *folders, name = self.path.split("/")
        return name.startswith("test_") or name.endswith("_test.py") or "tests" in folders or name == "conftest.py"

    @property
    def in_examples(self) -> bool:
        """In a folder of examples, which shows how something is done and is not run as it is."""
        return any(re.fullmatch("examples?|demos?|samples?|tutorials?", folder) for folder in self.path.split("/")[:-1])

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"
