"""Pot lines of aluminium: the metal made, and that metal times its anode effect minutes."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.accounting.record_workings import summed_by_place
from tongyuan.accounting.workings import Working, derived_by
from tongyuan.vocabulary.tables import Factor, PotLine

__all__ = ["follow_pot_lines", "tell_pot_lines"]


EFFECTS = "aluminium_t * effects_per_cell_day * minutes_per_effect"
MINUTES = pl.col("effects_per_cell_day") * pl.col("minutes_per_effect")


def _metal(records: pl.DataFrame) -> pl.DataFrame:
    """Give the metal: of lines without anode effects it is asked for tier 1 of CF4 and C2F6 as well."""
    followed = pl.when(MINUTES.is_null()).then(pl.lit("primary_aluminium"))
    placed = _placed(records).with_columns(equation=pl.lit("aluminium_t"))
    return placed.with_columns(fuel=followed.otherwise(pl.lit("aluminium_followed")))


def _effects(records: pl.DataFrame) -> pl.DataFrame:
    """Keep the lines that report their anode effects; the others stay at tier 1 of the metal."""
    placed = _placed(records).with_columns(fuel=pl.lit("anode_effect"), equation=pl.lit(EFFECTS))
    return placed.drop_nulls(["aluminium_t", "effects_per_cell_day", "minutes_per_effect"])


def _placed(records: pl.DataFrame) -> pl.DataFrame:
    return records.with_columns(
        sector="works", source=pl.lit("2C3"), technology=pl.col("cell").cast(pl.String)
    )


def tell_pot_lines(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell the metal of each works, and the metal times the minutes of its anode effects.

    Source: 2006 IPCC Guidelines, volume 3, equation 4.26.

    Parameters
    ----------
    records
        Contract PotLine, all years.
    factors, family
        Not used: effects and minutes are the works' own.
    year
        Year.

    Returns
    -------
    list of Working
        Activity of kind ``production`` [t] and ``fugitive`` [t min/d].

    Examples
    --------
    >>> from tongyuan.testing.industry import a_pot_line, pot_lines_of
    >>> told = tell_pot_lines(pot_lines_of(a_pot_line()), factors=Factor.create_empty(), family="*",
    ...                       year=2020)
    >>> [one.tree.value for one in told]
    [100000.0, 20000.0]

    >>> from tongyuan.testing.industry import a_pot_line, pot_lines_of
    >>> rows = follow_pot_lines(pot_lines_of(a_pot_line()), factors=Factor.create_empty(), family="*",
    ...                         year=2020)
    >>> rows.select("fuel", "quantity").rows()
    [('aluminium_followed', 100000.0), ('anode_effect', 20000.0)]
    """
    own = records.filter(pl.col("year") == year)
    metal = summed_by_place(_metal(own), activity="production", unit="t", contract=PotLine)
    effects = summed_by_place(_effects(own), activity="fugitive", unit="t_min_per_d", contract=PotLine)
    return [*metal, *effects]


follow_pot_lines = derived_by(
    tell_pot_lines,
    "aluminium.pot_lines",
    dataset="pot_lines",
    source="2006 IPCC Guidelines, volume 3, equation 4.26: AEM = effects x minutes per cell-day",
    edition="2006",
    span="year",
)
