"""What is known of a value without running the program: constants, templates with named holes, unknowns.

A `Value` lists the alternatives a place can hold. Nothing is ever just "unknown": a `Hole` has a name a
reader recognises, a key that tells whether two holes are filled by one value, and the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Constant = str | bytes | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Factor:
    """One of the values that a number is the product of. name: as it is written, "" for what has none. value: None when
    it is not known."""

    name: str
    value: int | float | None = None


SAME_AS = "is:"  # begins an alias that is the key or the name of another unknown: it can be that one


@dataclass(frozen=True, slots=True)
class Hole:
    """A named unknown. Equal keys: surely one value, if the types are equal too. `aliases`: further names it is stored
    under; see `SAME_AS`. type: "str", "bytes", or "" when that is not known. codec: what it was encoded by ("json",
    "pickle", ...). factors: what it is the product of, if of anything."""

    name: str
    key: str
    why: str
    aliases: frozenset[str] = frozenset()
    type: str = ""
    codec: str = ""
    factors: tuple[Factor, ...] = field(default=(), compare=False)

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def names(self) -> frozenset[str]:
        return self.aliases | {self.name}


@dataclass(frozen=True, slots=True)
class Template:
    """Text of which parts are known: `("tcp://*:", Hole("port"))`. `aliases`: names the whole is stored under.
    type: "str", "bytes", or "" when that is not known."""

    parts: tuple[str | Hole, ...]
    aliases: frozenset[str] = frozenset()
    type: str = ""

    def __str__(self) -> str:
        return "".join(part if isinstance(part, str) else "{" + part.name + "}" for part in self.parts)


Option = Constant | Template | Hole


@dataclass(frozen=True, slots=True)
class Value:
    """The alternatives, in order of discovery. Several of them: one of these, it is not known which."""

    options: tuple[Option, ...]

    @property
    def holes(self) -> tuple[Hole, ...]:
        return tuple(option for option in self.options if isinstance(option, Hole))

    @property
    def known(self) -> bool:
        """Every alternative is a constant."""
        return bool(self.options) and not any(isinstance(option, Hole | Template) for option in self.options)

    @property
    def constants(self) -> tuple[Constant, ...]:
        return tuple(option for option in self.options if not isinstance(option, Hole | Template))

    @property
    def single(self) -> Constant | Template | Hole:
        """The only alternative; ValueError when there are several."""
        if len(self.options) != 1:
            raise ValueError(f"{len(self.options)} alternatives")
        return self.options[0]

    def __str__(self) -> str:
        return " or ".join(
            "{" + option.name + "}"
            if isinstance(option, Hole)
            else str(option)
            if isinstance(option, Template)
            else repr(option)
            for option in self.options
        )
