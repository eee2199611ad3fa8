"""libcst statements, functions, classes and modules to facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from sys import intern
from typing import Any

from zlint.static import facts as f
from zlint.static.extract.expressions import NOWHERE, OPERATORS, Expressions
from zlint.static.extract.scope import Scope


class Extractor(Expressions):
    """The whole walk. Collects every function and class on the way."""

    def __init__(self, spans: dict[int, tuple[int, int]]) -> None:
        super().__init__(spans)
        self.functions: list[f.Function] = []
        self.classes: list[f.Class] = []
        self.script = False

    def module(self, node: Any) -> f.Function:
        self.scope = Scope("", "module")
        body = self.block(node.body)
        return f.Function(
            "<module>",
            "<module>",
            (),
            body,
            NOWHERE,
            locals=frozenset(self.scope.stores),
            names=frozenset(self.scope.names),
        )

    def block(self, statements: Iterable[Any]) -> f.Block:
        found: list[f.Stmt] = []
        for node in statements:
            kind = type(node).__name__
            if kind == "SimpleStatementLine":
                for small in node.body:
                    self._add(found, small)
            else:
                self._add(found, node)
        return tuple(found)

    def _add(self, found: list[f.Stmt], node: Any) -> None:
        convert = STATEMENTS.get(type(node).__name__)
        if convert is not None:
            made = convert(self, node)
            found.extend(made) if isinstance(made, list) else found.append(made)

    def body(self, suite: Any) -> f.Block:
        """The statements of an indented block, or those behind a colon on one line."""
        return self.block(suite.body) if type(suite).__name__ == "IndentedBlock" else self._suite(suite)

    def _suite(self, suite: Any) -> f.Block:
        found: list[f.Stmt] = []
        for small in suite.body:
            self._add(found, small)
        return tuple(found)

    # -- definitions

    def definition(self, node: Any) -> f.Stmt:
        name = intern(node.name.value)
        self.scope.stores.add(name)
        decorators = tuple(self.expression(decorator.decorator) for decorator in node.decorators)
        returns = self.expression(node.returns.annotation) if node.returns else None
        function = self._function(name, node, self.at(node.name), decorators, returns)
        return f.Def(function)

    def function(self, node: Any) -> f.Expr:
        return f.Lambda(self._function("<lambda>", node, self.at(node), (), None))

    def _function(
        self, name: str, node: Any, at: f.At, decorators: tuple[f.Expr, ...], returns: f.Expr | None
    ) -> f.Function:
        params = self._params(node.params)
        outer, self.scope = self.scope, Scope(self.scope.child(name), "function")
        inner = self.scope
        if name == "<lambda>":
            body: f.Block = (f.Return(self.expression(node.body)),)
        else:
            body = self.body(node.body)
        self.scope = outer
        outer.names |= inner.names
        function = f.Function(
            name=name,
            qualname=inner.qualname,
            params=params,
            body=body,
            at=at,
            is_async=getattr(node, "asynchronous", None) is not None,
            generator=inner.generator,
            decorators=decorators,
            returns=returns,
            locals=frozenset((inner.stores - inner.outer) | {param.name for param in params}),
            names=frozenset(inner.names),
        )
        self.functions.append(function)
        return function

    def _params(self, node: Any) -> tuple[f.Param, ...]:
        params = [self._param(param, "plain") for param in (*node.posonly_params, *node.params)]
        if type(node.star_arg).__name__ == "Param":
            params.append(self._param(node.star_arg, "*"))
        params += [self._param(param, "keyword") for param in node.kwonly_params]
        if node.star_kwarg is not None:
            params.append(self._param(node.star_kwarg, "**"))
        return tuple(params)

    def _param(self, node: Any, kind: str) -> f.Param:
        annotation = self.expression(node.annotation.annotation) if node.annotation else None
        return f.Param(intern(node.name.value), self.optional(node.default), annotation, kind)

    def class_(self, node: Any) -> f.Stmt:
        name = intern(node.name.value)
        self.scope.stores.add(name)
        decorators = tuple(self.expression(decorator.decorator) for decorator in node.decorators)
        bases = tuple(self.expression(base.value) for base in node.bases)
        outer, self.scope = self.scope, Scope(self.scope.child(name), "class")
        inner = self.scope
        body = self.body(node.body)
        self.scope = outer
        outer.names |= inner.names
        methods = {stmt.function.name: stmt.function for stmt in _definitions(body)}
        annotated = (each.targets[0] for each in body if isinstance(each, f.Assign) and each.annotation is not None)
        fields = frozenset(target.id for target in annotated if isinstance(target, f.Name))
        names = frozenset(inner.names)
        cls = f.Class(name, inner.qualname, bases, body, self.at(node.name), decorators, methods, names, fields)
        self.classes.append(cls)
        return f.ClassDef(cls)

    # -- simple statements

    def do(self, node: Any) -> f.Stmt:
        return f.Do(self.expression(node.value))

    def assign(self, node: Any) -> f.Stmt:
        for target in node.targets:
            self.store(target.target)
        targets = tuple(self.expression(target.target) for target in node.targets)
        return f.Assign(targets, self.expression(node.value), None, self.at(node))

    def annotated(self, node: Any) -> f.Stmt:
        self.store(node.target)
        target = self.expression(node.target)
        annotation = self.expression(node.annotation.annotation)
        return f.Assign((target,), self.optional(node.value), annotation, self.at(node))

    def augment(self, node: Any) -> f.Stmt:
        self.store(node.target)
        op = OPERATORS.get(type(node.operator).__name__.removesuffix("Assign"), "?")
        return f.Augment(self.expression(node.target), op, self.expression(node.value), self.at(node))

    def return_(self, node: Any) -> f.Stmt:
        return f.Return(self.optional(node.value))

    def raise_(self, node: Any) -> f.Stmt:
        return f.Raise(self.optional(node.exc))

    def delete(self, node: Any) -> f.Stmt:
        target = node.target
        nodes = [element.value for element in target.elements] if type(target).__name__ == "Tuple" else [target]
        return f.Delete(tuple(self.expression(each) for each in nodes))

    def assert_(self, node: Any) -> f.Stmt:
        return f.Assert(self.expression(node.test))

    def outer_names(self, node: Any) -> f.Stmt:
        names = tuple(item.name.value for item in node.names)
        self.scope.outer.update(names)
        return f.Global(names)

    def import_(self, node: Any) -> list[f.Stmt]:
        found: list[f.Stmt] = []
        for alias in node.names:
            module = _dotted(alias.name)
            local = alias.asname.name.value if alias.asname else None
            self.scope.stores.add(local or module.partition(".")[0])
            found.append(f.Import(module, None, local, 0))
        return found

    def import_from(self, node: Any) -> list[f.Stmt]:
        module, level = _dotted(node.module) if node.module else "", len(node.relative)
        if type(node.names).__name__ == "ImportStar":
            return [f.Import(module, "*", None, level)]
        found: list[f.Stmt] = []
        for alias in node.names:
            local = alias.asname.name.value if alias.asname else None
            self.scope.stores.add(local or alias.name.value)
            found.append(f.Import(module, alias.name.value, local, level))
        return found

    # -- compound statements

    def if_(self, node: Any) -> f.Stmt:
        test = self.expression(node.test)
        self.script = self.script or _is_main_test(test)
        orelse = node.orelse
        if orelse is None:
            rest: f.Block = ()
        elif type(orelse).__name__ == "If":
            rest = (self.if_(orelse),)
        else:
            rest = self.body(orelse.body)
        return f.If(test, self.body(node.body), rest)

    def while_(self, node: Any) -> f.Stmt:
        return f.While(self.expression(node.test), self.body(node.body), self._else(node), self.at(node.test))

    def for_(self, node: Any) -> f.Stmt:
        self.store(node.target)
        target, iterable = self.expression(node.target), self.expression(node.iter)
        return f.For(target, iterable, self.body(node.body), self._else(node))

    def _else(self, node: Any) -> f.Block:
        return self.body(node.orelse.body) if node.orelse else ()

    def with_(self, node: Any) -> f.Stmt:
        items: list[tuple[f.Expr, f.Expr | None]] = []
        for item in node.items:
            value = self.expression(item.item)
            if item.asname is not None:
                self.store(item.asname.name)
                items.append((value, self.expression(item.asname.name)))
            else:
                items.append((value, None))
        return f.With(tuple(items), self.body(node.body))

    def try_(self, node: Any) -> f.Stmt:
        handlers = tuple(self._except(handler) for handler in node.handlers)
        final = self.body(node.finalbody.body) if node.finalbody else ()
        return f.Try(self.body(node.body), handlers, self._else(node), final)

    def _except(self, node: Any) -> f.Except:
        name = None
        if node.name is not None:
            self.store(node.name.name)
            name = node.name.name.value
        start, _ = self.at(node)
        return f.Except(self.optional(node.type), name, self.body(node.body), (start, start + len("except")))

    def match(self, node: Any) -> f.Stmt:
        return f.Match(self.expression(node.subject), tuple(self.body(case.body) for case in node.cases))


def _definitions(body: f.Block) -> Iterable[f.Def]:
    for stmt in body:
        if isinstance(stmt, f.Def):
            yield stmt
        elif isinstance(stmt, f.If):
            yield from _definitions(stmt.orelse)
            yield from _definitions(stmt.body)
        elif isinstance(stmt, f.Try):
            yield from _definitions(stmt.body)


def _dotted(node: Any) -> str:
    if type(node).__name__ == "Name":
        return str(node.value)
    return f"{_dotted(node.value)}.{node.attr.value}"


def _is_main_test(test: f.Expr) -> bool:
    return (
        isinstance(test, f.Compare)
        and isinstance(test.left, f.Name)
        and test.left.id == "__name__"
        and isinstance(test.right, f.Const)
        and test.right.value == "__main__"
    )


STATEMENTS: dict[str, Callable[[Any, Any], f.Stmt | list[f.Stmt]]] = {
    "FunctionDef": Extractor.definition,
    "ClassDef": Extractor.class_,
    "Expr": Extractor.do,
    "Assign": Extractor.assign,
    "AnnAssign": Extractor.annotated,
    "AugAssign": Extractor.augment,
    "Return": Extractor.return_,
    "Raise": Extractor.raise_,
    "Del": Extractor.delete,
    "Assert": Extractor.assert_,
    "Global": Extractor.outer_names,
    "Nonlocal": Extractor.outer_names,
    "Import": Extractor.import_,
    "ImportFrom": Extractor.import_from,
    "Break": lambda self, node: f.Break(),
    "Continue": lambda self, node: f.Continue(),
    "If": Extractor.if_,
    "While": Extractor.while_,
    "For": Extractor.for_,
    "With": Extractor.with_,
    "Try": Extractor.try_,
    "TryStar": Extractor.try_,
    "Match": Extractor.match,
}
