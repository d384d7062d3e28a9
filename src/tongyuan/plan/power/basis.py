"""The basis of an optimum: how it moves when a row is asked for one unit more, and where that cannot be told.

A least cost lies at a corner of what is allowed, and its basis says which variables give way. While no bound
is reached, everything that follows the variables changes in proportion: sensitivity of linear programs
(Dantzig 1963, Linear Programming and Extensions, chapter 12).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

__all__ = ["Basis"]

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
#: A variable lies at a bound where it is this near [MW]; a step below SMALL is none.
NEAR = 1e-6
SMALL = 1e-9
#: A reduced cost below this is none [CNY].
NO_COST = 1e-6
AT_UPPER = highspy.HighsBasisStatus.kUpper
BASIC = highspy.HighsBasisStatus.kBasic


@dataclass(frozen=True)
class Basis:
    """The basis of a solved program, its variables and rows by position.

    Parameters
    ----------
    solver
        The solver, which keeps the basis factored.
    columns
        Constraint matrix by columns, shape (rows, variables).
    lower, upper
        Bounds of the rows.
    low, high
        Bounds of the variables.
    """

    solver: Any
    columns: Any
    lower: Floats
    upper: Floats
    low: Floats
    high: Floats

    def __post_init__(self) -> None:
        """Factor the basis again where the solver ended without: presolve alone may find an optimum."""
        if self.solver.getBasicVariables()[0] != highspy.HighsStatus.kOk:
            self.solver.setOptionValue("presolve", "off")
            self.solver.run()
        self.__dict__["basic"] = np.asarray(self.solver.getBasicVariables()[1], dtype=np.int64)
        self.__dict__["room"] = self._room()

    @property
    def places(self) -> Places:
        """Give what is basic, by place: a variable's position, or -1 - position of a row."""
        return np.asarray(self.__dict__["basic"])

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
        basic = self.places
        held = np.where(basic >= 0, weights[np.maximum(basic, 0)], 0.0)
        return np.asarray(self.solver.getBasisTransposeSolve(held)[1])

    def step(self, asked: Floats) -> tuple[Places, Floats]:
        """Give how what is basic moves where rows are asked for more: places and amounts.

        Parameters
        ----------
        asked
            What each row is asked for.

        Returns
        -------
        tuple
            Places in ``places`` and by how much each moves; rows that are basic by their own activity.
        """
        _, values, count, found = self.solver.getBasisSolveSparse(asked)
        places = np.asarray(found[:count], dtype=np.int64)
        moved = np.asarray(values)[places]
        moved = np.where(self.places[places] >= 0, moved, -moved)
        large = np.abs(moved) > SMALL
        return places[large], moved[large]

    def blocked(self, places: Places, moved: Floats) -> bool:
        """Say whether a step leaves what is allowed at once: something at its bound would cross it."""
        down, up = self.__dict__["room"]
        return bool(np.any((moved < 0) & (down[places] < NEAR)) or np.any((moved > 0) & (up[places] < NEAR)))

    def _room(self) -> tuple[Floats, Floats]:
        """Give how far what is basic may fall and rise."""
        found = self.solver.getSolution()
        values, activity = np.asarray(found.col_value), np.asarray(found.row_value)
        basic = self.places
        variable, row = np.maximum(basic, 0), np.maximum(-1 - basic, 0)
        is_variable = basic >= 0
        at = np.where(is_variable, values[variable], activity[row])
        low = np.where(is_variable, self.low[variable], self.lower[row])
        high = np.where(is_variable, self.high[variable], self.upper[row])
        return at - low, high - at

    def tied(self, weights: Floats) -> set[int]:
        """Find the places at which another optimum of the same cost, but another weighted sum, begins.

        Parameters
        ----------
        weights
            Weight of each variable.

        Returns
        -------
        set of int
            Places in ``places`` that would leave the basis for it.
        """
        slopes = self.slopes(weights)
        found = self.solver.getSolution()
        basis = self.solver.getBasis()
        apart = weights - self.columns.T @ slopes
        free = (
            (np.abs(np.asarray(found.col_dual)) < NO_COST) & (self.high > self.low) & (np.abs(apart) > NEAR)
        )
        leaving: set[int] = set()
        for place in np.flatnonzero(free):
            status = basis.col_status[place]
            if status != BASIC:
                sign = 1.0 if status == AT_UPPER else -1.0
                asked = sign * np.asarray(self.columns[:, [place]].todense()).ravel()
                leaving |= self._first_to_leave(asked)
        free = (
            (np.abs(np.asarray(found.row_dual)) < NO_COST)
            & (self.upper > self.lower)
            & (np.abs(slopes) > NEAR)
        )
        for place in np.flatnonzero(free):
            status = basis.row_status[place]
            if status != BASIC:
                asked = np.zeros(len(slopes))
                asked[place] = -1.0 if status == AT_UPPER else 1.0
                leaving |= self._first_to_leave(asked)
        return leaving

    def _first_to_leave(self, asked: Floats) -> set[int]:
        places, moved = self.step(asked)
        if not places.size:
            return set()
        down, up = self.__dict__["room"]
        far = np.where(moved < 0, down[places], up[places]) / np.abs(moved)
        return set(places[far <= far.min() + NEAR].tolist()) if np.isfinite(far.min()) else set()
