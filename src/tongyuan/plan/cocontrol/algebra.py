"""Sums of numbered terms as rows of a linopy model: what every part of the program is written with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

if TYPE_CHECKING:
    import linopy
    import xarray as xr

__all__ = ["ROW", "Floats", "add_choices", "add_variables", "hold", "sum_terms"]

Floats: TypeAlias = NDArray[np.float64]
#: Name of the dimension that numbers the rows of a block.
ROW = "row"


def add_variables(
    model: linopy.Model, name: str, *, size: int, lower: float = 0.0, upper: Floats | None = None
) -> None:
    """Add numbered variables; none where the size is zero.

    Parameters
    ----------
    model
        The model.
    name
        Name of the variables and of their dimension.
    size
        How many.
    lower
        Lower bound of all.
    upper
        Upper bounds, shape (size,); infinite where None.
    """
    if not size:
        return
    low = _numbered(np.full(size, lower), name)
    high = _numbered(np.full(size, np.inf) if upper is None else upper, name)
    model.add_variables(lower=low, upper=high, name=name)


def add_choices(model: linopy.Model, name: str, *, size: int) -> None:
    """Add numbered yes-or-no variables; none where the size is zero.

    Parameters
    ----------
    model
        The model.
    name
        Name of the variables and of their dimension.
    size
        How many.
    """
    if size:
        model.add_variables(coords=_numbered(np.zeros(size), name).coords, binary=True, name=name)


def sum_terms(model: linopy.Model, name: str, terms: pl.DataFrame) -> Any:
    """Sum terms of one kind of variable by row.

    Parameters
    ----------
    model
        The model.
    name
        Name of the variables.
    terms
        Columns row, at (number of the variable), coefficient.

    Returns
    -------
    linopy.LinearExpression or None
        A sum for each row that has terms; None where there are none.
    """
    if terms.is_empty():
        return None
    at, coefficient, rows = (_term(terms[column]) for column in ("at", "coefficient", ROW))
    picked = model.variables[name].isel({name: at})
    return (picked * coefficient).groupby(rows.rename(ROW)).sum()


def hold(
    model: linopy.Model,
    name: str,
    parts: Sequence[Any],
    *,
    sense: str | NDArray[Any],
    bound: Floats,
) -> None:
    """Add a block of rows, numbered 0, 1, ...: the sum of the parts against the bound.

    Parameters
    ----------
    model
        The model.
    name
        Name of the block.
    parts
        Sums as ``sum_terms`` gives them.
    sense
        ``<=``, ``>=`` or ``=``, one for all or one each.
    bound
        Right-hand sides, shape (rows,).
    """
    found = [part for part in parts if part is not None]
    if not found:
        return
    whole = found[0]
    for part in found[1:]:
        whole = whole.add(part, join="outer")
    signs = sense if isinstance(sense, str) else _numbered(sense, ROW)
    left = whole.reindex({ROW: np.arange(len(bound))})
    model.add_constraints(left, signs, _numbered(bound, ROW), name=name)


def _numbered(values: NDArray[Any], name: str) -> xr.DataArray:
    import xarray as xr

    return xr.DataArray(values, dims=name, coords={name: np.arange(len(values))})


def _term(values: pl.Series) -> xr.DataArray:
    import xarray as xr

    return xr.DataArray(values.to_numpy(), dims="term")
