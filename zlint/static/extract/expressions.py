"""libcst expressions to symbolic expressions."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from sys import intern
from typing import Any

from zlint.static import facts as f
from zlint.static.extract.scope import Scope

NOWHERE = (0, 0)
OPERATORS = {
    "Add": "+",
    "BitOr": "|",
    "Divide": "/",
    "FloorDivide": "//",
    "Modulo": "%",
    "Multiply": "*",
    "Subtract": "-",
}
COMPARISONS = {
    "Equal": "==",
    "NotEqual": "!=",
    "In": "in",
    "NotIn": "not in",
    "Is": "is",
    "IsNot": "is not",
    "LessThan": "<",
    "GreaterThan": ">",
    "LessThanEqual": "<=",
    "GreaterThanEqual": ">=",
}
PLAIN = re.compile(r"(?P<bytes>[bB]?)(?P<quote>\"{3}|'{3}|\"|')(?P<text>[^\\\r\0]*)(?P=quote)")  # no escapes
CONSTANTS: dict[str, bool | None] = {"True": True, "False": False, "None": None}


class Expressions:
    """The expression half of the walk. `scope` collects what the enclosing function mentions."""

    def __init__(self, spans: dict[int, tuple[int, int]]) -> None:
        self.spans = spans
        self.scope = Scope("", "module")

    def at(self, node: Any) -> f.At:
        return self.spans.get(id(node), NOWHERE)

    def expression(self, node: Any) -> f.Expr:
        convert = EXPRESSIONS.get(type(node).__name__)
        return convert(self, node) if convert else f.Opaque(())

    def optional(self, node: Any) -> f.Expr | None:
        return None if node is None else self.expression(node)

    def name(self, node: Any) -> f.Expr:
        text = node.value
        if text in CONSTANTS:
            return f.Const(CONSTANTS[text])
        text = intern(text)
        self.scope.names.add(text)
        return f.Name(text, self.at(node))

    def attribute(self, node: Any) -> f.Expr:
        text = intern(node.attr.value)
        self.scope.names.add(text)
        return f.Attr(self.expression(node.value), text, self.at(node))

    def call(self, node: Any) -> f.Expr:
        args: list[f.Expr] = []
        keywords: list[tuple[str, f.Expr]] = []
        for arg in node.args:
            value = self.expression(arg.value)
            if arg.keyword is not None:
                keywords.append((intern(arg.keyword.value), value))
            elif arg.star == "**":
                keywords.append(("**", value))
            else:
                args.append(f.Star(value) if arg.star else value)
        return f.Call(self.expression(node.func), tuple(args), tuple(keywords), self.at(node))

    def number(self, node: Any) -> f.Expr:
        return f.Const(_literal(node.value))

    def string(self, node: Any) -> f.Expr:
        return f.Const(_literal(node.value))

    def concatenated(self, node: Any) -> f.Expr:
        left, right = self.expression(node.left), self.expression(node.right)
        if isinstance(left, f.Const) and isinstance(right, f.Const):
            a, b = left.value, right.value
            if isinstance(a, str) and isinstance(b, str):
                return f.Const(a + b)
            if isinstance(a, bytes) and isinstance(b, bytes):
                return f.Const(a + b)
        return f.Joined((left, right), self.at(node))

    def formatted(self, node: Any) -> f.Expr:
        parts: list[str | f.Expr] = []
        for part in node.parts:
            if type(part).__name__ == "FormattedStringText":
                parts.append(_unescape(part.value, node.start))
            else:
                parts.append(self.expression(part.expression))
        return f.Joined(tuple(parts), self.at(node))

    def binary(self, node: Any) -> f.Expr:
        op = OPERATORS.get(type(node.operator).__name__, "?")
        return f.Binary(op, self.expression(node.left), self.expression(node.right), self.at(node))

    def boolean(self, node: Any) -> f.Expr:
        op = "and" if type(node.operator).__name__ == "And" else "or"
        return f.Logic(op, self.expression(node.left), self.expression(node.right))

    def unary(self, node: Any) -> f.Expr:
        value = self.expression(node.expression)
        kind = type(node.operator).__name__
        if kind == "Not":
            return f.Not(value)
        if kind == "Minus" and isinstance(value, f.Const) and isinstance(value.value, int | float):
            return f.Const(-value.value)
        return f.Opaque((value,))

    def comparison(self, node: Any) -> f.Expr:
        left = self.expression(node.left)
        targets = [
            (COMPARISONS.get(type(target.operator).__name__, "?"), self.expression(target.comparator))
            for target in node.comparisons
        ]
        if len(targets) == 1:
            return f.Compare(left, *targets[0], self.at(node))
        return f.Opaque((left, *(right for _, right in targets)))

    def sequence(self, node: Any) -> f.Expr:
        items = tuple(
            f.Star(self.expression(element.value))
            if type(element).__name__ == "StarredElement"
            else self.expression(element.value)
            for element in node.elements
        )
        return f.Sequence(type(node).__name__.lower(), items, self.at(node))

    def mapping(self, node: Any) -> f.Expr:
        items = tuple(
            (None, self.expression(element.value))
            if type(element).__name__ == "StarredDictElement"
            else (self.expression(element.key), self.expression(element.value))
            for element in node.elements
        )
        return f.Mapping(items, self.at(node))

    def subscript(self, node: Any) -> f.Expr:
        base = self.expression(node.value)
        indexes = [self._index(element.slice) for element in node.slice]
        index = indexes[0] if len(indexes) == 1 else f.Sequence("tuple", tuple(indexes), NOWHERE)
        return f.Item(base, index, self.at(node))

    def _index(self, node: Any) -> f.Expr:
        if type(node).__name__ == "Index":
            return self.expression(node.value)
        return f.Slice(self.optional(node.lower), self.optional(node.upper))

    def if_else(self, node: Any) -> f.Expr:
        return f.IfElse(self.expression(node.test), self.expression(node.body), self.expression(node.orelse))

    def awaited(self, node: Any) -> f.Expr:
        return f.Await(self.expression(node.expression), self.at(node))

    def walrus(self, node: Any) -> f.Expr:
        self.store(node.target)
        return f.Walrus(self.expression(node.target), self.expression(node.value))

    def yielded(self, node: Any) -> f.Expr:
        self.scope.generator = True
        value = node.value
        if value is not None and type(value).__name__ == "From":
            return f.Yield(self.expression(value.item), True)
        return f.Yield(self.optional(value), False)

    def comprehension(self, node: Any) -> f.Expr:
        kind = {"ListComp": "list", "SetComp": "set", "DictComp": "dict"}.get(type(node).__name__, "generator")
        clauses = []
        clause = node.for_in
        while clause is not None:
            self.store(clause.target)
            conditions = tuple(self.expression(test.test) for test in clause.ifs)
            clauses.append((self.expression(clause.target), self.expression(clause.iter), conditions))
            clause = clause.inner_for_in
        key = self.expression(node.key) if kind == "dict" else None
        element = self.expression(node.value if kind == "dict" else node.elt)
        return f.Comprehension(kind, key, element, tuple(clauses), self.at(node))

    def function(self, node: Any) -> f.Expr:
        """A lambda; definitions are statements."""
        raise NotImplementedError

    def store(self, node: Any) -> None:
        """Note the names that a target binds."""
        kind = type(node).__name__
        if kind == "Name":
            self.scope.stores.add(intern(node.value))
        elif kind in ("Tuple", "List"):
            for element in node.elements:
                self.store(element.value)


def _literal(text: str) -> Any:
    plain = PLAIN.fullmatch(text)
    if plain is not None:  # what most strings are: parsing each as a program of its own costs
        return plain["text"].encode() if plain["bytes"] else plain["text"]
    if text.isdecimal() and text[0] != "0":
        return int(text)
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError):
        return None


def _unescape(text: str, start: str) -> str:
    text = text.replace("{{", "{").replace("}}", "}")
    if "\\" not in text or "r" in start.lower():
        return text
    value = _literal('"""' + text.replace('"', '\\"') + '"""')
    return value if isinstance(value, str) else text


EXPRESSIONS: dict[str, Callable[[Any, Any], f.Expr]] = {
    "Name": Expressions.name,
    "Attribute": Expressions.attribute,
    "Call": Expressions.call,
    "Integer": Expressions.number,
    "Float": Expressions.number,
    "SimpleString": Expressions.string,
    "ConcatenatedString": Expressions.concatenated,
    "FormattedString": Expressions.formatted,
    "BinaryOperation": Expressions.binary,
    "BooleanOperation": Expressions.boolean,
    "UnaryOperation": Expressions.unary,
    "Comparison": Expressions.comparison,
    "Tuple": Expressions.sequence,
    "List": Expressions.sequence,
    "Set": Expressions.sequence,
    "Dict": Expressions.mapping,
    "Subscript": Expressions.subscript,
    "IfExp": Expressions.if_else,
    "Await": Expressions.awaited,
    "NamedExpr": Expressions.walrus,
    "Yield": Expressions.yielded,
    "ListComp": Expressions.comprehension,
    "SetComp": Expressions.comprehension,
    "DictComp": Expressions.comprehension,
    "GeneratorExp": Expressions.comprehension,
    "Lambda": lambda self, node: self.function(node),
}
