"""The import arrows of the design, and the sizes that keep a part readable."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted([*(ROOT / "zlint").rglob("*.py"), *(ROOT / "rules").rglob("*.py")])

# Layer -> the layers of ours that it may import besides itself. What is not listed may import everything.
ARROWS: dict[str, tuple[str, ...]] = {
    "zlint.model": (),
    "zlint.rule": ("zlint.model",),
    "zlint.semantics": ("zlint.model",),
    "zlint.static": ("zlint.model", "zlint.semantics"),
    "zlint.trace": ("zlint.model", "zlint.semantics"),
    "zlint.report": ("zlint.model", "zlint.rule", "zlint.prove.outcome"),
    "zlint.registry": ("zlint.model", "zlint.rule"),
    "zlint.suggest": (),
    "zlint.suppress": ("zlint.model", "zlint.rule", "zlint.suggest"),
    "zlint.settings": ("zlint.suggest",),
    "zlint.hints": ("zlint.model", "zlint.semantics", "zlint.settings", "zlint.suggest"),
    "zlint.config": ("zlint.model", "zlint.rule", "zlint.suggest", "zlint.settings", "zlint.hints"),
    "zlint.engine": ("zlint.model", "zlint.rule", "zlint.registry", "zlint.suppress"),
    "rules": ("zlint.model", "zlint.semantics", "zlint.rule"),
    "proofs": ("zlint.prove",),
}
# What only these layers import.
OWNERS: dict[str, tuple[str, ...]] = {
    "libcst": ("zlint.static",),
    "zmq": ("zlint.trace", "zlint.prove", "proofs"),
    "pygls": ("zlint.lsp",),
    "lsprotocol": ("zlint.lsp",),
    "zlint.lsp": ("zlint.lsp", "zlint.cli"),
}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer_of(path: Path) -> str | None:
    """The layer a module belongs to; a proof is none of its rule's."""
    if path.name == "proof.py":
        return "proofs"
    return next((layer for layer in ARROWS if inside(name_of(path), layer)), None)


def imports(path: Path) -> Iterator[str]:
    """Dotted names that a module imports anywhere in it, relative ones made absolute."""
    package = name_of(path).split(".")[: None if path.name == "__init__.py" else -1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names) if module == "zlint" else (module,)


def inside(name: str, layer: str) -> bool:
    return name == layer or name.startswith(f"{layer}.")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_arrows(path: Path) -> None:
    layer = layer_of(path)
    own = name_of(path).rpartition(".")[0] if layer == "rules" else layer
    allowed = (*ARROWS[layer], own) if layer and own else ("zlint", "rules")
    ours = [each for each in imports(path) if inside(each, "zlint") or inside(each, "rules")]
    assert [each for each in ours if not any(inside(each, layer) for layer in allowed)] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_libraries_have_one_owner(path: Path) -> None:
    name = name_of(path)
    foreign = [
        each
        for each in imports(path)
        for library, owners in OWNERS.items()
        if inside(each, library) and not any(inside(name, owner) or owner == layer_of(path) for owner in owners)
    ]
    assert foreign == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_parts_stay_small(path: Path) -> None:
    text = path.read_text("utf-8")
    limit = 80 if path.name == "rule.py" and path.parent.parent.name == "rules" else 400
    functions = {
        node.name: (node.end_lineno or 0) - node.lineno + 1
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: length for name, length in functions.items() if length > 40} == {}
    assert len(text.splitlines()) <= limit


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


@pytest.mark.parametrize("command", [["--version"], ["rules"], ["explain", "ZMQ001"], ["--help"], ["check", "--help"]])
def test_cheap_commands_do_not_load_the_front_end(command: list[str]) -> None:
    script = (
        "import sys\nfrom zlint.__main__ import main\n"
        "try: code = main()\nexcept SystemExit as end: code = end.code\n"
        "loaded = [name for name in ('libcst', 'zlint.static') if name in sys.modules]\n"
        "sys.exit(f'loaded {loaded}' if loaded else code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *command], capture_output=True, text=True, timeout=60, cwd=ROOT
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_check_loads_nothing_of_the_other_commands() -> None:
    ours = ("lsp", "prove", "runs", "trace.record", "observed", "scaffold", "report.sarif")
    others = ("asyncio", "pygls", "zmq", *(f"zlint.{name}" for name in ours))
    script = (
        "import sys\nfrom zlint.__main__ import main\ncode = main()\n"
        f"loaded = [name for name in {others} if name in sys.modules]\n"
        "sys.exit(f'loaded {loaded}' if loaded else code)\n"
    )
    command = [sys.executable, "-c", script, "check", "fixtures/apps/sync_pubsub/right"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert (done.returncode, done.stdout) == (0, "")


def test_version_loads_next_to_nothing() -> None:
    script = (
        "import sys\nbefore = set(sys.modules)\nsys.argv = ['zlint', '--version']\n"
        "from zlint.__main__ import main\nmain()\nprint(*sorted(set(sys.modules) - before))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert done.stdout.splitlines()[1] == "__future__ zlint zlint.__main__"
