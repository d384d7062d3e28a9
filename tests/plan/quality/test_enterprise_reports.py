"""Enterprise reports beside statistics: numbers by hand, units, levels of sources, and what is flagged."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.plan.quality.enterprise_reports import beside_statistics, statistics_level
from tongyuan.testing.reports import a_report, a_use, reports_of, uses_of

NONE = reports_of()


def test_what_reports_leave_over_is_the_part_of_all_others() -> None:
    told = beside_statistics(
        uses_of(a_use(quantity=250.0)),
        reports=reports_of(a_report(quantity=60.0), a_report(enterprise="B", quantity=40.0)),
    ).row(0, named=True)
    assert (told["statistics"], told["reports"], told["gap"], told["coverage"]) == (250.0, 100.0, 150.0, 0.4)
    assert (told["enterprises"], told["verdict"], told["flagged"]) == (2, "consistent", False)


def test_reports_are_laid_at_the_level_that_the_statistics_have() -> None:
    whole = uses_of(a_use(quantity=100.0))
    works = reports_of(
        a_report(source="1A2a", quantity=30.0),
        a_report(source="1A2f", quantity=20.0),
        a_report(source="1A1b", enterprise="B", quantity=10.0),
    )
    told = beside_statistics(whole, reports=works).row(0, named=True)
    assert (told["source"], told["reports"], told["enterprises"]) == ("1A2", 60.0, 2)
    assert told["reported_as"] == "1A1b 1A2a 1A2f"


def test_where_the_statistics_divide_industry_each_branch_has_its_own_row() -> None:
    divided = uses_of(
        a_use(source="1A2a", sector="steel", quantity=100.0),
        a_use(source="1A2c", sector="chemicals", quantity=50.0),
    )
    told = beside_statistics(divided, reports=reports_of(a_report(source="1A2a", quantity=80.0)))
    assert told.sort("source").select("source", "coverage", "verdict").rows() == [
        ("1A2a", 0.8, "consistent"),
        ("1A2c", None, "statistics_alone"),
    ]
    assert statistics_level("1A1b", listed=["1A2a"]) == "1A1b"


def test_a_fuel_that_the_statistics_lack_is_flagged_and_why_they_lack_it_is_told() -> None:
    absent = uses_of(a_use(), a_use(fuel="lpg", quantity=None, state="NO"))
    works = reports_of(a_report(fuel="lpg", quantity=3.0), a_report(fuel="fuel_oil", quantity=2.0))
    told = beside_statistics(absent, reports=works).filter("flagged").sort("fuel")
    assert told.select("fuel", "state", "gap", "verdict").rows() == [
        ("fuel_oil", None, None, "reports_alone"),
        ("lpg", "NO", None, "reports_alone"),
    ]


def test_units_of_one_kind_are_converted_and_others_are_flagged() -> None:
    gas = uses_of(a_use(fuel="natural_gas", quantity=500.0, unit="1e4_m3"))
    metres = reports_of(a_report(fuel="natural_gas", quantity=2e6, unit="m3"))
    told = beside_statistics(gas, reports=metres).row(0, named=True)
    assert (told["reports"], told["unit"], told["coverage"]) == (pytest.approx(200.0), "1e4_m3", 0.4)
    heat = reports_of(a_report(fuel="natural_gas", quantity=9.0, unit="TJ"))
    flagged = beside_statistics(gas, reports=heat).row(0, named=True)
    assert (flagged["verdict"], flagged["coverage"], flagged["gap"]) == ("unit_differs", None, None)
    assert (flagged["reports"], flagged["reports_unit"]) == (9.0, "TJ")


def test_reports_in_units_that_cannot_be_added_are_not_added() -> None:
    gas = {"fuel": "natural_gas"}
    mixed = reports_of(
        a_report(quantity=2e6, unit="m3", **gas), a_report(enterprise="B", quantity=9.0, unit="TJ", **gas)
    )
    whole = uses_of(a_use(quantity=500.0, unit="1e4_m3", **gas))
    told = beside_statistics(whole, reports=mixed).row(0, named=True)
    assert (told["verdict"], told["reports"], told["reports_unit"]) == ("unit_differs", None, None)


def test_an_enterprise_that_states_no_quantity_is_counted_apart_and_never_as_nothing() -> None:
    silent = reports_of(a_report(quantity=None), a_report(enterprise="B", quantity=50.0))
    told = beside_statistics(uses_of(a_use()), reports=silent).row(0, named=True)
    assert (told["reports"], told["enterprises"], told["unstated"]) == (50.0, 2, 1)
    alone = beside_statistics(uses_of(a_use()), reports=reports_of(a_report(quantity=None)))
    assert alone.row(0, named=True)["reports"] is None


def test_without_reports_there_is_no_coverage() -> None:
    told = beside_statistics(uses_of(a_use()), reports=NONE).row(0, named=True)
    assert (told["coverage"], told["verdict"], told["flagged"]) == (None, "statistics_alone", False)


def test_what_is_burned_and_is_no_carrier_of_the_balance_is_laid_beside_too() -> None:
    straw = {"source": "1A1a", "fuel": "crop_straw"}
    told = beside_statistics(
        uses_of(a_use(quantity=80.0, sector="power", **straw)),
        reports=reports_of(a_report(quantity=0.004, unit="1e4_t", **straw)),
    ).row(0, named=True)
    assert (told["reports"], told["coverage"]) == (pytest.approx(40.0), pytest.approx(0.5))


def test_processes_and_purchases_are_no_fuel() -> None:
    made = a_use(source="2C1", fuel="crude_steel", activity="production")
    assert beside_statistics(uses_of(made), reports=NONE).is_empty()


@given(
    statistics=st.lists(st.floats(0, 1e6), min_size=1, max_size=4),
    reports=st.lists(st.floats(0, 1e6), min_size=1, max_size=6),
)
def test_the_gap_closes_statistics_and_reports(statistics: list[float], reports: list[float]) -> None:
    uses = uses_of(*(a_use(sector=str(n), quantity=amount) for n, amount in enumerate(statistics)))
    works = reports_of(*(a_report(enterprise=str(n), quantity=amount) for n, amount in enumerate(reports)))
    told = beside_statistics(uses, reports=works)
    assert told.select(pl.col("reports") + pl.col("gap")).item() == pytest.approx(sum(statistics), abs=1e-6)
    assert told["enterprises"].item() == len(reports)
