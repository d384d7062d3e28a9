"""The IAMC data format: model, scenario, region, variable, unit and years, as assessment models use."""

from __future__ import annotations

import polars as pl

from tongyuan.vocabulary.packaged import packaged_table

__all__ = ["iamc_long", "iamc_wide"]

COLUMNS = ("model", "scenario", "region", "variable", "unit")


def iamc_long(emission: pl.DataFrame, *, model: str, scenario: str) -> pl.DataFrame:
    """Sum scope-1 emissions of the air to the variables of the IAMC, one row a variable and year.

    A source stands under one sector; every level above it, up to ``Emissions|SPECIES``, is the sum of what
    lies below. What has no figure has no row, for the format knows no states; ``gaps`` counts the figures
    that lack in a row's sum. Purchases, memo items and discharges to water have no variable.

    Parameters
    ----------
    emission
        Emission of any regions and years [t].
    model, scenario
        Names of where the figures are from.

    Returns
    -------
    pl.DataFrame
        ``model``, ``scenario``, ``region``, ``variable``, ``unit``, ``year``, ``value`` (in ``unit``) and
        ``gaps``.

    Notes
    -----
    Source: IAMC data template; names of variables and units as commonly used with it
    (``iamc_sectors.csv``, ``iamc_species.csv``).

    Examples
    --------
    >>> row = {"region": "990000", "year": 2020, "source": "1A1a", "species": "CO2", "scope": 1}
    >>> table = iamc_long(pl.DataFrame([row | {"mass_t": 2e6}]), model="Tongyuan", scenario="inventory")
    >>> table.filter(variable="Emissions|CO2|Energy").select("unit", "value").row(0)
    ('Mt CO2/yr', 2.0)
    """
    named = _named(emission.filter(pl.col("scope") == 1))
    levels = named.with_columns(_levels(pl.col("path")).alias("variable")).explode("variable")
    key = ["region", "variable", "unit", "year"]
    sums = levels.group_by(key, maintain_order=True).agg(
        (pl.col("mass_t") / pl.col("tonnes_per_unit")).sum().alias("value"),
        pl.col("mass_t").count().alias("known"),
        pl.col("mass_t").null_count().cast(pl.Int64).alias("gaps"),
    )
    return (
        sums.filter(pl.col("known") > 0)
        .with_columns(model=pl.lit(model), scenario=pl.lit(scenario))
        .select(*COLUMNS, "year", "value", "gaps")
        .sort("region", "variable", "year")
    )


def iamc_wide(rows: pl.DataFrame) -> pl.DataFrame:
    """Lay the years of an IAMC table side by side, as its files have them.

    Parameters
    ----------
    rows
        What `iamc_long` gives.

    Returns
    -------
    pl.DataFrame
        ``Model``, ``Scenario``, ``Region``, ``Variable``, ``Unit`` and a column for each year.

    Examples
    --------
    >>> row = {"model": "m", "scenario": "s", "region": "r", "variable": "v", "unit": "u"}
    >>> iamc_wide(pl.DataFrame([row | {"year": 2020, "value": 1.0, "gaps": 0}])).columns
    ['Model', 'Scenario', 'Region', 'Variable', 'Unit', '2020']
    """
    wide = rows.sort("year").pivot("year", index=list(COLUMNS), values="value", sort_columns=True)
    return wide.rename({name: name.title() for name in COLUMNS}).sort("Region", "Variable")


def _named(emission: pl.DataFrame) -> pl.DataFrame:
    sectors = dict(packaged_table("iamc_sectors").select("source", "variable").iter_rows())
    codes = emission["source"].unique().to_list()
    pairs = [(code, sectors[found]) for code in codes if (found := _longest(code, sectors)) is not None]
    schema = {"source": pl.String, "sector": pl.String}
    species = packaged_table("iamc_species").with_columns(pl.col("tonnes_per_unit").cast(pl.Float64))
    plain = emission.select("region", "year", "source", "species", "mass_t")
    joined = plain.join(pl.DataFrame(pairs, schema=schema, orient="row"), on="source").join(
        species.rename({"variable": "gas"}), on="species"
    )
    return joined.with_columns(path=pl.concat_str(pl.lit("Emissions|"), "gas", pl.lit("|"), "sector"))


def _longest(source: str, sectors: dict[str, str]) -> str | None:
    """Find the sector of a source: that of the longest code that it begins with."""
    return next((source[:end] for end in range(len(source), 0, -1) if source[:end] in sectors), None)


def _levels(path: pl.Expr) -> pl.Expr:
    """List a variable and every level above it, down to ``Emissions|SPECIES``."""
    return path.map_elements(_above, return_dtype=pl.List(pl.String))


def _above(path: str) -> list[str]:
    parts = path.split("|")
    return ["|".join(parts[:end]) for end in range(2, len(parts) + 1) if parts[:end] != ["Emissions", "HFC"]]
