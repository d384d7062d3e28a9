"""Fuel that enterprises report, laid beside the fuel that an inventory counts as burned.

Statistics cover every user, reports those above a size. What reports leave over is the part of all others;
reports above the statistics, or of a fuel that the statistics lack, are an error in one of the two. Reports
are a check (2006 IPCC Guidelines, volume 1, chapter 6: comparison of activity data with independent data):
no report is ever added to an activity.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from tongyuan.plan.quality.beside import beside
from tongyuan.vocabulary import fuels, materials, sources, units
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import InputError

__all__ = ["FLAGGED", "TOLERANCE", "beside_statistics", "statistics_level"]

TOLERANCE = 0.05
FLAGGED = ("reports_exceed", "reports_alone", "unit_differs")
BY = ("region", "year", "source", "fuel")


def beside_statistics(
    activity: pl.DataFrame, *, reports: pl.DataFrame, tolerance: float = TOLERANCE
) -> pl.DataFrame:
    """Lay the fuel that enterprises report beside the fuel that statistics count, by source and fuel.

    A report of a source that the statistics do not divide is laid beside the nearest category above it that
    they have (steel, 1A2a, beside industry, 1A2), or beside the one that ``report_sources.csv`` names.

    Parameters
    ----------
    activity
        Contract Activity, of one region and year; combustion alone is looked at.
    reports
        Contract EnterpriseFuel, of the same year and region.
    tolerance
        By what share the reports may exceed the statistics [1].

    Returns
    -------
    pl.DataFrame
        ``region``, ``year``, ``source``, ``fuel``, ``unit``, ``statistics`` [unit], ``state`` (why they have
        no quantity), ``reports`` [``reports_unit``; null where several units cannot be added],
        ``enterprises`` (how many report), ``unstated`` (reports without a quantity), ``gap`` (statistics less
        reports) [unit], ``coverage`` (share reported) [1], ``reported_as`` (the sources as the enterprises
        name them), ``verdict`` and ``flagged``; what is flagged first, then by coverage.

    Raises
    ------
    InputError
        If a source or fuel is not known.

    Notes
    -----
    Source: 2006 IPCC Guidelines, volume 1, chapter 6, quality control by independent data (section from
    memory, not seen).

    Examples
    --------
    Industry burned 100 t of coke, two steel works say 60 t and 50 t: a tenth more than there was.

    >>> from tongyuan.testing.reports import a_report, a_use, reports_of, uses_of
    >>> works = reports_of(a_report(quantity=60.0), a_report(enterprise="B", quantity=50.0))
    >>> told = beside_statistics(uses_of(a_use(quantity=100.0)), reports=works)
    >>> told.select("source", "gap", "verdict", "flagged").row(0)
    ('1A2', -10.0, 'reports_exceed', True)
    """
    counted = activity.filter(pl.col("activity").cast(pl.String) == "combustion")
    laid = _in_own_units(_at_level(reports, sorted(set(counted["source"]))))
    one_unit = pl.col("unit").n_unique() == 1
    named = laid.group_by(BY).agg(
        pl.col("reported_as").unique().sort().str.join(" "),
        pl.when(one_unit).then(pl.col("unit").first()).alias("reports_unit"),
        unstated=pl.col("quantity").null_count(),
    )
    states = counted.group_by(BY).agg(pl.col("state").cast(pl.String).drop_nulls().first())
    columns = (*BY, "quantity", "unit")
    both = beside(counted.select(columns), reports=laid, by=BY, tolerance=tolerance)
    return (
        both.rename({"left": "gap", "covered": "coverage"})
        .join(states, on=BY, how="left", maintain_order="left")
        .join(named, on=BY, how="left", maintain_order="left")
        .with_columns(
            reports=pl.when(pl.col("reports_unit").is_not_null()).then("reports"),
            state=pl.when(pl.col("statistics").is_null()).then("state"),
            unstated=pl.col("unstated").fill_null(0),
            flagged=pl.col("verdict").is_in(FLAGGED),
        )
        .filter(pl.col("statistics").is_not_null() | (pl.col("enterprises") > 0))
        .sort("flagged", "coverage", *BY, descending=[True, True, *[False] * len(BY)], nulls_last=True)
    )


def statistics_level(source: str, *, listed: Iterable[str]) -> str:
    """Tell beside which category of the statistics a reported source is laid.

    Parameters
    ----------
    source
        Source category of a report.
    listed
        Categories that the statistics have.

    Returns
    -------
    str
        The source itself, the nearest category above that is listed, or the one in which its fuel is counted;
        itself where there is none.

    Raises
    ------
    InputError
        If the source is not known.

    Examples
    --------
    >>> statistics_level("1A2a", listed=["1A1a", "1A2"]), statistics_level("1A1b", listed=["1A1a", "1A2"])
    ('1A2', '1A2')
    >>> statistics_level("1A4a", listed=["1A2"])
    '1A4a'
    """
    known = set(listed)
    elsewhere = dict(packaged_table("report_sources").select("source", "counted_in").iter_rows())
    above = (source, *sources.ancestors(source))
    found = [code for code in above if code in known]
    found += [elsewhere[code] for code in above if elsewhere.get(code) in known]
    return found[0] if found else source


def _at_level(reports: pl.DataFrame, listed: Iterable[str]) -> pl.DataFrame:
    levels: Mapping[str, str] = {
        code: statistics_level(code, listed=listed) for code in reports["source"].unique()
    }
    return reports.with_columns(
        pl.col("unit").cast(pl.String),
        reported_as=pl.col("source"),
        source=pl.col("source").replace_strict(levels, return_dtype=pl.String),
    )


def _in_own_units(reports: pl.DataFrame) -> pl.DataFrame:
    """Convert amounts to the unit in which statistics count the fuel; what cannot be keeps its own."""
    pairs = reports.select("fuel", "unit").unique()
    scales = [(fuel, unit, *_scale(fuel, unit)) for fuel, unit in pairs.iter_rows()]
    schema = {"fuel": pl.String, "unit": pl.String, "scale": pl.Float64, "own": pl.String}
    found = pl.DataFrame(scales, schema=schema, orient="row")
    return reports.join(found, on=["fuel", "unit"], how="left", maintain_order="left").with_columns(
        quantity=pl.col("quantity") * pl.col("scale"), unit="own"
    )


def _scale(fuel: str, unit: str) -> tuple[float, str]:
    own = fuels.activity_unit(fuel) if fuel in fuels.codes() else materials.activity_unit(fuel)
    try:
        return units.factor(unit, to=own), own
    except InputError:
        return 1.0, unit
