"""The mutation score: its operators break what they say, and its judgement tells a right finding from others."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.mutation import score
from tests.mutation.mutants import OPERATORS, Mutant
from tests.mutation.program import Program

SENDER = """\
import zmq


def main():
    context = zmq.Context()
    socket = context.socket(zmq.PUSH)
    socket.linger = 500
    socket.connect(
        "tcp://127.0.0.1:28101",
    )
    socket.send_multipart([b"name", b"body"])
    socket.close()
    context.term()


if __name__ == "__main__":
    main()
"""
RECEIVER = """\
import zmq


def main():
    context = zmq.Context()
    socket = context.socket(zmq.PULL)
    socket.bind("tcp://127.0.0.1:28101")
    while True:
        name, body = socket.recv_multipart()
        print(name, body)


if __name__ == "__main__":
    main()
"""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    (tmp_path / "sender.py").write_text(SENDER, "utf-8")
    (tmp_path / "receiver.py").write_text(RECEIVER, "utf-8")
    return Program(tmp_path)


def mutants(program: Program, operator: str) -> list[Mutant]:
    return list(score.mutants(program, [operator]))


def test_there_are_operators_enough() -> None:
    assert len(OPERATORS) >= 20


def test_every_operator_keeps_the_lines_of_the_file(program: Program) -> None:
    texts = {file.path: file.text for file in program.files}
    found = list(score.mutants(program))
    assert len({mutant.operator for mutant in found}) > 10
    for mutant in found:
        assert mutant.text != texts[mutant.file]
        assert mutant.text.count("\n") == texts[mutant.file].count("\n"), str(mutant)
        ast.parse(mutant.text)


def test_a_type_is_swapped_for_one_that_its_peer_cannot_talk_to(program: Program) -> None:
    found = [(str(mutant), mutant.text.splitlines()[5].strip()) for mutant in mutants(program, "swap-type")]
    assert found == [
        ("swap-type at receiver.py:6", "socket = context.socket(zmq.PAIR)"),
        ("swap-type at receiver.py:6", "socket = context.socket(zmq.PUB)"),
        ("swap-type at sender.py:6", "socket = context.socket(zmq.PAIR)"),
        ("swap-type at sender.py:6", "socket = context.socket(zmq.PUB)"),
    ]


def test_a_statement_of_several_lines_is_dropped_and_its_lines_stay(program: Program) -> None:
    (mutant,) = mutants(program, "connect-to-wildcard")
    assert mutant.text.splitlines()[7:11] == [
        "    socket.connect(",
        '        "tcp://*:27999",',
        "    )",
        '    socket.send_multipart([b"name", b"body"])',
    ]


def test_found_by_the_right_rule_at_the_other_end(program: Program) -> None:
    (mutant,) = mutants(program, "receive-one-frame")
    judged = score.judge(program, mutant)
    assert [(each.code, each.span.path, each.span.line) for each in judged.found] == [("ZMQ402", "receiver.py", 9)]


def test_another_rule_does_not_count(program: Program) -> None:
    (mutant,) = mutants(program, "receive-one-frame")
    judged = score.judge(program, Mutant(mutant.operator, mutant.file, mutant.line, mutant.text, frozenset({"ZMQ101"})))
    assert judged.found == ()
    assert [each.code for each in judged.others] == ["ZMQ402"]


def test_what_the_program_has_anyway_is_not_found(program: Program) -> None:
    judged = score.judge(program, Mutant("none", "sender.py", 6, SENDER, frozenset({"ZMQ402"})))
    assert (judged.found, judged.others) == ((), ())
