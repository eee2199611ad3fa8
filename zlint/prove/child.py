"""Runs one function of one proof and prints what came of it, in two lines of JSON.

The first line, before the proof is loaded, has the versions; the second the observation: {"observed": ...} and, when
it is no proof, {"refuted": ...} or {"failed": ...}. What the proof itself prints goes to stderr.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import sys
from types import ModuleType


def main(path: str, function: str) -> None:
    """`function` of the proof in `path`."""
    import zmq

    print(json.dumps({"libzmq": zmq.zmq_version(), "pyzmq": zmq.__version__}), flush=True)
    with contextlib.redirect_stdout(sys.stderr):
        outcome = _outcome(path, function)
    print(json.dumps(outcome), flush=True)


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
