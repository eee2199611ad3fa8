"""Known gaps: the tests listed in known_gaps.txt must fail; one that passes has to be taken off the list."""

from __future__ import annotations

from pathlib import Path

import pytest

GAPS = Path(__file__).with_name("known_gaps.txt")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    gaps = {line for line in GAPS.read_text("utf-8").splitlines() if line and not line.startswith("#")}
    for item in items:
        if item.nodeid in gaps:
            item.add_marker(pytest.mark.xfail(strict=True, reason="a known gap"))
