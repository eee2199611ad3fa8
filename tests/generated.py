"""What is generated from runs of the tool: the apps' expected output, the index of rules, the README's blocks.

`python tests/update_expected.py` writes them; tests compare them with what a run gives now.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

from zlint import registry
from zlint.rule import Rule

ROOT = Path(__file__).parent.parent
APPS = ROOT / "fixtures" / "apps"
README = ROOT / "README.md"
INDEX = ROOT / "rules" / "README.md"

# A command and what the terminal shows; a picture and, in a comment before it, the command that draws it.
SESSION = re.compile(r"(?P<head>```console\n\$ (?P<command>zlint [^\n]*)\n)(?P<body>.*?)(?P<tail>```)", re.DOTALL)
VERSIONS = re.compile(r"libzmq [\d.]+, pyzmq [\d.]+")
PICTURE = re.compile(r"(?P<head><!-- (?P<command>zlint [^\n]*) -->\n```mermaid\n)(?P<body>.*?)(?P<tail>```)", re.DOTALL)


def zlint(command: list[str], folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The tool of this checkout, run in a folder."""
    runner = "import sys; sys.path.insert(0, sys.argv.pop(1)); from zlint.__main__ import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", runner, str(ROOT), *command], cwd=folder, capture_output=True, text=True, timeout=120
    )


def apps() -> list[Path]:
    """The folders of the whole programs, each with `right` and `broken` in it."""
    return sorted(path for path in APPS.iterdir() if path.is_dir())


def concise(program: Path) -> str:
    """The findings of a program, one a line."""
    return zlint(["check", ".", "--format", "concise"], program).stdout


def readme(text: str) -> str:
    """The README with every shown output as a run gives it now."""
    for block in (SESSION, PICTURE):
        text = block.sub(_filled, text)
    return text


def _filled(block: re.Match[str]) -> str:
    done = zlint(shlex.split(block["command"])[1:])
    shown = done.stdout + (done.stderr if block.re is SESSION else "")
    if versions := VERSIONS.search(block["body"]):  # those of the machine it was written on
        shown = VERSIONS.sub(versions[0], shown)
    return block["head"] + shown + block["tail"]


def index() -> str:
    """The list of all rules, a table for each hundred."""
    lines = ["# The rules", "", "This page is generated: `python tests/update_expected.py`.", ""]
    for hundred in dict.fromkeys(rule.code[:4] for rule in registry.rules() if rule.code.startswith("ZMQ")):
        lines += [
            f"## {hundred}xx: {CHAPTERS.get(hundred, 'others')}",
            "",
            "| code | name | severity | profile | what it reports |",
        ]
        lines += ["|---|---|---|---|---|"]
        lines += [_row(rule) for rule in registry.rules() if rule.code.startswith(hundred)]
        lines += [""]
    return "\n".join(lines)


CHAPTERS = {
    "ZMQ0": "the tool itself",
    "ZMQ1": "peers and patterns",
    "ZMQ2": "endpoints and transports",
    "ZMQ3": "lifecycle and options",
    "ZMQ4": "messages and frames",
    "ZMQ5": "threads, processes and event loops",
    "ZMQ6": "errors and time",
    "ZMQ7": "delivery",
    "ZMQ8": "security",
}


def _row(rule: Rule) -> str:
    folder = f"{rule.code.lower()}_{rule.name.replace('-', '_')}"
    summary = rule.summary.replace("|", "\\|")
    return f"| {rule.code} | [{rule.name}]({folder}/README.md) | {rule.severity} | {rule.profile} | {summary} |"
