"""What each measure does by itself: carried as far as it may be, with nothing else chosen.

Here measures do not act on each other. Ranked bars and coordinates stand on it; curves and fronts of
the system do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from tongyuan.plan.cocontrol.case import BASE, Case
from tongyuan.plan.cocontrol.pieces import pieces

__all__ = ["Alone", "alone", "measure"]

CHOICE = ["subject", "item", "part", "year"]


@dataclass(frozen=True)
class Alone:
    """Every choice by itself, each beside a plan in which nothing is done.

    Parameters
    ----------
    choices
        Columns subject, item, part, year, measure, region, amount [unit of the activity; 1 of a project],
        cost_cny [CNY a year, above what goes on without it].
    changes
        Columns subject, item, part, year, measure, region, species, change_t [t a year; a fall is negative].
    """

    choices: pl.DataFrame
    changes: pl.DataFrame

    def weighed(self, weights: Mapping[str, float], *, year: int) -> pl.DataFrame:
        """Add up each measure's change over species by weights.

        Parameters
        ----------
        weights
            Weight of each species that counts.
        year
            The year.

        Returns
        -------
        pl.DataFrame
            Columns measure, change (in the weighed unit; 0 where it changes none of the species).
        """
        weight = pl.col("species").replace_strict(dict(weights), default=None, return_dtype=pl.Float64)
        counted = self.changes.filter(pl.col("year") == year).select("measure", "change_t", weight=weight)
        summed = counted.group_by("measure", maintain_order=True).agg(
            (pl.col("change_t") * pl.col("weight")).sum().alias("change")
        )
        measures = self.choices.filter(pl.col("year") == year).select("measure").unique().sort("measure")
        return measures.join(summed, on="measure", how="left", maintain_order="left").with_columns(
            pl.col("change").fill_null(0.0)
        )

    def cost(self, *, year: int) -> pl.DataFrame:
        """Add up the yearly cost of each measure [CNY]: columns measure, cost_cny."""
        asked = self.choices.filter(pl.col("year") == year)
        return asked.group_by("measure", maintain_order=True).agg(pl.col("cost_cny").sum()).sort("measure")


def alone(case: Case, *, names: Mapping[str, str] | None = None) -> Alone:
    """Carry every choice by itself as far as it may be.

    Parameters
    ----------
    case
        The problem; its limits and the speed of uptake are not looked at.
    names
        Measure of a substitution, saving or project, by its id; the id itself where it is not named. An
        option's measure is the option.

    Returns
    -------
    Alone
        An option at its highest share of what the scenario asks for, a substitution or a saving at the most
        that may move or be saved, a project whole.

    Examples
    --------
    A scrubber on 100 t takes 90 of 100 t of SO2 for 9,000 CNY, and adds 10 t of CO2.

    >>> from tongyuan.testing.cocontrol import a_case, an_option
    >>> factors = {("works", "base"): {"SO2": 1.0, "CO2": 2.0},
    ...     ("works", "scrubber"): {"SO2": 0.1, "CO2": 2.1}}
    >>> scrubber = an_option("works", "scrubber", year=2025, cost=90.0)
    >>> found = alone(a_case({"works": 100.0}, options=[scrubber], factors=factors))
    >>> found.choices.select("measure", "amount", "cost_cny").rows()
    [('scrubber', 100.0, 9000.0)]
    >>> found.changes.sort("species").select("species", pl.col("change_t").round(6)).rows()
    [('CO2', 10.0), ('SO2', -90.0)]
    """
    today = case.factors.filter(pl.col("option") == BASE).drop("option")
    running = _options(case)
    moved, saved = _moves(case), _savings(case)
    built = pieces(case).filter(pl.col("subject") == "project")
    given_up = {"moved": "from_activity", "saved": "activity"}
    changes = [
        _option_changes(case, running, today),
        *(
            _times(table, today, on=given_up[name], by=-pl.col("amount"))
            for name, table in (("moved", moved), ("saved", saved))
        ),
        _times(moved, today, on="to_activity", by=pl.col("amount") * pl.col("yield_ratio")),
        built.select(*CHOICE, "region", "species", pl.col("mass_t").alias("change_t")),
    ]
    place = ["region", "amount", "cost_cny"]
    choices = pl.concat([table.select(*CHOICE, *place) for table in (running, moved, saved, _projects(case))])
    each = [*CHOICE, "region", "species"]
    # In one order, however the tables were joined: what is added up is the same to the last digit.
    ordered = pl.concat(changes).sort(*each, "change_t")
    summed = ordered.group_by(each, maintain_order=True).agg(pl.col("change_t").sum())
    return Alone(
        choices.with_columns(measure(names)).sort(*CHOICE, *place),
        summed.with_columns(measure(names)),
    )


def measure(names: Mapping[str, str] | None = None) -> pl.Expr:
    """Name the measure of a choice: its option, or what its substitution, saving or project is called.

    Parameters
    ----------
    names
        Measure of a substitution, saving or project, by its id; the id itself where it is not named.

    Returns
    -------
    pl.Expr
        Over the columns item and part.
    """
    own = pl.col("item").replace_strict(dict(names or {}), default=pl.col("item"), return_dtype=pl.String)
    return pl.when(pl.col("part") == "-").then(own).otherwise("part").alias("measure")


def _levels(case: Case) -> pl.DataFrame:
    """Give what is asked for, and the cost of running it as today [CNY per unit]."""
    base = case.options.filter(pl.col("option") == BASE).select(
        "activity", "year", pl.col("cost_cny").alias("base_cny")
    )
    return case.levels.select("activity", "year", "region", "quantity").join(base, on=["activity", "year"])


def _options(case: Case) -> pl.DataFrame:
    joined = case.options.filter(pl.col("option") != BASE).join(_levels(case), on=["activity", "year"])
    amount = pl.col("most_share") * pl.col("quantity")
    return joined.select(
        pl.lit("running").alias("subject"),
        pl.col("activity").alias("item"),
        pl.col("option").alias("part"),
        "year",
        "region",
        amount.alias("amount"),
        (amount * (pl.col("cost_cny") - pl.col("base_cny"))).alias("cost_cny"),
    )


def _moves(case: Case) -> pl.DataFrame:
    levels = _levels(case)
    taken = levels.select("activity", "year", pl.col("base_cny").alias("taken_cny"))
    joined = case.substitutions.join(
        levels, left_on=["from_activity", "year"], right_on=["activity", "year"]
    ).join(taken, left_on=["to_activity", "year"], right_on=["activity", "year"])
    amount = pl.min_horizontal("most", "quantity")
    unit = pl.col("cost_cny") - pl.col("base_cny") + pl.col("yield_ratio") * pl.col("taken_cny")
    return joined.select(
        pl.lit("moved").alias("subject"),
        pl.col("substitution").alias("item"),
        pl.lit("-").alias("part"),
        "year",
        "region",
        amount.alias("amount"),
        (amount * unit).alias("cost_cny"),
        "from_activity",
        "to_activity",
        "yield_ratio",
    )


def _savings(case: Case) -> pl.DataFrame:
    joined = case.savings.join(_levels(case), on=["activity", "year"])
    amount = pl.min_horizontal("most", "quantity")
    return joined.select(
        pl.lit("saved").alias("subject"),
        pl.col("saving").alias("item"),
        pl.lit("-").alias("part"),
        "year",
        "region",
        amount.alias("amount"),
        (amount * (pl.col("cost_cny") - pl.col("base_cny"))).alias("cost_cny"),
        "activity",
    )


def _projects(case: Case) -> pl.DataFrame:
    return case.projects.select(
        pl.lit("project").alias("subject"),
        pl.col("project").alias("item"),
        pl.lit("-").alias("part"),
        "year",
        pl.lit(None, dtype=pl.String).alias("region"),
        pl.lit(1.0).alias("amount"),
        "cost_cny",
    )


def _option_changes(case: Case, running: pl.DataFrame, today: pl.DataFrame) -> pl.DataFrame:
    own = running.join(
        case.factors, left_on=["item", "part", "year"], right_on=["activity", "option", "year"]
    )
    before = today.rename({"factor_t": "today_t"})
    both = own.join(
        before, left_on=["item", "year", "species"], right_on=["activity", "year", "species"], how="left"
    )
    change = pl.col("amount") * (pl.col("factor_t") - pl.col("today_t").fill_null(0.0))
    return both.select(*CHOICE, "region", "species", change.alias("change_t"))


def _times(table: pl.DataFrame, today: pl.DataFrame, *, on: str, by: pl.Expr) -> pl.DataFrame:
    joined = table.join(today, left_on=[on, "year"], right_on=["activity", "year"])
    return joined.select(*CHOICE, "region", "species", (by * pl.col("factor_t")).alias("change_t"))
