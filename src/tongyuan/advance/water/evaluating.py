"""The whole evaluation of surface water over a period, table by table."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import polars as pl

from tongyuan.advance.water.basins import states_of
from tongyuan.advance.water.classing import item_classes, section_classes
from tongyuan.advance.water.facts import Standard
from tongyuan.advance.water.means import monthly_means, months_between, yearly_means
from tongyuan.advance.water.trend import trends
from tongyuan.advance.water.trophic import trophic_indices
from tongyuan.advance.water.warning import warnings_of

__all__ = ["Evaluated", "evaluate"]

ITEMS = (
    *("station", "water", "basin", "body", "year", "month", "item", "role", "reading", "mean", "values"),
    *("below", "class", "target_class", "multiple"),
)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What an evaluation makes.

    Parameters
    ----------
    items
        A row a section, period and item; month 0 is a year.
    sections
        A row a section and period.
    states
        A row a river, lake or basin and period.
    trophic
        A row a lake and period.
    trends
        A row a section, item and ``span`` (``year``, ``month``).
    warnings
        What deserves a look.
    """

    items: pl.DataFrame
    sections: pl.DataFrame
    states: pl.DataFrame
    trophic: pl.DataFrame
    trends: pl.DataFrame
    warnings: pl.DataFrame


def evaluate(
    observed: pl.DataFrame,
    *,
    sections: pl.DataFrame,
    standard: Standard,
    first: date,
    last: date,
    averaging: str = "sample",
    void: Collection[str] = (),
) -> Evaluated:
    """Evaluate sections over the whole months of a period, and over its years.

    Parameters
    ----------
    observed
        Rows of ``Observation``.
    sections
        Rows of ``WaterSection``.
    standard
        The edition.
    first, last
        Days, both within; months and years that are not whole are left out, or told to be incomplete.
    averaging
        ``sample``, ``hour`` or ``day``.
    void
        Marks of values that do not count.

    Returns
    -------
    Evaluated
        Its tables.
    """
    monthly = monthly_means(observed, averaging=averaging, rules=standard.rules, void=void)
    grid = months_between(first, last)
    kept = monthly.join(grid, on=["year", "month"], how="semi")
    means = pl.concat([kept, yearly_means(kept, months=standard.rules["year_months"])])
    items = item_classes(means, sections=sections, grid=grid, standard=standard)
    classed = section_classes(items, standard=standard)
    states = [states_of(items, classed, by=by, standard=standard) for by in ("water", "basin")]
    return Evaluated(
        items=items.select(ITEMS),
        sections=classed,
        states=pl.concat(states),
        trophic=trophic_indices(means, sections=sections, coefficients=standard.trophic),
        trends=_trends(items, standard),
        warnings=warnings_of(items, classed, standard=standard),
    )


def _trends(items: pl.DataFrame, standard: Standard) -> pl.DataFrame:
    """Tell trends of yearly means that are whole, and of months, in which seasons show too."""
    directions = dict(standard.limits.select("item", "direction").iter_rows())
    text = pl.col("year").cast(pl.String)
    with_month = text + "-" + pl.col("month").cast(pl.String).str.zfill(2)
    sound = pl.when(pl.col("reading") == "measured").then("mean")
    made = []
    for span, rows in (("year", items.filter(month=0)), ("month", items.filter(pl.col("month") > 0))):
        named = rows.with_columns(period=text if span == "year" else with_month, mean=sound)
        told = trends(
            named.select("station", "item", "period", "mean"), directions=directions, rules=standard.rules
        )
        made.append(told.with_columns(span=pl.lit(span)))
    return pl.concat(made)
