"""Controls: the fleet's effective removal by year, and a catalogue of technologies that applies to nobody."""

from __future__ import annotations

from functools import cache

import dataframely as dy
import polars as pl

from tongyuan.reference.citations import with_edition
from tongyuan.reference.files import expand_fuels, read_table
from tongyuan.vocabulary.tables import Control

__all__ = ["control_technologies", "controls"]


@cache
def controls() -> dy.DataFrame[Control]:
    """Return the controls of the fleet: efficiency times application, by source, fuel and year.

    Where a source states only the product of both, it stands in ``efficiency`` and the application is 1.

    Returns
    -------
    dy.DataFrame[Control]
        Controls; efficiency and application [1].

    Examples
    --------
    >>> power = controls().filter(source="1A1a", fuel="raw_coal", species="SO2", year_from=2007)
    >>> round(power["efficiency"][0] * power["application"][0], 6)
    0.31
    """
    rows = with_edition(expand_fuels(read_table("controls")))
    full = rows.with_columns(
        control_id=pl.concat_str("set", "source", "fuel", "species", separator="/")
        + "@"
        + pl.col("year_from"),
        region=pl.lit("*"),
        energy_penalty_mwh_per_tj=pl.lit(None, pl.Float64),
    )
    return Control.validate(full.select(list(Control.columns())), cast=True)


def control_technologies() -> pl.DataFrame:
    """Return the catalogue of technologies with their efficiency; nothing applies it by itself.

    Returns
    -------
    pl.DataFrame
        ``technology``, ``species``, ``efficiency`` [1], ``quality``, ``citation``, ``note``.
    """
    return read_table("control_technologies").with_columns(pl.col("efficiency").cast(pl.Float64))
