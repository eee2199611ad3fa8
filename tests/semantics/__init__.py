"""The tables of `zlint.semantics` against `truth.json`: what libzmq 4.3.5 with pyzmq 27.3 was measured to do."""

import json
from pathlib import Path
from typing import Any

TRUTH: dict[str, Any] = json.loads(Path(__file__).with_name("truth.json").read_text(encoding="utf-8"))
