"""Every table of `zlint.semantics` is what the installed libzmq does."""

from __future__ import annotations

import ast
from itertools import product
from typing import Any

import pytest
import zmq

from tests.oracle import asking
from tests.oracle.asking import Answers
from tests.oracle.probes_delivery import FULL, NO_PEER, SUMS
from tests.oracle.probes_endpoints import SPELT_OUT
from tests.oracle.probes_turns import ORDERS
from tests.semantics.test_endpoints import ACCEPTED, DEPENDS
from zlint.model import Endpoint, Tri
from zlint.semantics import lockstep, peers
from zlint.semantics.delivery import DEFAULT_HWM, at_hwm, inproc_capacity, with_no_peer
from zlint.semantics.direction import can_recv, can_send
from zlint.semantics.endpoints import problem
from zlint.semantics.frames import received
from zlint.semantics.options import OPTIONS, UNKNOWN, late_effect
from zlint.semantics.peers import STABLE, can_talk, inproc_delivers
from zlint.semantics.transports import carries

PAIRS = list(product(STABLE, STABLE))
LATE = {Tri.YES: "live", Tri.NO: "dead"}

# What has no table, and what pages, proofs and rules rely on.
FACTS = {
    "term returns, all closed": True,
    "term returns, a socket open": False,
    "term returns, PUSH, message undelivered": False,
    "term returns, REQ, message undelivered": False,
    "term returns, PUB, message undelivered": True,
    "term returns, LINGER 0": True,
    "term returns, LINGER 100": True,
    "destroy returns, message undelivered": False,
    "destroy returns, linger=0": True,
    "recv under term": "ETERM",
    "recv after close": "ENOTSOCK",
    "bind after close": "ENOTSOCK",
    "second bind, tcp": "EADDRINUSE",
    "second bind, ipc": "ok",
    "second bind, inproc": "EADDRINUSE",
    "inproc message sent before bind arrives": True,
    "inproc between two contexts": ["ok", "ok", "EAGAIN"],
    "second peer of a PAIR": ["ok", "EAGAIN"],
    "topics that pass a subscription": ["weather", "weatherman"],
    "errors": [["Again", "ZMQError", "ZMQBaseError"], ["ContextTerminated", "ZMQError", "ZMQBaseError"]],
    "poller": {
        "poll counts in ms": True,
        "select counts in s": True,
        "socket in poll()": False,
        "register() watches for": 3,
    },
    "closed socket in a poller": [[], [[0, 1]]],
    "asyncio": {
        "recv() is a coroutine": False,
        "truth of poll() without await": True,
        "poll() with await": 0,
        "recv() that timed out keeps the next message": True,
        "recv() after one that is not awaited": "next",
    },
    "one instance for both kinds of context": False,
    "socket of the parent in a forked child": [0, "EAGAIN"],
    "types that udp refuses": [name for name in STABLE if not carries("udp", [name]).possible],
}


@pytest.fixture(scope="session")
def answers() -> dict[str, Answers]:
    return asking.ask_all()


def test_every_probe_answers(answers: dict[str, Answers]) -> None:
    odd = {
        question: answer
        for topic in answers.values()
        for question, answer in topic.items()
        if isinstance(answer, str) and (answer in ("hung", "aborted") or "failed: " in answer)
    }
    # REQ and STREAM over inproc fail an assertion of libzmq; nothing else may.
    assert odd == {"REQ binds, STREAM connects": "aborted", "STREAM binds, REQ connects": "aborted"}


def test_same_answers_as_before(answers: dict[str, Answers]) -> None:
    version = zmq.zmq_version()
    known = version if asking.stored(version) else "4.3.5"
    found = asking.differences(asking.stored(known) or {}, answers)
    if found:
        pytest.fail(f"libzmq {version} does otherwise than what is stored of {known}:\n" + "\n".join(found))


def handshakes(transport: str, rows: Answers) -> dict[tuple[str, str], bool]:
    ends = {pair: rows[f"{pair[0]} binds, {pair[1]} connects, {transport}"]["handshake"] for pair in PAIRS}
    assert {end for pair, end in ends.items() if "STREAM" in pair and pair[0] != pair[1]} == {"raw bytes"}
    return {pair: end == "ok" for pair, end in ends.items()}


@pytest.mark.parametrize("transport", ["tcp", "ipc"])
def test_legal_pairs(transport: str, answers: dict[str, Answers]) -> None:
    rows = answers["pairing"]
    assert handshakes(transport, rows) == {(left, right): can_talk([left], [right]).certain for left, right in PAIRS}
    refused = [rows[f"{left} binds, {right} connects, {transport}"] for left, right in PAIRS]
    assert {(row["to binder"], row["to connector"]) for row in refused if row["handshake"] == "refused"} == {(0, 0)}


@pytest.mark.parametrize("transport", ["tcp", "ipc"])
def test_a_legal_pair_too_many_is_noticed(
    transport: str, answers: dict[str, Answers], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "LEGAL", peers.LEGAL | {frozenset(("REQ", "DEALER"))})
    seen = handshakes(transport, answers["pairing"])
    wrong = [pair for pair in PAIRS if seen[pair] is not can_talk([pair[0]], [pair[1]]).certain]
    assert wrong == [("REQ", "DEALER"), ("DEALER", "REQ")]


def test_inproc_pairs(answers: dict[str, Answers]) -> None:
    ways = {(True, True): "both", (True, False): "to connector", (False, True): "to binder", (False, False): "nothing"}

    def way(row: Any) -> str:
        return "abort" if row == "aborted" else ways[row["to connector"] > 0, row["to binder"] > 0]

    seen = {pair: way(answers["inproc"][f"{pair[0]} binds, {pair[1]} connects"]) for pair in PAIRS}
    assert seen == {pair: inproc_delivers(*pair) for pair in PAIRS}


def test_directions(answers: dict[str, Answers]) -> None:
    rows = {name: answers["direction"][f"fresh {name}"] for name in (*STABLE, *peers.DRAFT)}
    assert {name: row["send"] != "ENOTSUP" for name, row in rows.items()} == {name: can_send(name) for name in rows}
    assert {name: row["recv"] != "ENOTSUP" for name, row in rows.items()} == {name: can_recv(name) for name in rows}
    assert {name: answers["direction"][f"{name} with a peer"] for name in ("PUB", "SUB", "PUSH", "PULL")} == {
        name: {"call": "ENOTSUP", "poll": 0} for name in ("PUB", "SUB", "PUSH", "PULL")
    }


def steps(automaton: str, order: tuple[str, ...]) -> list[str]:
    state, outcomes = lockstep.start(automaton), []
    for kind in order:
        after = lockstep.step(automaton, state, kind)
        outcomes.append("EFSM" if after is None else "ok")
        state = after or state
    return outcomes


@pytest.mark.parametrize("transport", ["inproc", "tcp"])
@pytest.mark.parametrize("automaton", lockstep.AUTOMATA)
def test_turns(automaton: str, transport: str, answers: dict[str, Answers]) -> None:
    seen = {order: answers["turns"][f"{automaton} {' '.join(order)}, {transport}"] for order in ORDERS}
    assert seen == {order: steps(automaton, order) for order in ORDERS}


@pytest.mark.parametrize("automaton", ["REQ", lockstep.RELAXED])
def test_turns_after_a_timeout(automaton: str, answers: dict[str, Answers]) -> None:
    state = lockstep.after_timeout(automaton, lockstep.WAITING)
    expected = {kind: "EFSM" if lockstep.step(automaton, state, kind) is None else "ok" for kind in ("send", "recv")}
    assert answers["turns"][f"{automaton} after a timeout"] == expected


def test_a_message_is_one_turn(answers: dict[str, Answers]) -> None:
    assert [answers["turns"][f"{name} between parts"] for name in ("REQ", "REP")] == ["EFSM", "EFSM"]


def test_options_of_each_type(answers: dict[str, Answers]) -> None:
    seen = {name: set(answers["options"][f"who takes {name}"]) for name in OPTIONS}
    assert seen == {name: set(STABLE if fact.types is None else fact.types) for name, fact in OPTIONS.items()}


def test_defaults(answers: dict[str, Answers]) -> None:
    seen = {name: answers["options"][f"default of {name}"] for name in OPTIONS}
    assert OPTIONS["LINGER"].default == -1
    assert answers["options"]["LINGER of each type"] == {**dict.fromkeys(STABLE, -1), "SUB": 0, "XSUB": 0}
    table = {name: fact.default for name, fact in OPTIONS.items() if name != "LINGER"} | {"LINGER": None}
    assert seen == {name: value.hex() if isinstance(value, bytes) else value for name, value in table.items()}


def test_conflate(answers: dict[str, Answers]) -> None:
    effective = [name for name in STABLE if answers["options"].get(f"{name} conflates")]
    assert effective == sorted(OPTIONS["CONFLATE"].effective or (), key=STABLE.index)
    assert [name for name in STABLE if f"{name} conflates" not in answers["options"]] == ["STREAM"]


def test_late_options(answers: dict[str, Answers]) -> None:
    claimed = {name for name, fact in OPTIONS.items() if fact.late != UNKNOWN}
    assert {question.partition(" ")[0] for question in answers["late"]} == claimed
    seen = asking.asked(answers["late"])
    assert seen == {question: _late(question) for question in seen}
    assert [question for question in answers["late"] if question not in seen] in ([], ["IPV6"])


def _late(question: str) -> str:
    option, _, side = question.partition(" after ")
    return LATE[late_effect(option, side or "both")]


@pytest.mark.parametrize("op", ["bind", "connect"])
def test_endpoints(op: str, answers: dict[str, Answers]) -> None:
    wrong = []
    for question, seen in answers["endpoints"].items():
        asked, _, text = question.partition(" ")
        text = ast.literal_eval(text)
        if asked == op and not (seen != "ok" and op in DEPENDS.get(text, ())):
            found = problem(Endpoint.of(SPELT_OUT.get(text, text)), op)
            kind = ACCEPTED.get((text, op)) if seen == "ok" else found and found.kind
            if (found and (found.kind, found.errno or "ok")) != (kind and (kind, seen)):
                wrong.append((text, seen, found))
    assert wrong == []


def test_with_no_peer(answers: dict[str, Answers]) -> None:
    words = {"EAGAIN": "blocks", "EHOSTUNREACH": "raises", "kept": "queues", "gone": "drops", "ok": "drops"}
    seen = {case: words[answers["delivery"][f"{case[0]} attached by {case[1]}"]] for case in NO_PEER}
    assert seen == {case: with_no_peer(*case) for case in NO_PEER}


def test_at_the_high_water_mark(answers: dict[str, Answers]) -> None:
    words = {"EAGAIN": "blocks", "drops": "drops"}
    assert {name: words[answers["delivery"][f"{name} is full"]] for name in FULL} == {
        name: at_hwm(name) for name in FULL
    }
    assert (answers["delivery"]["REP without its requester"], at_hwm("REP")) == ("ok", "drops")


def test_capacity(answers: dict[str, Answers]) -> None:
    seen = {each: answers["delivery"][f"SNDHWM {each[0]}, RCVHWM {each[1]}"] for each in SUMS}
    assert seen == {each: inproc_capacity(*each) for each in SUMS}
    assert answers["delivery"]["messages of two frames by default"] == DEFAULT_HWM


def test_frames(answers: dict[str, Answers]) -> None:
    cases = {question: question.split() for question in answers["frames"]}
    assert answers["frames"] == {
        question: received(source, target, int(count)) or 0 for question, (source, _, count, _, target) in cases.items()
    }
    assert len({(source, target) for source, _, _, _, target in cases.values()}) == 17


def test_facts(answers: dict[str, Answers]) -> None:
    assert answers["facts"] == FACTS


def test_probes_that_end_their_child_do_not_end_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "DEADLINE", 2.0)
    assert asking.ask("of_the_asker") == {
        "answers": [1, "two"],
        "aborts": "aborted",
        "hangs": "hung",
        "loses its control": "control failed: nothing holds",
        "is not asked": "not asked: no such thing here",
        "fails": "probe failed: KeyError: 'key'",
        "answers again": None,
    }


def test_differences() -> None:
    before: dict[str, Answers] = {"facts": {"a": 1, "b": [2], "c": 2, "gone": 3}, "old": {"x": 1}}
    now: dict[str, Answers] = {"facts": {"a": 1, "b": [3], "c": "not asked: no c", "new": 4}}
    assert asking.differences(before, now) == [
        "facts, b: [2] before, [3] now",
        "facts, gone: 3 before, None now",
        "facts, new: None before, 4 now",
        "old, x: 1 before, None now",
    ]
    assert asking.differences(before, before) == []


def test_another_version_is_told_and_no_crash(answers: dict[str, Answers], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zmq, "zmq_version", lambda: "4.4.0")
    changed = {**answers, "facts": {**answers["facts"], "second bind, ipc": "EADDRINUSE"}}
    with pytest.raises(pytest.fail.Exception) as failed:
        test_same_answers_as_before(changed)
    assert failed.value.msg == (
        "libzmq 4.4.0 does otherwise than what is stored of 4.3.5:\n"
        "facts, second bind, ipc: 'ok' before, 'EADDRINUSE' now"
    )
