import pytest

from tests.semantics import TRUTH
from zlint.semantics.frames import received

# What the sender of the measurement sent: an identity for ROUTER, and the delimiter where the peer needs one.
SENT = {("ROUTER", "REQ"): 3, ("ROUTER", "DEALER"): 2, ("ROUTER", "ROUTER"): 2, ("DEALER", "REP"): 2}
LEGAL = [(pair, row) for pair, row in TRUTH["pairing"]["tcp"].items() if row[0] == "handshake"]


@pytest.mark.parametrize(("pair", "row"), LEGAL)
def test_frames_of_every_legal_pair(pair: str, row: list[int]) -> None:
    binder, connector = pair.split("-")
    assert (received(binder, connector, SENT.get((binder, connector), 1)) or 0) == row[1]
    assert (received(connector, binder, SENT.get((connector, binder), 1)) or 0) == row[2]


def test_number_of_legal_pairs() -> None:
    assert len(LEGAL) == 21


@pytest.mark.parametrize(
    ("sender", "receiver", "sent", "seen"),
    [
        ("REQ", "ROUTER", 2, 4),
        ("XREQ", "XREP", 2, 3),
        ("REP", "REQ", 4, 4),
        ("REP", "DEALER", 2, 3),
        ("PUB", "SUB", 3, 3),
        ("ROUTER", "DEALER", 1, None),  # the identity alone
        ("ROUTER", "REQ", 2, None),  # identity and delimiter, no body
        ("DEALER", "REP", 1, None),  # no delimiter
        ("REQ", "PULL", 1, None),  # no legal pair
        ("SUB", "XPUB", 1, None),  # SUB cannot send
        ("XSUB", "PUB", 1, None),  # PUB cannot receive
        ("CLIENT", "SERVER", 1, 1),
        ("CLIENT", "SERVER", 2, None),
        ("STREAM", "STREAM", 2, None),
        ("PUSH", "PULL", 0, None),
    ],
)
def test_received(sender: str, receiver: str, sent: int, seen: int | None) -> None:
    assert received(sender, receiver, sent) == seen


def test_the_plain_request_that_was_measured() -> None:
    assert received("REQ", "ROUTER", 1) == len(TRUTH["efsm"]["plain REQ envelope at ROUTER"])
