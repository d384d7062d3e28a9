"""The balance in standard coal: by calorific value (当量值) or by the coal behind the power (等价值)."""

from __future__ import annotations

from typing import Literal

import dataframely as dy
import polars as pl

from tongyuan.vocabulary import fuels
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.tables import StandardCoal

__all__ = ["Basis", "row_totals", "standard_coal", "tce_scale"]

Basis = Literal["calorific", "coal_equivalent"]

SCALES = {
    ("1e4_t", "kgce/kg"): 1.0,
    ("1e8_m3", "kgce/m3"): 10.0,
    ("1e10_kJ", "kgce/MJ"): 1.0,
    ("1e8_kWh", "kgce/kWh"): 10.0,
    ("1e4_tce", "kgce/kgce"): 1.0,
}
"""Unit of a column times unit of a coefficient, in 1e4 tce: 1e8 m3 x 1 kgce/m3 = 1e8 kgce = 10 x 1e4 tce."""

ELECTRICITY = "electricity"
STATES = {
    "blank": Missing.NOT_REPORTED.value,
    "no_coefficient": Missing.NE.value,
    "no_power_coefficient": Missing.NE.value,
}
POWER_COEFFICIENT_RANGE = (0.1229, 0.6)


def tce_scale(unit: str, coefficient_unit: str) -> float:
    """Return what quantity times coefficient is multiplied by to give 1e4 tce.

    Parameters
    ----------
    unit
        Unit of a column of the balance.
    coefficient_unit
        Unit of its coefficient.

    Returns
    -------
    float
        Scale [1e4 tce per (unit x coefficient unit)].

    Raises
    ------
    KeyError
        If the two units do not fit.

    Examples
    --------
    >>> tce_scale("1e8_kWh", "kgce/kWh")
    10.0
    """
    return SCALES[unit, coefficient_unit]


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
        ``fuel``, ``value``, ``unit`` (kgce/kg, kgce/m3, kgce/MJ, kgce/kWh), ``quality``, ``citation``.
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
        If a coefficient's unit does not fit its column, or the power coefficient is out of range.

    Notes
    -----
    Source: GB/T 2589-2020, annexes A and B; China Energy Statistical Yearbook 2022, appendix IV.

    Examples
    --------
    >>> from tongyuan.testing.energy import balanced
    >>> table = {"fuel": ["raw_coal"], "value": [0.7143], "unit": ["kgce/kg"]}
    >>> factors = pl.DataFrame(table | {"quality": ["published"], "citation": ["gbt_2589_2020"]})
    >>> made = balanced({(2, "raw_coal"): 10.0, (23, "raw_coal"): 10.0})
    >>> coal = standard_coal(made, coefficients=factors, basis="calorific")
    >>> round(coal.filter(row=2, fuel="raw_coal")["quantity_1e4_tce"].item(), 3)
    7.143
    """
    table = _with_power(coefficients, basis=basis, power_kgce_per_kwh=power_kgce_per_kwh)
    single = [code for code in fuels.balance_carriers() if code not in _aggregates()]
    cells = balance.filter(pl.col("fuel").is_in(single)).join(
        table, on="fuel", how="left", maintain_order="left", suffix="_coefficient"
    )
    _demand_fitting_units(cells)
    return StandardCoal.validate(_converted(cells, basis), cast=True)


def row_totals(converted: pl.DataFrame) -> pl.DataFrame:
    """Sum each row of a balance in standard coal over its carriers.

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
    >>> nothing = {"fuel": pl.String, "value": pl.Float64, "unit": pl.String}
    >>> none = pl.DataFrame(schema=nothing | {"quality": pl.String, "citation": pl.String})
    >>> coal = standard_coal(made, coefficients=none, basis="calorific")
    >>> row_totals(coal).filter(row=2).select("missing", "total_1e4_tce").rows()
    [(1, None)]
    """
    lacking = pl.col("state") == Missing.NE.value
    summed = converted.group_by("region", "year", "row", "basis", maintain_order=True).agg(
        pl.col("quantity_1e4_tce").sum().alias("known_1e4_tce"),
        pl.col("quantity_1e4_tce").count().cast(pl.Int64).alias("cells"),
        lacking.sum().cast(pl.Int64).alias("missing"),
        pl.col("fuel").filter(lacking).str.join(",").alias("missing_fuels"),
    )
    whole = (pl.col("missing") == 0) & (pl.col("cells") > 0)
    return summed.with_columns(pl.when(whole).then(pl.col("known_1e4_tce")).alias("total_1e4_tce"))


def _aggregates() -> tuple[str, ...]:
    return tuple(fuels.table().filter(pl.col("aggregate"))["fuel"].to_list())


def _with_power(
    coefficients: pl.DataFrame, *, basis: Basis, power_kgce_per_kwh: float | None
) -> pl.DataFrame:
    """Add standard coal itself, and set electricity's coefficient by the basis."""
    table = coefficients.select("fuel", "value", "unit", "quality", "citation")
    itself = {"fuel": "other_energy", "value": 1.0, "unit": "kgce/kgce", "quality": "published"}
    rows = [itself | {"citation": "definition"}]
    if basis == "calorific":
        return pl.concat([table, pl.DataFrame(rows, schema=table.schema)]).unique("fuel", keep="first")
    if power_kgce_per_kwh is not None:
        low, high = POWER_COEFFICIENT_RANGE
        if not low <= power_kgce_per_kwh <= high:
            raise InputError(Problem("energy.power_coefficient", {"got": power_kgce_per_kwh}))
        given = {"fuel": ELECTRICITY, "value": power_kgce_per_kwh, "unit": "kgce/kWh"}
        rows.append(given | {"quality": Quality.UNVERIFIED.value, "citation": "user"})
    kept = table.filter(pl.col("fuel") != ELECTRICITY)
    return pl.concat([kept, pl.DataFrame(rows, schema=table.schema)]).unique("fuel", keep="first")


def _demand_fitting_units(cells: pl.DataFrame) -> None:
    used = cells.select("fuel", "unit", "unit_coefficient").unique(maintain_order=True)
    wrong = [line for line in used.drop_nulls().iter_rows() if (line[1], line[2]) not in SCALES]
    if wrong:
        raise InputError(
            Problem(
                "energy.standard_coal_unit",
                {"fuel": fuel, "got": got, "expected": ", ".join(c for u, c in SCALES if u == unit)},
                Place(column=fuel),
            )
            for fuel, unit, got in wrong
        )


def _converted(cells: pl.DataFrame, basis: Basis) -> pl.DataFrame:
    scales = pl.DataFrame(
        [(*units, scale) for units, scale in SCALES.items()],
        schema=["unit", "unit_coefficient", "scale"],
        orient="row",
    )
    scaled = cells.join(scales, on=["unit", "unit_coefficient"], how="left", maintain_order="left")
    worst = pl.max_horizontal(_rank("quality"), _rank("quality_coefficient"))
    names = {quality.rank: quality.value for quality in Quality}
    converted = scaled.with_columns(
        pl.lit(basis).alias("basis"),
        _reason(basis).alias("reason"),
        (pl.col("quantity") * pl.col("value") * pl.col("scale")).alias("quantity_1e4_tce"),
        pl.col("value").alias("coefficient"),
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
    lacking = pl.col("value").is_null()
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
