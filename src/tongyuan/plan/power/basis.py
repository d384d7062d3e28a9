"""The basis of an optimum: how it moves when a row is asked for one unit more, and where that cannot be told.

A least cost lies at a corner of what is allowed, and its basis says which variables give way. While no bound
is reached, everything that follows the variables changes in proportion: sensitivity of linear programs
(Dantzig 1963, Linear Programming and Extensions, chapter 12).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.linalg import splu

__all__ = ["Basis", "Step"]

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
#: Places of what moves, and by how much.
Step = tuple[Places, Floats]
#: A variable lies at a bound where it is this near [MW]; a step below SMALL is none.
NEAR = 1e-6
SMALL = 1e-9
#: A reduced cost below this is none [CNY].
NO_COST = 1e-6
#: Rows that are asked at once.
BATCH = 64
AT_UPPER = highspy.HighsBasisStatus.kUpper
BASIC = highspy.HighsBasisStatus.kBasic


class Basis:
    """The basis of a solved program, its variables and rows by position.

    Parameters
    ----------
    solver
        The solver, which keeps the basis.
    columns
        Constraint matrix by columns, shape (rows, variables).
    row_bounds, bounds
        Lower and upper bounds of the rows, and of the variables.
    """

    def __init__(
        self,
        solver: Any,
        *,
        columns: Any,
        row_bounds: tuple[Floats, Floats],
        bounds: tuple[Floats, Floats],
    ) -> None:
        self.solver = solver
        self.columns = sparse.csc_array(columns)
        self.row_bounds = row_bounds
        self.bounds = bounds
        if solver.getBasicVariables()[0] != highspy.HighsStatus.kOk:  # presolve alone found the optimum
            solver.setOptionValue("presolve", "off")
            solver.run()
        #: What is basic, by place: a variable's position, or -1 - position of a row.
        self.basic: Places = np.asarray(solver.getBasicVariables()[1], dtype=np.int64)
        self.down, self.up = self._room()

    @property
    def variables(self) -> int:
        """Number of variables."""
        return int(self.columns.shape[1])

    def slopes(self, weights: Floats) -> Floats:
        """Give how a weighted sum of the variables moves with each row's bound [weight per unit of the row].

        Parameters
        ----------
        weights
            Weight of each variable.

        Returns
        -------
        array
            By row; of the costs these are the duals.
        """
        held = np.where(self.basic >= 0, weights[np.maximum(self.basic, 0)], 0.0)
        return np.asarray(self.solver.getBasisTransposeSolve(held)[1])

    def steps(self, rows: Places) -> Iterator[Step]:
        """Give how what is basic moves where each of some rows is asked for one unit more.

        Parameters
        ----------
        rows
            Positions of rows that bind, asked one at a time.

        Yields
        ------
        tuple
            Places in ``basic`` and by how much each moves; rows that are basic by their own activity.
        """
        core_rows, core_columns = self._core(rows)
        place_of_row = np.full(self.columns.shape[0], -1)
        place_of_column = np.full(self.variables, -1)
        is_row = self.basic < 0
        place_of_row[-1 - self.basic[is_row]] = np.flatnonzero(is_row)
        place_of_column[self.basic[~is_row]] = np.flatnonzero(~is_row)
        kept = self.columns[:, core_columns]
        factored = splu(sparse.csc_matrix(kept.tocsr()[core_rows]))
        at = np.full(self.columns.shape[0], -1)
        at[core_rows] = np.arange(len(core_rows))
        for begin in range(0, len(rows), BATCH):
            asked = np.zeros((len(core_rows), len(rows[begin : begin + BATCH])))
            asked[at[rows[begin : begin + BATCH]], np.arange(asked.shape[1])] = 1.0
            moved = factored.solve(asked)
            moved[np.abs(moved) < SMALL] = 0.0
            sparse_moved = sparse.csc_array(moved)
            follow = sparse.csc_array(kept @ sparse_moved)
            for one in range(asked.shape[1]):
                yield _step(sparse_moved, follow, one, place_of_column[core_columns], place_of_row)

    def _core(self, protected: Places) -> tuple[Places, Places]:
        """Leave out variables that binding rows fix by themselves: they stay, whatever else is asked."""
        binds = np.ones(self.columns.shape[0], dtype=bool)
        binds[-1 - self.basic[self.basic < 0]] = False
        asked = np.zeros(len(binds), dtype=bool)
        asked[protected] = True
        rows, columns = np.flatnonzero(binds), np.sort(self.basic[self.basic >= 0])
        while True:
            held = self.columns[:, columns].tocsr()[rows]
            single = (np.diff(held.indptr) == 1) & ~asked[rows]
            if not single.any():
                return rows, columns
            fixed = np.unique(held.indices[held.indptr[:-1][single]])
            rows, columns = rows[~single], np.delete(columns, fixed)

    def blocked(self, step: Step) -> bool:
        """Say whether a step leaves what is allowed at once: something at its bound would cross it."""
        places, moved = step
        falls, rises = places[moved < 0], places[moved > 0]
        return bool((self.down[falls] < NEAR).any() or (self.up[rises] < NEAR).any())

    def _room(self) -> tuple[Floats, Floats]:
        """Give how far what is basic may fall and rise."""
        found = self.solver.getSolution()
        values, activity = np.asarray(found.col_value), np.asarray(found.row_value)
        variable, row = np.maximum(self.basic, 0), np.maximum(-1 - self.basic, 0)
        is_variable = self.basic >= 0
        at = np.where(is_variable, values[variable], activity[row])
        low = np.where(is_variable, self.bounds[0][variable], self.row_bounds[0][row])
        high = np.where(is_variable, self.bounds[1][variable], self.row_bounds[1][row])
        return at - low, high - at

    def tied(self, weights: Floats) -> set[int]:
        """Find the places that move on the way to an optimum of the same cost but another weighted sum.

        All that move count, not the first to reach a bound alone: a corner that is two exchanges away may
        lie at another slope though the one between lies at the same.

        Parameters
        ----------
        weights
            Weight of each variable.

        Returns
        -------
        set of int
            Places in ``basic``.
        """
        slopes = self.slopes(weights)
        found, basis = self.solver.getSolution(), self.solver.getBasis()
        apart = weights - self.columns.T @ slopes
        free = _free(found.col_dual, self.bounds, apart) & _not_basic(basis.col_status)
        leaving: set[int] = set()
        for place in np.flatnonzero(free):
            sign = 1.0 if basis.col_status[place] == AT_UPPER else -1.0
            leaving |= self._moving(sign * self.columns[:, [place]].toarray().ravel())
        free = _free(found.row_dual, self.row_bounds, slopes) & _not_basic(basis.row_status)
        for place in np.flatnonzero(free):
            asked = np.zeros(len(slopes))
            asked[place] = -1.0 if basis.row_status[place] == AT_UPPER else 1.0
            leaving |= self._moving(asked)
        return leaving

    def _moving(self, asked: Floats) -> set[int]:
        _, values, count, found = self.solver.getBasisSolveSparse(asked)
        places = np.asarray(found[:count], dtype=np.int64)
        moved = np.asarray(values)[places]
        return set(places[np.abs(moved) > SMALL].tolist())


def _step(moved: Any, follow: Any, one: int, place_of_core: Places, place_of_row: Places) -> Step:
    """Lay the variables' and the rows' moves of one asked row side by side."""
    part = slice(moved.indptr[one], moved.indptr[one + 1])
    places, amounts = place_of_core[moved.indices[part]], moved.data[part]
    part = slice(follow.indptr[one], follow.indptr[one + 1])
    rows, changes = place_of_row[follow.indices[part]], follow.data[part]
    large = (rows >= 0) & (np.abs(changes) > SMALL)
    return np.concatenate([places, rows[large]]), np.concatenate([amounts, changes[large]])


def _free(duals: Any, bounds: tuple[Floats, Floats], apart: Floats) -> Mask:
    """Find what costs nothing to move, may move, and changes the weighted sum."""
    return np.asarray(
        (np.abs(np.asarray(duals)) < NO_COST) & (bounds[1] > bounds[0]) & (np.abs(apart) > NEAR)
    )


def _not_basic(statuses: Any) -> Mask:
    return np.asarray([status != BASIC for status in statuses], dtype=bool)
