import pytest

from tests.semantics import TRUTH
from zlint.semantics.delivery import DEFAULT_HWM, DELIVERY, at_hwm, inproc_capacity, variant, with_no_peer

ACTION = {
    "block/EAGAIN": "blocks",
    "drop silently": "drops",
    "receive only": "sends nothing",
    "drop silently (reply to a vanished requester returns ok)": "drops",
    "EAGAIN (POLLOUT still set)": "blocks",
    "block/EAGAIN (EHOSTUNREACH if unknown)": "blocks",
}
ATTACHED = {"unattached": "nothing", "bound": "bind", "connected to nobody": "connect"}
# "ok" was measured for both; the oracle asks which types keep the message.
KEEPS = ("PAIR", "PUSH", "DEALER", "REQ", "XSUB")


@pytest.mark.parametrize(("name", "measured"), TRUTH["hwm"]["action"].items())
def test_at_the_high_water_mark(name: str, measured: str) -> None:
    assert at_hwm(name) == ACTION[measured]


@pytest.mark.parametrize(("case", "measured"), TRUTH["hwm"]["no_peer"].items())
def test_with_no_peer(case: str, measured: str) -> None:
    name, state = case.split(" ", 1)
    if state.startswith("mandatory "):
        name, state = f"{name}+ROUTER_MANDATORY", state.removeprefix("mandatory ")
    accepted = "queues" if name in KEEPS and state == "connected to nobody" else "drops"
    expected = {"EAGAIN": "blocks", "EHOSTUNREACH": "raises", "ok": accepted}[measured]
    assert with_no_peer(name, ATTACHED[state]) == expected


def test_what_was_not_measured_is_unknown() -> None:
    assert at_hwm("STREAM") == at_hwm("SERVER") == "unknown"
    assert with_no_peer("REP", "bind") == with_no_peer("ROUTER+ROUTER_MANDATORY", "connect") == "unknown"
    assert with_no_peer("SUB", "bind") == "sends nothing"


def test_immediate_blocks_until_a_peer_is_there() -> None:
    assert with_no_peer(variant("PUSH", ["IMMEDIATE"]), "connect") == "blocks"


def test_variant() -> None:
    assert variant("XREP", ["LINGER", "ROUTER_MANDATORY"]) == "ROUTER+ROUTER_MANDATORY"
    assert variant("PUB", ["XPUB_NODROP"]) == "PUB+XPUB_NODROP"
    assert variant("XPUB", ["XPUB_NODROP"]) == "XPUB+XPUB_NODROP"
    assert variant("SUB", ["LINGER"]) == "SUB"


def test_every_row_was_measured() -> None:
    by_the_oracle = {"PUSH+IMMEDIATE", "XPUB+XPUB_NODROP"}
    assert set(DELIVERY) - set(TRUTH["hwm"]["action"]) == by_the_oracle
    assert TRUTH["hwm"]["default"] == DEFAULT_HWM


@pytest.mark.parametrize(("case", "measured"), TRUTH["hwm"]["inproc_sum"].items())
def test_inproc_capacity(case: str, measured: list[object]) -> None:
    send, receive = (int(part.partition("=")[2]) for part in case.split())
    assert inproc_capacity(send, receive) == (measured[0] if measured[1] == "EAGAIN" else None)
