"""Starts the recorder in a Python process, then runs the `sitecustomize` that this one hides.

Python imports it by its name, from a folder that `zlint record` puts on PYTHONPATH. A fault here is one line on
stderr, never the end of the program. No pathlib: every child pays for what is imported here.
"""

import os
import sys

_HERE = __file__.rpartition(os.sep)[0]


def _start() -> None:
    """Load zlint from where this file is: the program's own environment need not have it."""
    from importlib.util import module_from_spec, spec_from_file_location

    root = _HERE.rpartition(os.sep)[0].rpartition(os.sep)[0]
    if "zlint" not in sys.modules:
        spec = spec_from_file_location("zlint", f"{root}{os.sep}__init__.py", submodule_search_locations=[root])
        if spec is None or spec.loader is None:
            raise ImportError(f"no zlint in {root}")
        sys.modules["zlint"] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules["zlint"])
    from zlint.trace import start

    start.process()


def _run_hidden() -> None:
    """The program's own sitecustomize, if it has one."""
    sys.path[:] = [entry for entry in sys.path if entry != _HERE]
    mine = sys.modules.pop(__name__)
    try:
        __import__(__name__)
    except ModuleNotFoundError as error:
        if error.name != __name__:
            raise
    finally:
        sys.modules.setdefault(__name__, mine)  # the import system wants to find what it began to load


try:
    _start()
except Exception as _error:
    sys.stderr.write(f"zlint: this process is not recorded: {type(_error).__name__}: {_error}\n")
_run_hidden()
