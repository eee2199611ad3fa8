"""FileFacts: what one file says, as symbols. No syntax tree inside; depends on the file's text and nothing else.

Expressions and statements are reduced to what linking can follow. `at` is a (start, end) offset pair into the text,
in code points; `FileFacts.span` turns it into a `Span`. What has no meaning here is `Opaque`, with its parts, so
that no call inside is lost. The unit is the function: `Function.names` lists every name and attribute it mentions,
nested functions included, which tells whether it needs to be looked at.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from zlint.model import Span

At = tuple[int, int]


@dataclass(slots=True)
class Expr:
    """Base of all expressions; `at` is (0, 0) where no rule ever needs the place."""


@dataclass(slots=True)
class Const(Expr):
    value: str | bytes | int | float | bool | None


@dataclass(slots=True)
class Name(Expr):
    id: str
    at: At


@dataclass(slots=True)
class Attr(Expr):
    base: Expr
    name: str
    at: At


@dataclass(slots=True)
class Call(Expr):
    func: Expr
    args: tuple[Expr, ...]
    keywords: tuple[tuple[str, Expr], ...]  # "**" for a double star
    at: At


@dataclass(slots=True)
class Joined(Expr):
    """An f-string: text and expressions in turn."""

    parts: tuple[str | Expr, ...]
    at: At


@dataclass(slots=True)
class Binary(Expr):
    op: str
    left: Expr
    right: Expr
    at: At


@dataclass(slots=True)
class Sequence(Expr):
    """kind: "list", "tuple" or "set"; items may hold `Star`."""

    kind: str
    items: tuple[Expr, ...]
    at: At


@dataclass(slots=True)
class Mapping(Expr):
    items: tuple[tuple[Expr | None, Expr], ...]  # key None for `**other`
    at: At


@dataclass(slots=True)
class Item(Expr):
    base: Expr
    index: Expr
    at: At


@dataclass(slots=True)
class Slice(Expr):
    lower: Expr | None
    upper: Expr | None


@dataclass(slots=True)
class IfElse(Expr):
    test: Expr
    body: Expr
    orelse: Expr


@dataclass(slots=True)
class Logic(Expr):
    op: str  # "and", "or"
    left: Expr
    right: Expr


@dataclass(slots=True)
class Not(Expr):
    value: Expr


@dataclass(slots=True)
class Compare(Expr):
    left: Expr
    op: str
    right: Expr
    at: At


@dataclass(slots=True)
class Await(Expr):
    value: Expr
    at: At


@dataclass(slots=True)
class Star(Expr):
    value: Expr


@dataclass(slots=True)
class Yield(Expr):
    value: Expr | None
    source: bool  # `yield from`


@dataclass(slots=True)
class Lambda(Expr):
    function: Function


@dataclass(slots=True)
class Comprehension(Expr):
    kind: str  # "list", "set", "dict", "generator"
    key: Expr | None
    element: Expr
    clauses: tuple[tuple[Expr, Expr, tuple[Expr, ...]], ...]  # target, iterable, conditions
    at: At


@dataclass(slots=True)
class Walrus(Expr):
    target: Expr
    value: Expr


@dataclass(slots=True)
class Opaque(Expr):
    parts: tuple[Expr, ...]


@dataclass(slots=True)
class Stmt:
    """Base of all statements."""


Block = tuple[Stmt, ...]


@dataclass(slots=True)
class Do(Stmt):
    """An expression statement; the value is ignored."""

    value: Expr


@dataclass(slots=True)
class Assign(Stmt):
    targets: tuple[Expr, ...]
    value: Expr | None  # None: an annotation only
    annotation: Expr | None
    at: At


@dataclass(slots=True)
class Augment(Stmt):
    target: Expr
    op: str
    value: Expr
    at: At


@dataclass(slots=True)
class Return(Stmt):
    value: Expr | None


@dataclass(slots=True)
class Raise(Stmt):
    value: Expr | None


@dataclass(slots=True)
class Assert(Stmt):
    test: Expr


@dataclass(slots=True)
class Delete(Stmt):
    targets: tuple[Expr, ...]


@dataclass(slots=True)
class Break(Stmt):
    pass


@dataclass(slots=True)
class Continue(Stmt):
    pass


@dataclass(slots=True)
class If(Stmt):
    test: Expr
    body: Block
    orelse: Block


@dataclass(slots=True)
class While(Stmt):
    test: Expr
    body: Block
    orelse: Block
    at: At  # of the test


@dataclass(slots=True)
class For(Stmt):
    target: Expr
    iterable: Expr
    body: Block
    orelse: Block


@dataclass(slots=True)
class With(Stmt):
    items: tuple[tuple[Expr, Expr | None], ...]
    body: Block


@dataclass(slots=True)
class Except(Stmt):
    type: Expr | None
    name: str | None
    body: Block
    at: At


@dataclass(slots=True)
class Try(Stmt):
    body: Block
    handlers: tuple[Except, ...]
    orelse: Block
    final: Block


@dataclass(slots=True)
class Match(Stmt):
    subject: Expr
    cases: tuple[Block, ...]


@dataclass(slots=True)
class Global(Stmt):
    names: tuple[str, ...]


@dataclass(slots=True)
class Import(Stmt):
    """`import a.b as c`: module "a.b", name None, alias "c". `from ..a import b`: level 2, module "a", name "b"."""

    module: str
    name: str | None
    alias: str | None
    level: int


@dataclass(slots=True)
class Def(Stmt):
    function: Function


@dataclass(slots=True)
class ClassDef(Stmt):
    cls: Class


@dataclass(slots=True)
class Param:
    name: str
    default: Expr | None
    annotation: Expr | None
    kind: str  # "plain", "keyword", "*", "**"


@dataclass(slots=True, eq=False, repr=False)
class Function:
    """A function, method or lambda (name "<lambda>"), or a module's or class's body."""

    name: str
    qualname: str
    params: tuple[Param, ...]
    body: Block
    at: At
    is_async: bool = False
    generator: bool = False
    decorators: tuple[Expr, ...] = ()
    returns: Expr | None = None
    locals: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


@dataclass(slots=True, eq=False, repr=False)
class Class:
    name: str
    qualname: str
    bases: tuple[Expr, ...]
    body: Block
    at: At
    decorators: tuple[Expr, ...]
    methods: dict[str, Function]
    names: frozenset[str]
    fields: frozenset[str]  # annotated in the body


@dataclass(slots=True, eq=False, repr=False)
class FileFacts:
    """path: as it stands in spans. body: the module's top level, as a function without parameters.

    lines: offset at which each line starts. script: holds an `if __name__ == "__main__"`.
    """

    path: str
    body: Function
    functions: tuple[Function, ...]  # every def, methods and nested ones too
    classes: tuple[Class, ...]
    lines: list[int] = field(default_factory=list)
    script: bool = False
    spans: dict[At, Span] = field(default_factory=dict)

    def span(self, at: At) -> Span:
        known = self.spans.get(at)
        if known is None:
            (line, column), (end_line, end_column) = self._place(at[0]), self._place(at[1])
            known = self.spans[at] = Span(self.path, line, column, end_line, end_column)
        return known

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.lines, offset)
        return line, offset - self.lines[line - 1] + 1
