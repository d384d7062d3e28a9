"""The matrix of a problem as plain arrays, and bare HiGHS on it."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from tongyuan.plan.cocontrol import Case, open_program


@dataclass(frozen=True)
class MatrixArrays:
    """Columns, rows and matrix, ready for the solver; ``limits`` gives each limit's row and scale."""

    cost: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    low: np.ndarray
    high: np.ndarray
    matrix: sparse.csr_array
    money: float
    limits: dict[tuple[str, int], tuple[int, float]]


def arrays_of(case: Case) -> MatrixArrays:
    program = open_program(case)
    lp = program.solver.getLp()
    found = program.built.model.matrices
    rows = program.built.limits.select("limit", "year", "row", "row_size").iter_rows()
    return MatrixArrays(
        cost=np.array(lp.col_cost_),
        lower=np.array(lp.col_lower_),
        upper=np.array(lp.col_upper_),
        low=np.array(lp.row_lower_),
        high=np.array(lp.row_upper_),
        matrix=sparse.csr_array(found.A),
        money=program.built.sizes.money,
        limits={(limit, year): (program.row(row), scale) for limit, year, row, scale in rows},
    )


def solver_of(arrays: MatrixArrays) -> highspy.Highs:
    solver = highspy.Highs()
    solver.silent()
    columns = np.arange(len(arrays.cost), dtype=np.int32)
    solver.addVars(len(columns), arrays.lower, arrays.upper)
    solver.changeColsCost(len(columns), columns, arrays.cost)
    matrix = arrays.matrix
    solver.addRows(
        matrix.shape[0], arrays.low, arrays.high, matrix.nnz, matrix.indptr, matrix.indices, matrix.data
    )
    return solver
