"""Sums of numbered terms as rows of a linopy model: what every part of the program is written with.

Terms are known by the numbers of their row and variable from the start, so that rows enter linopy as sparse
matrices and not as arrays of expressions, which would take longer than the solver.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

if TYPE_CHECKING:
    import linopy
    import xarray as xr

__all__ = ["ROW", "Floats", "add_choices", "add_variables", "hold"]

Floats: TypeAlias = NDArray[np.float64]
#: Name of the dimension that numbers the rows of a block.
ROW = "row"


def add_variables(
    model: linopy.Model,
    name: str,
    *,
    size: int,
    lower: float | Floats = 0.0,
    upper: Floats | None = None,
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
        Lower bound of all, or of each, shape (size,).
    upper
        Upper bounds, shape (size,); infinite where None.
    """
    if not size:
        return
    low = _numbered(np.broadcast_to(lower, size).astype(float), name)
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


def hold(
    model: linopy.Model,
    name: str,
    terms: Mapping[str, pl.DataFrame],
    *,
    sense: str | NDArray[Any],
    bound: Floats,
) -> None:
    """Add a block of rows, numbered 0, 1, ...: the sum of the terms against the bound.

    Parameters
    ----------
    model
        The model.
    name
        Name of the block.
    terms
        For each kind of variable, its columns row, at (number of the variable) and coefficient.
    sense
        ``<=``, ``>=`` or ``=``, one for all or one each.
    bound
        Right-hand sides, shape (rows,).
    """
    found = {kind: frame for kind, frame in terms.items() if not frame.is_empty()}
    if not found:
        return
    from linopy import CSRConstraint
    from linopy.csr import Grid

    labels = [
        model.variables[kind].labels.to_numpy()[frame["at"].to_numpy()] for kind, frame in found.items()
    ]
    rows, coefficients = (
        np.concatenate([frame[column].to_numpy() for frame in found.values()])
        for column in (ROW, "coefficient")
    )
    size = len(bound)
    matrix = sparse.coo_array(
        (coefficients, (rows, np.concatenate(labels))), shape=(size, model.variables.nvars)
    ).tocsr()
    grid = Grid.from_dataset(_numbered(bound, ROW), [ROW])
    block = CSRConstraint(matrix, np.arange(size), bound, sense, grid, model)
    model.add_constraints(block, name=name, freeze=True)


def _numbered(values: NDArray[Any], name: str) -> xr.DataArray:
    import xarray as xr

    return xr.DataArray(values, dims=name, coords={name: np.arange(len(values))})
