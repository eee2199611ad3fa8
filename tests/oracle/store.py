"""Writes what the installed libzmq answers to `fixtures/libzmq/<version>.json`: `python -m tests.oracle.store`."""

from __future__ import annotations

import json

import zmq

from tests.oracle import asking


def main() -> None:
    asking.STORED.mkdir(exist_ok=True)
    text = json.dumps(asking.ask_all(), indent=1, sort_keys=True)
    (asking.STORED / f"{zmq.zmq_version()}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
