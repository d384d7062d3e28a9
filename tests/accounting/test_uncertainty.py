"""Uncertainty: by hand, by Monte Carlo, and the two against each other."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from tongyuan.accounting import drawing
from tongyuan.accounting.emission import estimate
from tongyuan.accounting.uncertainty import propagate, simulate
from tongyuan.testing.accounting import (
    a_factor,
    activity_of,
    an_activity,
    controls_of,
    factors_of,
)
from tongyuan.vocabulary.problems import InputError

BY_MASS = {"method": "combustion.mass", "parameter": "ef_kg_per_unit"}


def coal_burners(*sectors: str, **changes: Any) -> Any:
    return activity_of(*(an_activity(sector=sector, **changes) for sector in sectors))


def tables(activity: Any, *factors: dict[str, Any], species: tuple[str, ...] = ("NOx",)) -> dict[str, Any]:
    return {
        "activity": activity,
        "factors": factors_of(*factors),
        "controls": controls_of(),
        "family": "x",
        "species": list(species),
    }


def shared_nox(**changes: Any) -> dict[str, Any]:
    return a_factor(**BY_MASS, species="NOx", **{"value": 10.0, "low": 8.0, "high": 12.0} | changes)


def test_a_shared_factor_moves_all_sectors_together() -> None:
    four = propagate(**tables(coal_burners("a", "b", "c", "d"), shared_nox()))
    assert four.select("mass_t", "low_t", "high_t").row(0) == pytest.approx((40.0, 32.0, 48.0))


def test_activities_of_their_own_move_apart() -> None:
    rows = coal_burners("a", "b", "c", "d", low=900.0, high=1100.0)
    four = propagate(**tables(rows, shared_nox(low=None, high=None)))
    assert four.select("mass_t", "low_t", "high_t").row(0) == pytest.approx((40.0, 38.0, 42.0))


def test_sums_are_those_of_the_estimates(region: dict[str, Any]) -> None:
    emission = estimate(**region)
    direct = emission.group_by("scope", "species", maintain_order=True).agg(
        pl.col("mass_t").sum(), missing=pl.col("mass_t").null_count()
    )
    known = direct.filter(pl.col("missing") < emission.filter(scope=1, species="Hg").height)
    sums = propagate(**region).filter(pl.col("mass_t").is_not_null())
    assert sums["mass_t"].to_list() == pytest.approx(known["mass_t"].to_list())
    assert sums["missing"].to_list() == known["missing"].to_list()


def test_a_sum_of_nothing_is_missing_and_not_zero(region: dict[str, Any]) -> None:
    analytic = propagate(**region).filter(species="Hg")
    drawn = simulate(**region, draws=10, groupings=[["species"]]).filter(species="Hg")
    assert analytic.select("mass_t", "missing").rows() == [(None, 5)]
    assert drawn.select("mean_t", "missing").rows() == [(None, 5)]


def test_scopes_are_never_added_up(region: dict[str, Any]) -> None:
    carbon = propagate(**region).filter(species="CO2")
    assert carbon["scope"].to_list() == [1, 2]
    assert carbon.filter(scope=2)["mass_t"].item() == pytest.approx(550.0)


def test_the_monte_carlo_agrees_with_first_order(region: dict[str, Any]) -> None:
    analytic = propagate(**region, by=["source", "species"])
    drawn = simulate(**region, draws=40_000, seed=3, groupings=[["source", "species"]])
    both = analytic.join(drawn, on=["scope", "source", "species"]).filter(pl.col("sd_t") > 0)
    assert both.height > 10
    relative = {
        "mean": (both["mean_t"] / both["mass_t"] - 1).abs().max(),
        "sd": (both["sd_t_right"] / both["sd_t"] - 1).abs().max(),
        "low": (both["p2_5_t"] / both["low_t"] - 1).abs().max(),
        "high": (both["p97_5_t"] / both["high_t"] - 1).abs().max(),
    }
    assert relative["mean"] < 0.03
    assert relative["sd"] < 0.08
    assert relative["low"] < 0.03
    assert relative["high"] < 0.03


def test_a_shared_factor_is_perfectly_correlated_across_figures() -> None:
    case = tables(coal_burners("a", "b"), shared_nox())
    apart = simulate(**case, groupings=[["sector", "species"]])["sd_t"].to_list()
    together = simulate(**case, groupings=[["species"]])["sd_t"].item()
    assert together == pytest.approx(sum(apart), rel=1e-12)


def test_factors_of_their_own_are_not_correlated() -> None:
    rows = activity_of(an_activity(sector="a", source="1A1"), an_activity(sector="b", source="1A4"))
    case = tables(rows, shared_nox(source="1A1"), shared_nox(source="1A4"))
    apart = simulate(**case, groupings=[["sector", "species"]])["sd_t"].to_list()
    together = simulate(**case, groupings=[["species"]])["sd_t"].item()
    assert together == pytest.approx(np.hypot(*apart), rel=0.03)


def test_black_carbon_moves_with_the_particles_it_is_a_share_of() -> None:
    particles = a_factor(
        method="combustion.energy",
        parameter="ef_kg_per_tj",
        species="PM2.5",
        value=100.0,
        low=50.0,
        high=150.0,
    )
    share = a_factor(method="combustion.share", parameter="share_of_pm25", species="BC", value=0.1)
    case = tables(coal_burners("a"), a_factor(), particles, share, species=("PM2.5", "BC"))
    drawn = simulate(**case, draws=500, groupings=[["species"]])
    fine, black = drawn.select("mean_t", "sd_t", "p2_5_t", "p50_t", "p97_5_t").rows()
    assert black == pytest.approx([0.1 * number for number in fine], rel=1e-12)


def test_a_seed_gives_its_draws_again_and_another_seed_others(region: dict[str, Any]) -> None:
    first, again = (simulate(**region, draws=200, seed=11) for _ in range(2))
    other = simulate(**region, draws=200, seed=12)
    assert first.equals(again)
    assert not first["mean_t"].equals(other["mean_t"])


def test_draws_differ_from_one_another(region: dict[str, Any]) -> None:
    drawn = simulate(**region, draws=500, groupings=[["species"]])
    carbon = drawn.filter(species="CO2", scope=1)
    assert carbon["p2_5_t"].item() < carbon["p50_t"].item() < carbon["p97_5_t"].item()


def test_adding_a_sector_changes_no_draw_of_another(region: dict[str, Any]) -> None:
    alone = simulate(**tables(coal_burners("a", low=900, high=1100), shared_nox()), groupings=[["sector"]])
    both = simulate(
        **tables(coal_burners("b", "a", low=900, high=1100), shared_nox()), groupings=[["sector"]]
    )
    assert both.filter(sector="a").equals(alone)


def test_portions_of_draws_change_nothing(region: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = simulate(**region, draws=1000, seed=4)
    monkeypatch.setattr(drawing, "PORTION_BYTES", 1)
    in_portions = simulate(**region, draws=1000, seed=4)
    numbers = ["mean_t", "sd_t", "p2_5_t", "p50_t", "p97_5_t"]
    np.testing.assert_allclose(
        whole.select(numbers).to_numpy(), in_portions.select(numbers).to_numpy(), rtol=1e-12
    )


def test_a_straight_loop_over_draws_gives_the_same_percentiles() -> None:
    """An independent program: one draw at a time, in plain NumPy, from its own random numbers."""
    rows = coal_burners("a", "b", low=800.0, high=1200.0)
    drawn = simulate(**tables(rows, shared_nox()), draws=40_000, seed=1, groupings=[["species"]])
    rng = np.random.default_rng(99)
    totals = [
        sum(rng.normal(1000, 200 / 1.959964) for _ in range(2)) * factor / 1000
        for factor in rng.normal(10, 2 / 1.959964, 40_000)
    ]
    found = drawn.select("mean_t", "sd_t", "p2_5_t", "p50_t", "p97_5_t").row(0)
    expected = (np.mean(totals), np.std(totals), *np.percentile(totals, [2.5, 50, 97.5]))
    assert found == pytest.approx(expected, rel=0.015)


def test_without_any_range_every_draw_is_the_estimate() -> None:
    drawn = simulate(**tables(coal_burners("a"), shared_nox(low=None, high=None)), draws=7)
    assert drawn["sd_t"].to_list() == [0.0, 0.0]
    assert drawn["p97_5_t"].to_list() == [10.0, 10.0]


def test_ranges_out_of_order_are_refused(region: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="out of order"):
        simulate(**tables(coal_burners("a"), shared_nox(low=11.0)), draws=5)


def test_each_grouping_names_its_columns(region: dict[str, Any]) -> None:
    drawn = simulate(**region, draws=50)
    assert drawn["grouping"].unique(maintain_order=True).to_list() == ["species", "source,species"]
    assert drawn.filter(grouping="species")["source"].is_null().all()
    assert drawn.filter(grouping="source,species")["source"].is_not_null().all()


def test_nothing_known_gives_no_statistics() -> None:
    drawn = simulate(**tables(coal_burners("a")), draws=5)
    assert drawn["mean_t"].is_null().all()
    assert drawn["missing"].to_list() == [1, 1]
