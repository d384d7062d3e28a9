"""What a measure costs: capital spread over its life, and what it takes each year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from tongyuan.numerics.discounting import capital_recovery
from tongyuan.plan.measures.catalogue import OWN, Library
from tongyuan.plan.measures.money import Prices, in_cny
from tongyuan.vocabulary.quality import worst

__all__ = ["ORIGINS", "PARTS", "SOCIAL_PARTS", "Rates", "cost_states", "unit_costs"]

#: Where a cost may hold, in the order in which it is taken: what the user states, then Chinese figures.
ORIGINS = (OWN, "China", "Europe", "United States")
MASSES = {"t": 1.0, "kg": 1e-3, "short_ton": 0.90718474}
KWH_PER_MWH = 1000.0
#: In which part of a cost an item is told; a whole cost cannot be told apart. At the social rate.
PART_OF = {
    "capex": "capital_cny",
    "fixed_om": "fixed_cny",
    "var_om": "variable_cny",
    "unit_cost": "whole_cny",
}
#: The parts that add up to a cost at the social rate.
SOCIAL_PARTS = tuple(PART_OF.values())
PARTS = (*SOCIAL_PARTS, "private_capital_cny")
#: Whether energy is in a cost, the graver last: one item that holds it, or may, tells for the whole.
IN_COST = ("no", "not_told", "yes")
Row = dict[str, Any]
SCHEMA: dict[str, Any] = {
    **dict.fromkeys(("measure", "basis", "species", "material"), pl.String),
    **dict.fromkeys(("social_cny", "private_cny", "low_cny", "high_cny", *PARTS), pl.Float64),
    **dict.fromkeys(("origin", "price_state", "quality", "costs", "energy_in_cost"), pl.String),
}


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates of discount: that of society and that of an owner [1 a year]."""

    social: float
    private: float


def unit_costs(
    library: Library, *, prices: Prices, rates: Rates, origins: Sequence[str] = ORIGINS
) -> pl.DataFrame:
    """Give what each measure costs, by what it is counted for; the parts of one measure are added.

    Items are taken of the first origin that has a whole cost or an investment; what it lacks is filled from
    the next, and every origin is named. A whole cost (``unit_cost``) stands for all items of its origin.

    Parameters
    ----------
    library
        Measures.
    prices
        Price year and the tables that bring money to it.
    rates
        Rates of discount.
    origins
        Which origins may be used, in order of preference; a cost that holds elsewhere is not looked at.

    Returns
    -------
    pl.DataFrame
        ``measure``, ``basis`` (``unit``: CNY a unit of activity; ``service``: CNY a MWh; ``removed``: CNY a t
        of ``species``), ``material`` (counts for it alone), ``social_cny``, ``private_cny``, ``low_cny`` and
        ``high_cny`` (at the social rate; null where no item states a range), the parts of ``social_cny``:
        ``capital_cny``, ``fixed_cny``, ``variable_cny``, ``whole_cny`` (of a source that does not tell it
        apart), and ``private_capital_cny``, which stands in place of the capital at the private rate (a part
        that there is not is null), ``origin``, ``price_state``, ``quality``, ``costs`` (ids),
        ``energy_in_cost`` (``yes``, ``no``, ``not_told``: whether the money of its sources pays for energy
        already). No price of energy is added to what the sources state. A measure whose cost is not known
        has no row: see `cost_states`.

    Notes
    -----
    Source: EPA Air Pollution Control Cost Manual, section 1, chapter 2: annual cost = investment x capital
    recovery factor + operation and maintenance.
    """
    rows = [
        part
        for _, parts, state in _all(library, prices, rates, origins)
        if state == "found"
        for part in parts
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def cost_states(
    library: Library, *, prices: Prices, rates: Rates, origins: Sequence[str] = ORIGINS
) -> pl.DataFrame:
    """Say of each measure whether its cost is known, and why not.

    Parameters
    ----------
    library, prices, rates, origins
        As for `unit_costs`.

    Returns
    -------
    pl.DataFrame
        ``measure`` and ``cost_state``: ``found``; ``not_found`` (no source states one); ``elsewhere`` (only
        where it was not asked for); ``no_lifetime``, ``no_hours`` (the investment cannot be spread);
        ``other_capacity`` (counted for what no activity measures); ``no_rate`` (no exchange or price table
        reaches it).
    """
    states = [(measure, state) for measure, _, state in _all(library, prices, rates, origins)]
    return pl.DataFrame(states, schema={"measure": pl.String, "cost_state": pl.String}, orient="row")


def _all(
    library: Library, prices: Prices, rates: Rates, origins: Sequence[str]
) -> Iterator[tuple[str, list[Row], str]]:
    costs = in_cny(library.costs, prices=prices)
    working = {(row["measure"], row["parameter"]): row for row in library.performance.iter_rows(named=True)}
    for measure in library.measures.select("measure", "lifetime_a").iter_rows(named=True):
        items = costs.filter(pl.col("measure") == measure["measure"]).to_dicts()
        hours = working.get((measure["measure"], "hours"))
        yield measure["measure"], *_costed(measure, items, hours, rates, origins)


def _costed(
    measure: Row, items: list[Row], hours: Row | None, rates: Rates, origins: Sequence[str]
) -> tuple[list[Row], str]:
    """Cost one measure: its parts, or the state that says why there are none."""
    if not items:
        return [], "not_found"
    chosen = _chosen(items, origins)
    if not chosen:
        return [], "elsewhere"
    if any(item["cny"] is None for item in chosen):
        return [], "no_rate"
    capex = next((item for item in chosen if item["item"] == "capex"), None)
    parts = [_running(item) for item in chosen if item["per"] in ("unit", "service", "removed")]
    if capex is not None:
        spread = _spread(measure, capex, chosen, hours, rates)
        if isinstance(spread, str):
            return [], spread
        parts.append(spread)
    shown = {
        "origin": " + ".join(dict.fromkeys(item["region"] for item in chosen)),
        "price_state": max((item["price_state"] for item in chosen), key=_graver),
        "quality": worst(
            [*(item["quality"] for item in chosen), *([hours["quality"]] if capex and hours else [])]
        ).value,
        "costs": " ".join(item["cost"] for item in chosen),
        "energy_in_cost": max((str(item["energy_in_cost"]) for item in chosen), key=IN_COST.index),
    }
    return [{"measure": measure["measure"], **part, **shown} for part in parts], "found"


def _graver(state: str) -> int:
    return ("same", "brought", "not_stated", "no_rate").index(state)


def _chosen(items: list[Row], origins: Sequence[str]) -> list[Row]:
    """Take the items of the first origin that says what the measure costs; fill what it lacks from others."""
    ranked = [[item for item in items if item["region"] == origin] for origin in origins]
    main = next((own for own in ranked if any(item["item"] in ("unit_cost", "capex") for item in own)), None)
    if main is None:
        return next((_first_plants(own) for own in ranked if own), [])
    whole = [item for item in main if item["item"] == "unit_cost"]
    if whole:
        return _first_plants(whole)
    chosen = _first_plants(main)
    counted = next(_counted_for(item) for item in chosen if item["item"] == "capex")
    for own in ranked:
        held = {item["item"] for item in chosen}
        chosen += [
            item
            for item in _first_plants(own)
            if item["item"] not in held and item["item"] != "unit_cost" and _fits(item, counted)
        ]
    return chosen


def _counted_for(capex: Row) -> str | None:
    """Say for what a spread investment counts; None where no activity measures it."""
    by_unit = {"t/a": "unit", "kW": "service", "t/h": "removed" if capex["species"] else "unit"}
    return by_unit.get(capex["per_unit"])


def _fits(item: Row, counted: str | None) -> bool:
    """Tell whether an item of another origin adds to an investment: not where it counts for another thing."""
    return counted is None or item["per"] not in ("unit", "service", "removed") or item["per"] == counted


def _first_plants(items: list[Row]) -> list[Row]:
    """Take one row an item and species: the first where a source prints several sizes of plant."""
    taken: dict[tuple[str, str | None], Row] = {}
    for item in items:
        taken.setdefault((item["item"], item["species"]), item)
    return list(taken.values())


def _running(item: Row) -> Row:
    """Give an item that is counted for what is run or removed."""
    per = 1.0 / MASSES[item["per_unit"]] if item["per"] == "removed" else 1.0
    low, high = (None if item[name] is None else item[name] * per for name in ("cny_low", "cny_high"))
    value = item["cny"] * per
    part = _part(item["per"], item, social=value, private=value, low=low, high=high)
    return part | {PART_OF[item["item"]]: value}


def _part(
    basis: str, item: Row, *, social: float, private: float, low: float | None, high: float | None
) -> Row:
    ends = {"low_cny": low, "high_cny": high}
    kept = {"species": item["species"], "material": item["material"]}
    money = {"social_cny": social, "private_cny": private, **ends}
    return {"basis": basis, **kept, **money, **dict.fromkeys(PARTS)}


def _spread(measure: Row, capex: Row, chosen: list[Row], hours: Row | None, rates: Rates) -> Row | str:
    """Spread an investment over its life and what it gives in a year; a state where that is not known."""
    if measure["lifetime_a"] is None:
        return "no_lifetime"
    year = _yearly_use(capex, hours)
    if isinstance(year, str):
        return year
    basis, use = year
    life = float(measure["lifetime_a"])
    share: float = sum(item["value"] for item in chosen if item["per"] == "capex")
    fixed: float = sum(
        item["cny"] for item in chosen if item["per"] == "capacity" and item["item"] == "fixed_om"
    )

    def annual(capital: float, rate: float) -> float:
        yearly = capital * (capital_recovery(rate, years=life) + share) + fixed
        return yearly / use

    low, high = (
        None if capex[name] is None else annual(capex[name], rates.social) for name in ("cny_low", "cny_high")
    )
    social, private = (annual(capex["cny"], rate) for rate in (rates.social, rates.private))
    running = (capex["cny"] * share + fixed) / use
    part = _part(basis, capex, social=social, private=private, low=low, high=high)
    kept = _fixed(chosen, running)
    return part | {"capital_cny": social - running, "private_capital_cny": private - running, **kept}


def _fixed(chosen: list[Row], running: float) -> Row:
    """Tell what keeping a plant costs where a source states it; nothing stated is not nothing."""
    stated = any(item["per"] == "capex" or _keeps(item) for item in chosen)
    return {"fixed_cny": running} if stated else {}


def _keeps(item: Row) -> bool:
    return bool(item["per"] == "capacity" and item["item"] == "fixed_om")


def _yearly_use(capex: Row, hours: Row | None) -> tuple[str, float] | str:
    """Give what a unit of capacity runs in a year, and for what that counts."""
    unit = capex["per_unit"]
    counted = _counted_for(capex)
    if counted is None:
        return "other_capacity"
    if unit == "t/a":
        return counted, 1.0
    if hours is None:
        return "no_hours"
    return counted, hours["value"] / KWH_PER_MWH if unit == "kW" else hours["value"]
