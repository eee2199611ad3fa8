"""The command line: arguments, the order of work, exit codes. Data goes to stdout, all else to stderr.

Exit codes: 0 nothing to report, 1 findings at or above `--fail-on`, 2 the tool was misused or failed.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from zlint import __version__, config, registry
from zlint.report.escape import printable
from zlint.report.style import Style
from zlint.rule import PROFILES, SEVERITIES, Diagnostic

if TYPE_CHECKING:
    from zlint.static import Analysis
    from zlint.trace.build import Recorded

PATIENCE = 1.0  # seconds before progress is shown
STDIN = "-"


class UsageError(Exception):
    """What the user must change, in one line."""


def run(arguments: Sequence[str]) -> int:
    """One command from its arguments; the result is the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        options = _parser().parse_args(arguments)
        command: Callable[[argparse.Namespace], int] = options.command
        code = command(options)
        sys.stdout.flush()
    except (UsageError, config.ConfigError, registry.RegistryError) as error:
        print(f"zlint: {printable(str(error))}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader has gone; the interpreter must not fail on the same pipe when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("zlint", description="Finds what is wrong in programs that use ZeroMQ.")
    parser.add_argument("-V", "--version", action="version", version=f"zlint {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _check_arguments(commands.add_parser("check", help="report what is wrong in a program"))
    _graph_arguments(commands.add_parser("graph", help="show its sockets and how they are wired"))
    _record_arguments(commands.add_parser("record", help="run a program and write down what it does with ZeroMQ"))
    hints = commands.add_parser("hints", help="what a recorded run tells of values that are not known")
    _paths(hints)
    hints.add_argument("--run", required=True, metavar="FILE", help="a log of zlint record")
    hints.set_defaults(command=_hints)
    rules = commands.add_parser("rules", help="list the rules")
    rules.add_argument("--format", choices=("text", "json"), default="text")
    rules.set_defaults(command=_rules)
    explain = commands.add_parser("explain", help="print the page of a rule")
    explain.add_argument("rule", metavar="RULE", help="code or name")
    explain.add_argument("--format", choices=("text", "json"), default="text")
    explain.set_defaults(command=_explain)
    return parser


def _paths(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="file or folder; - reads a file from stdin")
    parser.set_defaults(misused=parser.error)
    parser.add_argument("--stdin-filename", default="stdin.py", metavar="NAME", help="the name of what - reads")


def _record_arguments(parser: argparse.ArgumentParser) -> None:
    from zlint.trace import launch

    launch.add_arguments(parser)
    parser.set_defaults(command=_record)


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    _paths(parser)
    parser.add_argument("--run", metavar="FILE", help="a log of zlint record: check the run, beside PATH if given")
    parser.add_argument("--format", choices=("text", "concise", "json"), default="text")
    for name, meaning in (("--select", "only these: codes, beginnings of codes or names"), ("--ignore", "never these")):
        parser.add_argument(name, action="extend", type=_listed, default=[], metavar="RULES", help=meaning)
    parser.add_argument("--profile", choices=PROFILES, help="which rules run when none is selected")
    parser.add_argument(
        "--fail-on",
        choices=(*reversed(SEVERITIES), "never"),
        default="info",
        help="the lowest severity that makes the exit code 1 (info)",
    )
    parser.set_defaults(command=_check)


def _graph_arguments(parser: argparse.ArgumentParser) -> None:
    _paths(parser)
    parser.add_argument("--run", metavar="FILE", help="a log of zlint record: show what really talked")
    parser.add_argument("--diff-run", metavar="FILE", help="a log of zlint record: list how the run and PATH differ")
    parser.add_argument("--format", choices=("text", "json", "mermaid", "dot"), default="text")
    parser.add_argument("--unresolved", action="store_true", help="list what could not be followed, and why")
    parser.set_defaults(command=_graph)


def _listed(text: str) -> list[str]:
    return [item for item in (part.strip() for part in text.split(",")) if item]


def _check(options: argparse.Namespace) -> int:
    from zlint import engine
    from zlint.report import concise, json, text

    found = config.discover(_start(options.paths))
    wanted = config.override(found, options.select, options.ignore, options.profile)
    rules = config.chosen(wanted, registry.rules())
    recorded = _recorded(options.run)
    analysis = _analysed(options, found.exclude, recorded)
    diagnostics = engine.run(analysis.topology, rules, analysis.faults, analysis.sources)
    if recorded is not None:
        from zlint import runs

        both = runs.beside if options.paths else runs.alone
        diagnostics = both(diagnostics, analysis, recorded, rules)
    style = _style(sys.stdout)
    match options.format:
        case "text":
            sys.stdout.write(text.render(diagnostics, analysis.sources, style))
        case "concise":
            sys.stdout.write(concise.render(diagnostics, style))
        case "json":
            sys.stdout.write(json.render(diagnostics, analysis.counts))
    sys.stdout.flush()
    print(text.summary(diagnostics, analysis.counts), file=sys.stderr)
    return int(any(_counts(each, options.fail_on) for each in diagnostics))


def _counts(diagnostic: Diagnostic, lowest: str) -> bool:
    return lowest != "never" and SEVERITIES.index(diagnostic.severity) >= SEVERITIES.index(lowest)


def _graph(options: argparse.Namespace) -> int:
    from zlint.report import dot, graph, graph_text, mermaid

    recorded = _recorded(options.run or options.diff_run)
    if options.diff_run and not options.paths:
        options.misused("--diff-run needs a PATH to compare the run with")
    analysis = _analysed(options, config.discover(_start(options.paths)).exclude, recorded)
    topology, messages = analysis.topology, None
    if recorded is not None:
        from zlint import runs

        if options.diff_run:
            sys.stdout.write(runs.differences(analysis.topology, recorded.topology))
            return 0
        topology, messages = runs.drawn(analysis, recorded)
    match options.format:
        case "text":
            sys.stdout.write(graph_text.render(topology, options.unresolved, _style(sys.stdout), messages))
        case "json":
            sys.stdout.write(graph.render(topology, messages))
        case "mermaid":
            sys.stdout.write(mermaid.render(topology, messages))
        case "dot":
            sys.stdout.write(dot.render(topology, messages))
    sys.stdout.flush()
    for fault in analysis.faults:
        print(f"zlint: {printable(f'{fault.span}: {fault.message}')}", file=sys.stderr)
    return 0


def _record(options: argparse.Namespace) -> int:
    from zlint.trace import launch

    try:
        return launch.launch(options)
    except launch.LaunchError as error:
        raise UsageError(str(error)) from error


def _hints(options: argparse.Namespace) -> int:
    from zlint import runs

    recorded = _recorded(options.run)
    assert recorded is not None
    if not options.paths:
        options.misused("the following arguments are required: PATH")
    analysis = _analysed(options, config.discover(_start(options.paths)).exclude, recorded)
    sys.stdout.write(runs.hints(analysis.topology, recorded.topology))
    return 0


def _recorded(file: str | None) -> Recorded | None:
    """A recorded run; UsageError when the file is none."""
    if file is None:
        return None
    from zlint import runs
    from zlint.trace.read import ReadError

    try:
        return runs.load(file)
    except ReadError as error:
        raise UsageError(str(error)) from error


def _rules(options: argparse.Namespace) -> int:
    from zlint.report import rules

    known = registry.rules()
    sys.stdout.write(rules.as_json(known) if options.format == "json" else rules.text(known, _style(sys.stdout)))
    return 0


def _explain(options: argparse.Namespace) -> int:
    from zlint.report import rules

    entry = registry.find(options.rule)
    if entry is None:
        words = [word for rule in registry.rules() for word in (rule.code, rule.name)]
        raise UsageError(config.unknown("rule", options.rule, words))
    page = entry.page.read_text("utf-8") if entry.page else f"# {entry.rule.name}\n\n{entry.rule.summary}\n"
    sys.stdout.write(rules.page_as_json(entry.rule, page) if options.format == "json" else page)
    return 0


def _start(paths: Sequence[str]) -> Path:
    """Where the search for a configuration begins."""
    first = Path.cwd() if not paths or paths[0] == STDIN else Path(paths[0])
    return first if first.is_dir() else first.parent


def _analysed(options: argparse.Namespace, exclude: Sequence[str], recorded: Recorded | None = None) -> Analysis:
    """The program that the arguments name, else the run; UsageError for a path that does not exist."""
    if not options.paths and recorded is not None:
        from zlint import runs

        return runs.analysis(recorded)
    if not options.paths:
        options.misused("the following arguments are required: PATH")
    missing = next((path for path in options.paths if path != STDIN and not Path(path).exists()), None)
    if missing is not None:
        raise UsageError(f"{missing}: no such file or folder")
    from zlint import static

    paths = [Path(options.stdin_filename if path == STDIN else path) for path in options.paths]
    buffers = {paths[options.paths.index(STDIN)].as_posix(): _stdin(options)} if STDIN in options.paths else {}
    with _progress(sys.stderr) as progress:
        return static.analyse(paths, root=Path.cwd(), exclude=exclude, buffers=buffers, progress=progress)


def _stdin(options: argparse.Namespace) -> str:
    from zlint.static.source import Unreadable, decode

    try:
        return decode(sys.stdin.buffer.read(), options.stdin_filename).text
    except Unreadable as error:
        raise UsageError(f"{options.stdin_filename}: {error.message}") from error


@contextmanager
def _progress(stream: TextIO) -> Iterator[Callable[[str, int, int], None] | None]:
    """Shows how far a long run is, on a terminal only, and wipes it at the end."""
    if not stream.isatty():
        yield None
        return
    began = time.monotonic()
    shown = 0.0

    def report(stage: str, done: int, total: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - began > PATIENCE and now - shown > 0.1:
            shown = now
            stream.write(f"\r\x1b[K{stage} {done}/{total}")
            stream.flush()

    try:
        yield report
    finally:
        if shown:
            stream.write("\r\x1b[K")
            stream.flush()


def _style(stream: TextIO) -> Style:
    """Colour on a terminal that has it, unless NO_COLOR says no."""
    return Style(stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb")
