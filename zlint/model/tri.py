"""Three-valued answers: what is so, what may be so, what is not so."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Tri(Enum):
    """NO, MAYBE or YES. Not a bool: ask `.certain` or `.possible`."""

    NO = 0
    MAYBE = 1
    YES = 2

    @property
    def certain(self) -> bool:
        return self is Tri.YES

    @property
    def possible(self) -> bool:
        return self is not Tri.NO

    def __bool__(self) -> bool:
        raise TypeError("a Tri is not a bool: ask .certain or .possible")

    def __and__(self, other: Tri) -> Tri:
        return self if self.value <= other.value else other

    def __or__(self, other: Tri) -> Tri:
        return self if self.value >= other.value else other

    def __invert__(self) -> Tri:
        return Tri(2 - self.value)

    @staticmethod
    def of(truth: bool) -> Tri:
        return Tri.YES if truth else Tri.NO

    @staticmethod
    def over(answers: Iterable[Tri]) -> Tri:
        """What holds of all alternatives: one answer if they agree, else MAYBE; NO for no alternative."""
        seen = {answer.value for answer in answers}
        if len(seen) == 1:
            return Tri(seen.pop())
        return Tri.MAYBE if seen else Tri.NO
