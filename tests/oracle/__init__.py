"""The oracle: what the tables of `zlint.semantics` say, asked of the installed libzmq.

Each `probes_<topic>.py` names its probes in `PROBES`, a question by its words. A probe returns what libzmq did, as JSON
has it, and raises `ControlFailed` when what must work does not: then it says nothing about libzmq. `asking` runs the
probes of a topic one after the other in a child process; one that ends or stops its child has "aborted" or "hung", and
the next child goes on behind it. What a machine cannot be asked, such as IPv6 where there is none, is "not asked".

`fixtures/libzmq/<version>.json` keeps the answers of the versions that were asked; `python -m tests.oracle.store`
writes the file of the one that is installed.
"""

from __future__ import annotations


class ControlFailed(Exception):
    """What has to work did not."""


class NotAsked(Exception):
    """This machine lacks what the question needs."""


def control(holds: object, what: str) -> None:
    """Has to hold before the answer of a probe counts."""
    if not holds:
        raise ControlFailed(what)
