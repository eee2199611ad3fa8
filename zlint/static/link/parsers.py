"""argparse and optparse: an option is its default, what a command of the program gives it, or what somebody else does.

A subcommand's options are those of its parser. Not known: what `type` and `action` make of a value.
"""

from __future__ import annotations

from zlint.model import Hole
from zlint.static import facts as f
from zlint.static.link import commands, lookup
from zlint.static.link.atoms import NONE, Arguments, Const, Obj, Seq, Val, join
from zlint.static.link.machine import Machine

OLD = "optparse "  # begins the key of such a parser
PLACES = "#places"  # the arguments without an option, in order
NAMES = "#names "  # begins the field that holds how a command names an argument


def argparse(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    return (Obj(f"parser {lookup.allocation(m, at)}", "parser"),)


def optparse(m: Machine, path: str, args: Arguments, at: f.At) -> Val:
    """Its `parse_args` returns what is left, too."""
    return (Obj(f"{OLD}{lookup.allocation(m, at)}", "parser"),)


def method(m: Machine, base: Obj, name: str, args: Arguments) -> Val:
    match name:
        case "add_argument" | "add_option":
            _add(m, base, args)
            return NONE
        case "parse_args" | "parse_known_args":
            _fill(m, base)
            made = (Obj(base.key, "namespace"),)
            alone = name == "parse_args" and not base.key.startswith(OLD)
            return made if alone else (Seq("tuple", ((made, False), (NONE, False))),)
        case "add_argument_group" | "add_mutually_exclusive_group" | "add_parser" | "add_subparsers":
            return (base,)
        case _:
            return NONE


def _add(m: Machine, base: Obj, args: Arguments) -> None:
    flags = _texts(args.plain)
    long = next((flag for flag in flags if flag.startswith("--")), flags[0] if flags else "argument")
    dest = (_texts((args.get(None, "dest") or (),)) or [long.lstrip("-").replace("-", "_")])[-1]
    m.store(base.key, dest, join(args.get(None, "default") or (), (_hole(base, dest),)))
    names = flags if long.startswith("-") else [commands.place(_order(m, base, dest))]
    m.heap.store(base.key, NAMES + dest, tuple(map(Const.of, names)))


def _hole(base: Obj, dest: str) -> Hole:
    return Hole(dest, f"argument {base.key}.{dest}", "a command-line argument")


def _fill(m: Machine, base: Obj) -> None:
    """With what commands say to the script that runs."""
    for field, names in sorted(m.heap.objects.get(base.key, {}).items()):
        if field.startswith(NAMES):
            dest = field.removeprefix(NAMES)
            m.weak_store(base.key, dest, commands.told(m, _hole(base, dest), _texts((names,))))


def _order(m: Machine, base: Obj, dest: str) -> int:
    m.heap.store(base.key, PLACES, (Const.of(dest),))
    return m.heap.load(base.key, PLACES).index(Const.of(dest))


def _texts(values: tuple[Val, ...]) -> list[str]:
    return [atom.value for value in values for atom in value if isinstance(atom, Const) and isinstance(atom.value, str)]
