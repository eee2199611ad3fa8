"""Proofs: every rule has one that holds, and `zlint prove` fails when one does not."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
import zmq

from tests import generated, pages
from tests.test_catalogue import OWN
from zlint import cli, config, engine, registry, static
from zlint.prove import analysis, runner
from zlint.prove.outcome import Outcome
from zlint.registry import Entry
from zlint.semantics import peers

PROVED = [entry for entry in registry.entries() if entry.rule.code not in OWN]
VERSIONS = (("libzmq", zmq.zmq_version()), ("pyzmq", zmq.__version__))

SOUND = '''\
"""Bytes are no str,

and this is not part of the claim."""

import os

import zmq

from zlint.prove import shown


def bad():
    with zmq.Context() as context, context.socket(zmq.REQ) as client:
        client.connect("inproc://service")
        client.send(b"first")
        try:
            client.send(b"second")  # error: [out-of-step]
        except zmq.ZMQError as error:
            print("printed", os.system("echo printed"))
            return shown(f"errno {error.errno}", error.errno == zmq.EFSM)


def good():
    return shown("b'a' is not 'a'", b"a" != "a")
'''


def name(entry: Entry) -> str:
    return entry.rule.name


def written(folder: Path, text: str, rule: str = "out-of-step") -> Entry:
    entry = registry.find(rule)
    assert entry is not None
    (folder / "proof.py").write_text(text, "utf-8")
    return replace(entry, proof=folder / "proof.py")


def only(entry: Entry) -> Outcome:
    (outcome,) = runner.prove([entry])
    return outcome


@pytest.fixture(scope="session")
def outcomes(request: pytest.FixtureRequest) -> dict[str, Outcome]:
    """Of the rules whose proof a test of this run asks for, two at a time."""
    wanted: set[str] = set()
    for item in request.session.items:
        if isinstance(item, pytest.Function) and "outcomes" in item.fixturenames:
            entry = item.callspec.params["entry"]
            assert isinstance(entry, Entry)
            wanted.add(entry.rule.code)
    proofs = [entry for entry in PROVED if entry.proof and entry.rule.code in wanted]
    return {outcome.name: outcome for outcome in runner.prove(proofs)}


@pytest.mark.parametrize("entry", PROVED, ids=name)
def test_every_rule_is_proved(entry: Entry, outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes[entry.rule.name]
    assert {part: seen for part, seen in outcome.parts.items() if seen.verdict != "shown"} == {}
    assert outcome.versions == VERSIONS
    assert outcome.claim.endswith(".")


def test_rules_of_the_tool_itself_claim_nothing() -> None:
    assert [entry.rule.code for entry in registry.entries() if entry.rule.code in OWN and entry.proof] == []


@pytest.mark.parametrize("entry", PROVED, ids=name)
def test_the_analysis_of_a_proof_finds_what_it_marks_and_nothing_else(entry: Entry) -> None:
    assert entry.proof is not None
    rules = {*config.chosen(config.Config(), registry.rules()), entry.rule}
    found = engine.run(
        static.analyse([entry.proof], root=entry.proof.parent).topology, sorted(rules, key=lambda r: r.code)
    )
    marks = list(pages.marks("proof.py", entry.proof.read_text("utf-8")))
    assert pages.differences(marks, list(found)) == []
    assert entry.rule.name in {mark.name for mark in marks}


@pytest.mark.parametrize("entry", PROVED, ids=name)
def test_bad_and_good_cannot_be_swapped(entry: Entry, tmp_path: Path) -> None:
    assert entry.proof is not None
    names = {"bad": "good", "good": "bad"}
    text = re.sub(
        r"(?<=^def )(bad|good)(?=\()", lambda found: names[found[0]], entry.proof.read_text("utf-8"), flags=re.MULTILINE
    )
    assert text != entry.proof.read_text("utf-8")
    assert analysis.analysed(written(tmp_path, text, entry.rule.name)).verdict == "failed"


def test_a_wrong_entry_in_a_table_fails_the_proof(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(peers, "LEGAL", peers.LEGAL | {frozenset(("REQ", "DEALER"))})
    assert cli.run(["prove", "ZMQ101"]) == 1
    captured = capsys.readouterr()
    assert "ZMQ101 incompatible-peers: FAIL" in captured.out
    assert "analysis  refuted: reports line 22, the proof marks lines 22, 34" in captured.out
    assert captured.err.startswith("0 of 1 rule proved on libzmq ")


def test_what_is_collected(tmp_path: Path) -> None:
    outcome = only(written(tmp_path, SOUND))
    assert outcome.claim == "Bytes are no str,"
    assert outcome.passed
    assert outcome.bad.observed == f"errno {zmq.EFSM}"
    assert outcome.good.observed == "b'a' is not 'a'"
    assert outcome.analysis.observed == "reports line 17 and nothing in good()"


@pytest.mark.parametrize(
    ("line", "verdict", "observed"),
    [
        ('return shown("it works", False)', "refuted", "it works"),
        ("raise KeyError('lost')", "failed", "KeyError: 'lost'"),
        ("import os; os.abort()", "failed", "the process ended with SIGABRT."),
        ("import sys; sys.exit('gone')", "failed", "the process ended with code 1. gone"),
    ],
)
def test_a_proof_that_does_not_hold(tmp_path: Path, line: str, verdict: str, observed: str) -> None:
    outcome = only(written(tmp_path, SOUND.replace('return shown("b\'a\' is not \'a\'", b"a" != "a")', line)))
    assert (outcome.good.verdict, outcome.good.observed) == (verdict, observed)
    assert (outcome.bad.verdict, outcome.passed, outcome.versions) == ("shown", False, VERSIONS)


def test_a_proof_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    hang = "import os, time; os.fork(); time.sleep(60)"
    entry = written(tmp_path, SOUND.replace("    return shown(\"b'a'", f"    {hang}\n    return shown(\"b'a'"))
    assert entry.proof is not None
    end = runner.end(entry.proof, "good", deadline=1.0)
    assert (end.hung, end.crashed, end.how) == (True, False, "nothing within 1 s")


@pytest.mark.parametrize(
    ("text", "observed"),
    [
        (
            SOUND.replace("  # error: [out-of-step]", ""),
            "reports line 17, the proof has to mark lines of bad(), it marks nothing",
        ),
        (
            SOUND + "# error: [out-of-step]\n",
            "reports line 17, the proof has to mark lines of bad(), it marks lines 17, 25",
        ),
        (
            SOUND.replace("def good", "def well"),
            "reports line 17, the proof has to mark lines of bad(), it marks line 17",
        ),
    ],
)
def test_marks_that_prove_nothing(tmp_path: Path, text: str, observed: str) -> None:
    assert analysis.analysed(written(tmp_path, text)).observed == observed


def test_a_fault_in_good_is_seen(tmp_path: Path) -> None:
    fault = "\n\ndef more(context: zmq.Context) -> None:\n    with context.socket(zmq.REQ) as client:\n"
    fault += '        client.connect("inproc://service")\n        client.recv()\n'
    seen = analysis.analysed(written(tmp_path, SOUND + fault))
    assert (seen.verdict, seen.observed) == ("refuted", "reports lines 17, 30, the proof marks line 17")


def test_what_stands_in_the_users_folder_is_not_imported(tmp_path: Path) -> None:
    (tmp_path / "zmq.py").write_text("raise SystemExit('imported')\n", "utf-8")
    done = generated.zlint(["prove", "out-of-step"], tmp_path)
    assert (done.returncode, done.stdout.partition("\n")[0]) == (0, "ZMQ103 out-of-step: pass")


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["prove", "no-subscription", "zmq103", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["version"] == 1
    assert document["versions"] == dict(VERSIONS)
    assert [proof["rule"] for proof in document["proofs"]] == ["ZMQ701", "ZMQ103"]
    assert document["proofs"][1].pop("claim").startswith("The second send of a REQ")
    assert document["proofs"][1] == {
        "rule": "ZMQ103",
        "name": "out-of-step",
        "passed": True,
        "bad": {"verdict": "shown", "observed": "REQ: EFSM, REP: EFSM"},
        "good": {"verdict": "shown", "observed": "taking turns gives [b'FIRST', b'SECOND']"},
        "analysis": {"verdict": "shown", "observed": "reports lines 14, 21 and nothing in good()"},
    }


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("ZMQ001", "zlint: cannot-parse has no proof\n"),
        ("out-of-stop", "zlint: unknown rule 'out-of-stop', did you mean 'out-of-step'?\n"),
    ],
)
def test_misuse(rule: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["prove", rule]) == 2
    assert capsys.readouterr().err == message


def test_without_pyzmq(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert cli.run(["prove"]) == 2
    assert capsys.readouterr().err == "zlint: prove needs pyzmq: install zlint[runtime]\n"
