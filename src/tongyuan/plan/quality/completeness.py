"""Completeness: what stands in every cell of sources by species, and how many cells are filled."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tongyuan.plan.quality.expectation import expectation
from tongyuan.vocabulary import sources
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.species import codes

__all__ = ["NOT_ASKED", "STATES", "VALUE", "matrix", "score"]

VALUE, NOT_ASKED = "value", "not_asked"
GRAVEST = (Missing.NE, Missing.NOT_REPORTED, Missing.C, Missing.IE, Missing.NO)
STATES = (VALUE, *(state.value for state in GRAVEST), NOT_ASKED)
ANSWERS = (VALUE, Missing.NO.value, Missing.IE.value)
CELL = ("source", "species")


def matrix(emission: pl.DataFrame, *, expected: pl.DataFrame | None = None) -> pl.DataFrame:
    """Lay out what an inventory holds of every source and species.

    A cell with any figure is ``value``, and ``gaps`` counts its rows without one. Else it is the gravest
    state of its rows: NE, not reported, C, IE, NO. A source that is asked for and has no row at all is
    ``not_reported``; where a category above it has a figure, ``included_in`` names that one, because a total
    can hold it there. What nobody is asked for is ``not_asked``.

    Parameters
    ----------
    emission
        Emission [t], of one region and year.
    expected
        ``source`` and ``species`` asked for; `expectation` where it is not given.

    Returns
    -------
    pl.DataFrame
        One row for each source that is asked for or has a row, and each species: ``source``, ``species``,
        ``state`` (one of ``STATES``), ``expected``, ``mass_t`` (null where there is no figure) [t], ``rows``,
        ``gaps``, ``included_in``.

    Notes
    -----
    Source: 2006 IPCC Guidelines, volume 1, chapter 8, notation keys; completeness tables of the UNFCCC
    reporting guidelines.

    Examples
    --------
    >>> asked = pl.DataFrame({"source": ["1A1a", "3A"], "species": ["CO2", "CH4"]})
    >>> row = {"source": "1A1a", "species": "CO2", "mass_t": 2.0, "state": None}
    >>> matrix(pl.DataFrame([row]), expected=asked)["state"].to_list()
    ['value', 'not_asked', 'not_asked', 'not_reported']
    """
    asked = expectation() if expected is None else expected
    held = _held(emission)
    every = _every_cell(asked, held)
    marked = every.join(asked.with_columns(expected=pl.lit(value=True)), on=CELL, how="left")
    joined = marked.join(held, on=CELL, how="left", maintain_order="left").with_columns(
        pl.col("expected", "answered").fill_null(value=False), pl.col("rows", "gaps").fill_null(0)
    )
    without = pl.when("expected").then(pl.lit(Missing.NOT_REPORTED.value)).otherwise(pl.lit(NOT_ASKED))
    filled = joined.with_columns(pl.coalesce("state", without).alias("state"))
    return _with_cover(filled, held).sort("place", "column").drop("place", "column")


def score(cells: pl.DataFrame, *, by: Sequence[str] = ()) -> pl.DataFrame:
    """Count how many of the cells that are asked for are answered in any of their rows: a figure, NO or IE.

    What is asked does not depend on what was reported, so that leaving rows out never raises the share. A
    source that may be included in a category above is not answered: the second share, ``covered``, counts it.

    Parameters
    ----------
    cells
        What `matrix` gives.
    by
        Columns kept apart, as ``species``.

    Returns
    -------
    pl.DataFrame
        The columns of ``by``, ``asked``, ``answered``, ``share`` and ``covered`` [1].

    Examples
    --------
    >>> rows = {"expected": [True, True], "answered": [True, False], "included_in": [None, None]}
    >>> score(pl.DataFrame(rows, schema_overrides={"included_in": pl.String})).row(0)
    (2, 1, 0.5, 0.5)
    """
    asked = cells.filter("expected").with_columns(
        elsewhere=pl.col("included_in").is_not_null(),
    )
    counts = [
        pl.len().cast(pl.Int64).alias("asked"),
        pl.col("answered").sum().cast(pl.Int64).alias("answered"),
        pl.col("answered").mean().alias("share"),
        (pl.col("answered") | pl.col("elsewhere")).mean().alias("covered"),
    ]
    return asked.group_by(*by, maintain_order=True).agg(counts) if by else asked.select(counts)


def _held(emission: pl.DataFrame) -> pl.DataFrame:
    """Sum up the rows of each cell: a figure, or the gravest state."""
    state = pl.col("state").cast(pl.String)
    known = pl.col("mass_t").count() > 0
    gravest = [
        pl.when((state == missing.value).any()).then(pl.lit(missing.value)).alias(missing.value)
        for missing in GRAVEST
    ]
    return emission.group_by(CELL, maintain_order=True).agg(
        pl.when(known).then(pl.lit(VALUE)).otherwise(pl.coalesce(gravest)).alias("state"),
        pl.when(known).then(pl.col("mass_t").sum()).alias("mass_t"),
        (known | state.is_in(ANSWERS).fill_null(value=False).any()).alias("answered"),
        pl.len().cast(pl.Int64).alias("rows"),
        pl.col("mass_t").null_count().cast(pl.Int64).alias("gaps"),
    )


def _every_cell(asked: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """List each source by each species that is asked for or held anywhere, in the order of the tables."""
    rows, columns = ({*asked[name].to_list(), *held[name].to_list()} for name in CELL)
    place = {code: at for at, code in enumerate((*sources.table()["source"].to_list(), "none"))}
    order = list(dict.fromkeys([*codes(), *sorted(columns)]))
    listed = sorted(rows, key=lambda code: (place.get(code, len(place)), code))
    cells = [
        (source, species, at, order.index(species))
        for at, source in enumerate(listed)
        for species in sorted(columns, key=order.index)
    ]
    schema = {"source": pl.String, "species": pl.String, "place": pl.Int64, "column": pl.Int64}
    return pl.DataFrame(cells, schema=schema, orient="row")


def _with_cover(cells: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Name, for what nobody reported, the nearest category above that has a figure."""
    figures = set(held.filter(state=VALUE).select(CELL).rows())
    above = {code: _above(code) for code in cells["source"].unique().to_list()}

    def cover(source: str, species: str, state: str) -> str | None:
        if state != Missing.NOT_REPORTED.value:
            return None
        return next((code for code in above[source] if (code, species) in figures), None)

    named = [cover(*cell) for cell in cells.select(*CELL, "state").iter_rows()]
    return cells.with_columns(pl.Series("included_in", named, dtype=pl.String))


def _above(code: str) -> tuple[str, ...]:
    return () if code in sources.NOT_A_SOURCE else sources.ancestors(code)
