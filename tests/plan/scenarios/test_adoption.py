"""What is taken up: shares by year, what they change, and wedges that add up to the difference."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.plan.measures import Setting, options
from tongyuan.plan.measures.naming import activity_id
from tongyuan.plan.scenarios import Emitted, Scenario, adopted, costless, emitted, growth_of
from tongyuan.testing.accounting import activity_of, an_activity
from tongyuan.testing.measures import (
    a_library,
    a_measure,
    a_reach,
    a_yield,
    an_effect,
    an_emission,
    emission_of,
)
from tongyuan.vocabulary.problems import InputError

NOT_KNOWN = {"mass_t": None, "state": "NE", "quality": None}
LIBRARY = a_library(
    measures=[
        a_measure(),
        a_measure(measure="X2", stage="capture"),
        a_measure(measure="X3", kind="substitution", stage=None),
        a_measure(measure="X4", kind="efficiency", stage=None),
    ],
    reach=[
        a_reach(),
        a_reach(measure="X2", most_share=0.6),
        a_reach(measure="X3"),
        a_reach(measure="X4"),
    ],
    effects=[
        an_effect(),
        an_effect(measure="X2", value=0.5),
        an_effect(measure="X3", effect="replacement", species="*", value=1.0),
        an_effect(measure="X4", effect="saving", species="*", value=0.2),
    ],
    yields=[a_yield(measure="X3")],
)
POWER = Setting(carriers=pl.DataFrame({"carrier": ["electricity"], "species": ["SO2"], "factor_t": [0.001]}))


def plan(*adoptions: dict[str, Any]) -> Scenario:
    gdp = {"name_zh": "增加值", "name_en": "GDP", "unit": "1", "quality": "synthetic", "citation": "exercise"}
    return Scenario.model_validate(
        {
            "scenario": "planned",
            "name_zh": "规划",
            "name_en": "planned",
            "base_year": 2020,
            "years": [2025, 2030],
            "drivers": {"gdp": {**gdp, "values": {2020: 1.0, 2030: 1.5}}},
            "growth": [{"driver": "gdp"}],
            "adoptions": list(adoptions),
        }
    )


def run(*adoptions: dict[str, Any], **more: Any) -> Emitted:
    """1,000 t of coal in 2020 with 16 t of SO2, half as much again in 2030."""
    scenario = plan(*adoptions)
    coal = activity_of(an_activity(year=2020))
    gas = emission_of(an_emission(year=2020), an_emission(year=2020, species="CH4", **NOT_KNOWN))
    found = options(coal, emission=gas, library=LIBRARY, costs=costless(LIBRARY), setting=POWER)
    rows = coal.with_columns(activity_id())
    taken = adopted(scenario, options=found, library=LIBRARY, activity=rows)
    growth = growth_of(scenario, rows=rows, years=[2020, *scenario.years])
    return emitted("planned", emission=gas, activity=rows, growth=growth, options=found, taken=taken)


def mass(found: Emitted, year: int, source: str = "1A2") -> float:
    return float(found.emission.filter(species="SO2", year=year, source=source)["mass_t"].item())


def test_nothing_taken_up_is_the_baseline_and_the_inventory_is_where_it_begins() -> None:
    found = run()
    assert mass(found, 2020) == 16.0
    assert mass(found, 2030) == pytest.approx(24.0)
    known = found.emission.filter(pl.col("mass_t").is_not_null())
    assert known["mass_t"].to_list() == known["baseline_t"].to_list()
    assert found.wedges.is_empty()


def test_a_scrubber_on_half_of_the_coal_takes_half_of_what_it_removes() -> None:
    # 2030: 24 t, of which 0.5 x 0.9 go: 13.2 t; 2025, half way to that share: 20 x (1 - 0.225) = 15.5 t.
    found = run({"measure": "X1", "shares": {2030: 0.5}})
    assert mass(found, 2030) == pytest.approx(13.2)
    assert mass(found, 2025) == pytest.approx(15.5)


def test_measures_follow_each_other_as_shares_that_rise_and_fall() -> None:
    # X1 alone on 0.2, with capture behind it on 0.5: 24 x (0.3 + 0.2 x 0.1 + 0.5 x 0.05) = 8.28 t.
    found = run(
        {"measure": "X1", "shares": {2025: 0.6, 2030: 0.2}},
        {"measure": "X2+X1", "shares": {2025: 0, 2030: 0.5}},
    )
    assert mass(found, 2030) == pytest.approx(8.28)
    wedges = found.wedges.filter(year=2030)
    assert wedges["avoided_t"].to_list() == pytest.approx([24 * 0.2 * 0.9, 24 * 0.5 * 0.95])


def test_what_takes_its_place_emits_where_it_is_taken_up() -> None:
    # 1,500 t of coal in 2030; a quarter gives way to 2 MWh a t at 0.001 t a MWh: 375 x 2 x 0.001 = 0.75 t.
    found = run({"measure": "X3", "shares": {2030: 0.25}})
    assert mass(found, 2030) == pytest.approx(18.0)
    assert mass(found, 2030, source="none") == pytest.approx(0.75)


def test_savings_lessen_the_activity_and_shares_are_of_what_is_left() -> None:
    # A saving of 0.2 on all: 24 x 0.8 = 19.2 t; the scrubber on all of it leaves a tenth: 1.92 t.
    saving, scrubber = {"measure": "X4", "shares": {2030: 1}}, {"measure": "X1", "shares": {2030: 1}}
    assert mass(run(saving), 2030) == pytest.approx(19.2)
    forth, back = run(saving, scrubber), run(scrubber, saving)
    assert mass(forth, 2030) == mass(back, 2030) == pytest.approx(1.92)
    assert forth.wedges.filter(year=2030)["avoided_t"].to_list() == pytest.approx([4.8, 17.28])
    assert back.wedges.filter(year=2030)["avoided_t"].to_list() == pytest.approx([21.6, 0.48])


def test_what_the_inventory_does_not_know_stays_unknown() -> None:
    rows = run({"measure": "X1", "shares": {2030: 0.5}}).emission.filter(species="CH4")
    assert set(rows["state"]) == {"NE"}
    assert rows["mass_t"].null_count() == rows.height == 3


share = st.floats(0, 0.5)


@settings(max_examples=20, deadline=None)
@given(st.permutations(["X1", "X2", "X3", "X4"]), st.lists(share, min_size=4, max_size=4))
def test_wedges_add_up_to_the_difference(order: list[str], shares: list[float]) -> None:
    scale = max(1.0, sum(shares))
    found = run(
        *({"measure": one, "shares": {2030: part / scale}} for one, part in zip(order, shares, strict=True))
    )
    known = found.emission.filter(pl.col("mass_t").is_not_null())
    lost = known.group_by("year").agg((pl.col("baseline_t") - pl.col("mass_t")).sum()).sort("year")
    sums = found.wedges.group_by("year").agg(pl.col("avoided_t").sum()).sort("year")
    assert sums["avoided_t"].to_list() == pytest.approx(lost["baseline_t"].to_list(), abs=1e-9)


def test_shares_above_one_are_refused_with_every_place_and_year() -> None:
    with pytest.raises(InputError) as caught:
        run({"measure": "X1", "shares": {2025: 0.7, 2030: 0.8}}, {"measure": "X2+X1", "shares": {2030: 0.8}})
    told = [
        (problem.code, problem.values["year"], problem.values["got"]) for problem in caught.value.problems
    ]
    assert told == [("scenario.shares_above_one", 2025, 1.1), ("scenario.shares_above_one", 2030, 1.6)]
    assert caught.value.problems[0].values["places"] == "1A2/raw_coal"


def test_measures_that_are_not_there_or_count_nowhere_are_told_together() -> None:
    with pytest.raises(InputError) as caught:
        run({"measure": "X9", "shares": {2030: 1}}, {"measure": "X8+X1", "shares": {2030: 1}})
    assert [problem.values["got"] for problem in caught.value.problems] == ["X9", "X8"]
    with pytest.raises(InputError) as caught:
        run({"measure": "X1", "source": "1A1", "shares": {2030: 1}})
    assert caught.value.problems[0].code == "scenario.adoption_nowhere"


def test_a_share_above_what_a_source_states_is_counted_and_said() -> None:
    scenario = plan({"measure": "X2", "shares": {2030: 0.9}})
    coal = activity_of(an_activity(year=2020))
    found = options(
        coal, emission=emission_of(an_emission(year=2020)), library=LIBRARY, costs=costless(LIBRARY)
    )
    rows = coal.with_columns(activity_id())
    taken = adopted(scenario, options=found, library=LIBRARY, activity=rows)
    assert taken.states.select("state", "most_share").rows() == [("above_most", 0.6)]


@pytest.mark.parametrize("shares", [{2025: 0.5}, {2020: 0.1, 2030: 0.5}, {}, {2030: 1.2}])
def test_shares_that_end_early_or_begin_in_the_inventory_are_refused(shares: dict[int, float]) -> None:
    with pytest.raises(ValueError, match="shares"):
        plan({"measure": "X1", "shares": shares})
