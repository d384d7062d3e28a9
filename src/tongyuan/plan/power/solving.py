"""Solving a network's linear program by HiGHS itself: values and duals by the labels of linopy.

The matrices are PyPSA's; the solver is asked directly, because linopy's own call prints to the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from tongyuan.plan.power.basis import Basis
from tongyuan.plan.power.network import Network, quiet
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["Optimum", "solve"]

STATUS = highspy.HighsModelStatus
NONE_KEEPS = (STATUS.kInfeasible, STATUS.kUnboundedOrInfeasible)
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Optimum:
    """Values of variables and duals of rows, by label.

    Parameters
    ----------
    values, duals
        Shape (greatest label + 1,); NaN where there is none.
    variable_at, row_at
        Position by label; -1 where there is none.
    basis
        Basis of the optimum.
    """

    values: Floats
    duals: Floats
    variable_at: npt.NDArray[np.int64]
    row_at: npt.NDArray[np.int64]
    basis: Basis

    def places(self, variable: Any) -> npt.NDArray[np.int64]:
        """Give the positions of a variable of linopy, of its shape."""
        return np.asarray(self.variable_at[np.asarray(variable.labels)])

    def row_places(self, row: Any) -> npt.NDArray[np.int64]:
        """Give the positions of a constraint of linopy, of its shape."""
        return np.asarray(self.row_at[np.asarray(row.labels)])

    def of(self, variable: Any) -> Floats:
        """Give the values of a variable of linopy, of its shape."""
        return np.asarray(self.values[np.asarray(variable.labels)])

    def dual(self, row: Any) -> Floats:
        """Give the duals of a constraint of linopy, of its shape [CNY per unit of the row]."""
        return np.asarray(self.duals[np.asarray(row.labels)])


def solve(network: Network) -> Optimum | None:
    """Solve a built network.

    Parameters
    ----------
    network
        Built network, with its limits.

    Returns
    -------
    Optimum or None
        The optimum; None where nothing keeps every row.

    Raises
    ------
    InputError
        If the solver ends otherwise.
    """
    with quiet():
        matrices = network.model.matrices
        solver = _solver(matrices)
    solver.run()
    status = solver.getModelStatus()
    if status in NONE_KEEPS:
        return None
    if status != STATUS.kOptimal:
        raise InputError(Problem("power.not_solved", {"got": solver.modelStatusToString(status)}))
    found = solver.getSolution()
    return Optimum(
        values=_by_label(matrices.vlabels, found.col_value),
        duals=_by_label(matrices.clabels, found.row_dual),
        variable_at=_places(matrices.vlabels),
        row_at=_places(matrices.clabels),
        basis=Basis(
            solver,
            columns=matrices.A,
            row_bounds=_row_bounds(matrices),
            bounds=(np.asarray(matrices.lb), np.asarray(matrices.ub)),
        ),
    )


def _row_bounds(matrices: Any) -> tuple[Floats, Floats]:
    lower = np.where(matrices.sense != "<", matrices.b, -np.inf)
    upper = np.where(matrices.sense != ">", matrices.b, np.inf)
    return lower, upper


def _places(labels: Any) -> npt.NDArray[np.int64]:
    known = np.asarray(labels)
    found = np.full(int(known.max()) + 1, -1)
    found[known] = np.arange(len(known))
    return found


def _solver(matrices: Any) -> highspy.Highs:
    rows = matrices.A.tocsr()
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    number = len(matrices.vlabels)
    solver.addVars(number, matrices.lb, matrices.ub)
    solver.changeColsCost(number, np.arange(number, dtype=np.int32), matrices.c)
    lower, upper = _row_bounds(matrices)
    solver.addRows(rows.shape[0], lower, upper, rows.nnz, rows.indptr, rows.indices, rows.data)
    return solver


def _by_label(labels: Any, values: Any) -> Floats:
    known = np.asarray(labels)
    found = np.full(int(known.max()) + 1, np.nan)
    found[known] = np.asarray(values)
    return found
