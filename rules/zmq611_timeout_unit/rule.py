"""ZMQ611: a timeout in seconds where milliseconds are meant, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zlint.model import Hole, Topology, Tri
from zlint.rule import Diagnostic, Rule

SECONDS = re.compile(r"(?:[\w.]*_)?(?:secs?|seconds?)|[\w.]+_s", re.IGNORECASE)
MILLISECONDS = re.compile(r"(?:[\w.]*_)?(?:ms|msecs?|millis|milliseconds?)", re.IGNORECASE)
SHORT = 10  # milliseconds; a fraction of more than that is the outcome of a division
LONG = 1000  # seconds; nobody waits a quarter of an hour for a message and says so in seconds


def check(topology: Topology) -> Iterator[Diagnostic]:
    """Numbers and names that tell what their author takes the unit for."""
    for op in topology.all_ops("poll"):
        right, wrong = ("seconds", "milliseconds") if op.call == "select" else ("milliseconds", "seconds")
        options = op.timeout.options if op.timeout else ()
        given = [_in_milliseconds(each) if right == "seconds" else _in_seconds(each) for each in options]
        if not given or not all(given) or topology.in_tests(op):
            continue
        certainty = Tri.of(all(isinstance(option, float) for option in options)) | Tri.MAYBE
        yield RULE.at(
            op.span,
            f"{op.call}() takes {right} and {'is' if certainty.certain else 'may be'} given {wrong}",
            here=f"{given[0]} {right}",
            certainty=certainty,
            help="int(seconds * 1000)" if wrong == "seconds" else "milliseconds / 1000",
        )


def _in_seconds(option: object) -> str:
    """What speaks of seconds: a small fraction, which is cut off, or a name."""
    if isinstance(option, float) and 0 < option < SHORT and option != int(option):
        return str(option)
    return f"{{{option.name}}}" if isinstance(option, Hole) and SECONDS.fullmatch(option.name) else ""


def _in_milliseconds(option: object) -> str:
    """What speaks of milliseconds: a large number, or a name."""
    if isinstance(option, int) and option >= LONG:
        return str(option)
    return f"{{{option.name}}}" if isinstance(option, Hole) and MILLISECONDS.fullmatch(option.name) else ""


RULE = Rule(
    code="ZMQ611",
    name="timeout-unit",
    summary="seconds given to poll(), which takes milliseconds, or milliseconds to zmq.select(), which takes seconds",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
