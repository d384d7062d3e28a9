"""The linear program of a problem, in the algebra of linopy.

Minimise the present value of cost over what is run, moved, saved and built, so that every activity is served,
every emission is counted once, no option grows faster or is given up sooner than it can be, and every limit
holds.

Source: the formulation follows Wagner, Amann and Schöpp (2007), IIASA IR-07-004 (application rates and
substitutions), with years coupled; Amann et al. (2011), Environ. Model. Softw. 26, 1489.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from tongyuan.plan.cocontrol.algebra import ROW, Floats, add_choices, add_variables, hold
from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.columns import Columns, columns_of
from tongyuan.plan.cocontrol.coupling import added_speed, kept_vintage, moved_speed
from tongyuan.plan.cocontrol.sizes import Sizes, sizes_of

if TYPE_CHECKING:
    import linopy

__all__ = ["Built", "build"]

SUBJECTS = ("emission", "running", "moved", "saved", "project")
#: What names an option of an activity in a year.
OPTION = ["activity", "option", "year"]
SIGNS = {"at_most": "<=", "at_least": ">=", "equal": "="}


@dataclass(frozen=True)
class Built:
    """A linear program and what its rows and columns mean.

    Parameters
    ----------
    model
        The linopy model, scaled.
    case, sizes, columns
        What it was built from.
    limits
        The limits with their row (``at``) and the size by which the row is scaled.
    """

    model: linopy.Model
    case: Case
    sizes: Sizes
    columns: Columns
    limits: pl.DataFrame


def build(case: Case) -> Built:
    """Build the linear program of a problem.

    Parameters
    ----------
    case
        The problem.

    Returns
    -------
    Built
        The program, scaled so that amounts are of the order of one.
    """
    import linopy  # heavy: loaded where a program is built, not where the platform starts

    sizes = sizes_of(case)
    columns = columns_of(case, sizes=sizes)
    model = linopy.Model()
    _add_decisions(model, columns)
    _serve_activities(model, columns)
    _bound_shares(model, columns)
    _couple_years(model, columns)
    _count_emissions(model, case, columns)
    limits = _hold_limits(model, case, columns)
    _set_cost(model, case, columns, money=sizes.money)
    return Built(model=model, case=case, sizes=sizes, columns=columns, limits=limits)


def _add_decisions(model: linopy.Model, columns: Columns) -> None:
    least, most = _bounds_of_shares(columns.running)
    add_variables(model, "running", size=columns.running.height, lower=least, upper=most)
    add_variables(model, "total", size=columns.total.height)
    add_variables(model, "moved", size=columns.moved.height, upper=_scaled_most(columns.moved))
    add_variables(model, "saved", size=columns.saved.height, upper=_scaled_most(columns.saved))
    add_choices(model, "project", size=columns.project["project"].n_unique())
    add_variables(model, "emission", size=columns.emission.height, lower=-np.inf)


def _bounds_of_shares(running: pl.DataFrame) -> tuple[Floats, Floats]:
    """Give the bounds that shares set where it is known before what is run (C5, C6)."""
    asked = pl.col("quantity") / pl.col("size")
    least = pl.when(pl.col("open")).then(0.0).otherwise(pl.col("least_share") * asked)
    most = pl.when(~pl.col("open") & (pl.col("most_share") < 1)).then(pl.col("most_share") * asked)
    bounds = running.select(least.alias("least"), most.fill_null(float("inf")).alias("most"))
    return bounds["least"].to_numpy(), bounds["most"].to_numpy()


def _scaled_most(frame: pl.DataFrame) -> Floats:
    return (frame["most"] / frame["size"]).fill_null(float("inf")).to_numpy()


def _serve_activities(model: linopy.Model, columns: Columns) -> None:
    """Run what is asked for; where that is open, the total: less moved away and saved, plus moved in (B1)."""
    one = pl.lit(1.0).alias("coefficient")
    total = columns.total.select(pl.col("served").alias(ROW), "at", -one)
    asked = pl.when(pl.col("open")).then(0.0).otherwise(pl.col("quantity") / pl.col("size"))
    hold(
        model,
        "served",
        {"running": columns.running.select(pl.col("served").alias(ROW), "at", one), "total": total},
        sense="=",
        bound=columns.served.select(asked).to_series().to_numpy(),
    )
    rows = columns.total.select("activity", "year", pl.col("at").alias(ROW), pl.col("size").alias("row_size"))
    at = ["activity", "year"]
    ratio = pl.col("size") / pl.col("row_size")
    away = columns.moved.join(
        rows, left_on=["from_activity", "year"], right_on=at, maintain_order="left_right"
    )
    come = columns.moved.join(rows, left_on=["to_activity", "year"], right_on=at, maintain_order="left_right")
    moved = [
        away.select(ROW, "at", coefficient=ratio),
        come.select(ROW, "at", coefficient=-ratio * pl.col("yield_ratio")),
    ]
    saved = columns.saved.join(rows, on=at, maintain_order="left_right").select(ROW, "at", coefficient=ratio)
    own = columns.total.select(pl.col("at").alias(ROW), "at", one)
    hold(
        model,
        "balance",
        {"total": own, "moved": pl.concat(moved), "saved": saved},
        sense="=",
        bound=(columns.total["quantity"] / columns.total["size"]).to_numpy(),
    )


def _bound_shares(model: linopy.Model, columns: Columns) -> None:
    """Each option between its least and highest share of a total that is open (C5, C6)."""
    totals = columns.total.select("served", pl.col("at").alias("total_at"))
    running = columns.running.filter("open").join(totals, on="served", maintain_order="left")
    most = running.filter(pl.col("most_share") < 1)
    least = running.filter(pl.col("least_share") > 0)
    for chosen, share, sense in ((most, "most_share", "<="), (least, "least_share", ">=")):
        numbered = chosen.with_row_index(ROW)
        terms = {
            "running": numbered.select(ROW, "at", coefficient=pl.lit(1.0)),
            "total": numbered.select(ROW, pl.col("total_at").alias("at"), coefficient=-pl.col(share)),
        }
        hold(model, share, terms, sense=sense, bound=np.zeros(chosen.height))


def _couple_years(model: linopy.Model, columns: Columns) -> None:
    """Growth no faster than it can be (C8), nothing given up before its life ends (C7)."""
    for name, rows in (
        ("added_speed", added_speed(columns)),
        ("moved_speed", moved_speed(columns)),
        ("kept_vintage", kept_vintage(columns)),
    ):
        hold(model, name, rows.terms, sense="<=", bound=rows.bound.to_numpy())


def _count_emissions(model: linopy.Model, case: Case, columns: Columns) -> None:
    """Every emission once: what runs, what is fixed, what projects change (B2)."""
    cells = columns.emission.select(
        "region", "species", "year", pl.col("at").alias(ROW), pl.col("size").alias("row_size")
    )
    where = ["region", "species", "year"]
    counted = case.factors.filter(pl.col("species").is_in(cells["species"].unique().implode()))
    emitted = _run_columns(counted, columns).join(cells, on=where, maintain_order="left")
    running = emitted.select(ROW, "at", coefficient=pl.col("factor_t") * pl.col("size") / pl.col("row_size"))
    built = (
        case.project_emissions.join(_project_numbers(columns), on="project", maintain_order="left_right")
        .join(cells, on=where, maintain_order="left_right")
        .select(ROW, "at", coefficient=pl.col("mass_t") / pl.col("row_size"))
    )
    own = cells.select(ROW, pl.col(ROW).alias("at"), coefficient=pl.lit(-1.0))
    held = case.fixed.group_by(where, maintain_order=True).agg(pl.col("mass_t").sum())
    fixed = cells.join(held, on=where, how="left", maintain_order="left").select(
        (pl.col("mass_t").fill_null(0.0) / pl.col("row_size")).alias("bound")
    )
    terms = {"running": running, "project": built, "emission": own}
    hold(model, "counted", terms, sense="=", bound=-fixed["bound"].to_numpy())


def _run_columns(factors: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    """Give every factor the variable of its option; its species stand together, and are looked up once."""
    changed = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in OPTION)
    numbered = factors.with_columns(run=changed.cum_sum())
    heads = numbered.filter(pl.col("run") != pl.col("run").shift(fill_value=0)).select(OPTION)
    running = columns.running.select(*OPTION, "region", "at", "size")
    found = heads.join(running, on=OPTION, how="left", maintain_order="left").drop(OPTION)
    of_factor = found[numbered["run"] - 1]
    return pl.concat([factors.select("species", "year", "factor_t"), of_factor], how="horizontal")


def _project_numbers(columns: Columns) -> pl.DataFrame:
    """Give every project one yes or no, whatever the years."""
    names = columns.project.select("project").unique(maintain_order=True)
    return names.with_row_index("at").with_columns(pl.col("at").cast(pl.Int64))


def _hold_limits(model: linopy.Model, case: Case, columns: Columns) -> pl.DataFrame:
    """Write every limit as one row, scaled by its largest coefficient."""
    limits = case.limits.sort("limit", "year").with_row_index(ROW)
    found = [_terms(case, columns, limits, subject=subject) for subject in SUBJECTS]
    scale = (
        pl.concat(found)
        .group_by(ROW, maintain_order=True)
        .agg(pl.col("coefficient").abs().max().alias("row_size"))
        .sort(ROW)
    )
    sized = limits.join(scale, on=ROW, how="left", maintain_order="left").with_columns(
        pl.when(pl.col("row_size") > 0).then("row_size").otherwise(1.0).alias("row_size")
    )
    parts = {
        subject: terms.join(sized.select(ROW, "row_size"), on=ROW, maintain_order="left_right").select(
            ROW, "at", coefficient=pl.col("coefficient") / pl.col("row_size")
        )
        for subject, terms in zip(SUBJECTS, found, strict=True)
    }
    signs = sized["sense"].cast(pl.String).replace_strict(SIGNS, return_dtype=pl.String).to_numpy()
    hold(
        model,
        "limits",
        parts,
        sense=signs,
        bound=((sized["bound"] - sized["fixed"]) / sized["row_size"]).to_numpy(),
    )
    return sized


def _terms(case: Case, columns: Columns, limits: pl.DataFrame, *, subject: str) -> pl.DataFrame:
    terms = case.terms.filter(pl.col("subject") == subject).join(
        limits.select("limit", "year", ROW), on=["limit", "year"], maintain_order="left_right"
    )
    if subject == "project":
        named = terms.join(
            _project_numbers(columns), left_on="item", right_on="project", maintain_order="left_right"
        )
        return named.select(ROW, "at", "coefficient")
    found = terms.join(
        columns.item_and_part(subject), on=["item", "part", "year"], maintain_order="left_right"
    )
    return found.select(ROW, "at", coefficient=pl.col("coefficient") * pl.col("size"))


def _set_cost(model: linopy.Model, case: Case, columns: Columns, *, money: float) -> None:
    """Add up the present value of cost, in units of the usual cost."""
    total: Any = 0
    for subject in ("running", "moved", "saved"):
        frame: pl.DataFrame = getattr(columns, subject)
        if frame.is_empty():
            continue
        weighed = frame.join(case.periods, on="year", maintain_order="left")
        cost = (weighed["cost_cny"] * weighed["size"] * weighed["weight"] / money).to_numpy()
        total = total + (model.variables[subject] * cost).sum()
    if not columns.project.is_empty():
        weighed = columns.project.join(case.periods, on="year", maintain_order="left_right").join(
            _project_numbers(columns).rename({"at": "number"}), on="project", maintain_order="left_right"
        )
        whole = (
            weighed.group_by("number", maintain_order=True)
            .agg((pl.col("cost_cny") * pl.col("weight")).sum())
            .sort("number")
        )
        total = total + (model.variables["project"] * (whole["cost_cny"] / money).to_numpy()).sum()
    model.add_objective(total)
