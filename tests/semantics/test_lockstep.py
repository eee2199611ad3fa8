import pytest

from tests.semantics import TRUTH
from zlint.semantics.lockstep import RELAXED, after_timeout, is_lockstep, start, step, variant
from zlint.semantics.peers import STABLE

EFSM = TRUTH["efsm"]


def errors(type: str, *kinds: str) -> list[bool]:
    """Which of the operations raise EFSM; one that does moves nothing."""
    state, raised = start(type), []
    for kind in kinds:
        after = step(type, state, kind)
        raised.append(after is None)
        state = after or state
    return raised


def measured(case: str, at: int | None = None) -> bool:
    answer = EFSM[case] if at is None else EFSM[case][at]
    return "EFSM" in (answer, answer["errno"] if isinstance(answer, dict) else None)


@pytest.mark.parametrize(
    ("type", "kinds", "expected"),
    [
        ("REQ", ("recv", "send"), [measured("REQ recv first"), measured("  then send ok")]),
        ("REQ", ("send", "send"), [measured("REQ send,send", 0), measured("REQ send,send", 1)]),
        ("REQ", ("send", "recv", "recv"), [False, False, measured("REQ send,recv,recv")]),
        ("REP", ("send",), [measured("REP send first")]),
        ("REP", ("recv", "recv"), [measured("REP recv,recv", 0), measured("REP recv,recv", 1)]),
        ("REP", ("recv", "send", "send"), [False, False, measured("REP recv,send,send")]),
        (RELAXED, ("send", "send"), [measured("RELAXED: send,send", 0), measured("RELAXED: send,send", 1)]),
        (RELAXED, ("recv",), [measured("RELAXED: recv first")]),
    ],
)
def test_steps(type: str, kinds: tuple[str, ...], expected: list[bool]) -> None:
    assert errors(type, *kinds) == expected


@pytest.mark.parametrize(
    ("type", "case"),
    [("REQ", "REQ send, recv timeout (Again), send"), (RELAXED, "RELAXED: send, recv timeout, send")],
)
def test_send_after_a_receive_that_timed_out(type: str, case: str) -> None:
    waiting = step(type, start(type), "send")
    assert waiting is not None
    assert (step(type, after_timeout(type, waiting), "send") is None) is measured(case, 1)


def test_a_send_that_timed_out_is_no_step() -> None:
    assert EFSM["REQ no peer: send NOBLOCK x2, recv"] == ["EAGAIN", "EAGAIN", "EFSM"]
    assert step("REQ", after_timeout("REQ", start("REQ")), "recv") is None


def test_an_automaton_has_its_own_states_only() -> None:
    with pytest.raises(ValueError, match="REQ has no state 'serving'"):
        after_timeout("REQ", "serving")


def test_types_in_lockstep() -> None:
    assert [name for name in STABLE if is_lockstep(name)] == ["REQ", "REP"]


def test_variant() -> None:
    assert variant("REQ", ["LINGER", "REQ_RELAXED"]) == RELAXED
    assert variant("REQ", ["LINGER"]) == "REQ"
    assert variant("REP", ["REQ_RELAXED"]) == "REP"
