"""Arithmetic as it is printed: what a tree says under a figure is what computed it."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache

__all__ = ["evaluate"]

_BINARY: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_CALLS: dict[str, Callable[..., float]] = {"exp": math.exp, "log": math.log, "min": min}


def evaluate(equation: str, values: Mapping[str, float | None]) -> float | None:
    """Compute an equation from the values of its names.

    Parameters
    ----------
    equation
        The four operations, powers, brackets, ``exp``, ``log`` and ``min`` over names and numbers.
    values
        Value of each name; None where it is missing.

    Returns
    -------
    float or None
        The result in the equation's unit; None where a value that it needs is missing.

    Raises
    ------
    ValueError
        If the text is no such equation.
    KeyError
        If it names what has no value.

    Examples
    --------
    >>> larch = {"a": 0.6096, "volume": 100, "b": 33.806, "share": 0.5}
    >>> round(evaluate("(a * volume + b) * share", larch), 2)
    47.38
    """
    return _value(_parsed(equation), values)


@lru_cache(maxsize=1024)
def _parsed(equation: str) -> ast.expr:
    """Parse an equation once: a tree asks the same few for thousands of its nodes."""
    return ast.parse(equation, mode="eval").body


def _value(node: ast.expr, values: Mapping[str, float | None]) -> float | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return float(node.value)
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _value(node.operand, values)
        return None if inner is None else -inner
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        return _applied(_BINARY[type(node.op)], [node.left, node.right], values)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
        return _applied(_CALLS[node.func.id], node.args, values)
    raise ValueError(f"no arithmetic: {ast.unparse(node)}")


def _applied(
    function: Callable[..., float], parts: list[ast.expr], values: Mapping[str, float | None]
) -> float | None:
    known = [_value(part, values) for part in parts]
    return None if None in known else function(*known)
