"""Runs one function of one proof and prints what came of it: `python -m zlint.prove.child PROOF FUNCTION`.

Two lines of JSON. The first, before the proof is loaded, has the versions; the second the observation:
{"observed": ...} and, when it is no proof, {"refuted": ...} or {"failed": ...}. What is printed besides, by the proof
or what it starts, goes to stderr.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from types import ModuleType


def main(path: str, function: str) -> None:
    """`function` of the proof in `path`."""
    import zmq

    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)
        print(json.dumps({"libzmq": zmq.zmq_version(), "pyzmq": zmq.__version__}), file=out, flush=True)
        print(json.dumps(_outcome(path, function)), file=out, flush=True)


def _outcome(path: str, function: str) -> dict[str, str]:
    from zlint.prove import Refuted

    try:
        return {"observed": str(getattr(_loaded(path), function)())}
    except Refuted as refuted:
        return {"refuted": str(refuted)}
    except Exception as error:
        return {"failed": f"{type(error).__name__}: {error}"}


def _loaded(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location("proof", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules["proof"] = module
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main(*sys.argv[1:])
