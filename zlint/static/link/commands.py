"""Commands: what a program hands to a script of its own on the command line, or in the environment.

A command is a text, or a list given to a call that starts a process, which names a script of the program: by the path
of its file, or as a module behind `-m` or in the code behind `-c`. Each value in it is kept, under the option before it
or the place it has, as one that the script can be given (see `parsers`); an environment variable, for all who read it.
Not known: console scripts, which only packaging files name, and places behind an option that may take a value.
"""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterator, Sequence

from zlint.model import Hole
from zlint.semantics import sinks
from zlint.static.link import containers, files, hearsay, strings
from zlint.static.link.atoms import Arguments, Const, Val, is_text, join
from zlint.static.link.machine import Machine

Piece = str | Val
Word = tuple[Piece, ...]  # () stands for any number of words
SPREAD = frozenset({"asyncio.create_subprocess_exec", "os.execl", "os.execlp", "os.spawnl", "os.spawnlp"})
LISTS = frozenset({"os.execv", "os.execvp", "os.spawnv", "os.spawnvp"})
STARTS = sinks.SHELL | sinks.PROCESS | SPREAD | LISTS
NAMES_ONE = re.compile(r"\.py\b|(?:^|\s)-[mc]\s")
IMPORTS = re.compile(r"(?:\bfrom\s+([\w.]+)\s+)?\bimport\s+([\w.]+)")
OPTION = re.compile(r"--?[A-Za-z][\w-]*")
RUNNER = re.compile(r"-.*|(?:.*/)?python[\d.]*|exec|nohup|&&|;")
ENDS = frozenset({"&&", "||", "|", ";", "&", ">", ">>", "2>&1"})
ENVIRONMENT = "environment"
HELD = 0xF0000  # characters from here on stand for what is not text, while a command is cut into words
PRIVATE = re.compile("([\U000f0000-\U000ffffd])")


def written(m: Machine, pieces: Sequence[Piece], kind: str) -> Val:
    """The text that is made of these pieces. kind: its type."""
    note(m, pieces)
    return tuple(strings.typed(atom, kind) for atom in strings.concatenate(pieces))


def added(m: Machine, left: Val, right: Val, op: str) -> Val:
    """The text, or the number, `left op right`."""
    made = strings.add(left, right, op)
    _note_all(m, made)
    return made


def note(m: Machine, pieces: Sequence[Piece]) -> None:
    """A text of these pieces, which can be a command."""
    flat = [each for piece in pieces for each in _inlined(piece)]
    if not NAMES_ONE.search("".join(piece for piece in flat if isinstance(piece, str))):
        return
    words = _words(flat)
    at, scripts = _find(m, words)
    if _runs(words[:at]):
        _tell(m, scripts, words[at + 1 :])


def _note_all(m: Machine, value: Val) -> None:
    for atom in value:
        if is_text(atom):
            note(m, ((atom,),))


def started(m: Machine, path: str, args: Arguments) -> None:
    """A function of the standard library is called that may start a process."""
    if path not in STARTS:
        return
    if path in SPREAD:
        _read(m, [tuple(_inlined(value)) for value in args.plain])
    given = args.get(len(args.plain) - 1 if path in LISTS else 0, "args") or ()
    _note_all(m, given)
    for sequence in containers.sequences(m, given):
        _read(m, [() if many else tuple(_inlined(value)) for value, many in sequence.items])
    for name, value in containers.named_entries(m, args.get(None, "env") or ()):
        in_environment(m, (Const.of(name),), value)


def in_environment(m: Machine, names: Val, value: Val) -> None:
    """An environment variable is set, for this process or one that it starts."""
    for name in names:
        if isinstance(name, Const):
            hearsay.say(m, ENVIRONMENT, str(name.value), value)


def told(m: Machine, hole: Hole, names: Sequence[str]) -> Val:
    """What the script that runs reads of what commands give it under one of these names, or somebody else does."""
    keys = dict.fromkeys(_said_to(frame.module.path) for frame in m.frames)
    return join((hole,), *(hearsay.hear(m, key, name, hole) for key in keys for name in names))


def variable(m: Machine, hole: Hole) -> Val:
    """The same of an environment variable."""
    return join((hole,), hearsay.hear(m, ENVIRONMENT, hole.name, hole))


def are_known(m: Machine, path: str) -> bool:
    """Does the program start this script?"""
    return hearsay.is_known(m, _said_to(path))


def place(order: int) -> str:
    """The name under which an argument without an option is kept."""
    return f"#{order}"


def _inlined(piece: Piece) -> Iterator[Piece]:
    """A text that is the only alternative is taken apart."""
    if isinstance(piece, str) or len(piece) != 1 or not is_text(piece[0]):
        yield piece
        return
    for part in strings.parts_of(piece[0]):
        yield part if isinstance(part, str) else (part,)


def _words(pieces: Sequence[Piece]) -> list[Word]:
    """As a shell cuts them."""
    held = [piece for piece in pieces if not isinstance(piece, str)]
    marks = iter(range(HELD, HELD + len(held)))
    text = "".join(PRIVATE.sub("", piece) if isinstance(piece, str) else chr(next(marks)) for piece in pieces)
    try:
        cut = shlex.split(text)
    except ValueError:  # a quote that is not closed
        cut = text.split()
    return [
        tuple(held[ord(each) - HELD] if PRIVATE.match(each) else each for each in PRIVATE.split(word) if each)
        for word in cut
    ]


def _read(m: Machine, words: Sequence[Word]) -> None:
    at, scripts = _find(m, words)
    _tell(m, scripts, words[at + 1 :])


def _find(m: Machine, words: Sequence[Word]) -> tuple[int, list[str]]:
    """Where a command first names scripts of the program, and which."""
    for at, word in enumerate(words):
        if scripts := _scripts(m, word, words[at - 1] if at else ()):
            return at, scripts
    return len(words), []


def _runs(before: Sequence[Word]) -> bool:
    """Do the words in front of a file's name run it, as far as can be seen? A message names files too."""
    last = before[-1][-1] if before and before[-1] else ()
    return not before or not isinstance(last, str) or RUNNER.fullmatch(last) is not None


def _scripts(m: Machine, word: Word, before: Word) -> list[str]:
    """The files of the program that a word names, by what stands before it."""
    text = "".join(piece if isinstance(piece, str) else files.place(piece) or "?" for piece in word)
    if before == ("-m",):
        return _modules(m, [text, f"{text}.__main__"])
    if before == ("-c",):
        return [path for match in IMPORTS.finditer(text) for path in _modules(m, _imported(*match.groups()))[:1]]
    if not text.endswith(".py"):
        return []
    path = posixpath.normpath(text)
    known = m.program.ending(path.rpartition("?")[2].lstrip("/")) if "/" in path or "?" not in path else []
    beside = [each for each in known if posixpath.dirname(each) == posixpath.dirname(m.module.path)]
    return [path] if path in known else known if len(known) == 1 else beside


def _imported(module: str | None, name: str) -> list[str]:
    return [f"{module}.{name}", module] if module else [name]


def _modules(m: Machine, dotted: Sequence[str]) -> list[str]:
    own = m.module
    found = (own.path if name == own.name else m.program.find(name, own.path) for name in dotted)
    return [path for path in found if path is not None]


def _tell(m: Machine, scripts: Sequence[str], words: Sequence[Word]) -> None:
    """Keep what the words of a command say behind the script's name."""
    for name, word in _arguments(words):
        for path in scripts:
            _keep(m, path, name, word)


def _arguments(words: Sequence[Word]) -> Iterator[tuple[str, Word]]:
    """Each value with the option before it, or its place."""
    order: int | None = 0
    option = ""
    for word in words:
        head = word[0] if word and isinstance(word[0], str) else ""
        if head in ENDS:
            return
        if named := OPTION.match(head):
            option = named.group() if named.group() == head else ""
            if head[named.end() :].startswith("="):
                yield named.group(), (head[named.end() + 1 :], *word[1:])
        elif option or not word:
            if word:
                yield option, word
            option, order = "", None
        elif order is not None:
            yield place(order), word
            order += 1


def _keep(m: Machine, path: str, name: str, word: Word) -> None:
    pieces = [piece for piece in word if piece != ""]
    alone = pieces[0] if len(pieces) == 1 else ""
    value = strings.concatenate(pieces) if isinstance(alone, str) else alone
    hearsay.say(m, _said_to(path), name, value)


def _said_to(path: str) -> str:
    """The key of what commands say to a script."""
    return f"command {path}"
