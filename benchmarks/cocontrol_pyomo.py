"""The same problem in Pyomo, as its friends would write it: indexed variables, rules, HiGHS by ``appsi``.

It knows what the drawn problem has: options with shares, speeds and lifetimes on one ladder, and caps on sums
of emission.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
import pyomo.environ as pyo
from pyomo.contrib.appsi.solvers.highs import Highs

from tongyuan.plan.cocontrol import Case
from tongyuan.plan.cocontrol.sizes import sizes_of


def solve_with_pyomo(case: Case) -> float:
    model, money = _model(case)
    solver = Highs()
    solver.config.load_solution = False
    return float(solver.solve(model).best_feasible_objective) * money


@dataclass(frozen=True)
class Drawn:
    """The tables of a problem as the dictionaries that rules look up."""

    case: Case
    before: dict[int, int]
    size: dict[str, float]
    level: dict[tuple[str, int], float]
    options: dict[tuple[str, str, int], dict[str, Any]]
    by_rank: dict[tuple[str, int], list[str]]

    @classmethod
    def of(cls, case: Case) -> Drawn:
        size = dict(sizes_of(case).activity.iter_rows())
        levels = case.levels.select("activity", "year", "quantity").iter_rows()
        ranked: dict[tuple[str, int], list[str]] = {}
        for a, k, y in case.options.sort("rank").select("activity", "option", "year").iter_rows():
            ranked.setdefault((a, y), []).append(k)
        return cls(
            case=case,
            before=dict(zip(case.years[1:], case.years[:-1], strict=True)),
            size=size,
            level={(a, y): q / size[a] for a, y, q in levels},
            options={(r["activity"], r["option"], r["year"]): r for r in case.options.iter_rows(named=True)},
            by_rank=ranked,
        )


def _model(case: Case) -> tuple[pyo.ConcreteModel, float]:
    drawn, money = Drawn.of(case), sizes_of(case).money
    model = pyo.ConcreteModel()
    _add_choices(model, drawn, money=money)
    _couple_years(model, drawn)
    _add_caps(model, case, drawn.size)
    return model, money


def _add_choices(model: pyo.ConcreteModel, drawn: Drawn, *, money: float) -> None:
    def bounds(_: pyo.ConcreteModel, a: str, k: str, y: int) -> tuple[float, float | None]:
        share = drawn.options[a, k, y]
        most = share["most_share"] * drawn.level[a, y] if share["most_share"] < 1 else None
        return share["least_share"] * drawn.level[a, y], most

    model.run = pyo.Var(list(drawn.options), bounds=bounds)
    weight = dict(drawn.case.periods.iter_rows())
    model.cost = pyo.Objective(
        expr=pyo.quicksum(
            row["cost_cny"] * drawn.size[a] * weight[y] / money * model.run[a, k, y]
            for (a, k, y), row in drawn.options.items()
        )
    )

    @model.Constraint(list(drawn.level))
    def served(m: pyo.ConcreteModel, a: str, y: int) -> object:
        return pyo.quicksum(m.run[a, k, y] for k in drawn.by_rank[a, y]) == drawn.level[a, y]


def _couple_years(model: pyo.ConcreteModel, drawn: Drawn) -> None:
    level, options, before = drawn.level, drawn.options, drawn.before
    later = [key for key in options if key[2] in before]

    @model.Constraint([key for key in later if options[key]["yearly_share"] is not None])
    def speed(m: pyo.ConcreteModel, a: str, k: str, y: int) -> object:
        then = before[y]
        growth = level[a, y] / level[a, then]
        most = options[a, k, y]["yearly_share"] * (y - then) * level[a, y]
        return m.run[a, k, y] - growth * m.run[a, k, then] <= most

    @model.Constraint([key for key in later if options[key]["lifetime_a"] and options[key]["rank"] > 0])
    def vintage(m: pyo.ConcreteModel, a: str, k: str, y: int) -> object:
        then = before[y]
        standing = max(0.0, 1 - (y - then) / options[a, k, y]["lifetime_a"])
        kept = standing * min(1.0, level[a, y] / level[a, then])
        better = drawn.by_rank[a, y][drawn.by_rank[a, y].index(k) :]
        held = pyo.quicksum(m.run[a, b, y] for b in better)
        return kept * pyo.quicksum(m.run[a, b, then] for b in better) <= held


def _add_caps(model: pyo.ConcreteModel, case: Case, size: dict[str, float]) -> None:
    """Count each cell that a cap counts, then hold the caps, both in the size of the species."""
    run = model.run
    whole = dict(sizes_of(case).species.iter_rows())
    cells = case.terms.select("item", "part", "year").unique().sort("item", "part", "year")
    placed = case.factors.join(case.levels.select("activity", "year", "region"), on=["activity", "year"])
    counted = placed.join(cells, left_on=["region", "species", "year"], right_on=["item", "part", "year"])
    terms: dict[tuple[str, str, int], list[tuple[float, tuple[str, str, int]]]] = {}
    for a, k, y, p, r, factor in counted.select(
        "activity", "option", "year", "species", "region", "factor_t"
    ).iter_rows():
        terms.setdefault((r, p, y), []).append((factor * size[a] / whole[p], (a, k, y)))
    model.emission = pyo.Var(list(terms))

    @model.Constraint(list(terms))
    def emitted(m: pyo.ConcreteModel, r: str, p: str, y: int) -> object:
        return m.emission[r, p, y] == pyo.quicksum(factor * run[key] for factor, key in terms[r, p, y])

    bound = {(name, y): b for name, y, b in case.limits.select("limit", "year", "bound").iter_rows()}
    of_limit = {
        key: case.terms.filter(pl.col("limit") == key[0], pl.col("year") == key[1]).rows(named=True)
        for key in bound
    }

    @model.Constraint(list(bound))
    def caps(m: pyo.ConcreteModel, name: str, y: int) -> object:
        scale = whole[of_limit[name, y][0]["part"]]
        return (
            pyo.quicksum(
                row["coefficient"] * whole[row["part"]] / scale * m.emission[row["item"], row["part"], y]
                for row in of_limit[name, y]
            )
            <= bound[name, y] / scale
        )
