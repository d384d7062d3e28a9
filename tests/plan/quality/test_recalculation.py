"""Recalculation: the parts of every figure add up to its difference, and each bears the name of its cause."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.accounting.emission import estimate
from tongyuan.plan.quality.reasons import by_cause, by_factor, by_figure
from tongyuan.plan.quality.recalculation import Compilation, recalculate
from tongyuan.testing.accounting import (
    a_control,
    a_factor,
    activity_of,
    an_activity,
    controls_of,
    factors_of,
)
from tongyuan.vocabulary.tables import Activity, Emission, key_of

Row = dict[str, Any]
SPECIES = ["CO2", "SO2"]
SULPHUR = {"method": "combustion.sulphur", "species": "SO2"}
NUMBER = st.floats(min_value=0.1, max_value=100.0)
SHARE = st.floats(min_value=0.0, max_value=1.0)


def a_run(*rows: Row, factors: list[Row], controls: tuple[Row, ...] = (), family: str = "A") -> Compilation:
    stood: Row = {"factors": factors_of(*factors), "controls": controls_of(*controls), "family": family}
    table = activity_of(*rows)
    return Compilation(table, emission=estimate(table, **stood, species=SPECIES), **stood)


def coal(
    family: str = "A", *, ncv: float = 20.0, carbon: float = 26.0, sulphur: float | None = 0.01
) -> list[Row]:
    rows = [
        a_factor(family=family, value=ncv),
        a_factor(family=family, parameter="carbon_tc_per_tj", value=carbon),
        a_factor(family=family, parameter="oxidation", value=0.9),
    ]
    if sulphur is not None:
        rows.append(a_factor(**SULPHUR, parameter="sulphur_share", value=sulphur))
        rows.append(a_factor(**SULPHUR, parameter="ash_retention", value=0.15))
    return rows


@st.composite
def runs(draw: st.DrawFn) -> Compilation:
    family = draw(st.sampled_from(["A", "B"]))
    sectors = draw(st.lists(st.sampled_from("abcd"), unique=True, min_size=1))
    gap = st.just({"quantity": None, "state": "not_reported"})
    quantity = st.one_of(NUMBER.map(lambda value: {"quantity": value}), gap)
    rows = [an_activity(sector=sector, **draw(quantity)) for sector in sectors]
    factors = coal(family, ncv=draw(NUMBER), carbon=draw(NUMBER), sulphur=draw(st.one_of(st.none(), SHARE)))
    controls = draw(st.lists(st.builds(lambda share: a_control(application=share), SHARE), max_size=1))
    return a_run(*rows, factors=factors, controls=tuple(controls), family=family)


@settings(max_examples=25, deadline=None)
@given(old=runs(), new=runs())
def test_the_parts_of_a_figure_add_up_to_its_difference(old: Compilation, new: Compilation) -> None:
    key = [*key_of(Activity), "species"]
    sums = recalculate(old, new).group_by(key).agg(pl.col("part_t").sum())
    sides = [
        run.emission.with_columns(pl.col("activity").cast(pl.String)).select(
            *key, pl.col("mass_t").alias(name)
        )
        for name, run in (("old", old), ("new", new))
    ]
    beside = sides[0].join(sides[1], on=key, how="full", coalesce=True).join(sums, on=key, how="left")
    filled = beside.with_columns(pl.col("old", "new", "part_t").fill_null(0.0))
    off = (filled["new"] - filled["old"] - filled["part_t"]).abs()
    assert (off <= 1e-9 * filled.select(pl.max_horizontal("old", "new")).to_series()).all()
    whole = by_cause(recalculate(old, new))["part_t"].sum()
    assert whole == pytest.approx(by_figure(recalculate(old, new))["difference_t"].sum(), abs=1e-6)


def test_a_run_beside_itself_has_no_parts() -> None:
    run = a_run(an_activity(), factors=coal())
    assert recalculate(run, run).is_empty()


def test_more_activity_is_named_activity() -> None:
    old = a_run(an_activity(quantity=100.0), factors=coal())
    new = a_run(an_activity(quantity=110.0), factors=coal())
    parts = recalculate(old, new)
    assert set(parts["cause"]) == {"activity"}
    assert parts.filter(species="SO2")["part_t"].item() == pytest.approx(10 * 0.01 * 0.85 * 2)


def test_a_factor_that_serves_two_species_moves_only_those_that_use_it() -> None:
    old, new = a_run(an_activity(), factors=coal()), a_run(an_activity(), factors=coal(sulphur=0.02))
    assert recalculate(old, new).select("species", "cause", "term").rows() == [
        ("SO2", "factor", "sulphur_share")
    ]


def test_changed_factors_are_listed_with_their_ids_and_values() -> None:
    rows = [an_activity(sector="a"), an_activity(sector="b")]
    old, new = a_run(*rows, factors=coal()), a_run(*rows, factors=coal(carbon=27.0))
    listed = by_factor(recalculate(old, new))
    assert listed.select("term", "old_value", "new_value", "figures").rows() == [
        ("carbon_tc_per_tj", 26.0, 27.0, 2)
    ]
    assert listed["part_t"].item() == pytest.approx(2 * 1000 * 20 / 1000 * 1 * 0.9 * 44 / 12)


def test_another_family_is_named_family() -> None:
    old = a_run(an_activity(), factors=coal("A"))
    new = a_run(an_activity(), factors=coal("B", carbon=27.0), family="B")
    assert set(recalculate(old, new)["cause"]) == {"family"}


def test_a_control_is_named_control() -> None:
    old = a_run(an_activity(), factors=coal())
    new = a_run(an_activity(), factors=coal(), controls=(a_control(),))
    assert recalculate(old, new).select("species", "cause", "new_value").rows() == [("SO2", "control", 0.45)]


def test_activity_of_one_run_alone_is_added_or_removed() -> None:
    old = a_run(an_activity(sector="a"), factors=coal())
    new = a_run(an_activity(sector="b"), factors=coal())
    causes = recalculate(old, new).filter(species="CO2").select("sector", "cause").rows()
    assert causes == [("a", "source_removed"), ("b", "source_added")]


def test_a_species_that_gets_its_factor_is_named_factor() -> None:
    old = a_run(an_activity(), factors=coal(sulphur=None))
    new = a_run(an_activity(), factors=coal())
    assert recalculate(old, new).select("species", "cause").rows() == [("SO2", "factor")]


def test_a_quantity_that_comes_in_is_named_activity() -> None:
    old = a_run(an_activity(quantity=None, state="not_reported"), factors=coal())
    new = a_run(an_activity(), factors=coal())
    assert set(recalculate(old, new)["cause"]) == {"activity"}


def test_another_method_is_named_method_and_the_activity_keeps_its_part() -> None:
    by_mass = a_factor(method="combustion.mass", species="SO2", parameter="ef_kg_per_unit", value=10.0)
    old = a_run(an_activity(quantity=100.0), factors=[*coal(sulphur=None), by_mass])
    new = a_run(an_activity(quantity=200.0), factors=coal())
    parts = recalculate(old, new).filter(species="SO2")
    assert parts.select("cause", "old_id", "new_id").rows() == [
        ("activity", "combustion.mass", "combustion.sulphur"),
        ("method", "combustion.mass", "combustion.sulphur"),
    ]
    assert parts["part_t"].sum() == pytest.approx(200 * 0.017 - 100 * 0.01)


def test_two_years_are_matched_by_what_they_have_in_common() -> None:
    old = a_run(an_activity(year=2019, quantity=100.0), factors=coal())
    new = a_run(an_activity(year=2020, quantity=110.0), factors=coal())
    assert set(recalculate(old, new)["cause"]) == {"activity"}


def test_what_was_kept_but_is_computed_otherwise_now_is_named_program() -> None:
    run = a_run(an_activity(), factors=coal())
    kept = Emission.validate(run.emission.with_columns(pl.col("mass_t") * 1.5))
    before = Compilation(run.activity, run.factors, run.controls, run.family, kept)
    assert set(recalculate(before, run)["cause"]) == {"program"}
