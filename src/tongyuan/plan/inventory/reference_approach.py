"""The reference approach: carbon by what a region had available, beside the sectoral approach."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.accounting import emission as accounting
from tongyuan.plan.balance_activity import burned_fuels
from tongyuan.plan.energy import column_scales
from tongyuan.vocabulary import fuels
from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.tables import Activity, Control, Factor

__all__ = ["reference_activity", "reference_approach"]

AVAILABLE, RECOVERED, REFUELLED_ABROAD, FEEDSTOCK = 1, 3, 6, 24
APPROACH = "reference_approach"
NOTE = "可供量-回收能-国外加油-用作原料材料；二次能源的生产不计入"


def reference_activity(balance: pl.DataFrame) -> dy.DataFrame[Activity]:
    """Derive apparent consumption, less feedstock, from the supply side of a balance.

    Apparent consumption is what was available (row 1) less recovered energy (row 3: gases recovered from
    processes come from coke that is counted already) and less refuelling abroad (row 6). Row 1 is taken as
    printed: where it is not the sum of its items the check of the balance says so, and it is row 1 that
    the balance closes on. What transformation makes is not counted: fuels made inside appear through what
    they were made from, so that moved-out products are negative.

    Parameters
    ----------
    balance
        EnergyBalance; each column in its own physical unit.

    Returns
    -------
    dy.DataFrame[Activity]
        One row a fuel, sector ``reference_approach``, source 1A [the fuel's own unit]; negative where more
        of a product left the region than came in.

    Notes
    -----
    Source: IPCC 2006 Guidelines, volume 2, chapter 6, equations 6.2 and 6.3.

    Examples
    --------
    >>> from tongyuan.testing.energy import balanced
    >>> cells = {(2, "raw_coal"): 10.0, (7, "raw_coal"): -2.0, (23, "raw_coal"): 8.0, (24, "raw_coal"): 1.0}
    >>> reference_activity(balanced(cells)).filter(fuel="raw_coal")["quantity"].item()
    70000.0
    """
    taken_off = (RECOVERED, REFUELLED_ABROAD, FEEDSTOCK)
    cells = balance.filter(pl.col("fuel").is_in(burned_fuels()))
    less = pl.col("quantity").filter(pl.col("row").is_in(taken_off)).sum()
    available = pl.col("quantity").filter(pl.col("row") == AVAILABLE).first()
    printed = pl.col("quantity").filter(pl.col("row").is_in((AVAILABLE, *taken_off))).count() > 0
    own_units = {fuel: fuels.activity_unit(fuel) for fuel in burned_fuels()}
    scale = pl.col("fuel").replace_strict(column_scales(), return_dtype=pl.Float64)
    rows = (
        cells.group_by("region", "year", "fuel", maintain_order=True)
        .agg(
            pl.when(printed).then(available.fill_null(0.0) - less).alias("net"),
            pl.col("quality").first(),
            pl.col("citation").first(),
        )
        .with_columns(
            (pl.col("net") * scale).alias("quantity"),
            pl.when(pl.col("net").is_null()).then(pl.lit(Missing.NO.value)).alias("state"),
            pl.col("fuel").replace_strict(own_units, return_dtype=pl.String).alias("unit"),
            sector=pl.lit(APPROACH),
            source=pl.lit("1A"),
            activity=pl.lit("combustion"),
            technology=pl.lit(UNSTATED),
            low=pl.lit(None, dtype=pl.Float64),
            high=pl.lit(None, dtype=pl.Float64),
            derived_from_co2=pl.lit(False),
            note=pl.lit(NOTE),
        )
    )
    return Activity.validate(rows.select(Activity.column_names()), cast=True)


def reference_approach(
    balance: pl.DataFrame, *, sectoral: pl.DataFrame, factors: dy.DataFrame[Factor], family: str
) -> pl.DataFrame:
    """Set the reference approach beside the sectoral approach, by fuel and by type of fuel.

    A single fuel compares only where little of it is made inside the region: a refinery turns crude oil,
    which stands in one row, into products that stand in others. The types (solid, liquid, gaseous) and the
    total compare.

    Parameters
    ----------
    balance
        EnergyBalance; each column in its own physical unit.
    sectoral
        Emission of the same jurisdiction, year and family [t].
    factors
        Factor.
    family
        Factor family.

    Returns
    -------
    pl.DataFrame
        ``region``, ``year``, ``level`` (fuel, type, total), ``item``, ``reference_t``, ``sectoral_t``,
        ``difference_t`` [t CO2], ``difference_share`` (of the reference) [1] and ``gaps`` (fuels that one
        of the two lacks); null where a side has no figure.

    Notes
    -----
    Source: IPCC 2006 Guidelines, volume 2, chapter 6; chapter 6.8 for the comparison.

    Examples
    --------
    >>> from tongyuan.testing.energy import balanced
    >>> from tongyuan.vocabulary.tables import Emission, Factor
    >>> nothing = {"sectoral": Emission.create_empty(), "factors": Factor.create_empty()}
    >>> reference_approach(balanced({(2, "coke"): 1.0}), **nothing, family="CEADs_2018")["gaps"].max()
    1
    """
    by_supply = accounting.estimate(
        reference_activity(balance),
        factors=factors,
        controls=Control.create_empty(),
        family=family,
        species=["CO2"],
    )
    key = ["region", "year", "fuel"]
    reference = by_supply.select(*key, pl.col("mass_t").alias("reference_t"), supply_state="state")
    burned = sectoral.filter(species="CO2", scope=1, activity="combustion", derived_from_co2=False)
    use = burned.group_by(key, maintain_order=True).agg(
        pl.when(pl.col("mass_t").count() > 0).then(pl.col("mass_t").sum()).alias("sectoral_t"),
        (pl.col("state").cast(pl.String) == Missing.NE.value).any().alias("use_gap"),
    )
    typed = reference.join(use, on=key, how="left", maintain_order="left").join(
        packaged_table("fuel_types"), on="fuel", how="left", maintain_order="left"
    )
    gap = (pl.col("supply_state").cast(pl.String) == Missing.NE.value) | pl.col("use_gap").fill_null(False)
    marked = typed.with_columns(gap.cast(pl.Int64).alias("gaps"), total=pl.lit("all"))
    return pl.concat([_level(marked, "fuel"), _level(marked, "type"), _level(marked, "total")])


def _level(marked: pl.DataFrame, column: str) -> pl.DataFrame:
    def known(side: str) -> pl.Expr:
        return pl.when(pl.col(side).count() > 0).then(pl.col(side).sum()).alias(side)

    difference = pl.col("reference_t") - pl.col("sectoral_t")
    share = pl.when(pl.col("reference_t") != 0).then(difference / pl.col("reference_t").abs())
    return (
        marked.group_by("region", "year", pl.col(column).alias("item"), maintain_order=True)
        .agg(known("reference_t"), known("sectoral_t"), pl.col("gaps").sum())
        .select(
            "region",
            "year",
            pl.lit(column).alias("level"),
            "item",
            "reference_t",
            "sectoral_t",
            difference.alias("difference_t"),
            share.alias("difference_share"),
            "gaps",
        )
    )
