"""A linear program in the solver: solved, asked for duals, solved again under another bound.

One program serves a whole front or curve: bounds move, the basis stays.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np
import polars as pl
from scipy import sparse

from tongyuan.plan.cocontrol.algebra import Floats
from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.model import Built, build
from tongyuan.vocabulary.problems import InputError, Problem

if TYPE_CHECKING:
    import linopy

__all__ = ["Infeasible", "Program", "State", "open_program"]

STATUS = highspy.HighsModelStatus
#: A step from the basis of an optimum takes several times as long as one from nothing: beyond this part of
#: the steps of the first solution, and so many, it is quicker to begin anew.
PATIENCE, LEAST_STEPS = 8, 500
#: Lower and upper bound of a scaled row for each direction of a limit.
BOUNDS: dict[str, Callable[[float], tuple[float, float]]] = {
    "at_most": lambda bound: (-highspy.kHighsInf, bound),
    "at_least": lambda bound: (bound, highspy.kHighsInf),
    "equal": lambda bound: (bound, bound),
}


class Infeasible(Exception):  # noqa: N818 - a state of the problem, caught by name; no fault
    """No plan keeps every limit."""


@dataclass(frozen=True)
class State:
    """An optimum: values of the columns, values and duals of the rows, all scaled, and the cost.

    Parameters
    ----------
    values
        Shape (columns,).
    row_values, row_duals
        Shape (rows,).
    cost_cny
        Present value of cost [CNY].
    """

    values: Floats
    row_values: Floats
    row_duals: Floats
    cost_cny: float


class Program:
    """The program of a problem in HiGHS.

    Parameters
    ----------
    built
        The program in the algebra of linopy.
    """

    def __init__(self, built: Built) -> None:
        self.built = built
        self.solver = _handed_over(built.model)
        self._patience: int | None = None
        self._columns = {name: _labels(built.model.variables, name) for name in built.model.variables}
        self._rows = _labels(built.model.constraints, "limits") if not built.limits.is_empty() else None
        self._limits = {
            (limit, year): (number, size, sense, fixed)
            for number, size, sense, fixed, limit, year in built.limits.select(
                "row", "row_size", pl.col("sense").cast(pl.String), "fixed", "limit", "year"
            ).iter_rows()
        }

    @property
    def case(self) -> Case:
        """The problem."""
        return self.built.case

    def solve(self) -> State:
        """Find the least cost; with projects in whole numbers, the duals are those of the projects found.

        Returns
        -------
        State
            The optimum.

        Raises
        ------
        Infeasible
            If no plan keeps every limit.
        InputError
            If cost falls without end, or the solver gives up.
        """
        if "project" in self._columns:
            self._free_projects()
            self._run()
            self._fix_projects()
        return self.solve_as_built()

    def solve_as_built(self) -> State:
        """Find the least cost with the projects as they stand; begins from the last solution.

        Returns
        -------
        State
            The optimum.

        Raises
        ------
        Infeasible
            If no plan keeps every limit.
        """
        self._run_from_last()
        found = self.solver.getSolution()
        cost = self.solver.getInfo().objective_function_value * self.built.sizes.money
        return State(
            np.array(found.col_value), np.array(found.row_value), np.array(found.row_dual), float(cost)
        )

    def move_bound(self, limit: str, year: int, *, bound: float) -> None:
        """Set the bound of a limit, in its own unit; the next solution begins from the last one.

        Parameters
        ----------
        limit, year
            The limit.
        bound
            The bound, in the unit of the limit.
        """
        number, size, sense, fixed = self._limits[limit, year]
        low, high = BOUNDS[sense]((bound - fixed) / size)
        self.solver.changeRowBounds(self.row(number), low, high)

    def move_bounds(self, bounds: Mapping[tuple[str, int], float]) -> None:
        """Set several bounds."""
        for (limit, year), bound in bounds.items():
            self.move_bound(limit, year, bound=bound)

    def release(self, limit: str, year: int) -> None:
        """Take a limit out of force; ``move_bound`` brings it back."""
        number, *_ = self._limits[limit, year]
        self.solver.changeRowBounds(self.row(number), -highspy.kHighsInf, highspy.kHighsInf)

    @contextmanager
    def without(self, limits: Collection[str]) -> Iterator[None]:
        """Take limits out of force in all their years; they stand at the bounds of the problem afterwards."""
        rows = self.case.limits.select("limit", "year", "bound").iter_rows()
        bounds = {(limit, year): bound for limit, year, bound in rows if limit in limits}
        for limit, year in bounds:
            self.release(limit, year)
        try:
            yield
        finally:
            self.move_bounds(bounds)

    def value_of(self, limit: str, year: int) -> float:
        """Give what the terms of a limit add up to in the last solution, in its own unit."""
        number, size, _, fixed = self._limits[limit, year]
        value: float = self.solver.getSolution().row_value[self.row(number)] * size + fixed
        return value

    def strictest_value(self, limit: str, year: int) -> float:
        """Find the strictest value that the terms of a limit can take, whatever it costs.

        Parameters
        ----------
        limit, year
            The limit: the least value of what is to be at most, the largest of what is to be at least.

        Returns
        -------
        float
            In the unit of the limit; the costs stand as before afterwards.
        """
        number, _, sense, _ = self._limits[limit, year]
        _, at, coefficients = self.solver.getRowEntries(self.row(number))
        size = self.solver.getNumCol()
        basis = self.solver.getBasis()
        every = np.arange(size, dtype=np.int32)
        before = np.array(self.solver.getLp().col_cost_)
        asked = np.zeros(size)
        asked[np.array(at)] = np.array(coefficients) * (-1.0 if sense == "at_least" else 1.0)
        self.solver.changeColsCost(size, every, asked)
        try:
            self.solve()
            return self.value_of(limit, year)
        finally:
            self.solver.changeColsCost(size, every, before)
            self.solver.setBasis(basis)  # of the least cost: the next plan begins there, not at the strictest

    def row(self, number: int) -> int:
        """Give the row of a limit in the solver."""
        assert self._rows is not None  # noqa: S101 - a limit was named, so there are rows
        return int(self._rows[number])

    def block(self, name: str) -> Floats:
        """Give the rows of a block of the model in the solver; none where the problem has none."""
        constraints = self.built.model.constraints
        return _labels(constraints, name) if name in constraints else np.empty(0, dtype=np.int64)

    def values_of(self, state: State, subject: str) -> Floats:
        """Give the scaled values of one kind of decision; none where the problem has none."""
        at = self._columns.get(subject)
        return np.empty(0) if at is None else state.values[at]

    def column_labels(self, subject: str) -> Floats:
        """Give the columns of one kind of decision in the solver."""
        return self._columns.get(subject, np.empty(0, dtype=np.int64))

    def _run_from_last(self) -> None:
        """Begin from the last basis; from nothing, where that leads a long way round."""
        if self._patience is None:
            self._run()
            self._patience = self.solver.getInfo().simplex_iteration_count // PATIENCE + LEAST_STEPS
            return
        self.solver.setOptionValue("simplex_iteration_limit", self._patience)
        self.solver.run()
        self.solver.setOptionValue("simplex_iteration_limit", highspy.kHighsIInf)
        if self.solver.getModelStatus() == STATUS.kIterationLimit:
            self.solver.clearSolver()
            self.solver.run()
        self._settle()

    def _run(self) -> None:
        self.solver.run()
        self._settle()

    def _settle(self) -> None:
        """Take an optimum as it stands; say of anything else what it is."""
        status = self.solver.getModelStatus()
        if status == STATUS.kOptimal:
            return
        if status == STATUS.kUnboundedOrInfeasible:
            status = self._told_apart()
        if status == STATUS.kInfeasible:
            raise Infeasible
        if status == STATUS.kUnbounded:
            raise InputError([Problem("cocontrol.unbounded")])
        name = self.solver.modelStatusToString(status)
        raise InputError([Problem("cocontrol.no_answer", {"got": name})])

    def _told_apart(self) -> highspy.HighsModelStatus:
        """Solve without presolve, which may leave open whether a program is unbounded or has no answer."""
        _, before = self.solver.getOptionValue("presolve")
        self.solver.setOptionValue("presolve", "off")
        self.solver.run()
        self.solver.setOptionValue("presolve", before)
        return self.solver.getModelStatus()

    def _free_projects(self) -> None:
        for column in self.column_labels("project"):
            self.solver.changeColIntegrality(int(column), highspy.HighsVarType.kInteger)
            self.solver.changeColBounds(int(column), 0.0, 1.0)

    def _fix_projects(self) -> None:
        found = self.solver.getSolution().col_value
        for column in self.column_labels("project"):
            chosen = round(found[int(column)])
            self.solver.changeColIntegrality(int(column), highspy.HighsVarType.kContinuous)
            self.solver.changeColBounds(int(column), chosen, chosen)


def open_program(case: Case) -> Program:
    """Build the program of a problem and hand it to the solver.

    Parameters
    ----------
    case
        The problem.

    Returns
    -------
    Program
        Not yet solved.
    """
    return Program(build(case))


def _handed_over(model: linopy.Model) -> highspy.Highs:
    """Hand a model to a solver that was told to be silent first: linopy's own hand-over prints."""
    found = model.matrices
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    columns = np.arange(len(found.c), dtype=np.int32)
    solver.addVars(len(columns), found.lb, found.ub)
    solver.changeColsCost(len(columns), columns, found.c)
    whole = columns[found.vtypes == "B"]
    solver.changeColsIntegrality(len(whole), whole, np.ones(len(whole), dtype=np.uint8))
    if not len(whole):  # shares and speeds leave presolve nothing to take away: it finds next to no row
        solver.setOptionValue("presolve", "off")
    rows = sparse.csr_array(found.A)
    low = np.where(found.sense != "<", found.b, -np.inf)
    high = np.where(found.sense != ">", found.b, np.inf)
    solver.addRows(rows.shape[0], low, high, rows.nnz, rows.indptr, rows.indices, rows.data)
    return solver


def _labels(container: object, name: str) -> Floats:
    labels: Floats = container[name].labels.to_numpy().ravel()  # type: ignore[index]
    return labels
