"""What zlint claims about libzmq, shown by libzmq: the words that proofs are written in, and how they are run.

A proof is `rules/<folder>/proof.py`. Its module docstring is the claim, its first paragraph in one sentence. It is an
ordinary program for pyzmq with two functions:

- `bad()` does what the rule reports, and returns what was observed of it in one line.
- `good()` is the control: the same program without the fault. It works, and returns what was observed as well.

Either raises `Refuted` when libzmq does something else. `shown` is for both. Every wait has a deadline of its own,
no message is left for LINGER to wait for, and only loopback, ipc and inproc are used.

`child` runs one function of one proof in a process of its own; `runner` starts it, with a deadline, and collects. A
proof of a fault that can kill its process runs it one process further down, with `ended`.

Rules of the tool itself claim nothing about libzmq and have no proof.
"""

from __future__ import annotations

import errno
import inspect
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from zlint.prove.outcome import End

if TYPE_CHECKING:
    from zmq import ZMQError

__all__ = ["End", "Refuted", "ended", "free_port", "name_of", "shown"]


class Refuted(Exception):
    """libzmq does not do what is claimed; says what it did."""


def shown(observed: str, holds: bool) -> str:
    """What was observed, if it is what the proof claims."""
    if not holds:
        raise Refuted(observed)
    return observed


def name_of(error: ZMQError) -> str:
    """The errno of an error of pyzmq: "EFSM"."""
    import zmq

    number = error.errno or 0
    return errno.errorcode.get(number) or zmq.Errno(number).name


def free_port() -> int:
    """A tcp port of the loopback interface that nobody has bound."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ended(function: Callable[[], str], seconds: float = 8.0) -> End:
    """How a function of a proof ends in a process of its own, which it may kill."""
    from zlint.prove.runner import end

    return end(Path(inspect.getfile(function)), function.__name__, seconds)
