"""`python -m zlint.trace [-o run.jsonl] -- python app.py args...`: what `zlint record` does."""

from __future__ import annotations

import sys

from zlint.trace import launch

if __name__ == "__main__":
    sys.exit(launch.main(sys.argv[1:]))
