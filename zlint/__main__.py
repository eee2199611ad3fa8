"""The entry point. Answers `--version` before anything heavy is imported."""

from __future__ import annotations

import sys

from zlint import __version__


def main() -> int:
    """Run the command line; the result is the exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"zlint {__version__}")
        return 0
    from zlint.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
