"""Source text to `FileFacts`: the only package that reads libcst nodes.

One walk over the tree, a table from node class to a method. Types are not imported: nodes are told apart by the
name of their class, so that this module loads without libcst.
"""

from __future__ import annotations

from zlint.static.extract.statements import Extractor
from zlint.static.facts import FileFacts
from zlint.static.source import Source, line_starts, parse, positions

__all__ = ["extract"]


def extract(source: Source) -> FileFacts:
    """Facts of one file; raises `Unreadable` when it cannot be parsed."""
    module = parse(source)
    extractor = Extractor(positions(module))
    body = extractor.module(module)
    return FileFacts(
        path=source.path,
        body=body,
        functions=tuple(extractor.functions),
        classes=tuple(extractor.classes),
        lines=line_starts(source.text),
        script=extractor.script,
    )
