"""Where no plan keeps every limit: which ones contend, what of the technology holds them, what would do.

An irreducible set is found by a filter: from the rows that carry the proof of infeasibility each is taken out
in turn, and stays out where the rest still contend. What is left contends, and no part of it does.

Source: Chinneck (2008), Feasibility and Infeasibility in Optimization, sections 6.1 and 7.1 (deletion filter,
elastic program).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import dataframely as dy
import highspy
import numpy as np
import polars as pl

from tongyuan.plan.cocontrol.algebra import Floats
from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.program import Infeasible, Program, open_program
from tongyuan.vocabulary.tables import LimitConflict

__all__ = ["BLOCKS", "Conflict", "explain"]

#: Parts of the technology that may hold the limits apart: blocks of rows, and the decisions that each bounds.
BLOCKS = {
    "most_share": ("running", "upper"),
    "least_share": ("running", "lower"),
    "added_speed": None,
    "moved_speed": None,
    "kept_vintage": None,
    "moved": ("moved", "upper"),
    "saved": ("saved", "upper"),
}
#: A bound to be put back: how, where, and its two ends.
Restoring: TypeAlias = tuple[Callable[[int, float, float], object], int, float, float]
#: Less than this of a scaled row is no relaxation.
NOTHING = 1e-7


@dataclass(frozen=True)
class Conflict:
    """Why no plan keeps every limit.

    Parameters
    ----------
    limits
        Every limit with the bound that would do, and the irreducible set that it is one of.
    held_by
        What of the technology takes part: names of ``BLOCKS``.
    """

    limits: dy.DataFrame[LimitConflict]
    held_by: tuple[str, ...]


def explain(case: Case, *, relaxable: Sequence[str] = ("obligation", "aspiration", "assumption")) -> Conflict:
    """Say which limits of an infeasible problem contend, and the least relaxation after which a plan exists.

    Parameters
    ----------
    case
        The problem; no plan keeps its limits.
    relaxable
        Kinds of limit that may give way; all of them where those alone do not do.

    Returns
    -------
    Conflict
        The irreducible set and the relaxation: the least sum of relative changes of bounds.

    Examples
    --------
    >>> from tongyuan.testing.cocontrol import a_case, a_limit, a_term
    >>> conflict = explain(a_case(
    ...     {"works": 100.0}, options=[], factors={("works", "base"): {"SO2": 1.0}},
    ...     limits=[a_limit("cap", bound=60.0, year=2025)], terms=[a_term("cap", year=2025)]))
    >>> conflict.limits.select("limit", "needed", "contends").row(0)
    ('cap', 100.0, True)
    """
    slack = _least_relaxation(case, relaxable=relaxable)
    program = open_program(case)
    _without_cost(program)
    sets, held_by = _conflict_sets(program)
    told = program.built.limits.with_columns(
        slack=pl.Series(slack), conflict_set=pl.Series(sets, dtype=pl.Int32)
    ).with_columns(contends=pl.col("conflict_set").is_not_null())
    direction = pl.when(pl.col("sense") == "at_most").then(1.0).when(pl.col("sense") == "at_least").then(-1.0)
    needed = pl.col("bound") + direction.otherwise(1.0) * pl.col("slack") * pl.col("row_size")
    rows = told.with_columns(needed=pl.when(pl.col("slack").abs() > NOTHING).then(needed).otherwise("bound"))
    return Conflict(
        limits=LimitConflict.validate(rows.select(LimitConflict.column_names()), cast=True), held_by=held_by
    )


def _least_relaxation(case: Case, *, relaxable: Sequence[str]) -> Floats:
    """Find how far the limits must give way: slack of each scaled row; negative where an equality falls."""
    limits = open_program(case).built.limits
    may = limits["hedge"].cast(pl.String).is_in(list(relaxable)).to_numpy()
    for chosen in (may, np.ones(limits.height, dtype=bool)):
        program = open_program(case)
        _without_cost(program)
        columns = _add_slack(program, chosen)
        try:
            state = program.solve()
        except Infeasible:
            continue
        return np.array([sum(sign * state.values[at] for at, sign in of_row) for of_row in columns])
    raise Infeasible


def _without_cost(program: Program) -> None:
    size = program.solver.getNumCol()
    program.solver.changeColsCost(size, np.arange(size, dtype=np.int32), np.zeros(size))


def _add_slack(program: Program, chosen: Floats) -> list[list[tuple[int, float]]]:
    """Let chosen limits give way, at a cost of one for the whole of their bound."""
    columns: list[list[tuple[int, float]]] = []
    rows = program.built.limits.select(
        "row", pl.col("sense").cast(pl.String), "bound", "row_size"
    ).iter_rows()
    for number, sense, bound, size in rows:
        of_row: list[tuple[int, float]] = []
        if chosen[number]:
            cost = 1.0 / max(abs(bound / size), NOTHING)
            for sign in _signs(sense):
                of_row.append((program.solver.getNumCol(), sign if sense == "equal" else 1.0))
                program.solver.addCol(
                    cost, 0.0, highspy.kHighsInf, 1, np.array([program.row(number)]), np.array([-sign])
                )
        columns.append(of_row)
    return columns


def _signs(sense: str) -> tuple[float, ...]:
    return {"at_most": (1.0,), "at_least": (-1.0,), "equal": (1.0, -1.0)}[sense]


def _conflict_sets(program: Program) -> tuple[list[int | None], tuple[str, ...]]:
    """Find irreducible sets one after the other, each without those before, until a plan exists."""
    keys = list(program.built.limits.select("limit", "year", "bound").iter_rows())
    numbers: list[int | None] = [None] * len(keys)
    held: list[str] = []
    for number in range(1, len(keys) + 1):
        left = [at for at, found in enumerate(numbers) if found is None]
        found = _irreducible_limits(program, [keys[at] for at in left])
        held += [name for name in _irreducible_blocks(program) if name not in held]
        for at in left:
            limit, year, bound = keys[at]
            if keys[at] in found:
                numbers[at] = number
                program.release(limit, year)
            else:
                program.move_bound(limit, year, bound=bound)
        if not found or _feasible(program):
            break
    return numbers, tuple(held)


def _irreducible_limits(
    program: Program, keys: Sequence[tuple[str, int, float]]
) -> list[tuple[str, int, float]]:
    """Take limits out one by one; those stay out without which the rest still contend."""
    contends = []
    for limit, year, bound in keys:
        program.release(limit, year)
        if _feasible(program):
            program.move_bound(limit, year, bound=bound)
            contends.append((limit, year, bound))
    return contends


def _irreducible_blocks(program: Program) -> tuple[str, ...]:
    """Take parts of the technology out one by one, in the same way."""
    held = []
    for name, bounded in BLOCKS.items():
        restore = _release_rows(program, name)
        if bounded:
            restore += _release_columns(program, *bounded)
        if restore and _feasible(program):
            held.append(name)
        for put_back, index, low, high in restore:
            put_back(index, low, high)
    return tuple(held)


def _release_rows(program: Program, name: str) -> list[Restoring]:
    solver, infinite = program.solver, highspy.kHighsInf
    lower, upper = solver.getLp().row_lower_, solver.getLp().row_upper_
    kept: list[Restoring] = []
    for row in map(int, program.block(name)):
        kept.append((solver.changeRowBounds, row, lower[row], upper[row]))
        solver.changeRowBounds(row, -infinite, infinite)
    return kept


def _release_columns(program: Program, subject: str, end: str) -> list[Restoring]:
    solver, infinite = program.solver, highspy.kHighsInf
    lower, upper = solver.getLp().col_lower_, solver.getLp().col_upper_
    kept: list[Restoring] = []
    for column in map(int, program.column_labels(subject)):
        low, high = lower[column], upper[column]
        if (end == "lower" and low > 0) or (end == "upper" and high < infinite):
            kept.append((solver.changeColBounds, column, low, high))
            solver.changeColBounds(column, *((0.0, high) if end == "lower" else (low, infinite)))
    return kept


def _feasible(program: Program) -> bool:
    try:
        program.solve()
    except Infeasible:
        return False
    return True
