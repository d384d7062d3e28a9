"""Each measure by itself: ranked bars and coordinates, with the numbers of a hand."""

from __future__ import annotations

import math

import polars as pl
import pytest

from tongyuan.plan.cocontrol.alone import alone
from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.coordinates import coordinates
from tongyuan.plan.cocontrol.ranking import ranked_bars
from tongyuan.plan.cocontrol.sizes import baseline
from tongyuan.testing.cocontrol import REGION, a_case, an_option, factors_of
from tongyuan.testing.frames import frame_of
from tongyuan.vocabulary.problems import InputError
from tongyuan.vocabulary.tables import Project, ProjectEmission, Saving, Substitution

YEAR = 2025
#: One over the pollution equivalents of SO2 and NOx (0.95 kg each).
AIR = {"SO2": 1 / 0.95, "NOx": 1 / 0.95}
CARBON = {"CO2": 1.0}


def case() -> Case:
    """Give coal (100 t: 1 t SO2 and 2 t CO2 a t) with every kind of choice; gas may take its place."""
    return a_case(
        {"coal": 100.0, "gas": 0.0},
        options=[an_option("coal", "scrubber", year=YEAR, cost=90.0, most_share=0.5)],
        factors={
            ("coal", "base"): {"SO2": 1.0, "CO2": 2.0},
            ("coal", "scrubber"): {"SO2": 0.1, "CO2": 2.1},
            ("gas", "base"): {"SO2": 0.0, "CO2": 1.5, "NOx": 0.1},
        },
        years=(YEAR,),
        substitutions=frame_of(
            Substitution,
            [
                {
                    "substitution": "coal to gas",
                    "year": YEAR,
                    "from_activity": "coal",
                    "to_activity": "gas",
                    "yield_ratio": 0.8,
                    "cost_cny": 500.0,
                    "most": None,
                    "yearly": None,
                }
            ],
        ),
        savings=frame_of(
            Saving,
            [{"saving": "insulation", "year": YEAR, "activity": "coal", "cost_cny": -30.0, "most": 20.0}],
        ),
        projects=frame_of(Project, [{"project": "kiln", "year": YEAR, "cost_cny": 1e4}]),
        project_emissions=frame_of(
            ProjectEmission,
            [{"project": "kiln", "region": REGION, "species": "CO2", "year": YEAR, "mass_t": 40.0}],
        ),
    )


def changes() -> dict[tuple[str, str], float]:
    rows = alone(case()).changes.select("measure", "species", "change_t").iter_rows()
    return {(measure, species): change for measure, species, change in rows}


def test_an_option_is_carried_to_its_highest_share() -> None:
    found = changes()
    assert found["scrubber", "SO2"] == pytest.approx(-45.0)
    assert found["scrubber", "CO2"] == pytest.approx(5.0)


def test_a_substitution_ends_one_emission_and_begins_another() -> None:
    found = changes()
    assert found["coal to gas", "SO2"] == pytest.approx(-100.0)
    assert found["coal to gas", "CO2"] == pytest.approx(-200.0 + 80 * 1.5)
    assert found["coal to gas", "NOx"] == pytest.approx(8.0)


def test_a_saving_and_a_project_change_what_they_say() -> None:
    found = changes()
    assert found["insulation", "CO2"] == pytest.approx(-40.0)
    assert found["kiln", "CO2"] == pytest.approx(40.0)


def test_a_substitution_pays_for_what_is_taken_up_and_no_more_for_what_is_given_up() -> None:
    problem = case()
    running_costs = problem.options.with_columns(
        cost_cny=pl.when(pl.col("option") == "base")
        .then(pl.col("activity").replace_strict({"coal": 10.0, "gas": 20.0}))
        .otherwise("cost_cny")
    )
    costed = Case(**{**vars(problem), "options": running_costs})
    cost = alone(costed).cost(year=YEAR).filter(measure="coal to gas")["cost_cny"][0]
    assert cost == pytest.approx(100 * (500.0 - 10.0 + 0.8 * 20.0))


def test_measures_of_one_name_are_one_measure() -> None:
    found = alone(case(), names={"insulation": "housing", "kiln": "housing"})
    assert set(found.choices["measure"]) == {"scrubber", "coal to gas", "housing"}
    assert found.weighed(CARBON, year=YEAR).filter(measure="housing")["change"][0] == pytest.approx(0.0)


def test_bars_stand_in_the_order_of_unit_cost_and_what_lowers_nothing_has_none() -> None:
    bars = ranked_bars(alone(case()), weights=CARBON, year=YEAR)
    assert bars["measure"].to_list() == ["insulation", "coal to gas"]
    assert bars["unit_cost_cny"].to_list() == pytest.approx([-600.0 / 40.0, 50_000.0 / 80.0])
    assert bars["ends"].to_list() == pytest.approx([40.0, 120.0])
    assert bars["begins"].to_list() == pytest.approx([0.0, 40.0])


def placed() -> dict[str, dict[str, object]]:
    problem = case()
    found = coordinates(alone(problem), before=baseline(problem), air=AIR, carbon=CARBON, year=YEAR)
    return {row["measure"]: row for row in found.iter_rows(named=True)}


def test_cleaning_that_uses_power_lies_in_the_quadrant_of_trading_one_for_the_other() -> None:
    found = placed()["scrubber"]
    assert (found["quadrant"], found["reading"]) == (4, "air_falls_carbon_rises")
    assert found["angle_deg"] == pytest.approx(math.degrees(math.atan2(-5 / 200, 45 / 100)))


def test_a_saving_lowers_both_alike() -> None:
    found = placed()["insulation"]
    assert (found["quadrant"], found["reading"]) == (1, "both_fall")
    assert found["angle_deg"] == pytest.approx(45.0)


def test_what_moves_one_alone_lies_on_an_axis() -> None:
    found = placed()["kiln"]
    assert (found["quadrant"], found["reading"]) == (None, "one_only")
    assert found["angle_deg"] == pytest.approx(-90.0)


def test_nothing_is_compared_with_no_emission() -> None:
    problem = a_case({"works": 1.0}, options=[], factors={("works", "base"): {"SO2": 1.0}})
    with pytest.raises(InputError, match="CO2"):
        coordinates(alone(problem), before=baseline(problem), air=AIR, carbon=CARBON, year=YEAR)


def test_a_species_that_no_measure_names_is_left_out() -> None:
    problem = case()
    more = pl.concat([problem.factors, factors_of({("gas", "base"): {"CH4": 1.0}}, years=(YEAR,))])
    found = alone(Case(**{**vars(problem), "factors": more})).weighed(CARBON, year=YEAR)
    assert found.equals(alone(problem).weighed(CARBON, year=YEAR))
