"""Equations as spreadsheet formulas: the same arithmetic over addresses in place of names."""

from __future__ import annotations

import ast
from collections.abc import Mapping

__all__ = ["spreadsheet_formula"]

OPERATORS: dict[type[ast.operator], tuple[str, int]] = {
    ast.Add: ("+", 1),
    ast.Sub: ("-", 1),
    ast.Mult: ("*", 2),
    ast.Div: ("/", 2),
    ast.Pow: ("^", 3),
}
WHOLE, UNARY = 9, 4


def spreadsheet_formula(equation: str, *, cells: Mapping[str, str]) -> str:
    """Write a method's equation as a spreadsheet formula.

    Parameters
    ----------
    equation
        Python arithmetic over names: ``+``, ``-``, ``*``, ``/``, ``**``.
    cells
        For each name of the equation what stands for it: an address, or a formula in brackets.

    Returns
    -------
    str
        The formula, with its equals sign.

    Raises
    ------
    ValueError
        If the equation is more than arithmetic.

    Examples
    --------
    >>> where = {"quantity": "A!C2", "ef_t_per_t": "F!C9", "removal": "(K!C2*K!D2)"}
    >>> spreadsheet_formula("-quantity * ef_t_per_t * (1 - removal) * 44 / 12", cells=where)
    '=(-A!C2)*F!C9*(1-(K!C2*K!D2))*44/12'
    """
    text, _ = _write(ast.parse(equation, mode="eval").body, cells)
    return f"={text}"


def _write(node: ast.expr, cells: Mapping[str, str]) -> tuple[str, int]:
    """Write a part of an equation, and how strongly it binds; a sign is bracketed, for it binds otherwise."""
    if isinstance(node, ast.Name):
        return cells[node.id], WHOLE
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return repr(node.value), WHOLE
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner, bound = _write(node.operand, cells)
        return f"(-{_bracketed(inner, bound, UNARY)})", WHOLE
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        sign, strength = OPERATORS[type(node.op)]
        left, right = _write(node.left, cells), _write(node.right, cells)
        closer = strength + 1 if sign == "^" else strength
        return f"{_bracketed(*left, closer)}{sign}{_bracketed(*right, strength + 1)}", strength
    raise ValueError(f"not arithmetic: {ast.unparse(node)}")


def _bracketed(text: str, bound: int, least: int) -> str:
    return text if bound >= least else f"({text})"
