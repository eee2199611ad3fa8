"""What a number is the product of, where the product is written in the statement that gives it.

Read off the source text at one line of a frame, with the values that names have there. Nothing of the program is
called: an attribute that is computed is not known.
"""

from __future__ import annotations

import ast
import inspect
import linecache
import math
from types import FrameType
from typing import Any

Factors = list[tuple[str, int | float]]


def factors(frame: FrameType, product: object) -> Factors:
    """(name, value) of each factor; none when no product, or more than one, is written there that makes this number."""
    if not isinstance(product, int | float):  # what is not kept can be a secret
        return []
    text = linecache.getline(frame.f_code.co_filename, frame.f_lineno).strip()
    try:
        tree = ast.parse(text)
    except SyntaxError:  # a part of a statement of several lines
        return []
    found = [_flat(node) for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)]
    known = [[(_name(node), _value(node, frame)) for node in nodes] for nodes in found]
    numbers = [each for each in known if all(isinstance(value, int | float) for _, value in each)]
    fitting = [each for each in numbers if math.prod(value for _, value in each) == product]
    return fitting[0] if len(fitting) == 1 else []


def _flat(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return [*_flat(node.left), *_flat(node.right)]
    return [node]


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _value(node: ast.expr, frame: FrameType) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return frame.f_locals.get(name, frame.f_globals.get(name))
        case ast.Attribute(value=ast.Name() as owner, attr=name):
            return inspect.getattr_static(_value(owner, frame), name, None)
        case _:
            return None
