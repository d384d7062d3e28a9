"""Registry of methods: each equation with its source, edition, and the tables that feed its terms.

A figure's lineage is recomputed from this registry: the equation is the text that ``why`` prints and the
function is what computing calls; a test holds the one against the other.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

__all__ = ["Method", "Term", "equation_names", "get_method", "method", "methods"]

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Term:
    """One name of an equation and where its value stands.

    Parameters
    ----------
    table
        Contract that holds it: ``activity``, ``factor``, ``control`` or ``constant``.
    column
        Column of that contract (for factors the parameter's name).
    unit
        Unit of the value, as printed.
    species
        Species whose factor it is, where that is not the figure's own (BC as a share of PM2.5).
    """

    table: str
    column: str
    unit: str
    species: str | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """An equation that a figure can be traced to."""

    id: str
    equation: str
    unit: str
    source: str
    edition: str
    terms: Mapping[str, Term] = field(default_factory=dict)
    function: Callable[..., Any] | None = None


_METHODS: dict[str, Method] = {}


def method(
    id: str,  # noqa: A002 - the registry's own word
    *,
    equation: str,
    unit: str,
    source: str,
    edition: str,
    terms: Mapping[str, Term],
) -> Callable[[Function], Function]:
    """Register an equation function.

    Parameters
    ----------
    id
        Name of the method, ``noun.species`` or ``noun.verb``.
    equation
        The right-hand side in Python arithmetic over the names of ``terms``.
    unit
        Unit of the result.
    source
        Document, table or equation number.
    edition
        Edition of that document.
    terms
        Where each name of the equation comes from.

    Returns
    -------
    Callable
        A decorator that returns the function unchanged.

    Raises
    ------
    ValueError
        If the id is taken, or the equation's names are not those of ``terms``.

    Examples
    --------
    >>> get_method("no.such.method")
    Traceback (most recent call last):
    ...
    KeyError: 'no.such.method'
    """
    if id in _METHODS:
        raise ValueError(f"method {id} is registered twice")
    if equation_names(equation) != set(terms):
        raise ValueError(f"method {id}: the equation's names are not its terms")

    def register(function: Function) -> Function:
        _METHODS[id] = Method(id, equation, unit, source, edition, dict(terms), function)
        return function

    return register


def equation_names(equation: str) -> set[str]:
    """List the free names of an equation.

    Parameters
    ----------
    equation
        Python arithmetic.

    Returns
    -------
    set of str
        The names in it.

    Examples
    --------
    >>> sorted(equation_names("quantity * factor / 1000"))
    ['factor', 'quantity']
    """
    return {node.id for node in ast.walk(ast.parse(equation, mode="eval")) if isinstance(node, ast.Name)}


def get_method(id: str) -> Method:  # noqa: A002 - the registry's own word
    """Return a registered method by its id."""
    return _METHODS[id]


def methods() -> tuple[Method, ...]:
    """List all registered methods, by id."""
    return tuple(_METHODS[key] for key in sorted(_METHODS))
