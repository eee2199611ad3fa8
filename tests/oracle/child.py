"""One child of the oracle: asks the questions of a topic that are not answered yet, a line of JSON before and after."""

from __future__ import annotations

import importlib
import json
import os
import sys

from tests.oracle import ControlFailed, NotAsked, asking


def main(topic: str) -> None:
    done = set(json.load(sys.stdin))
    for question, probe in importlib.import_module(f"tests.oracle.probes_{topic}").PROBES.items():
        if question in done:
            continue
        print(json.dumps({"question": question}), flush=True)
        try:
            answer = probe()
        except NotAsked as lacking:
            answer = f"{asking.NOT_ASKED}: {lacking}"
        except ControlFailed as failed:
            answer = f"control failed: {failed}"
        except Exception as error:
            answer = f"probe failed: {type(error).__name__}: {error}"
        print(json.dumps({"question": question, "answer": answer}), flush=True)
    # Sockets and threads that a probe left waiting on purpose must not be waited for.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
