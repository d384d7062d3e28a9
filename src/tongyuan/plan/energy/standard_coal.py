"""The balance in standard coal: by calorific value (当量值) or by the coal behind the power (等价值)."""

from __future__ import annotations

from typing import Literal

import dataframely as dy
import polars as pl

from tongyuan.vocabulary import fuels, units
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.tables import StandardCoal

__all__ = ["EQUATION", "Basis", "column_scales", "row_totals", "standard_coal"]

Basis = Literal["calorific", "coal_equivalent"]

EQUATION = "quantity * scale * tce_per_unit / 10000"

ELECTRICITY = "electricity"
STATES = {
    "blank": Missing.NOT_REPORTED.value,
    "no_coefficient": Missing.NE.value,
    "no_power_coefficient": Missing.NE.value,
}
CONSUMPTION = 33
NET_CONSUMPTION = {20: 1.0, 21: 1.0, 11: -1.0}
POWER_RANGE_KGCE_PER_KWH = (0.1229, 0.6)
"""From the calorific value, which no power station can beat, to far worse than any."""


def column_scales() -> dict[str, float]:
    """Return how many of a fuel's own unit one unit of its column holds.

    Returns
    -------
    dict
        Carrier to scale [t, 1e4 m3, MWh, GJ or tce per unit of the column].

    Examples
    --------
    >>> column_scales()["electricity"]
    100000.0
    """
    return {
        fuel: units.factor(str(fuels.balance_unit(fuel)), to=fuels.activity_unit(fuel))
        for fuel in fuels.balance_carriers()
    }


def standard_coal(
    balance: pl.DataFrame,
    *,
    coefficients: pl.DataFrame,
    basis: Basis,
    power_kgce_per_kwh: float | None = None,
) -> dy.DataFrame[StandardCoal]:
    """Convert a balance to standard coal; what has no coefficient stays missing.

    The two total columns are left out: in standard coal they are the sums of their carriers. By
    coal-equivalent value electricity takes the year's coal consumption of power generation, which the user
    gives; everything else takes its calorific value.

    Parameters
    ----------
    balance
        EnergyBalance; each column in its own physical unit.
    coefficients
        ``fuel``, ``tce_per_unit``, ``unit`` (the fuel's own: t, 1e4_m3, MWh, GJ, tce), ``quality``,
        ``citation``.
    basis
        ``calorific`` (当量值) or ``coal_equivalent`` (等价值).
    power_kgce_per_kwh
        Coal consumption of power generation of the balance's year [kgce/kWh]; without it electricity by
        coal-equivalent value is NE.

    Returns
    -------
    dy.DataFrame[StandardCoal]
        One row a cell [1e4 tce].

    Raises
    ------
    InputError
        If a coefficient is not per the fuel's own unit, or the power coefficient is out of range.

    Notes
    -----
    Source: GB/T 2589-2020, annexes A and B; China Energy Statistical Yearbook 2022, appendix IV.

    Examples
    --------
    >>> from tongyuan.testing.energy import balanced
    >>> table = {"fuel": ["raw_coal"], "tce_per_unit": [0.7143], "unit": ["t"]}
    >>> factors = pl.DataFrame(table | {"quality": ["published"], "citation": ["gbt_2589_2020"]})
    >>> made = balanced({(2, "raw_coal"): 10.0, (23, "raw_coal"): 10.0})
    >>> coal = standard_coal(made, coefficients=factors, basis="calorific")
    >>> round(coal.filter(row=2, fuel="raw_coal")["quantity_1e4_tce"].item(), 3)
    7.143
    """
    table = coefficients.select("fuel", "tce_per_unit", "unit", "quality", "citation")
    _demand_own_units(table)
    if basis == "coal_equivalent":
        table = _with_power(table, power_kgce_per_kwh)
    aggregate = fuels.table().filter(pl.col("aggregate"))["fuel"].to_list()
    cells = balance.filter(~pl.col("fuel").is_in(aggregate)).join(
        table, on="fuel", how="left", maintain_order="left", suffix="_coefficient"
    )
    return StandardCoal.validate(_converted(cells, basis), cast=True)


def row_totals(converted: pl.DataFrame) -> pl.DataFrame:
    """Sum each row of a balance in standard coal over its carriers.

    Total consumption (row 33) is losses and final consumption less net transformation: its printed cells
    hold the inputs of transformation, whose outputs are consumed again.

    Parameters
    ----------
    converted
        StandardCoal.

    Returns
    -------
    pl.DataFrame
        ``region``, ``year``, ``row``, ``basis``, ``known_1e4_tce`` (sum of what could be converted),
        ``cells`` converted, ``missing`` (printed cells without a coefficient), ``missing_fuels`` and
        ``total_1e4_tce`` [1e4 tce], null where any printed cell could not be converted: cannot tell.

    Examples
    --------
    >>> from tongyuan.testing.energy import balanced
    >>> made = balanced({(2, "raw_coal"): 10.0, (23, "raw_coal"): 10.0})
    >>> texts = {name: pl.String for name in ("fuel", "unit", "quality", "citation")}
    >>> none = pl.DataFrame(schema=texts | {"tce_per_unit": pl.Float64})
    >>> coal = standard_coal(made, coefficients=none, basis="calorific")
    >>> row_totals(coal).filter(row=2).select("missing", "total_1e4_tce").rows()
    [(1, None)]
    """
    lacking = pl.col("state") == Missing.NE.value
    summed = (
        _with_net_consumption(converted)
        .group_by("region", "year", "row", "basis", maintain_order=True)
        .agg(
            pl.col("quantity_1e4_tce").sum().alias("known_1e4_tce"),
            pl.col("quantity_1e4_tce").count().cast(pl.Int64).alias("cells"),
            lacking.sum().cast(pl.Int64).alias("missing"),
            pl.col("fuel").filter(lacking).str.join(",").alias("missing_fuels"),
        )
    )
    whole = (pl.col("missing") == 0) & (pl.col("cells") > 0)
    return summed.with_columns(pl.when(whole).then(pl.col("known_1e4_tce")).alias("total_1e4_tce"))


def _with_net_consumption(converted: pl.DataFrame) -> pl.DataFrame:
    sign = pl.col("row").replace_strict(NET_CONSUMPTION, default=None, return_dtype=pl.Float64)
    net = converted.filter(pl.col("row").is_in(list(NET_CONSUMPTION))).with_columns(
        pl.col("quantity_1e4_tce") * sign, pl.lit(CONSUMPTION, dtype=pl.Int32).alias("row")
    )
    return pl.concat([converted.filter(pl.col("row") != CONSUMPTION), net])


def _demand_own_units(table: pl.DataFrame) -> None:
    wrong = [
        (fuel, got, fuels.activity_unit(fuel))
        for fuel, got in table.select("fuel", "unit").rows()
        if got != fuels.activity_unit(fuel)
    ]
    if wrong:
        raise InputError(
            Problem(
                "energy.standard_coal_unit", {"fuel": fuel, "got": got, "expected": own}, Place(column=fuel)
            )
            for fuel, got, own in wrong
        )


def _with_power(table: pl.DataFrame, kgce_per_kwh: float | None) -> pl.DataFrame:
    """Put the year's coal consumption of power generation in electricity's place; 1 kgce/kWh = 1 tce/MWh."""
    others = table.filter(pl.col("fuel") != ELECTRICITY)
    if kgce_per_kwh is None:
        return others
    low, high = POWER_RANGE_KGCE_PER_KWH
    if not low <= kgce_per_kwh <= high:
        raise InputError(Problem("energy.power_coefficient", {"got": kgce_per_kwh}))
    given = {
        "fuel": ELECTRICITY,
        "tce_per_unit": kgce_per_kwh,
        "unit": fuels.activity_unit(ELECTRICITY),
        "quality": Quality.UNVERIFIED.value,
        "citation": "user",
    }
    return pl.concat([others, pl.DataFrame([given], schema=table.schema)])


def _converted(cells: pl.DataFrame, basis: Basis) -> pl.DataFrame:
    scale = pl.col("fuel").replace_strict(column_scales(), return_dtype=pl.Float64)
    worst = pl.max_horizontal(_rank("quality"), _rank("quality_coefficient"))
    names = {quality.rank: quality.value for quality in Quality}
    converted = cells.with_columns(
        pl.lit(basis).alias("basis"),
        _reason(basis).alias("reason"),
        (pl.col("quantity") * scale * pl.col("tce_per_unit") / 10000).alias("quantity_1e4_tce"),
        pl.col("unit_coefficient").alias("coefficient_unit"),
        pl.col("citation_coefficient").alias("citation"),
        worst.replace_strict(names, return_dtype=pl.String).alias("worst"),
    ).with_columns(
        pl.col("reason").replace_strict(STATES, return_dtype=pl.String).alias("state"),
        pl.when(pl.col("reason").is_null()).then(pl.col("worst")).alias("quality"),
    )
    return converted.select(StandardCoal.column_names())


def _reason(basis: Basis) -> pl.Expr:
    power = (pl.col("fuel") == ELECTRICITY) & pl.lit(basis == "coal_equivalent")
    lacking = pl.col("tce_per_unit").is_null()
    return (
        pl.when(pl.col("quantity").is_null())
        .then(pl.lit("blank"))
        .when(lacking & power)
        .then(pl.lit("no_power_coefficient"))
        .when(lacking)
        .then(pl.lit("no_coefficient"))
    )


def _rank(column: str) -> pl.Expr:
    ranks = {quality.value: quality.rank for quality in Quality}
    return pl.col(column).cast(pl.String).replace_strict(ranks, return_dtype=pl.Int64, default=None)
