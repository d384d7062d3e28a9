"""Impacts: both burdens in full, their difference, sums with intervals of their own."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.plan import health
from tongyuan.testing.health import air_of, functions_of, people_of, rates_of
from tongyuan.vocabulary.problems import InputError

TWO = ("990100", "990200")
PEOPLE = {0: 900_000.0, 25: 500_000.0, 60: 200_000.0, 65: 100_000.0, 70: 80_000.0, 75: 50_000.0, 80: 40_000.0}
SPLIT = {age: 40_000.0 for age in range(0, 85, 5)}
RATES = {0: 500.0}
CAUSES = ("heart_disease", "stroke", "chronic_lung_disease", "lung_cancer", "lower_respiratory")


def assessed(function: str = "gemm", **changes: object) -> health.Impacts:
    given_: dict[str, object] = {
        "mortality": pl.concat([rates_of(RATES, region=region) for region in TWO]),
        "base": air_of(dict(zip(TWO, (40.0, 25.0), strict=True))),
        "functions": functions_of(function),
        "draws": 200,
        "seed": 3,
    }
    people = changes.pop("population", pl.concat([people_of(SPLIT, region=region) for region in TWO]))
    return health.impacts(people, **{**given_, **changes})  # type: ignore[arg-type]


def whole(told: health.Impacts, measure: str = "deaths") -> dict[str, float]:
    return told.sums.filter(by="whole", measure=measure).row(0, named=True)


def test_a_hand_checked_burden_is_people_times_rate_times_share() -> None:
    told = assessed(
        "gemm_all_ages",
        population=people_of({25: 1_000_000.0}),
        mortality=rates_of({0: 800.0}),
        base=air_of({"990100": 35.0}),
    )
    assert whole(told)["base"] == pytest.approx(8000 * 0.23580, rel=1e-4)


def test_children_and_the_young_are_left_out_where_the_function_says_nothing_of_them() -> None:
    rows = assessed().rows
    assert rows["age_from"].min() == 25
    assert whole(assessed())["persons"] == 2 * 12 * 40_000


def test_what_a_case_avoids_is_the_difference_of_two_burdens() -> None:
    told = assessed(case=health.Case(dict.fromkeys(TWO, 15.0)))
    alone = assessed(base=air_of(dict.fromkeys(TWO, 15.0)))
    row = whole(told)
    assert row["case"] == pytest.approx(whole(alone)["base"], rel=1e-12)
    assert row["avoided"] == pytest.approx(row["base"] - row["case"], rel=1e-12)
    assert row["avoided_low"] < row["avoided"] < row["avoided_high"]


def test_with_the_underlying_rate_fewer_deaths_lower_the_rate_too() -> None:
    case = health.Case(dict.fromkeys(TWO, 15.0))
    observed, underlying = (whole(assessed(case=case, incidence=name)) for name in ("observed", "underlying"))
    assert observed["base"] == underlying["base"]
    assert underlying["avoided"] > observed["avoided"]


def test_the_same_air_avoids_nothing() -> None:
    row = whole(assessed(case=health.Case(dict(zip(TWO, (40.0, 25.0), strict=True)))))
    assert row["avoided"] == row["avoided_low"] == row["avoided_high"] == 0


def test_a_change_moves_with_the_uncertainty_of_the_air_and_a_level_does_not() -> None:
    base = air_of(dict.fromkeys(TWO, 40.0), around=0.2)
    widths = {}
    for kind in ("level", "change"):
        row = whole(assessed(base=base, case=health.Case(dict.fromkeys(TWO, 35.0), kind=kind)))
        widths[kind] = row["avoided_high"] - row["avoided_low"]
    assert widths["change"] < widths["level"]


def test_a_city_below_a_cap_gains_nothing_in_any_draw() -> None:
    base = air_of(dict(zip(TWO, (50.0, 25.0), strict=True)), around=0.1)
    told = assessed(base=base, case=health.Case(dict.fromkeys(TWO, 35.0), kind="cap"))
    row = told.sums.filter(by="region", region=TWO[1], measure="deaths").row(0, named=True)
    assert row["avoided"] == row["avoided_low"] == row["avoided_high"] == 0
    assert told.rows.filter(region=TWO[1])["case_ug_m3"].unique().to_list() == [25.0]


def test_sums_by_region_cause_and_age_agree_with_the_whole() -> None:
    told = assessed(
        "gemm_causes", mortality=pl.concat([rates_of(RATES, causes=CAUSES, region=r) for r in TWO])
    )
    for by in ("region", "cause", "age"):
        parts = told.sums.filter(by=by, measure="deaths")["base"].sum()
        assert parts == pytest.approx(whole(told)["base"], rel=1e-12)


def test_people_who_are_uncertain_widen_the_interval() -> None:
    sure = whole(assessed("nasari", mortality=_all_causes()))
    unsure = whole(
        assessed(
            "nasari",
            population=pl.concat([people_of(SPLIT, region=region, around=0.1) for region in TWO]),
            mortality=_all_causes(),
        )
    )
    assert sure["base_low"] == pytest.approx(sure["base_high"])
    assert unsure["base_low"] < unsure["base"] < unsure["base_high"]


def _all_causes() -> pl.DataFrame:
    return pl.concat([rates_of(RATES, causes=("all_causes",), region=region) for region in TWO])


def test_years_lost_are_deaths_times_what_was_left_at_each_age_in_each_region() -> None:
    left = {
        region: {age: 90.0 - age + more for age in SPLIT} for region, more in zip(TWO, (0, 5), strict=True)
    }
    told = assessed(years=left, case=health.Case(dict.fromkeys(TWO, 15.0)))
    deaths, lost = (told.rows.filter(measure=name) for name in ("deaths", "years_lost"))
    each = [left[region][age] for region, age in deaths.select("region", "age_from").iter_rows()]
    for side in ("base", "case", "avoided", "case_low", "avoided_high"):
        assert lost[side].to_list() == pytest.approx((deaths[side] * pl.Series(each)).to_list(), rel=1e-12)
        if not side.endswith(("low", "high")):
            assert whole(told, "years_lost")[side] == pytest.approx(lost[side].sum(), rel=1e-12)


def test_without_years_of_a_death_no_years_are_told() -> None:
    assert set(assessed().rows["measure"]) == {"deaths"}


def test_the_same_seed_gives_the_same_interval() -> None:
    assert assessed().sums.equals(assessed().sums)
    assert not assessed().sums.equals(assessed(seed=4).sums)


def test_a_table_of_ratios_serves_with_its_range() -> None:
    points = [(0.0, 1.0, 1.0, 1.0), (20.0, 1.1, 1.05, 1.2), (60.0, 1.3, 1.1, 1.5)]
    start = functions_of("gemm_all_ages").head(1).to_dicts()[0]
    rows = [
        {
            **start,
            "function": "own",
            "form": "table",
            "slope": None,
            "ug_m3": at,
            "ratio": middle,
            "ratio_low": low,
            "ratio_high": high,
        }
        for at, middle, low, high in points
    ]
    table = functions_of("gemm").clear().vstack(pl.DataFrame(rows, schema=functions_of("gemm").schema))
    row = whole(assessed(functions=table, base=air_of(dict.fromkeys(TWO, 20.0))))
    people = 2 * 12 * 40_000
    assert row["base"] == pytest.approx(people * 0.005 * (1 - 1 / 1.1), rel=1e-12)
    assert row["base_low"] < row["base"] < row["base_high"]


def test_groups_of_age_that_lie_across_those_of_the_function_are_each_named() -> None:
    with pytest.raises(InputError) as caught:
        assessed(population=people_of(PEOPLE), mortality=rates_of(RATES), base=air_of({"990100": 40.0}))
    assert [problem.code for problem in caught.value.problems] == ["impact.age_function"]
    assert caught.value.problems[0].values["age"] == 25


def test_groups_of_age_that_lie_across_those_of_the_rates_are_named() -> None:
    with pytest.raises(InputError) as caught:
        assessed(mortality=pl.concat([rates_of({0: 1.0, 27: 2.0}, region=region) for region in TWO]))
    assert {problem.code for problem in caught.value.problems} == {"impact.age_rate"}


def test_a_cause_without_rates_is_named_for_every_region() -> None:
    with pytest.raises(InputError) as caught:
        assessed("gemm_causes")
    assert {problem.values["cause"] for problem in caught.value.problems} == set(CAUSES)
    assert {problem.code for problem in caught.value.problems} == {"impact.no_rate"}


@settings(max_examples=20, deadline=None)
@given(st.floats(min_value=0, max_value=100), st.floats(min_value=0, max_value=100))
def test_cleaner_air_never_costs_lives(before: float, after: float) -> None:
    row = whole(
        assessed(
            base=air_of(dict.fromkeys(TWO, max(before, after))),
            case=health.Case(dict.fromkeys(TWO, min(before, after))),
            draws=20,
        )
    )
    assert row["avoided"] >= 0


def test_the_whole_chain_is_of_the_order_of_a_published_rate_of_east_asia(shared: Path) -> None:
    tables = shared / "tables"
    held = pl.read_csv(tables / "baseline_mortality_china.csv").filter(endpoint="NCD+LRI")
    ages = pl.read_csv(tables / "age_structure_china.csv")
    people = people_of({int(age): 1e5 * share for age, share in ages.select("agegroup", "share").iter_rows()})
    rates = rates_of(dict(held.sort("agegroup").select("agegroup", "rate").iter_rows()))
    told = health.impacts(
        people, mortality=rates, base=air_of({"990100": 42.5}), functions=functions_of("gemm"), draws=20
    )
    assert whole(told)["base"] == pytest.approx(196, rel=0.25)  # Lelieveld 2020, with the air of its year
