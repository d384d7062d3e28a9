"""Formulas of declared indicators: lists are written out, then only plain arithmetic is left to compute."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from functools import reduce
from typing import Any

from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["compute", "expand"]

_BINARY: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_UNARY: Mapping[type[ast.unaryop], Callable[[float], float]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
_CHAINS: Mapping[str, tuple[type[ast.operator], int]] = {"product": (ast.Mult, 1), "sum": (ast.Add, 0)}
_CHOICES: Mapping[str, Callable[..., float]] = {"min": min, "max": max}


def expand(formula: str, *, lists: Mapping[str, Sequence[str]]) -> str:
    """Write out a formula's lists, so that every name in it stands for one figure.

    Parameters
    ----------
    formula
        Arithmetic over names, with ``product``, ``sum``, ``min`` and ``max`` over lists.
    lists
        The names that are lists, with the names of their members, shape (years,) each.

    Returns
    -------
    str
        The same formula in plain arithmetic; an empty product is 1, an empty sum 0.

    Raises
    ------
    InputError
        If the formula holds anything else, or a list stands outside those functions.

    Examples
    --------
    >>> expand("product(1 + g / 100) - 1", lists={"g": ["g_2021", "g_2022"]})
    '(1 + g_2021 / 100) * (1 + g_2022 / 100) - 1'
    """
    try:
        tree = ast.parse(formula, mode="eval")
    except SyntaxError as error:
        raise _refused(formula, fault=str(error)) from error
    writer = _Writer(formula, lists)
    return ast.unparse(writer.visit(tree.body))


def compute(equation: str, *, values: Mapping[str, float]) -> float:
    """Compute plain arithmetic.

    Parameters
    ----------
    equation
        Arithmetic over names, without lists.
    values
        Value of each name [in the unit that the formula declares for it].

    Returns
    -------
    float
        The result [the unit that the formula declares].

    Raises
    ------
    InputError
        If the equation holds anything but arithmetic over known names.
    ZeroDivisionError
        If it divides by zero.

    Examples
    --------
    >>> compute("(a / b - 1) * 100", values={"a": 90.0, "b": 120.0})
    -25.0
    """
    tree = ast.parse(equation, mode="eval")
    return float(_value(tree.body, values, equation))


class _Writer(ast.NodeTransformer):
    """Writes out calls over lists; every other construct must be plain arithmetic."""

    def __init__(self, formula: str, lists: Mapping[str, Sequence[str]]) -> None:
        self.formula = formula
        self.lists = lists

    def visit_Call(self, node: ast.Call) -> ast.expr:  # noqa: N802 - the name that ast asks for
        """Write out one function."""
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if node.keywords or not node.args or name not in {*_CHAINS, *_CHOICES}:
            raise _refused(self.formula, fault=ast.unparse(node))
        if name in _CHOICES and len(node.args) > 1:
            return ast.Call(node.func, [self.visit(argument) for argument in node.args], [])
        members = self._members(node.args[0])
        if name in _CHOICES:
            return ast.Call(node.func, members, [])
        join, empty = _CHAINS[name]
        if not members:
            return ast.Constant(empty)
        return reduce(lambda left, right: ast.BinOp(left, join(), right), members)

    def visit_Name(self, node: ast.Name) -> ast.expr:  # noqa: N802 - the name that ast asks for
        """Let a figure stand; a list may stand in a function only."""
        if node.id in self.lists:
            raise _refused(self.formula, fault=f"{node.id} is a list")
        return node

    def _members(self, argument: ast.expr) -> list[ast.expr]:
        used = [
            name.id for name in ast.walk(argument) if isinstance(name, ast.Name) and name.id in self.lists
        ]
        lengths = {len(self.lists[name]) for name in used}
        if len(lengths) != 1:
            raise _refused(self.formula, fault=f"{ast.unparse(argument)} is not over one run of years")
        return [self._member(argument, index, set(used)) for index in range(lengths.pop())]

    def _member(self, argument: ast.expr, index: int, names: set[str]) -> ast.expr:
        copy = deepcopy(argument)
        for node in ast.walk(copy):
            if isinstance(node, ast.Name) and node.id in names:
                node.id = self.lists[node.id][index]
        written: ast.expr = self.visit(copy)
        return written


def _value(node: ast.AST, values: Mapping[str, float], equation: str) -> Any:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name) if name in values:
            return values[name]
        case ast.BinOp(left, join, right) if type(join) in _BINARY:
            return _BINARY[type(join)](_value(left, values, equation), _value(right, values, equation))
        case ast.UnaryOp(sign, operand) if type(sign) in _UNARY:
            return _UNARY[type(sign)](_value(operand, values, equation))
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in _CHOICES:
            return _CHOICES[name](_value(argument, values, equation) for argument in arguments)
    raise _refused(equation, fault=ast.unparse(node))


def _refused(formula: str, *, fault: str) -> InputError:
    return InputError(Problem("assess.formula", {"formula": formula, "fault": fault}))
