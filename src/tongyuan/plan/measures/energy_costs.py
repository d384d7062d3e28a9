"""What energy costs and saves each way to run an activity, at stated prices: all of it, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from tongyuan.plan.measures.applying import KEY
from tongyuan.vocabulary import fuels, units
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["SETTLED", "UNSETTLED", "energy_costs", "with_own_word"]

#: Energy is priced, or the sources' money pays for it already.
SETTLED = ("priced", "in_cost")
#: Why energy is not counted, the gravest last.
UNSETTLED = ("price_missing", "not_told", "not_known")
STATES = ("in_cost", "priced", *UNSETTLED)
WAY = ["subject", "way"]
GJ = "GJ"


def with_own_word(flows: pl.DataFrame, *, in_cost: Mapping[str, bool]) -> pl.DataFrame:
    """Let a user say whether energy is in the cost of a measure, where sources do not or say otherwise.

    Parameters
    ----------
    flows
        Of `tongyuan.plan.measures.flows.flows`.
    in_cost
        By measure: True where its cost pays for energy already.

    Returns
    -------
    pl.DataFrame
        The flows with ``energy_in_cost`` as the user has it.
    """
    said = {measure: "yes" if held else "no" for measure, held in in_cost.items()}
    own = pl.col("measure").replace_strict(said, default=None, return_dtype=pl.String)
    return flows.with_columns(energy_in_cost=pl.coalesce(own, "energy_in_cost"))


def energy_costs(
    flows: pl.DataFrame,
    *,
    prices: pl.DataFrame,
    years: Sequence[int],
    calorific: pl.DataFrame,
    by: Sequence[str] = KEY,
) -> pl.DataFrame:
    """Price what every way uses more and less of.

    Where the cost of a measure holds energy nothing is added. Where a carrier has no price, where it is not
    told whether the cost holds energy, or where its use is not known, the way has no cost of energy at all:
    a part is never counted for the whole.

    Parameters
    ----------
    flows
        Of `tongyuan.plan.measures.flows.flows`, with the key of each activity.
    prices
        Of `tongyuan.plan.measures.stated_prices.price_table`. A price of a group of fuels holds for those of
        its fuels that have none of their own.
    years
        Years in which prices are asked for.
    calorific
        ``fuel``, ``gj_per_unit`` [GJ a unit of activity]: brings a price by heat to one by mass, and back.
    by
        What tells apart whose ways these are; the key of an activity.

    Returns
    -------
    pl.DataFrame
        Key, ``subject``, ``way``, ``plan_year``, ``energy_cny`` [CNY a unit of activity; saved: -; null where
        it is not settled, or all of it is in the cost], ``energy_state`` (``priced``, ``in_cost``,
        ``price_missing``, ``not_told``, ``not_known``), ``lacking`` (carriers without a price).

    Raises
    ------
    InputError
        Where the unit of a price does not fit its carrier, and no calorific value brings it there.

    Examples
    --------
    Coal of 20.934 GJ a t (5,000 kcal a kg): 1 GWh of it is 3,600 / 20.934 = 171.97 t. At 600 CNY a t, 1 GWh a
    year less of coal saves 103,181 CNY a year.

    >>> from tongyuan.testing.measures import a_flow, prices_of
    >>> from tongyuan.plan.measures.stated_prices import EnergyPrice, price_table
    >>> coal = EnergyPrice(carrier="raw_coal", price=600, unit="t", price_year=2020, citation="a contract")
    >>> cost = energy_costs(pl.DataFrame([a_flow()]), prices=price_table([coal], prices=prices_of()),
    ...     years=[2030], calorific=pl.DataFrame({"fuel": ["raw_coal"], "gj_per_unit": [20.934]}))
    >>> cost.select("energy_cny", "energy_state").row(0)
    (-600.0, 'priced')
    >>> round(cost["energy_cny"].item() * 3600 / 20.934)
    -103181
    """
    # A table of nothing but unknown carriers has columns of no kind.
    flows = flows.with_columns(pl.col("carrier", "unit").cast(pl.String), pl.col("amount").cast(pl.Float64))
    asked = flows.join(pl.DataFrame({"plan_year": list(years)}, schema={"plan_year": pl.Int32}), how="cross")
    table = _by_carrier(flows, prices=prices, years=years, calorific=calorific)
    found = asked.join(
        table, on=["carrier", "unit", "plan_year"], how="left", nulls_equal=True, maintain_order="left"
    )
    place = [*by, *WAY, "plan_year"]
    members = list(dict.fromkeys([*place, "measure"]))
    by_measure = found.group_by(members, maintain_order=True).agg(
        energy_cny=(pl.col("amount") * pl.col("cny")).sum(),
        energy_state=_state(),
        lacking=pl.col("carrier").filter(pl.col("cny").is_null()).unique().sort(),
    )
    by_measure = by_measure.with_columns(
        energy_cny=pl.when(energy_state="priced").then("energy_cny"),
        lacking=pl.when(energy_state="price_missing").then("lacking"),
        grave=pl.col("energy_state").replace_strict({state: place for place, state in enumerate(STATES)}),
    )
    settled = pl.col("energy_state").is_in(SETTLED).all() & (pl.col("energy_state") == "priced").any()
    return by_measure.group_by(place, maintain_order=True).agg(
        energy_cny=pl.when(settled).then(pl.col("energy_cny").sum()),
        energy_state=pl.col("energy_state").sort_by("grave").last(),
        lacking=pl.col("lacking").explode().drop_nulls().unique().sort().str.join(" "),
    )


def _state() -> pl.Expr:
    """Say of one measure whether its energy is settled; the first that holds."""
    held = pl.col("energy_in_cost").first()
    unknown = (pl.col("carrier").is_null() | pl.col("amount").is_null()).any()
    return (
        pl.when(held == "yes")
        .then(pl.lit("in_cost"))
        .when(unknown)
        .then(pl.lit("not_known"))
        .when(held.is_null() | (held == "not_told"))
        .then(pl.lit("not_told"))
        .when(pl.col("cny").is_null().any())
        .then(pl.lit("price_missing"))
        .otherwise(pl.lit("priced"))
    )


def _by_carrier(
    flows: pl.DataFrame, *, prices: pl.DataFrame, years: Sequence[int], calorific: pl.DataFrame
) -> pl.DataFrame:
    """Price a unit of every carrier as it is counted here, in every year: its own price, else its group's."""
    heats = dict(calorific.select("fuel", "gj_per_unit").iter_rows())
    stated: dict[str, list[tuple[int | None, str, float | None]]] = {}
    for carrier, *rest in prices.select("carrier", "year", "unit", "cny").iter_rows():
        stated.setdefault(carrier, []).append(tuple(rest))
    rows, faults = [], []
    for carrier, unit in flows.select("carrier", "unit").drop_nulls().unique(maintain_order=True).iter_rows():
        for year, per, cny in stated.get(carrier) or stated.get(_group(carrier), []):
            ratio = _ratio(unit, per, carrier=carrier, heats=heats)
            if ratio is None:
                told = {"carrier": carrier, "got": per, "expected": unit}
                faults.append(Problem("measure.price_unit", told))
                continue
            money = None if cny is None else cny * ratio
            rows += [(carrier, unit, one, money) for one in years if year is None or year == one]
    if faults:
        raise InputError(faults)
    schema = {"carrier": pl.String, "unit": pl.String, "plan_year": pl.Int32, "cny": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _group(carrier: str) -> str:
    return fuels.group(carrier) if carrier in fuels.codes() else ""


def _ratio(unit: str, per: str, *, carrier: str, heats: Mapping[str, float]) -> float | None:
    """Give how many units of a price one unit of a carrier is: by the unit itself, else by its heat."""
    direct = _factor(unit, per)
    if direct is not None:
        return direct
    heat = heats.get(carrier)
    if heat is None or carrier not in fuels.codes():
        return None
    own = fuels.activity_unit(carrier)
    in_heat, from_heat = _factor(unit, own), _factor(GJ, per)
    if in_heat is not None and from_heat is not None:
        return in_heat * heat * from_heat
    in_own, from_own = _factor(unit, GJ), _factor(own, per)
    return None if in_own is None or from_own is None else in_own / heat * from_own


def _factor(unit: str, to: str) -> float | None:
    try:
        return units.factor(unit, to=to)
    except InputError:
        return None
