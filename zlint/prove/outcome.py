"""What came of proofs, as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class End:
    """How a function of a proof ended. observed: what it returned; refuted: what it raised `Refuted` with; how: the
    end in words when it did neither; code: of the process, negative for a signal, None when it had to be killed."""

    observed: str | None
    refuted: str | None
    how: str
    code: int | None
    versions: tuple[tuple[str, str], ...]

    @property
    def crashed(self) -> bool:
        """Did a signal end the process?"""
        return self.code is not None and self.code < 0

    @property
    def hung(self) -> bool:
        """Had the process to be killed, with nothing returned?"""
        return self.code is None and self.observed is None


@dataclass(frozen=True, slots=True)
class Shown:
    """verdict: "shown", "refuted" (something else happened than the proof says) or "failed" (the proof did)."""

    verdict: str
    observed: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A rule's claim, what its bad and its good program did, and what the rule finds in them. versions: of libzmq and
    pyzmq."""

    code: str
    name: str
    claim: str
    bad: Shown
    good: Shown
    analysis: Shown
    versions: tuple[tuple[str, str], ...]

    @property
    def parts(self) -> dict[str, Shown]:
        """What a proof consists of, by name."""
        return {"bad": self.bad, "good": self.good, "analysis": self.analysis}

    @property
    def passed(self) -> bool:
        return all(part.verdict == "shown" for part in self.parts.values())
