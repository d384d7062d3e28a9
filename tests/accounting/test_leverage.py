"""Ranges of derived activity: by hand, with nothing made of nothing, and shared by whatever shares them."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan import reference
from tongyuan.accounting.derivation import derive_all
from tongyuan.accounting.leverage import derive_with_ranges
from tongyuan.accounting.parameters import picking
from tongyuan.accounting.uncertainty import propagate, simulate
from tongyuan.plan.quality.category_uncertainty import category_uncertainty
from tongyuan.testing.accounting import a_factor, activity_of, an_activity, controls_of, factors_of, moves_of
from tongyuan.testing.agriculture import a_herd, herds_of
from tongyuan.testing.waste import a_deposit, deposits_of
from tongyuan.vocabulary.tables import Factor

CARBON = 10_000 * 0.15 * 0.7
DECAY = {"method": "landfill.decay", "source": "5A", "fuel": "*"}
METHANE = {"method": "waste.landfill", "source": "5A", "fuel": "*"}


def landfill_factors(**ranges: tuple[float, float]) -> Any:
    """Build the parameters of decay and of methane; a range where one is named."""
    values = {"doc": 0.15, "doc_f": 0.7, "methane_correction": 1.0, "decay_rate_temperate_wet": 0.185}
    after = {"methane_share": 0.5, "soil_oxidation": 0.1}
    rows = [
        a_factor(**kind, parameter=name, value=value)
        | dict(zip(("low", "high"), ranges.get(name, (None, None)), strict=True))
        for kind, named in ((DECAY, values), (METHANE, after))
        for name, value in named.items()
    ]
    return factors_of(*rows)


def landfills(*sites: str) -> dict[str, pl.DataFrame]:
    return {"deposit": deposits_of(*(a_deposit(site=site) for site in sites))}


def stood(factors: Any, *sites: str, year: int = 2023) -> dict[str, Any]:
    """Give what accounting takes of landfills, with the moves of their parameters."""
    activity, leverage = derive_with_ranges(landfills(*sites), factors=factors, family="x", year=year)
    return {
        "activity": activity,
        "leverage": leverage,
        "factors": factors,
        "controls": controls_of(),
        "family": "x",
        "species": ["CH4"],
    }


def decayed(rate: float, *, years: int) -> float:
    return CARBON * math.exp(-rate * (years - 1)) * (1 - math.exp(-rate))


def test_the_ends_of_a_decay_rate_are_computed_as_by_hand() -> None:
    moved = stood(landfill_factors(decay_rate_temperate_wet=(0.1, 0.2)), "a")
    central = decayed(0.185, years=3)
    ends = decayed(0.1, years=3) - central, decayed(0.2, years=3) - central
    assert moved["leverage"].select("at_low", "at_high").row(0) == pytest.approx(ends)
    low, high = moved["activity"].select("low", "high").row(0)
    assert (low, high) == pytest.approx((central + min(0.0, *ends), central + max(0.0, *ends)))


def test_a_small_range_moves_by_the_derivative() -> None:
    """A = C exp(-2k)(1 - exp(-k)), so that dA/dk = C (3 exp(-3k) - 2 exp(-2k))."""
    step = 1e-4
    moved = stood(landfill_factors(decay_rate_temperate_wet=(0.185 - step, 0.185 + step)), "a")["leverage"]
    slope = CARBON * (3 * math.exp(-3 * 0.185) - 2 * math.exp(-2 * 0.185))
    assert (moved["at_high"] - moved["at_low"]).item() / (2 * step) == pytest.approx(slope, rel=1e-6)


def test_ammoniacal_nitrogen_moves_with_its_share_as_by_hand() -> None:
    """1,000 cows at 100 kg of nitrogen: 100 t, of which 0.5 to 0.8 ammoniacal around 0.6."""
    share = {"low": 0.5, "high": 0.8}
    every = {"fuel": "*"}
    factors = factors_of(
        a_factor(method="manure.nitrous", parameter="nitrogen_kg_per_head", value=100.0, **every),
        a_factor(method="herds.nitrogen", parameter="tan_share", value=0.6, **share, **every),
    )
    herd = {"herds": herds_of(a_herd())}
    activity, _ = derive_with_ranges(herd, factors=factors, family="x", year=2020)
    housed = activity.filter(fuel="dairy_cow_tan_housed")
    assert housed.select("low", "quantity", "high").row(0) == pytest.approx((50.0, 60.0, 80.0))


def test_without_a_range_there_is_none_and_nothing_moves() -> None:
    for factors in (landfill_factors(), landfill_factors(doc=(0.15, 0.15))):
        found = stood(factors, "a", "b")
        assert found["leverage"].is_empty()
        assert found["activity"]["low"].null_count() == found["activity"].height == 2
        assert propagate(**found)["low_t"].to_list() == [None]


ENDS = st.tuples(st.floats(0.0, 1.0), st.floats(1.0, 2.0))


@settings(max_examples=20, deadline=None)
@given(rate=ENDS, doc=ENDS, year=st.integers(2021, 2060))
def test_a_range_covers_the_quantity_and_moves_nothing_else(
    rate: tuple[float, float], doc: tuple[float, float], year: int
) -> None:
    ranges = {
        name: (value * ends[0], value * ends[1])
        for name, value, ends in (("decay_rate_temperate_wet", 0.185, rate), ("doc", 0.15, doc))
    }
    factors = landfill_factors(**ranges)
    activity = stood(factors, "a", year=year)["activity"]
    plain = derive_all(landfills("a"), factors=factors, family="x", year=year)
    assert activity["quantity"].to_list() == plain["quantity"].to_list()
    row = activity.row(0, named=True)
    if row["low"] is not None:
        assert row["low"] <= row["quantity"] <= row["high"]


def test_sites_that_share_a_parameter_move_together() -> None:
    """10 % of DOCf is 10 % of one site, and of four."""
    factors = landfill_factors(doc_f=(0.63, 0.77))
    for sites in (("a",), ("a", "b", "c", "d")):
        mass, low, high = propagate(**stood(factors, *sites)).select("mass_t", "low_t", "high_t").row(0)
        assert (low, high) == pytest.approx((0.9 * mass, 1.1 * mass))


def test_a_parameter_and_a_factor_move_apart() -> None:
    factors = landfill_factors(doc_f=(0.63, 0.77), methane_share=(0.45, 0.55))
    mass, high = propagate(**stood(factors, "a", "b")).select("mass_t", "high_t").row(0)
    assert high / mass - 1 == pytest.approx(0.1 * math.sqrt(2))


def test_draws_agree_with_first_order_where_ranges_are_small() -> None:
    factors = landfill_factors(
        doc_f=(0.69, 0.71), decay_rate_temperate_wet=(0.18, 0.19), methane_share=(0.49, 0.51)
    )
    found = stood(factors, "a", "b", "c")
    analytic = propagate(**found).row(0, named=True)
    drawn = simulate(**found, draws=20_000, seed=3, groupings=[["species"]]).row(0, named=True)
    assert drawn["p50_t"] == pytest.approx(analytic["mass_t"], rel=1e-3)
    assert drawn["sd_t"] == pytest.approx(analytic["sd_t"], rel=0.03)
    assert drawn["p2_5_t"] == pytest.approx(analytic["low_t"], rel=2e-3)
    assert drawn["p97_5_t"] == pytest.approx(analytic["high_t"], rel=2e-3)
    assert drawn["range_quality"] == analytic["range_quality"] == "published"


def test_the_draws_of_sites_are_the_same_draw() -> None:
    factors = landfill_factors(doc_f=(0.63, 0.77))
    found = stood(factors, "a", "b")
    by_site = simulate(**found, draws=500, groupings=[["sector", "species"]])
    both = simulate(**found, draws=500, groupings=[["species"]])
    assert both["sd_t"].item() == pytest.approx(by_site["sd_t"].sum(), rel=1e-9)


def heat(**named: Any) -> dict[str, Any]:
    """Give a derived purchase of 100 GJ, with its factor of 0.11 +/- 10 % and moves of named parameters."""
    row = an_activity(activity="purchased_heat", fuel="heat", unit="GJ", source="none", quantity=100.0)
    ranged = {"low": 0.099, "high": 0.121}
    factor = a_factor(method="purchase.heat", parameter="ef_t_per_gj", fuel="heat", value=0.11, **ranged)
    return {
        "activity": activity_of(row | named.pop("activity", {})),
        "leverage": moves_of(row, {factor["factor_id"]: (-10.0, 10.0)}),
        "factors": factors_of(factor),
        "controls": controls_of(),
        "family": "x",
        "species": ["CO2"],
    }


def test_a_factor_that_also_derived_the_activity_moves_it_once_and_together() -> None:
    found = heat(activity={"low": 90.0, "high": 110.0})
    mass, low = propagate(**found).select("mass_t", "low_t").row(0)
    assert low == pytest.approx(mass * (1 - 0.2))
    drawn = simulate(**found, draws=20_000, groupings=[["species"]]).row(0, named=True)
    assert drawn["p97_5_t"] == pytest.approx(mass * 1.1 * 1.1, rel=0.01)


def test_what_parameters_leave_of_a_range_is_the_row_s_own() -> None:
    """Of a range of 14.1 GJ a move of 10 is the factor's; the other 10 are the row's."""
    found = heat(activity={"low": 100 - math.sqrt(200), "high": 100 + math.sqrt(200)})
    below = 11.0 - propagate(**found)["low_t"].item()
    assert below == pytest.approx(math.hypot(1.1 + 1.1, 1.1))


def test_an_activity_that_was_changed_since_is_not_moved() -> None:
    found = heat(activity={"quantity": 50.0})
    assert propagate(**found)["low_t"].item() == pytest.approx(5.5 * 0.9)


def test_parameters_stand_beside_factors_in_the_table_of_the_guidelines() -> None:
    told = category_uncertainty(stood(landfill_factors(doc_f=(0.63, 0.77)), "a"))
    assert told.select("activity_share", pl.col("factor_share").round(9)).row(0) == (None, 0.1)


def test_what_is_derived_rests_on_the_methods_of_what_was_picked() -> None:
    """Other factors could be anything: that is why ends are derived with these alone."""
    table = reference.factors()
    herd = {"herds": herds_of(a_herd(region="210000", manure="unstated"))}
    given: dict[str, Any] = {"family": "GBT32150_2025", "year": 2020}
    with picking() as picked:
        whole = derive_all(herd, factors=table, **given)
    methods = table.filter(pl.col("factor_id").is_in(picked))["method"].unique().to_list()
    alone = derive_all(herd, factors=Factor.cast(table.filter(pl.col("method").is_in(methods))), **given)
    assert picked
    assert alone.equals(whole)


def test_an_end_that_a_derivation_refuses_is_approached_by_halves() -> None:
    """All that is stored and twice more cannot be lost; part of the way there moves its part of it."""
    table = reference.factors()
    mine = (pl.col("parameter") == "ef_nh3_n") & pl.col("fuel").str.ends_with("_tan_stored")
    ends = {"low": pl.col("value"), "high": pl.lit(3.0)}
    wide = Factor.cast(
        table.with_columns(
            **{name: pl.when(mine).then(end) for name, end in ends.items()},
            distribution=pl.lit("normal"),
        )
    )
    herd = {"herds": herds_of(a_herd(region="210000"))}
    activity, moves = derive_with_ranges(herd, factors=wide, family="GBT32150_2025", year=2020)
    stored, spread = (
        activity.filter(fuel=f"dairy_cow_tan_{stage}")["quantity"].item() for stage in ("stored", "spread")
    )
    moved = moves.filter(fuel="dairy_cow_tan_spread")
    lost = table.filter(factor_id=moved["factor_id"].item())["value"].item()
    assert spread < stored
    assert moved.select("at_low", "at_high").row(0) == pytest.approx((0.0, -stored * (3.0 - lost)))
