"""ZMQ703: a SUB subscribes to a topic that none of its publishers sends.

A run shows topics only if it was recorded with --payloads.
"""

from __future__ import annotations

from collections.abc import Iterator

from zlint.model import Span, Topology, Tri
from zlint.rule import Diagnostic, Label, Rule
from zlint.semantics.settings import chosen_at
from zlint.semantics.topics import Topic, received_topics, subscriptions


def check(topology: Topology) -> Iterator[Diagnostic]:
    """One finding for each place that subscribes; the topic is known, and so are all that are sent."""
    seen: set[Span] = set()
    for op in topology.all_ops("subscribe"):
        place = chosen_at(topology, op)
        if op.only is None or place in seen or topology.in_tests(op):
            continue
        socket, wanted = topology.socket(op.only), subscriptions(op)
        inverted = any(each.option == "INVERT_MATCHING" for each in topology.ops_of(socket, "option"))
        sent = received_topics(topology, socket) if socket.type == "SUB" and not inverted else None
        never = [each for each in wanted or () if sent and not any(topic.matches(each).possible for topic in sent)]
        if sent and never:
            seen.add(place)
            yield _finding(place, never[0], sent, Tri.of(len(never) == len(wanted or ())) | Tri.MAYBE)


def _finding(place: Span, wanted: bytes, sent: tuple[Topic, ...], certainty: Tri) -> Diagnostic:
    near = next((topic for topic in sent if topic.text.lower().startswith(wanted.lower())), None)
    places = {topic.send.span: topic for topic in sent}
    return RULE.at(
        place,
        f"no publisher here sends a message whose first frame begins with {wanted!r}",
        *(Label(span, f"{topic} is sent here") for span, topic in list(places.items())[:4]),
        here="nothing matches it",
        certainty=certainty,
        help=f"bytes are compared, and {near} begins otherwise" if near else "subscribe to a topic that is sent",
    )


RULE = Rule(
    code="ZMQ703",
    name="topic-never-sent",
    summary="no publisher sends a first frame that begins with what is subscribed to",
    severity="warning",
    profile="default",
    since="0.1.0",
    check=check,
)
