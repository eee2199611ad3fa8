"""The files of the program as modules: names, imports, classes, and which functions matter.

Modules load on demand: a file that does not mention zmq is parsed only when a name it defines is needed. Where
Python would find a module is decided from the files alone: beside the importing file, from the folder that holds
the outermost package, from the root.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

from zlint.static import facts as f

# Names whose mention makes a function worth looking at, in a file that mentions zmq.
WORDS = frozenset(
    "zmq socket Socket ZMQStream Context Poller send_multipart recv_multipart send_pyobj recv_pyobj send_json "
    "recv_json "
    "send_string recv_string send recv bind connect setsockopt setsockopt_string bind_to_random_port set_hwm subscribe "
    "poll close term destroy on_recv linger proxy device send_serialized recv_serialized ThreadAuthenticator "
    "AsyncioAuthenticator IOLoopAuthenticator configure_plain configure_curve configure_curve_callback".split()
)
# Names that so many functions share that a mention tells nothing.
COMMON = frozenset(
    "run start stop main close get set send recv connect bind init setup open read write append add remove update pop "
    "keys values items join put call __call__ __init__ __enter__ __exit__ __del__ __str__ __repr__ wait loop name "
    "format encode decode reset step next flush clear copy".split()
)

FEW = 400  # files that do not mention zmq and are all looked at for callers


@dataclass(eq=False, repr=False)
class Module:
    """One file. key: of its globals in the heap. defined: top-level names by the statement that binds them last."""

    name: str
    path: str
    facts: f.FileFacts
    is_package: bool
    mentions_zmq: bool
    executed: bool = False
    imports: dict[str, f.Import] = field(default_factory=dict)
    definitions: dict[str, f.Function | f.Class] = field(default_factory=dict)
    stars: list[f.Import] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"module {self.path}"

    def __post_init__(self) -> None:
        for stmt in _everywhere(self.facts.body.body):
            match stmt:
                case f.Import(name="*"):
                    self.stars.append(stmt)
                case f.Import():
                    local = stmt.alias or stmt.name or stmt.module.partition(".")[0]
                    self.imports.setdefault(local, stmt)
                case f.Def():
                    self.definitions[stmt.function.name] = stmt.function
                case f.ClassDef():
                    self.definitions[stmt.cls.name] = stmt.cls

    def absolute(self, stmt: f.Import) -> str:
        """The dotted name an import statement means."""
        if not stmt.level:
            return stmt.module
        package = self.name.split(".") if self.is_package else self.name.split(".")[:-1]
        kept = package[: len(package) - stmt.level + 1]
        return ".".join([*kept, stmt.module] if stmt.module else kept)


def _everywhere(body: f.Block) -> Iterator[f.Stmt]:
    """Top-level statements, those under if, try and with included."""
    for stmt in body:
        yield stmt
        match stmt:
            case f.If():
                yield from _everywhere(stmt.body)
                yield from _everywhere(stmt.orelse)
            case f.Try():
                yield from _everywhere(stmt.body)
                for handler in stmt.handlers:
                    yield from _everywhere(handler.body)
                yield from _everywhere(stmt.orelse)
            case f.With():
                yield from _everywhere(stmt.body)


def _offer(module: Module, functions: Collection[f.Function]) -> frozenset[str]:
    """The top-level names by which others come to these functions."""
    own = frozenset(functions)
    return frozenset(each.qualname.partition(".")[0] for each in module.facts.functions if each in own)


class Program:
    """All files that were discovered, as modules once they are needed.

    paths: every Python file (as shown in spans). load: gives the facts of a file, None when it cannot be parsed.
    mentioning: the files that mention zmq; zmq_paths: those and the ones that were adopted.
    useful: is a file that does not mention zmq worth parsing when a name of it is met? held: which of some
    words does a small file hold? ahead: is told which files will be loaded next.
    """

    def __init__(
        self,
        paths: Iterable[str],
        zmq_paths: Iterable[str],
        load: Callable[[str], f.FileFacts | None],
        useful: Callable[[str], bool],
        held: Callable[[str, frozenset[str]], frozenset[str]] = lambda path, words: frozenset(),
        ahead: Callable[[Iterable[str]], None] = lambda paths: None,
    ) -> None:
        self.paths = frozenset(paths)
        self.zmq_paths = self.mentioning = frozenset(zmq_paths)
        self.load = load
        self.useful = useful
        self.held = held
        self.ahead = ahead
        self._needs = 0
        self.modules: dict[str, Module] = {}
        self.failed: set[str] = set()
        self.roots = self._import_roots()
        self.relevant: set[str] = set()
        self._resolved: dict[tuple[str, str], str | None] = {}

    def _import_roots(self) -> tuple[str, ...]:
        """Folders from which an absolute import may start: parents of outermost packages, nearest the top first."""
        roots = {str(PurePosixPath(path).parent) for path in self.paths if not self._in_package(path)}
        roots |= {str(PurePosixPath(self._package_root(path))) for path in self.paths}
        roots.add(".")
        return tuple(sorted(roots, key=lambda root: (len(PurePosixPath(root).parts), root)))

    def _in_package(self, path: str) -> bool:
        return str(PurePosixPath(path).parent / "__init__.py") in self.paths

    def _package_root(self, path: str) -> str:
        folder = PurePosixPath(path).parent
        while str(folder / "__init__.py") in self.paths and folder != folder.parent:
            folder = folder.parent
        return str(folder)

    def module_name(self, path: str) -> str:
        pure = PurePosixPath(path)
        root = PurePosixPath(self._package_root(path))
        parts = (
            list(pure.relative_to(root).with_suffix("").parts) if str(root) != "." else list(pure.with_suffix("").parts)
        )
        if parts[-1] == "__init__" and len(parts) > 1:
            parts.pop()
        return ".".join(part for part in parts if part not in ("/", ".."))

    def module(self, path: str) -> Module | None:
        """The module of a file, loaded now if need be."""
        if path in self.modules:
            return self.modules[path]
        if path in self.failed or path not in self.paths:
            return None
        facts = self.load(path) if path in self.zmq_paths or self._needs or self.useful(path) else None
        if facts is None:
            self.failed.add(path)
            return None
        name, is_package = self.module_name(path), path.endswith("__init__.py")
        module = Module(name, path, facts, is_package, path in self.zmq_paths)
        self.modules[path] = module
        return module

    @contextmanager
    def needed(self) -> Iterator[None]:
        """Inside, files are parsed however little they promise."""
        self._needs += 1
        kept, self.failed = self.failed, set()
        try:
            yield
        finally:
            self._needs -= 1
            self.failed |= kept - self.modules.keys()

    def adopt(self, active: Collection[f.Function]) -> None:
        """Take in the files that call what is active elsewhere and never mention zmq themselves, and their callers.

        Only files near one that is known are looked at, unless there are few: a word says little in a large tree.
        """
        offers = {module.path: _offer(module, active) for module in self.modules.values()}
        while offers:
            stems = {at: self.module_name(at).rpartition(".")[2] for at, names in offers.items() if names}
            found = [path for path in self._strangers() if self._calls(path, stems, offers)]
            names = frozenset(name for names in offers.values() for name in names)
            self.zmq_paths |= frozenset(found)
            self.ahead(found)
            offers = {}
            for module in filter(None, map(self.module, found)):
                using = [function for function in module.facts.functions if function.names & names]
                offers[module.path] = _offer(module, using)

    def _strangers(self) -> list[str]:
        left = sorted(self.paths - self.zmq_paths - self.modules.keys())
        folders = {str(PurePosixPath(path).parent) for path in self.zmq_paths}
        return left if len(left) <= FEW else [path for path in left if str(PurePosixPath(path).parent) in folders]

    def _calls(self, path: str, stems: dict[str, str], offers: dict[str, frozenset[str]]) -> bool:
        """Does a file mention a module, by the last part of its name, together with a name that the module offers?"""
        met = self.held(path, frozenset(stems.values()))
        wanted = frozenset(name for at, stem in stems.items() if stem in met for name in offers[at])
        return bool(wanted and self.held(path, wanted))

    def find(self, dotted: str, importer: str) -> str | None:
        """The file a dotted module name means for an importing file, None when it is not of the program.

        What a copy of pyzmq in the program does is told by the tables, except to its own files.
        """
        folder = importer.rpartition("/")[0] or "."
        known = self._resolved.get((dotted, folder), "")
        if known != "":
            return known
        if dotted.partition(".")[0] == "zmq" and self.module_name(importer).partition(".")[0] != "zmq":
            self._resolved[(dotted, folder)] = None
            return None
        tail = dotted.replace(".", "/")
        found = None
        for root in (folder, self._package_root(importer), *self.roots):
            base = tail if root == "." else f"{root}/{tail}"
            for candidate in (f"{base}.py", f"{base}/__init__.py"):
                if candidate in self.paths and candidate != importer:
                    found = candidate
                    break
            if found:
                break
        self._resolved[(dotted, folder)] = found
        return found

    def ending(self, tail: str) -> list[str]:
        """The files whose paths end with these names."""
        same = self._by_name.get(tail.rpartition("/")[2], ())
        return [path for path in same if f"/{path}".endswith(f"/{tail}")]

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in sorted(self.paths):
            found.setdefault(path.rpartition("/")[2], []).append(path)
        return found

    def functions(self) -> Iterator[tuple[Module, f.Function]]:
        for module in list(self.modules.values()):
            for function in module.facts.functions:
                yield module, function

    def find_relevant(self) -> None:
        """Which function and class names lead to ZeroMQ, by name and transitively: cheap, and too many rather
        than too few."""
        units: list[tuple[str, frozenset[str]]] = []
        self.relevant = set()
        for module in self.modules.values():
            for function in module.facts.functions:
                parts = function.qualname.split(".")
                name = parts[-2] if function.name == "__init__" and len(parts) > 1 else function.name
                if module.mentions_zmq and function.names & WORDS:
                    self._mark(name, parts)
                else:
                    units.append((function.qualname, function.names))
        changed = True
        while changed:
            rest: list[tuple[str, frozenset[str]]] = []
            before = len(self.relevant)
            for qualname, names in units:
                if names & self.relevant:
                    parts = qualname.split(".")
                    self._mark(parts[-1], parts)
                else:
                    rest.append((qualname, names))
            changed, units = len(self.relevant) > before, rest

    def _mark(self, name: str, parts: list[str]) -> None:
        if name not in COMMON:
            self.relevant.add(name)
        if len(parts) > 1 and parts[-2] != "<locals>":
            self.relevant.add(parts[-2])

    def is_relevant(self, module: Module, function: f.Function) -> bool:
        if module.mentions_zmq and function.names & WORDS:
            return True
        return bool(function.names & self.relevant)
