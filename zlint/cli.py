"""The command line: arguments, the order of work, exit codes. Data goes to stdout, all else to stderr.

Exit codes: 0 nothing to report, 1 findings at or above `--fail-on`, 2 the tool was misused or failed.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from zlint import __version__, config, outputs, registry
from zlint.progress import shown_on
from zlint.report.escape import printable
from zlint.report.style import Style
from zlint.rule import PROFILES, SEVERITIES, Diagnostic
from zlint.suggest import unknown

if TYPE_CHECKING:
    from zlint.project import Project, Report
    from zlint.static import Analysis, Kept
    from zlint.trace.build import Recorded

MOST = 8  # processes: each takes memory, and what cannot be shared is most of the work by then
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
    except (UsageError, config.ConfigError, outputs.OutputError, registry.RegistryError) as error:
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
    hints = commands.add_parser(
        "hints", help="what a recorded run tells of values that are not known, as configuration"
    )
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
    prove = commands.add_parser("prove", help="show on the installed libzmq that what the rules claim is so")
    prove.add_argument("rules", nargs="*", metavar="RULE", help="code or name; all of them unless given")
    prove.add_argument("--format", choices=("text", "json"), default="text")
    prove.set_defaults(command=_prove)
    new = commands.add_parser("new-rule", help="make the folder of a new rule, to be written over")
    new.add_argument("code", metavar="CODE", help="capital letters and three digits")
    new.add_argument("name", metavar="NAME", help="lower-case words joined by hyphens, for the fault that it finds")
    new.add_argument("--into", default="rules", metavar="FOLDER", help="where the rule's folder goes (rules)")
    new.set_defaults(command=_new_rule)
    lsp = commands.add_parser("lsp", help="serve an editor on stdin and stdout")
    lsp.add_argument("--stdio", action="store_true", help="the only way there is; some editors add it")
    lsp.set_defaults(command=_lsp)
    return parser


def _paths(parser: argparse.ArgumentParser, number: str = "+") -> None:
    parser.add_argument("paths", nargs=number, metavar="PATH", help="file or folder; - reads a file from stdin")
    parser.set_defaults(misused=parser.error)
    parser.add_argument("--stdin-filename", default="stdin.py", metavar="NAME", help="the name of what - reads")


def _record_arguments(parser: argparse.ArgumentParser) -> None:
    from zlint.trace import launch

    launch.add_arguments(parser)
    parser.set_defaults(command=_record)


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    _paths(parser, "*")
    parser.add_argument("--run", metavar="FILE", help="a log of zlint record: check the run, beside PATH if given")
    parser.add_argument("--format", choices=outputs.FORMATS, help="what goes to stdout (text)")
    parser.add_argument(
        "--output",
        action="append",
        type=_output,
        default=[],
        metavar="FORMAT[:FILE]",
        help=f"one more output, to a file or to stdout: {', '.join(outputs.FORMATS)}",
    )
    parser.add_argument(
        "--scope",
        choices=("files", "project"),
        help="read the whole project of PATH; report on PATH and what its change breaks elsewhere, or on all",
    )
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
    _paths(parser, "*")
    parser.add_argument("--run", metavar="FILE", help="a log of zlint record: show what really talked")
    parser.add_argument("--diff-run", metavar="FILE", help="a log of zlint record: list how the run and PATH differ")
    parser.add_argument("--format", choices=("text", "json", "mermaid", "dot"), default="text")
    parser.add_argument("--unresolved", action="store_true", help="list what could not be followed, and why")
    parser.set_defaults(command=_graph)


def _output(text: str) -> outputs.Output:
    try:
        return outputs.parse(text)
    except outputs.OutputError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _listed(text: str) -> list[str]:
    return [item for item in (part.strip() for part in text.split(",")) if item]


def _check(options: argparse.Namespace) -> int:
    from zlint.report import text

    wanted = [*([outputs.Output(options.format)] if options.format else []), *options.output]
    places = outputs.verify(wanted or [outputs.Output("text")])
    if options.run is None:
        _need_path(options)
    home = _project(options, _named(options) or [Path.cwd()])
    report = _look(options)(home) if options.run is None else _report_of_run(options, home)
    outputs.write(places, report, _style(sys.stdout))
    print(text.summary(report.diagnostics, report.analysis.counts), file=sys.stderr)
    return int(any(_counts(each, options.fail_on) for each in report.diagnostics))


def _look(options: argparse.Namespace) -> Callable[[Project], Report]:
    """What tells of a project what is wrong in the scope that the arguments name; it reads and parses files once."""
    from zlint import project

    paths, buffers = _inputs(options)
    kept: Kept = {}

    def report(home: Project) -> Report:
        look = project.check_files if options.scope == "files" else project.check
        looked = [home.folder] if options.scope == "project" else paths
        with shown_on(sys.stderr) as progress:
            return look(
                home, looked, root=Path.cwd(), buffers=buffers, progress=progress, kept=kept, processes=_cores()
            )

    return report


def _report_of_run(options: argparse.Namespace, home: Project) -> Report:
    """What is wrong in a recorded run; beside the text, if the arguments name it, with the run's values in it."""
    from zlint import runs
    from zlint.model import NO_HINTS

    recorded = _recorded(options.run)
    if not options.paths:
        return runs.report(recorded, home)
    look = _look(options)
    report = look(home)
    told = runs.observed(home, report.analysis.topology, recorded)
    if told != NO_HINTS:
        report = look(runs.refined(home, told))
    return runs.beside(report, recorded, home)


def _project(options: argparse.Namespace, paths: Sequence[Path]) -> Project:
    """The project of paths, with the arguments over its configuration."""
    from zlint import project

    home = project.find(paths)
    return replace(home, config=config.override(home.config, options.select, options.ignore, options.profile))


def _recorded(file: str) -> Recorded:
    """A recorded run; UsageError when the file is none."""
    from zlint import runs
    from zlint.trace.read import ReadError

    try:
        return runs.load(file)
    except ReadError as error:
        raise UsageError(str(error)) from error


def _need_path(options: argparse.Namespace) -> None:
    if not options.paths:
        options.misused("the following arguments are required: PATH")


def _counts(diagnostic: Diagnostic, lowest: str) -> bool:
    return lowest != "never" and SEVERITIES.index(diagnostic.severity) >= SEVERITIES.index(lowest)


def _graph(options: argparse.Namespace) -> int:
    from zlint import runs
    from zlint.report import dot, graph, graph_text, mermaid
    from zlint.trace.fold import fold

    if options.diff_run:
        recorded = _recorded(options.diff_run)
        sys.stdout.write(runs.differences(_analysis(options).topology, recorded.topology))
        return 0
    messages = None
    if options.run and not options.paths:
        topology, messages = fold(_recorded(options.run))
    else:
        analysis = _analysis(options)
        topology = analysis.topology
        if options.run:
            topology, messages = fold(runs.named(analysis, _recorded(options.run)))
    match options.format:
        case "text":
            sys.stdout.write(graph_text.render(topology, options.unresolved, _style(sys.stdout), messages))
        case "json":
            sys.stdout.write(graph.render(topology, messages))
        case "mermaid":
            sys.stdout.write(mermaid.render(topology, messages))
        case "dot":
            sys.stdout.write(dot.render(topology, messages))
    return 0


def _analysis(options: argparse.Namespace) -> Analysis:
    """The program that the arguments name; files that cannot be read are said on stderr."""
    from zlint import project

    _need_path(options)
    paths, buffers = _inputs(options)
    with shown_on(sys.stderr) as progress:
        analysis = project.analyse(
            project.find(paths), paths, root=Path.cwd(), buffers=buffers, progress=progress, processes=_cores()
        )
    for fault in analysis.faults:
        print(f"zlint: {printable(f'{fault.span}: {fault.message}')}", file=sys.stderr)
    return analysis


def _record(options: argparse.Namespace) -> int:
    from zlint.trace import launch

    try:
        return launch.launch(options)
    except launch.LaunchError as error:
        raise UsageError(str(error)) from error


def _hints(options: argparse.Namespace) -> int:
    from zlint import project, runs

    recorded = _recorded(options.run)
    home = project.find(_named(options))
    told = runs.observed(home, _analysis(options).topology, recorded)
    sys.stdout.write(runs.as_configuration(home, told))
    return 0


def _rules(options: argparse.Namespace) -> int:
    from zlint.report import rules

    known = registry.rules()
    sys.stdout.write(rules.as_json(known) if options.format == "json" else rules.text(known, _style(sys.stdout)))
    return 0


def _explain(options: argparse.Namespace) -> int:
    from zlint import observed
    from zlint.report import rules

    entry = _entry(options.rule)
    page = entry.page.read_text("utf-8") if entry.page else f"# {entry.rule.name}\n\n{entry.rule.summary}\n"
    shown = rules.page_as_json if options.format == "json" else rules.page_as_text
    sys.stdout.write(shown(entry.rule, page, observed.read(entry.proof)))
    return 0


def _prove(options: argparse.Namespace) -> int:
    if importlib.util.find_spec("zmq") is None:
        raise UsageError("prove needs pyzmq: install zlint[runtime]")
    from zlint.prove import runner
    from zlint.report import proofs

    entries = [_entry(key) for key in options.rules] or list(registry.entries())
    provable = [entry for entry in entries if entry.proof is not None]
    for entry in entries if options.rules else ():
        if entry not in provable:
            raise UsageError(f"{entry.rule.name} has no proof")
    with shown_on(sys.stderr) as progress:
        outcomes = runner.prove(provable, progress)
    as_json = options.format == "json"
    sys.stdout.write(proofs.as_json(outcomes) if as_json else proofs.text(outcomes, _style(sys.stdout)))
    sys.stdout.flush()
    print(proofs.summary(outcomes), file=sys.stderr)
    return int(not all(outcome.passed for outcome in outcomes))


def _new_rule(options: argparse.Namespace) -> int:
    from zlint import scaffold

    try:
        made = scaffold.write(options.code, options.name, Path(options.into))
    except scaffold.ScaffoldError as error:
        raise UsageError(str(error)) from error
    sys.stdout.writelines(f"{printable(str(path))}\n" for path in made)
    return 0


def _entry(key: str) -> registry.Entry:
    """The rule of this code or name; UsageError when there is none."""
    entry = registry.find(key)
    if entry is None:
        words = [word for rule in registry.rules() for word in (rule.code, rule.name)]
        raise UsageError(unknown("rule", key, words))
    return entry


def _lsp(options: argparse.Namespace) -> int:
    try:
        from zlint.lsp.server import serve
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        raise UsageError(f"the language server needs {missing}: pip install 'zlint[lsp]'") from error
    return 0 if serve() else 1


def _inputs(options: argparse.Namespace) -> tuple[list[Path], dict[str, str]]:
    """The paths that the arguments name, and the texts that stand for files."""
    if STDIN not in options.paths:
        return _named(options), {}
    from zlint.static import shown

    return _named(options), {shown(Path(options.stdin_filename), Path.cwd()): _stdin(options)}


def _named(options: argparse.Namespace) -> list[Path]:
    """The paths that the arguments name; UsageError for one that is none."""
    missing = next((path for path in options.paths if path != STDIN and not Path(path).exists()), None)
    if missing is not None:
        raise UsageError(f"{missing}: no such file or folder")
    return [Path(options.stdin_filename if path == STDIN else path) for path in options.paths]


def _stdin(options: argparse.Namespace) -> str:
    from zlint.static.source import Unreadable, decode

    if Path(options.stdin_filename).is_dir():
        raise UsageError(f"{options.stdin_filename or '--stdin-filename'}: not the name of a file")
    try:
        return decode(sys.stdin.buffer.read(), options.stdin_filename).text
    except Unreadable as error:
        raise UsageError(f"{options.stdin_filename}: {error.message}") from error


def _cores() -> int:
    """How many processes can work at once."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST)


def _style(stream: TextIO) -> Style:
    """Colour on a terminal that has it, unless NO_COLOR says no."""
    return Style(stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb")
