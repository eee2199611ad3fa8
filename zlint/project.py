"""A project: its configuration, its analysis, its findings. The command line and the editor both come here.

A project is the folder of the configuration file that is nearest to what is checked, else the nearest folder under
version control, else the folder that holds what is checked. Its files are judged together.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zlint import config, engine, hints, registry, static
from zlint.config import Config
from zlint.rule import Diagnostic, Rule, Suppressed
from zlint.static import Analysis, Kept, Progress

VERSION_CONTROL = (".git", ".hg", ".svn")


@dataclass(frozen=True, slots=True)
class Project:
    """folder: all of it. config: what holds for all of its files."""

    folder: Path
    config: Config


@dataclass(frozen=True, slots=True)
class Report:
    """diagnostics: what is to be reported, in order. suppressed: what comments silence. rules: those that ran."""

    analysis: Analysis
    diagnostics: tuple[Diagnostic, ...]
    suppressed: tuple[Suppressed, ...]
    rules: tuple[Rule, ...]


def find(paths: Sequence[Path]) -> Project:
    """The project that paths belong to, with its configuration; ConfigError when that cannot be used."""
    folders = [path if path.is_dir() else path.parent for path in map(Path.resolve, paths)]
    start = Path(os.path.commonpath(folders))
    found = config.verify(config.discover(start), registry.rules())
    if found.file is not None:
        return Project(found.file.parent, found)
    above = (start, *start.parents)
    return Project(
        next((each for each in above if any((each / name).exists() for name in VERSION_CONTROL)), start), found
    )


def check(
    project: Project,
    paths: Sequence[Path],
    *,
    root: Path,
    buffers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    kept: Kept | None = None,
    processes: int = 1,
) -> Report:
    """What is wrong in the Python files below `paths`, read as one program.

    root: the folder that paths in findings are relative to. buffers: texts that stand for files, by such a path. kept:
    what one run leaves for the next. processes: at most. Suppressions are called unused only when the paths hold the
    whole project.
    """
    rules = config.chosen(project.config, registry.rules())
    if not any(project.folder.is_relative_to(path.resolve()) for path in paths):
        rules = tuple(rule for rule in rules if rule.code != engine.UNUSED_SUPPRESSION)
    analysis = analyse(project, paths, root=root, buffers=buffers, progress=progress, kept=kept, processes=processes)
    outcome = engine.judge(analysis.topology, rules, analysis.faults, analysis.sources)
    loud = [config.settled(project.config, each, root) for each in outcome.diagnostics]
    silent = [(each, config.settled(project.config, each.diagnostic, root)) for each in outcome.suppressed]
    return Report(
        analysis,
        tuple(each for each in loud if each),
        tuple(replace(each, diagnostic=found) for each, found in silent if found),
        rules,
    )


def check_files(
    project: Project,
    files: Sequence[Path],
    *,
    root: Path,
    buffers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    kept: Kept | None = None,
    processes: int = 1,
) -> Report:
    """What is wrong in some files of a project, what has its other end there, and what their change brings elsewhere.

    The whole project is read. Without git the last of the three is not known, and left out.
    """
    kept = {} if kept is None else kept
    report = check(
        project, [project.folder], root=root, buffers=buffers, progress=progress, kept=kept, processes=processes
    )
    named = [Path(os.path.normpath(root / path)) for path in files]
    read = [Path(os.path.normpath(root / path)) for path in report.analysis.topology.files]
    changed = [path for path in read if any(path.is_relative_to(each) for each in named)]
    inside = frozenset(static.shown(path, root) for path in changed)
    elsewhere = [each for each in report.diagnostics if not _touches(each, inside)]
    new = _new(project, elsewhere, changed, root, kept)
    return replace(
        report,
        diagnostics=tuple(each for each in report.diagnostics if _touches(each, inside) or each in new),
        suppressed=tuple(each for each in report.suppressed if _touches(each.diagnostic, inside)),
    )


def _touches(diagnostic: Diagnostic, files: frozenset[str]) -> bool:
    """Has it an end in the files? A rule that failed has no place, and may have missed something there."""
    return diagnostic.code == engine.INTERNAL_ERROR or any(label.span.path in files for label in diagnostic.labels)


def _new(
    project: Project, found: Sequence[Diagnostic], changed: Sequence[Path], root: Path, kept: Kept
) -> list[Diagnostic]:
    """Those that were not found before files were changed; they stand in others, so their places have not moved."""
    if not found:
        return []
    from zlint import changes

    old = changes.before(project.folder, changed)
    if old is None:
        return []
    buffers = {static.shown(path, root): text for path, text in old.items()}
    before = check(project, [project.folder], root=root, buffers=buffers, kept=kept)
    known = {(each.code, each.span) for each in before.diagnostics}
    return [each for each in found if (each.code, each.span) not in known]


def analyse(
    project: Project,
    paths: Sequence[Path],
    *,
    root: Path,
    buffers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    kept: Kept | None = None,
    processes: int = 1,
) -> Analysis:
    """The topology of the Python files below `paths`, as far as the project does not exclude them."""
    settings = project.config
    told = hints.moved(settings.hints, lambda file: static.shown(project.folder / file, root))
    analysis = static.analyse(
        paths,
        root=root,
        exclude=settings.exclude,
        base=project.folder,
        buffers=buffers,
        progress=progress,
        kept=kept,
        processes=processes,
        hints=told,
    )
    return replace(analysis, topology=replace(analysis.topology, libzmq=settings.min_libzmq))
