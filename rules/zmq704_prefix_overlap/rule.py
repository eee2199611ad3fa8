"""ZMQ704: a subscription to one topic lets another one through, which begins with its name.

A run shows topics only if it was recorded with --payloads.
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Span, Topology
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.settings import chosen_at
from zlint.semantics.topics import Topic, received_topics, subscriptions


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each place that subscribes to a topic that is sent, beside longer ones."""
    seen: set[Span] = set()
    for op in topology.all_ops("subscribe"):
        place = chosen_at(topology, op)
        if op.only is None or place in seen or topology.in_tests(op):
            continue
        sent = received_topics(topology, topology.socket(op.only)) or ()
        for wanted in subscriptions(op) or ():
            meant = [topic for topic in sent if topic.text == wanted]
            others = [topic for topic in sent if _goes_on(topic, wanted)]
            if meant and others and place not in seen:
                seen.add(place)
                yield RULE.at(
                    place,
                    f"the subscription to {wanted!r} also lets through {others[0]}",
                    Label(others[0].send.span, f"{others[0]} is sent here"),
                    Label(meant[0].send.span, f"{meant[0]} is sent here"),
                    here="a topic matches if it begins so",
                    help="end topics with a character that they do not contain, as in b'temp.'",
                )


def _goes_on(topic: Topic, wanted: bytes) -> bool:
    """Is it another word that begins so? A separator ends the word: that is a part of the topic, and meant so."""
    rest = topic.text[len(wanted) :]
    return topic.text.startswith(wanted) and rest[:1].isalnum() and wanted[-1:].isalnum()


RULE = Rule(
    code="ZMQ704",
    name="prefix-overlap",
    summary="a subscription also matches another topic that begins with the same bytes",
    severity="info",
    profile="pedantic",
    since="0.1.0",
    check=check,
)
