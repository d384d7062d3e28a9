"""Views of the statistics: with their names, by department, by city, by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.jurisdiction import Jurisdiction
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.tables import Statistic, key_of

__all__ = ["described", "mapped", "owed_by_department"]

FEWEST_CITIES = 3


def described(place: Jurisdiction, rows: pl.DataFrame) -> pl.DataFrame:
    """Add the series' and region's names, and each figure's id.

    Parameters
    ----------
    place
        The jurisdiction.
    rows
        Rows of the contract Statistic.

    Returns
    -------
    pl.DataFrame
        The rows with ``label_zh``, ``label_en``, ``region_name`` and ``figure``.
    """
    names = place.series.select("series", "label_zh", "label_en")
    regions = place.regions.select("region", pl.col("name_zh").alias("region_name"))
    key = [pl.col(name).cast(pl.String) for name in key_of(Statistic)]
    figure = pl.concat_str([pl.concat_str(key[:-1], separator=","), key[-1]], separator="@")
    return (
        rows.join(names, on="series", how="left", maintain_order="left")
        .join(regions, on="region", how="left", maintain_order="left")
        .with_columns((pl.lit("statistic/") + figure).alias("figure"))
        .sort("series", "region", "period", maintain_order=True)
    )


def owed_by_department(place: Jurisdiction, current: pl.DataFrame) -> pl.DataFrame:
    """Count, for each department, the series it owes and those without any figure.

    Parameters
    ----------
    place
        The jurisdiction.
    current
        Figures that stand.

    Returns
    -------
    pl.DataFrame
        ``department``, ``name_zh``, ``name_en``, ``series``, ``missing``.
    """
    known = current.filter(pl.col("value").is_not_null()).select("series").unique()
    lacking = ~pl.col("series").is_in(known["series"].implode())
    owed = (
        place.series.filter(pl.col("owner").is_not_null())
        .group_by(pl.col("owner").alias("department"))
        .agg(pl.len().alias("series"), lacking.sum().alias("missing"))
    )
    names = place.departments.select("department", pl.col("short_zh").alias("name_zh"), "name_en")
    return names.join(owed, on="department", how="inner", maintain_order="left")


def mapped(
    place: Jurisdiction,
    current: pl.DataFrame,
    *,
    series: str | None,
    period: str | None,
    preferred: Sequence[str] = (),
) -> Answer:
    """Give one series of one period by city; cities without a figure are there without a value.

    Parameters
    ----------
    place
        The jurisdiction.
    current
        Figures that stand.
    series, period
        What to show.
    preferred
        Series to show by default, in order; the fullest and latest where no city has one of them.

    Returns
    -------
    Answer
        ``region``, ``name_zh``, ``name_en``, ``value``, ``quality``, ``figure``; the choices
        stand in ``meta``.

    Raises
    ------
    NotFoundError
        If no city has a figure of that series and period.
    """
    cities = place.regions.filter(pl.col("additive") & (pl.col("level") == "prefecture"))
    by_city = current.filter(
        pl.col("region").is_in(cities["region"].implode()) & pl.col("value").is_not_null()
    )
    choices = _choices(place, by_city)
    if not choices:
        return Answer(meta={"choices": {}}, data=cities.select("region", "name_zh", "name_en"))
    chosen = f"{series}@{period}" if series and period else _default(choices, preferred)
    if chosen not in choices:
        values = {"name": "series", "got": chosen, "expected": "、".join(list(choices)[:6])}
        raise NotFoundError(Problem("service.argument", values))
    wanted, when = chosen.split("@")
    found = by_city.filter((pl.col("series") == wanted) & (pl.col("period") == when))
    rows = cities.select("region", "name_zh", "name_en").join(
        described(place, found).select("region", "value", "quality", "figure"),
        on="region",
        how="left",
        maintain_order="left",
    )
    about = place.series.row(by_predicate=pl.col("series") == wanted, named=True)
    meta: dict[str, Any] = {
        "choices": choices,
        "choice": chosen,
        "label_zh": about["label_zh"],
        "label_en": about["label_en"],
        "unit": about["unit"],
        "period": when,
        "citation": found["citation"].mode().sort()[0],
    }
    return Answer(meta=meta, data=rows)


def _default(choices: Mapping[str, Any], preferred: Sequence[str]) -> str:
    wanted = [choice for series in preferred for choice in choices if choice.startswith(f"{series}@")]
    return wanted[0] if wanted else next(iter(choices))


def _choices(place: Jurisdiction, by_city: pl.DataFrame) -> dict[str, dict[str, str]]:
    counted = by_city.group_by("series", "period").agg(pl.col("region").n_unique().alias("cities"))
    full = counted.filter(pl.col("cities") >= FEWEST_CITIES).sort(
        ["cities", "period", "series"], descending=[True, True, False]
    )
    labels = {row["series"]: row for row in place.series.iter_rows(named=True)}
    return {
        f"{row['series']}@{row['period']}": {
            language: f"{labels[row['series']][f'label_{language}']} {row['period']} (n = {row['cities']})"
            for language in ("zh", "en")
        }
        for row in full.iter_rows(named=True)
    }
