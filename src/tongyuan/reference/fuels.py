"""Fuel properties by family as factors: calorific value, carbon content, oxidation."""

from __future__ import annotations

import polars as pl

from tongyuan.reference.files import read_table
from tongyuan.vocabulary import fuels

__all__ = ["fuel_factors", "with_implied_oxidation"]

CO2_PER_C = 44 / 12

PARAMETERS = {
    "ncv_gj_per_unit": ("combustion.*", "*", "ncv"),
    "carbon_tc_per_tj": ("combustion.co2", "CO2", "carbon"),
    "oxidation": ("combustion.co2", "CO2", None),
}


def with_implied_oxidation(properties: pl.DataFrame, implied: pl.DataFrame) -> pl.DataFrame:
    """Fill oxidation where a family prints none, from implied emission factors.

    oxidation = EF / (NCV x CC / 1000 x 44/12), so that the product gives the implied factor back.

    Parameters
    ----------
    properties
        ``family``, ``fuel``, ``ncv_gj_per_unit`` [GJ per unit], ``carbon_tc_per_tj`` [tC/TJ], ``oxidation``.
    implied
        ``family``, ``fuel``, ``ef_tco2_per_unit`` [t CO2 per unit].

    Returns
    -------
    pl.DataFrame
        ``properties`` with ``oxidation`` [1] filled and ``implied`` (the factor used, else null).

    Examples
    --------
    >>> key = {"family": ["F"], "fuel": ["raw_coal"]}
    >>> properties = pl.DataFrame(
    ...     key | {"ncv_gj_per_unit": [21.0], "carbon_tc_per_tj": [26.32], "oxidation": [None]},
    ...     schema_overrides={"oxidation": pl.Float64},
    ... )
    >>> implied = pl.DataFrame(key | {"ef_tco2_per_unit": [1.70467]})
    >>> round(with_implied_oxidation(properties, implied)["oxidation"][0], 3)
    0.841
    """
    full = pl.col("ncv_gj_per_unit") / 1000 * pl.col("carbon_tc_per_tj") * CO2_PER_C
    factor = implied.select("family", "fuel", implied="ef_tco2_per_unit")
    return properties.join(factor, on=["family", "fuel"], how="left", maintain_order="left").with_columns(
        oxidation=pl.coalesce("oxidation", pl.col("implied") / full),
        implied=pl.when(pl.col("oxidation").is_null()).then("implied"),
    )


def fuel_factors() -> pl.DataFrame:
    """Return the fuel properties of all families, one row a parameter.

    Ranges are the relative 95 % ranges of the IPCC 2006 defaults, laid round each family's own value, and
    so are derived.

    Returns
    -------
    pl.DataFrame
        Rows for the assembling of factors; what a family does not hold has no row.
    """
    numbers = ["ncv_gj_per_unit", "carbon_tc_per_tj", "oxidation"]
    properties = read_table("fuel_properties").with_columns(pl.col(numbers).cast(pl.Float64))
    implied = read_table("ceads_implied").with_columns(pl.col("ef_tco2_per_unit").cast(pl.Float64))
    units = fuels.table().select("fuel", "activity_unit")
    wide = with_implied_oxidation(properties, implied).join(units, on="fuel", maintain_order="left")
    return pl.concat([_parameter_rows(wide, name) for name in PARAMETERS])


def _parameter_rows(wide: pl.DataFrame, parameter: str) -> pl.DataFrame:
    method, species, ranged = PARAMETERS[parameter]
    unit = {
        "ncv_gj_per_unit": "GJ/" + pl.col("activity_unit"),
        "carbon_tc_per_tj": pl.lit("tC/TJ"),
        "oxidation": pl.lit("1"),
    }[parameter]
    derived = pl.col("implied").is_not_null() if parameter == "oxidation" else pl.lit(value=False)
    rows = wide.filter(pl.col(parameter).is_not_null()).select(
        "family",
        "fuel",
        set=pl.col("family"),
        method=pl.lit(method),
        parameter=pl.lit(parameter),
        species=pl.lit(species),
        value=pl.col(parameter),
        unit=unit,
        origin=pl.lit("China"),
        quality=pl.when(derived).then(pl.lit("derived")).otherwise("quality"),
        citation=pl.when(derived).then(pl.lit("CEADs_2007_implied")).otherwise("citation"),
        note=pl.when(derived).then(_derivation()).otherwise("note"),
    )
    return _with_range(rows, ranged)


def _derivation() -> pl.Expr:
    parts = (
        "implied",
        " t CO2 per unit / (",
        "ncv_gj_per_unit",
        " x ",
        "carbon_tc_per_tj",
        " / 1000 x 44/12)",
    )
    named = [pl.col(part).cast(pl.String) if part.isidentifier() else pl.lit(part) for part in parts]
    return pl.concat_str([*named, "; " + pl.col("note")], ignore_nulls=True)


def _with_range(rows: pl.DataFrame, ranged: str | None) -> pl.DataFrame:
    if ranged is None:
        absent = {name: pl.lit(None, pl.Float64) for name in ("low", "high")}
        return rows.with_columns(**absent, range_quality=pl.lit(None, pl.String))
    low, high = (pl.col(f"{ranged}_{end}").cast(pl.Float64) for end in ("low", "high"))
    centre = pl.col(ranged).cast(pl.Float64)
    ranges = read_table("fuel_ranges").select("fuel", "ipcc_fuel", low=low / centre, high=high / centre)
    source = "relative range of IPCC 2006 Volume 2 tables 1.2 and 1.3, " + pl.col("ipcc_fuel")
    return (
        rows.join(ranges, on="fuel", how="left", maintain_order="left")
        .with_columns(
            low=pl.col("value") * pl.col("low"),
            high=pl.col("value") * pl.col("high"),
            range_quality=pl.when(pl.col("low").is_not_null()).then(pl.lit("derived")),
            note=pl.concat_str("note", source, separator="; ", ignore_nulls=True).replace("", None),
        )
        .drop("ipcc_fuel")
    )
