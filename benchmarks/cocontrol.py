"""Least cost for a province: ours from tables, bare HiGHS on the matrix handed over, Pyomo from the tables.

Every contender returns the present value of cost at the optimum; a front returns the sum over its points.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.cocontrol_case import SIZES, YEARS, case_of

#: What a front moves, over which part of what the cap leaves, and at how many points.
MOVED, FROM, TO, POINTS = "SO2 cap", 1.0, 0.8, 20


def prepare_ours(size: str) -> Callable[[], float]:
    from tongyuan.plan.cocontrol import open_program

    case = case_of(size)
    return lambda: open_program(case).solve().cost_cny


def prepare_bare(size: str) -> Callable[[], float]:
    """HiGHS on the same matrix, ready as arrays; options as they come."""
    from benchmarks.cocontrol_bare import arrays_of, solver_of

    arrays = arrays_of(case_of(size))

    def run() -> float:
        solver = solver_of(arrays)
        solver.run()
        return float(solver.getInfo().objective_function_value) * arrays.money

    return run


def prepare_pyomo(size: str) -> Callable[[], float]:
    from benchmarks.cocontrol_pyomo import solve_with_pyomo

    case = case_of(size)
    return lambda: solve_with_pyomo(case)


def prepare_front(size: str) -> Callable[[], float]:
    """Solve the points on one program, each from the last basis."""
    from tongyuan.plan.cocontrol import open_program

    program = open_program(case_of(size))
    program.solve()
    bounds = _bounds(size)

    def run() -> float:
        costs = []
        for bound in bounds:
            program.move_bound(MOVED, YEARS[1], bound=bound)
            costs.append(program.solve().cost_cny)
        return float(np.sum(costs))

    return run


def prepare_bare_front(size: str) -> Callable[[], float]:
    """Move the same bound of the same row in bare HiGHS, which keeps its basis."""
    from benchmarks.cocontrol_bare import arrays_of, solver_of

    arrays = arrays_of(case_of(size))
    solver = solver_of(arrays)
    solver.run()
    row, scale = arrays.limits[MOVED, YEARS[1]]
    bounds = _bounds(size)

    def run() -> float:
        costs = []
        for bound in bounds:
            solver.changeRowBounds(row, -np.inf, bound / scale)
            solver.run()
            costs.append(solver.getInfo().objective_function_value * arrays.money)
        return float(np.sum(costs))

    return run


def prepare_cold_once(size: str) -> Callable[[], float]:
    """One cold solve of the middle: the unit; the answer stands for as many points."""
    from benchmarks.cocontrol_bare import arrays_of, solver_of

    arrays = arrays_of(case_of(size))
    row, scale = arrays.limits[MOVED, YEARS[1]]
    bounds = _bounds(size)

    def run() -> float:
        solver = solver_of(arrays)
        solver.changeRowBounds(row, -np.inf, bounds[POINTS // 2] / scale)
        solver.run()
        return float(solver.getInfo().objective_function_value) * arrays.money * POINTS

    return run


def _bounds(size: str) -> list[float]:
    limits = case_of(size).limits
    cap = limits.filter(limit=MOVED, year=YEARS[1])["bound"][0]
    return [float(bound) for bound in np.linspace(FROM * cap, TO * cap, POINTS)]


SOLVING = {"tongyuan": prepare_ours, "bare HiGHS": prepare_bare, "Pyomo": prepare_pyomo}
FRONTS = {
    "tongyuan, warm": prepare_front,
    "bare HiGHS, warm": prepare_bare_front,
    "one cold solve": prepare_cold_once,
}


def disagreement(answer: float, other: float) -> float:
    """Give 0.1 where the relative difference is one in a million: the most that is let pass."""
    return abs(answer / other - 1) * 1e5


def front_disagreement(answer: float, other: float) -> float:
    """One solve stands for twenty points: half as much again is another answer."""
    return abs(answer / other - 1) / 5


def described(size: str) -> str:
    cities, activities, technologies, years = SIZES[size]
    return f"{cities} cities x {activities} activities x {technologies} technologies x {years} years"
