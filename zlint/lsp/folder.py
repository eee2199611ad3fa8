"""One folder of the workspace as one program: the findings of `zlint check`, with what the editor has not saved.

An open document counts if its file would be found on disk, or is not there yet. Facts of a file stay until its text
changes, so that a keystroke costs one file and the linking.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pygls.workspace import PositionCodec

from zlint import project, static
from zlint.lsp import findings
from zlint.lsp.places import Document, Places
from zlint.model import Topology
from zlint.static.discover import SUFFIXES


@dataclass(frozen=True, slots=True)
class Found:
    """What is said of the program as it was when `places.documents` were taken."""

    topology: Topology
    findings: findings.Findings
    places: Places


class Folder:
    """root: spans and the search for a configuration start there."""

    def __init__(self, root: Path, codec: PositionCodec) -> None:
        self.root = root
        self.codec = codec
        self.kept: static.Kept = {}

    def check(self, documents: Mapping[str, Document], ask: Callable[[], None]) -> Found:
        """Raises ConfigError for a configuration that cannot be used, and what `ask` raises, which is called often."""
        real = self.root.resolve()
        report = project.check(
            project.find([real]),
            [real],
            root=real,
            buffers={path: document.text for path, document in documents.items() if path.endswith(SUFFIXES)},
            progress=lambda stage, done, total: ask(),
            kept=self.kept,
        )
        places = Places(self.root, documents, report.analysis.sources, self.codec)
        return Found(report.analysis.topology, findings.by_uri(report.diagnostics, places), places)
