"""Writes what the installed libzmq answers to `fixtures/libzmq/<version>.json`: `python -m tests.oracle.store`."""

from __future__ import annotations

import json

import zmq

from tests.oracle import asking


def main() -> None:
    asking.STORED.mkdir(exist_ok=True)
    topics = [f"{json.dumps(topic)}: {{\n{_lines(answers)}\n}}" for topic, answers in asking.ask_all().items()]
    text = "{\n" + ",\n".join(topics) + "\n}\n"
    (asking.STORED / f"{zmq.zmq_version()}.json").write_text(text, "utf-8")


def _lines(answers: asking.Answers) -> str:
    """A line for each question, so that differences can be read."""
    return ",\n".join(
        f"  {json.dumps(question)}: {json.dumps(answer, sort_keys=True)}" for question, answer in answers.items()
    )


if __name__ == "__main__":
    main()
