"""Activity given up for another one, and activity made needless."""

from __future__ import annotations

import polars as pl

from tongyuan.plan.measures.applying import Setting, services
from tongyuan.plan.measures.catalogue import Library
from tongyuan.plan.measures.costing import SOCIAL_PARTS
from tongyuan.plan.measures.pricing import priced
from tongyuan.vocabulary import fuels

__all__ = ["NOTHING", "savings_of", "substitutions_of", "taken_up"]

#: A substitution that takes up nothing which emits.
NOTHING = "none"
SAME = "="
TO = ("to_source", "to_fuel", "to_activity", "to_technology")
NO_REMOVALS = pl.DataFrame(
    schema={
        "row": pl.UInt32,
        "option": pl.String,
        "measure": pl.String,
        "species": pl.String,
        "alone_t": pl.Float64,
    }
)


def _prices(
    found: pl.DataFrame, rows: pl.DataFrame, costs: pl.DataFrame, library: Library, setting: Setting
) -> pl.DataFrame:
    """Price single measures that remove nothing by themselves."""
    links = found.select("row", "measure", option="measure")
    price = priced(links, rows=rows, removals=NO_REMOVALS, costs=costs, library=library, setting=setting)
    return price.rename({"option": "measure"}).filter(pl.col("social_cny").is_not_null())


def _moved(found: pl.DataFrame, rows: pl.DataFrame, library: Library, setting: Setting) -> pl.DataFrame:
    """Give for each row what a unit of it is given up for; the yield is null where it is not known."""
    replacing = library.effects.filter(pl.col("effect").cast(pl.String) == "replacement")
    pairs = found.join(replacing.select("measure"), on="measure", how="semi", maintain_order="left")
    placed = pairs.join(rows.select("row", "source", "fuel", "activity"), on="row", maintain_order="left")
    served = services(placed, library=library, setting=setting)
    taken = served.join(
        library.yields.select("measure", *TO, "amount", "per", to_unit="unit"),
        on="measure",
        how="left",
        maintain_order="left_right",
    ).join(
        setting.calorific.rename({"fuel": "to_fuel", "gj_per_unit": "to_gj"}),
        on="to_fuel",
        how="left",
        maintain_order="left",
    )
    count = pl.when(pl.col("per").cast(pl.String) == "unit").then(1.0).otherwise("service_mwh")
    by_heat = pl.col("to_unit") == "GJ"
    in_units = pl.when(by_heat).then(1 / pl.col("to_gj")).otherwise(1.0)
    unit = pl.when(by_heat).then(_unit_of("to_fuel", taken)).otherwise("to_unit")
    source = pl.when(pl.col("to_source") == SAME).then("source").otherwise("to_source")
    return taken.with_columns(yield_ratio=pl.col("amount") * count * in_units, to_source=source, to_unit=unit)


def _unit_of(name: str, rows: pl.DataFrame) -> pl.Expr:
    """Give the unit in which a fuel is counted as activity: heat taken up is counted in it."""
    known = set(fuels.codes())
    units = {fuel: fuels.activity_unit(fuel) for fuel in rows[name].drop_nulls().unique() if fuel in known}
    return pl.col(name).replace_strict(units, default=None, return_dtype=pl.String)


def substitutions_of(
    found: pl.DataFrame, *, rows: pl.DataFrame, costs: pl.DataFrame, library: Library, setting: Setting
) -> pl.DataFrame:
    """Give what may be given up for what, with its yield and cost.

    Parameters
    ----------
    found
        Of `tongyuan.plan.measures.applying.reached`.
    rows
        Of `tongyuan.plan.measures.applying.rows_of`.
    costs
        Of `tongyuan.plan.measures.costing.unit_costs`.
    library, setting
        Measures; calorific values.

    Returns
    -------
    pl.DataFrame
        ``row``, ``measure``, ``to_source``, ``to_fuel``, ``to_activity``, ``to_technology`` (all ``none``
        where nothing is taken up), ``yield_ratio`` [units taken up a unit given up], ``to_unit``,
        ``most_share``, ``share_stated``, ``cost_cny`` and ``private_cny`` [CNY a unit given up, without the
        price of fuels], the parts of ``cost_cny``, ``lifetime_a``, ``origin``, ``price_state``, ``quality``.
    """
    known = pl.col("yield_ratio").is_not_null()
    moved = _moved(found, rows, library, setting).filter(known)
    price = _prices(moved, rows, costs, library, setting)
    lives = library.measures.select("measure", "lifetime_a")
    return (
        moved.join(price, on=["row", "measure"], maintain_order="left")
        .join(lives, on="measure", maintain_order="left")
        .select(
            "row",
            "measure",
            *TO,
            "yield_ratio",
            "to_unit",
            pl.col("most_share").fill_null(1.0),
            *SOCIAL_PARTS,
            share_stated=pl.col("most_share").is_not_null(),
            cost_cny="social_cny",
            private_cny="private_cny",
            lifetime_a="lifetime_a",
            origin="origin",
            price_state="price_state",
            quality="cost_quality",
        )
    )


def savings_of(
    found: pl.DataFrame, *, rows: pl.DataFrame, costs: pl.DataFrame, library: Library, setting: Setting
) -> pl.DataFrame:
    """Give what activity may be made needless, and at which cost.

    Parameters
    ----------
    found, rows, costs, library, setting
        As for `substitutions_of`.

    Returns
    -------
    pl.DataFrame
        ``row``, ``measure``, ``most`` [units of activity, at ``most_share``], ``most_share``,
        ``share_stated``, ``cost_cny``, ``private_cny`` [CNY a unit saved],
        the parts of ``cost_cny``, ``lifetime_a``, ``origin``, ``price_state``, ``quality``.
    """
    saving = library.effects.filter(pl.col("effect").cast(pl.String) == "saving")
    pairs = found.join(saving.select("measure", "value"), on="measure", maintain_order="left_right")
    price = _prices(pairs, rows, costs, library, setting)
    lives = library.measures.select("measure", "lifetime_a")
    return (
        pairs.join(rows.select("row", "quantity"), on="row", maintain_order="left")
        .join(price, on=["row", "measure"], maintain_order="left")
        .join(lives, on="measure", maintain_order="left")
        .select(
            "row",
            "measure",
            *SOCIAL_PARTS,
            pl.col("most_share").fill_null(1.0),
            most=pl.col("quantity") * pl.col("value") * pl.col("most_share").fill_null(1.0),
            share_stated=pl.col("most_share").is_not_null(),
            cost_cny="social_cny",
            private_cny="private_cny",
            lifetime_a="lifetime_a",
            origin="origin",
            price_state="price_state",
            quality="cost_quality",
        )
    )


def taken_up(
    found: pl.DataFrame, *, rows: pl.DataFrame, factors: pl.DataFrame, library: Library, setting: Setting
) -> pl.DataFrame:
    """Give what the activity taken up emits, a unit given up: as the same activity does in this inventory.

    Parameters
    ----------
    found, rows
        As for `substitutions_of`.
    factors
        Of `tongyuan.plan.measures.applying.emission_factors`.
    library, setting
        As for `substitutions_of`.

    Returns
    -------
    pl.DataFrame
        ``row``, ``measure``, ``species``, ``more_t`` [t a unit given up]; null where the inventory has no
        such activity to go by and no carrier is given. What takes up nothing has no row.
    """
    nothing = pl.col("to_fuel").eq_missing(pl.lit(NOTHING))
    moved = _moved(found, rows, library, setting).filter(~nothing)
    asked = moved.join(factors.select("row", "species"), on="row", maintain_order="left_right")
    seen = rows.join(factors, on="row", maintain_order="left_right").filter(pl.col("factor_t").is_not_null())
    same = {"source": "to_source", "fuel": "to_fuel", "activity": "to_activity"}
    weight = (pl.col("factor_t") * pl.col("quantity")).sum() / pl.col("quantity").sum()
    exact = seen.group_by(*same, "species").agg(exact_t=weight).rename(same)
    alike = (
        seen.group_by("fuel", "activity", "species")
        .agg(alike_t=weight)
        .rename({"fuel": "to_fuel", "activity": "to_activity"})
    )
    carried = setting.carriers.select("species", to_fuel="carrier", carried_t="factor_t")
    joined = asked
    for table, keys in (
        (exact, list(same.values())),
        (alike, ["to_fuel", "to_activity"]),
        (carried, ["to_fuel"]),
    ):
        joined = joined.join(table, on=[*keys, "species"], how="left", maintain_order="left")
    per_unit = pl.coalesce("exact_t", "alike_t", "carried_t")
    return joined.select("row", "measure", "species", more_t=pl.col("yield_ratio") * per_unit)
