"""Scalar rules turned into NumPy expressions over whole columns, from the rules' own source.

``min`` and ``max`` become ``np.minimum`` and ``np.maximum``, a choice ``a if c else b`` and an
assignment under ``if`` become ``np.where``. So the NumPy engine that the compiled one is compared
with has the same rules to the letter, also after a rule was changed.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numba.extending import is_jitted


class NoArrayFormError(Exception):
    """A rule whose source has something that this translation does not know."""


def _fold(function: Any) -> Callable[..., Any]:
    def folded(first: Any, *others: Any) -> Any:
        for other in others:
            first = function(first, other)
        return first

    return folded


CALLS: dict[str, Any] = {
    "min": _fold(np.minimum),
    "max": _fold(np.maximum),
    "abs": np.abs,
    "float": lambda value: np.asarray(value, np.float64),
    "int": lambda value: np.asarray(value).astype(np.int64),
    "np_where": np.where,
    "np_and": _fold(np.logical_and),
    "np_or": _fold(np.logical_or),
}


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


class _Translation(ast.NodeTransformer):
    """Expressions and conditional assignments in array form."""

    def __init__(self, assigned: set[str]) -> None:
        self.assigned = assigned

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        self.generic_visit(node)
        return _call("np_where", node.test, node.body, node.orelse)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        self.generic_visit(node)
        return _call("np_and" if isinstance(node.op, ast.And) else "np_or", *node.values)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        """``x += y`` as ``x = x + y``: the array that ``x`` names may be a column itself."""
        self.generic_visit(node)
        if not isinstance(node.target, ast.Name):
            raise NoArrayFormError("a column written in place")
        name = node.target.id
        value = ast.BinOp(ast.Name(name, ast.Load()), node.op, node.value)
        return ast.Assign([ast.Name(name, ast.Store())], value)

    def visit_If(self, node: ast.If) -> list[ast.stmt]:
        test = self.visit(node.test)
        statements: list[ast.stmt] = [ast.Assign([ast.Name("_test", ast.Store())], test)]
        for branch, met in ((node.body, True), (node.orelse, False)):
            statements += [self._under(statement, met) for statement in branch]
        return statements

    def _under(self, statement: ast.stmt, met: bool) -> ast.stmt:
        """An assignment that holds where the test is (or is not) met.

        A name that the branch makes itself, and that nothing before it holds, is simply assigned.
        """
        if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
            name = statement.target.id
            value: ast.expr = ast.BinOp(
                ast.Name(name, ast.Load()), statement.op, self.visit(statement.value)
            )
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name, value = statement.targets[0].id, self.visit(statement.value)
        else:
            raise NoArrayFormError(f"{type(statement).__name__} under if")
        if name in self.assigned:
            old = ast.Name(name, ast.Load())
            parts = (value, old) if met else (old, value)
            value = _call("np_where", ast.Name("_test", ast.Load()), *parts)
        return ast.Assign([ast.Name(name, ast.Store())], value)


def _outside_ifs(body: list[ast.stmt], arguments: list[str]) -> set[str]:
    """Names that hold a value whether or not a branch is taken."""
    names = set(arguments)
    for statement in body:
        if isinstance(statement, ast.Assign):
            names |= {one.id for one in ast.walk(statement.targets[0]) if isinstance(one, ast.Name)}
    return names


@cache
def array_form(rule: Any) -> Callable[..., Any]:
    """The rule over arrays; raises NoArrayFormError when its source cannot be translated."""
    function = rule.py_func if is_jitted(rule) else rule
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    definition = tree.body[0]
    assert isinstance(definition, ast.FunctionDef)
    early = [n for n in ast.walk(definition) if isinstance(n, ast.Return | ast.While | ast.For)]
    if len(early) != 1 or early[0] is not definition.body[-1]:
        raise NoArrayFormError("a loop, or a return before the end")
    definition.decorator_list = []
    definition.returns = None
    arguments = [argument.arg for argument in definition.args.args]
    known = _outside_ifs(definition.body, arguments)
    body: list[ast.stmt] = []
    for statement in definition.body:
        done = _Translation(known).visit(statement)
        body += done if isinstance(done, list) else [done]
    definition.body = body
    ast.fix_missing_locations(tree)
    names = {**function.__globals__, **CALLS}
    for name, value in function.__globals__.items():
        if is_jitted(value) and name in function.__code__.co_names:
            names[name] = array_form(value)
    exec(compile(tree, f"<{function.__name__} over arrays>", "exec"), names)
    return names[function.__name__]  # type: ignore[no-any-return]
