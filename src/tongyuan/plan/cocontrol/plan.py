"""The plan of least cost: what is taken up, what is emitted, and what the next unit of every limit costs."""

from __future__ import annotations

from dataclasses import dataclass

import dataframely as dy
import numpy as np
import polars as pl

from tongyuan.plan.cocontrol.algebra import Floats
from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.pieces import pieces, with_amounts
from tongyuan.plan.cocontrol.program import Program, State, open_program
from tongyuan.plan.cocontrol.sizes import baseline
from tongyuan.vocabulary.tables import PlannedEmission, ShadowPrice, Uptake

__all__ = ["Plan", "emission_of", "plan_of", "prices_of", "solve"]

#: Less than this part of a size is nothing: the tolerance of the solver.
NOTHING = 1e-9
#: A limit binds where it is met to this part of its row.
MET = 1e-7


@dataclass(frozen=True)
class Plan:
    """A plan of least cost.

    Parameters
    ----------
    uptake
        What is run, moved, saved and built.
    emission
        Emission by region, species and year [t], beside that without measures.
    prices
        Value, bound and shadow price of every limit.
    cost_cny
        Present value of cost [CNY].
    """

    uptake: dy.DataFrame[Uptake]
    emission: dy.DataFrame[PlannedEmission]
    prices: dy.DataFrame[ShadowPrice]
    cost_cny: float


def solve(case: Case) -> Plan:
    """Find the plan of least cost that keeps every limit.

    Parameters
    ----------
    case
        The problem.

    Returns
    -------
    Plan
        The plan.

    Raises
    ------
    Infeasible
        If no plan keeps every limit; ``conflicts`` says which ones contend.
    InputError
        If cost falls without end.
    """
    program = open_program(case)
    return plan_of(program, program.solve())


def plan_of(program: Program, state: State) -> Plan:
    """Read a plan out of a solved program.

    Parameters
    ----------
    program
        The program.
    state
        Its optimum.

    Returns
    -------
    Plan
        The plan, in the units of the problem.
    """
    uptake = _uptake(program, state)
    return Plan(
        uptake=uptake,
        emission=emission_of(uptake, program.case),
        prices=prices_of(program, state),
        cost_cny=state.cost_cny,
    )


def _uptake(program: Program, state: State) -> dy.DataFrame[Uptake]:
    columns = program.built.columns
    parts = [
        _chosen(program, state, "running", columns.running, asked="quantity"),
        _chosen(program, state, "moved", _with_level(columns.moved, program.case), asked="asked"),
        _chosen(program, state, "saved", _with_level(columns.saved, program.case), asked="asked"),
        _built_projects(program, state),
    ]
    return Uptake.validate(pl.concat([part for part in parts if not part.is_empty()]), cast=True)


def _with_level(frame: pl.DataFrame, case: Case) -> pl.DataFrame:
    activity = "from_activity" if "from_activity" in frame.columns else "activity"
    levels = case.levels.select(
        pl.col("activity").alias(activity), "year", pl.col("quantity").alias("asked"), "unit"
    )
    return frame.join(levels, on=[activity, "year"], how="left", maintain_order="left")


def _chosen(program: Program, state: State, subject: str, frame: pl.DataFrame, *, asked: str) -> pl.DataFrame:
    names = program.built.columns.item_and_part(subject).select("item", "part")
    found = pl.concat([frame, names], how="horizontal").with_columns(
        quantity_found=_cleaned(program.values_of(state, subject)) * frame["size"]
    )
    quantity = pl.col("quantity_found")
    return found.select(
        pl.lit(subject).alias("subject"),
        "item",
        "part",
        "year",
        quantity.alias("quantity"),
        "unit",
        pl.when(pl.col(asked) > 0).then(quantity / pl.col(asked)).alias("share"),
        (quantity * pl.col("cost_cny")).alias("cost_cny"),
    )


def _built_projects(program: Program, state: State) -> pl.DataFrame:
    frame = program.built.columns.project
    if frame.is_empty():
        return pl.DataFrame()
    names = frame.select("project").unique(maintain_order=True)
    chosen = names.with_columns(chosen=pl.Series(program.values_of(state, "project")).round(0))
    joined = frame.join(chosen, on="project", maintain_order="left")
    return joined.select(
        pl.lit("project").alias("subject"),
        pl.col("project").alias("item"),
        pl.lit("-").alias("part"),
        "year",
        pl.col("chosen").alias("quantity"),
        pl.lit("1").alias("unit"),
        pl.col("chosen").alias("share"),
        (pl.col("chosen") * pl.col("cost_cny")).alias("cost_cny"),
    )


def _cleaned(values: Floats) -> pl.Series:
    """Take away the dust of the solver: what is below nothing of a size is zero."""
    return pl.Series(np.where(np.abs(values) < NOTHING, 0.0, values))


def emission_of(uptake: pl.DataFrame, case: Case) -> dy.DataFrame[PlannedEmission]:
    """Count what the plan emits from what is run and built, in every region and species, limited or not."""
    key = ["region", "species", "year"]
    emitted = with_amounts(pieces(case), uptake).select(*key, pl.col("mass_t") * pl.col("amount"))
    summed = emitted.group_by(key, maintain_order=True).agg(pl.col("mass_t").sum())
    before = baseline(case).rename({"mass_t": "baseline_t"})
    rows = before.join(summed, on=key, how="left", maintain_order="left")
    return PlannedEmission.validate(rows.select(PlannedEmission.column_names()), cast=True)


def prices_of(program: Program, state: State) -> dy.DataFrame[ShadowPrice]:
    """Read the value and the shadow price of every limit out of a solved program.

    Parameters
    ----------
    program
        The program.
    state
        Its optimum.

    Returns
    -------
    dy.DataFrame[ShadowPrice]
        In the units of the limits, without ranges.
    """
    limits = program.built.limits
    rows = [program.row(number) for number in limits["row"]]
    money = program.built.sizes.money
    told = limits.join(program.case.periods, on="year", maintain_order="left").with_columns(
        scaled=pl.Series(state.row_values[rows]), dual=pl.Series(state.row_duals[rows])
    )
    # HiGHS gives d cost / d bound; a cap that rises by one saves, a floor that rises by one costs.
    stricter = pl.when(pl.col("sense") == "at_most").then(-1.0).otherwise(1.0)
    price = stricter * pl.col("dual") * money / pl.col("row_size") / pl.col("weight")
    left = (pl.col("bound") - pl.col("fixed")) / pl.col("row_size")
    gap, scale = (pl.col("scaled") - left).abs(), pl.max_horizontal(1.0, left.abs())
    return ShadowPrice.validate(
        told.select(
            "limit",
            "year",
            (pl.col("scaled") * pl.col("row_size") + pl.col("fixed")).alias("value"),
            "bound",
            "unit",
            (gap <= MET * scale).alias("binding"),
            (price + 0.0).alias("price_cny"),
            pl.lit(None, dtype=pl.Float64).alias("relaxed_cny"),
            pl.lit(None, dtype=pl.Float64).alias("tightened_cny"),
        ),
        cast=True,
    )
