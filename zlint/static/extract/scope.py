"""What is gathered about the function, class or module whose body is being read."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Scope:
    """names: every name and attribute mentioned; stores: names bound here; outer: declared global or nonlocal."""

    qualname: str
    kind: str  # "module", "class", "function"
    names: set[str] = field(default_factory=set)
    stores: set[str] = field(default_factory=set)
    outer: set[str] = field(default_factory=set)
    generator: bool = False

    def child(self, name: str) -> str:
        """The qualified name of something defined here."""
        if self.kind == "module":
            return name
        return f"{self.qualname}.{name}" if self.kind == "class" else f"{self.qualname}.<locals>.{name}"
