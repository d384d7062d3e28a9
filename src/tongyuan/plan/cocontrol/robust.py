"""Plans that hold although some factors are at their worst, and what that safety costs.

A limit is protected against any few of its factors at the worst ends of their ranges at once: against none it
is the plan of least cost, against all it is the worst case. The program stays linear.

Source: Bertsimas and Sim (2004), The price of robustness, Oper. Res. 52, 35, with deviations that belong to
factors, not to columns, so that whatever a factor counts moves together.
"""

from __future__ import annotations

from collections.abc import Sequence

import highspy
import numpy as np
import polars as pl
from scipy import sparse

from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.program import Infeasible, Program, State, open_program
from tongyuan.plan.cocontrol.ranges import ranged_terms

__all__ = ["RobustProgram", "price_of_robustness"]

PAIR = ["row", "factor"]


class RobustProgram:
    """The program of a problem whose limits withstand factors at their worst.

    Parameters
    ----------
    case
        The problem. Caps and floors are protected; what must equal its bound cannot be.
    ranges
        Ranges of factors, columns of ``ranges.RANGES``.
    """

    def __init__(self, case: Case, ranges: pl.DataFrame) -> None:
        self.program = open_program(case)
        self._terms = _scaled_terms(self.program, ranges)
        self._pairs = self._terms.select(PAIR).unique(maintain_order=True).with_row_index("pair")
        self._rows = self._pairs["row"].unique(maintain_order=True).to_list()
        self._signs = dict(self.program.built.limits.select("row", _sign()).iter_rows())
        self._budgets = self._add_columns()
        self._add_rows()

    @property
    def most(self) -> int:
        """The most factors that any limit counts with: a larger gamma asks for nothing more."""
        return int(self._pairs.group_by("row").len()["len"].max() or 0)  # type: ignore[arg-type]

    def solve(self, *, gamma: float) -> State:
        """Find the least cost that withstands ``gamma`` factors of each limit at their worst.

        Parameters
        ----------
        gamma
            How many; a fraction counts in part.

        Returns
        -------
        State
            The optimum; ``plan_of(robust.program, state)`` reads the plan.

        Raises
        ------
        Infeasible
            If no plan withstands so many.
        """
        for row, column in self._budgets.items():
            self.program.solver.changeCoeff(self.program.row(row), column, self._signs[row] * gamma)
        return self.program.solve()

    def cost(self, *, gamma: float) -> float | None:
        """Give the least cost that withstands ``gamma`` factors, as of ``solve``.

        Parameters
        ----------
        gamma
            How many; a fraction counts in part.

        Returns
        -------
        float or None
            Present value [CNY]; None where no plan withstands so many.
        """
        try:
            return self.solve(gamma=gamma).cost_cny
        except Infeasible:
            return None

    def _add_columns(self) -> dict[int, int]:
        """Add to each limit the price of the budget, and to each pair what exceeds that price."""
        solver = self.program.solver
        first = solver.getNumCol()
        rows = [*self._rows, *self._pairs["row"].to_list()]
        entries = np.array([self._signs[row] for row in rows], dtype=float)
        at = np.array([self.program.row(row) for row in rows], dtype=np.int32)
        size, nothing = len(rows), np.zeros(len(rows))
        starts = np.arange(size, dtype=np.int32)
        infinite = np.full(size, highspy.kHighsInf)
        solver.addCols(size, nothing, nothing, infinite, size, starts, at, entries)
        self._first_pair = first + len(self._rows)
        return {row: first + number for number, row in enumerate(self._rows)}

    def _add_rows(self) -> None:
        """Hold the price and its excess above what the factor may bring at either end."""
        terms = self._terms.join(self._pairs, on=PAIR, maintain_order="left")
        for end in ("rises", "falls"):
            self._hold_above(terms.filter(pl.col(end) != 0), by=end)

    def _hold_above(self, terms: pl.DataFrame, *, by: str) -> None:
        held = terms.select("pair", "row").unique(maintain_order=True).with_row_index("new")
        if held.is_empty():
            return
        own = terms.join(held, on="pair", maintain_order="left")
        moving, fixed = own.filter(pl.col("column") >= 0), own.filter(pl.col("column") < 0)
        pairs = held["pair"].to_numpy() + self._first_pair
        budgets = np.array([self._budgets[row] for row in held["row"]])
        new, one = np.arange(held.height), np.ones(held.height)
        matrix = sparse.coo_array(
            (
                np.concatenate([-moving[by].to_numpy(), one, one]),
                (
                    np.concatenate([moving["new"].to_numpy(), new, new]),
                    np.concatenate([moving["column"].to_numpy(), pairs, budgets]),
                ),
            ),
            shape=(held.height, self.program.solver.getNumCol()),
        ).tocsr()
        low = np.zeros(held.height)
        np.add.at(low, fixed["new"].to_numpy(), fixed[by].to_numpy())
        self.program.solver.addRows(
            held.height,
            low,
            np.full(held.height, highspy.kHighsInf),
            matrix.nnz,
            matrix.indptr,
            matrix.indices,
            matrix.data,
        )


def price_of_robustness(case: Case, *, ranges: pl.DataFrame, gammas: Sequence[float]) -> pl.DataFrame:
    """Give the cost of withstanding more and more factors at their worst.

    Parameters
    ----------
    case
        The problem.
    ranges
        Ranges of factors, columns of ``ranges.RANGES``.
    gammas
        How many factors of each limit may be at their worst at once.

    Returns
    -------
    pl.DataFrame
        Columns gamma, cost_cny (present value; null where no plan withstands so many), more_cny (above the
        cost of the first gamma that can be kept).

    Examples
    --------
    Two works emit 100 t each and may emit 155 t; a filter takes 0.9 t for 90 CNY. Where one factor may
    be 10 % higher, 10 t more must be taken away, at 100 CNY a t.

    >>> from tongyuan.testing.cocontrol import a_case, a_limit, a_range, a_term, an_option
    >>> fitted = an_option("one", "filter", year=2025, cost=90.0)
    >>> case = a_case({"one": 100.0, "two": 100.0}, options=[fitted], factors={
    ...     ("one", "base"): {"SO2": 1.0}, ("one", "filter"): {"SO2": 0.1},
    ...     ("two", "base"): {"SO2": 1.0}}, limits=[a_limit("cap", bound=155.0, year=2025)],
    ...     terms=[a_term("cap", year=2025)])
    >>> ranges = pl.concat([a_range(name, factor=name, low=0.9, high=1.1) for name in ("one", "two")])
    >>> price_of_robustness(case, ranges=ranges, gammas=[0, 1])["more_cny"].round(6).to_list()
    [0.0, 1000.0]
    """
    robust = RobustProgram(case, ranges)
    costs = [robust.cost(gamma=gamma) for gamma in gammas]
    first = next((cost for cost in costs if cost is not None), None)
    table = pl.DataFrame(
        {"gamma": [float(gamma) for gamma in gammas], "cost_cny": costs},
        schema={"gamma": pl.Float64, "cost_cny": pl.Float64},
    )
    return table.with_columns(more_cny=pl.col("cost_cny") - pl.lit(first, dtype=pl.Float64))


def _sign() -> pl.Expr:
    """Tell what a worse factor does to the left-hand side: it adds to a cap and takes from a floor."""
    return pl.when(pl.col("sense") == "at_least").then(-1.0).otherwise(1.0)


def _scaled_terms(program: Program, ranges: pl.DataFrame) -> pl.DataFrame:
    """Find by column what a factor brings at its worst ends, in the scale of the rows.

    Columns row, factor, column (-1 for what is fixed), rises and falls: what the limit loses where the factor
    is high, and where it is low, for one scaled unit of the column.
    """
    limits = program.built.limits.filter(pl.col("sense") != "equal")
    ends = ranges.select("subject", "item", "species", "factor", "low", "high")
    joined = (
        ranged_terms(program.case, ranges)
        .join(ends, on=["subject", "item", "species", "factor"], maintain_order="left")
        .join(limits.select("limit", "year", "row", "row_size", sign=_sign()), on=["limit", "year"])
        .join(_columns(program), on=["subject", "item", "part", "year"], how="left")
        .with_columns(pl.col("column").fill_null(-1), pl.col("size").fill_null(1.0))
    )
    brought = pl.col("sign") * pl.col("by") * pl.col("size") / pl.col("row_size")
    summed = joined.group_by("row", "factor", "column", maintain_order=True).agg(
        rises=(brought * (pl.col("high") - 1)).sum(), falls=(-brought * (1 - pl.col("low"))).sum()
    )
    one_way = [
        pl.when((pl.col(end) > 0).any().over(PAIR)).then(end).otherwise(0.0).alias(end)
        for end in ("rises", "falls")
    ]
    return summed.sort("row", "factor", "column").with_columns(one_way)


def _columns(program: Program) -> pl.DataFrame:
    """Find the column in the solver of what runs and what is built."""
    running = program.built.columns.item_and_part("running").sort("at")
    projects = program.built.columns.project.select("project").unique(maintain_order=True)
    built = projects.with_columns(column=pl.Series(program.column_labels("project"), dtype=pl.Int64))
    return pl.concat(
        [
            running.select(
                pl.lit("running").alias("subject"),
                "item",
                "part",
                "year",
                "size",
                column=pl.Series(program.column_labels("running"), dtype=pl.Int64),
            ),
            program.built.columns.project.join(built, on="project").select(
                pl.lit("project").alias("subject"),
                pl.col("project").alias("item"),
                pl.lit("-").alias("part"),
                "year",
                pl.lit(1.0).alias("size"),
                "column",
            ),
        ]
    )
