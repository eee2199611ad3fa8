"""ZMQ307: a value of the wrong type or out of range is given to an option, or to close(linger=...)."""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Op, Span, Topology
from zlint.rule import Diagnostic, Rule
from zlint.semantics.settings import tried
from zlint.semantics.values import NAMES, fault, set_either_way

TAKES_BYTES = "takes bytes, not str"


def check(topology: Topology) -> Iterator[Diagnostic]:
    seen: set[Span] = set()
    for op in topology.all_ops("option", "subscribe", "unsubscribe", "close", "term"):
        values = op.value.constants if op.value is not None and op.value.known else ()
        if not values or op.span in seen or tried(topology, op, "TypeError") or set_either_way(topology, op):
            continue
        if op.kind in ("close", "term"):
            if all(type(value) is float and value % 1 for value in values):
                seen.add(op.span)
                yield _cut_off(op)
            continue
        faults = [fault(op.option or "", op.call, value) for value in values]
        found = next((each for each in faults if None not in faults), None)
        if found and not (op.option in NAMES and found[1].endswith(TAKES_BYTES)):  # that is text-as-bytes
            seen.add(op.span)
            yield _finding(op, *found)


def _cut_off(op: Op) -> Diagnostic:
    return RULE.at(
        op.span,
        f"{op.call}(linger={op.value}) is cut off to whole milliseconds",
        here="linger counts milliseconds",
        severity="warning",
        help="give milliseconds: close(linger=500) waits half a second",
    )


def _finding(op: Op, error: str, why: str) -> Diagnostic:
    setter = {"SUBSCRIBE": "subscribe()", "UNSUBSCRIBE": "unsubscribe()"}.get(op.option or "", "setsockopt_string()")
    return RULE.at(
        op.span,
        f"{why}: {op.value}",
        here=f"raises {error if error.endswith('Error') else 'ZMQError: ' + error}",
        help=f"call {setter}, or encode it" if why.endswith(TAKES_BYTES) else None,
    )


RULE = Rule(
    code="ZMQ307",
    name="option-value",
    summary="an option is given a value of the wrong type or out of range",
    severity="error",
    profile="default",
    since="0.1.0",
    check=check,
    raises=True,
)
