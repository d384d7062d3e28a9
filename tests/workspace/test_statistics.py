from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongyuan.testing.workspace import a_statistic, statistics_of
from tongyuan.vocabulary.problems import ConflictError, InputError
from tongyuan.vocabulary.tables import Statistic
from tongyuan.workspace.workspace import Workspace

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)


def add(workspace: Workspace, *records: dict[str, Any], at: datetime | None = None) -> dict[str, int]:
    return dict(workspace.add_statistics(statistics_of(*records), actor="tester", believed_at=at))


def test_a_correction_is_a_further_version_and_the_earlier_one_stays(workspace: Workspace) -> None:
    assert add(workspace, a_statistic(value=100.0)) == {"new": 1, "corrected": 0, "unchanged": 0}
    assert add(workspace, a_statistic(value=90.0)) == {"new": 0, "corrected": 1, "unchanged": 0}
    assert workspace.statistics()["value"].to_list() == [90.0]
    assert workspace.statistic_history().select("version", "value").rows() == [(1, 100.0), (2, 90.0)]


def test_reading_as_of_a_day_gives_what_was_believed_on_that_day(workspace: Workspace) -> None:
    add(workspace, a_statistic(value=100.0), at=MONDAY)
    add(workspace, a_statistic(value=90.0), a_statistic(period="2025"), at=TUESDAY)
    assert workspace.statistics(as_of=MONDAY - timedelta(microseconds=1)).is_empty()
    assert workspace.statistics(as_of=MONDAY)["value"].to_list() == [100.0]
    assert workspace.statistics(as_of=TUESDAY - timedelta(microseconds=1)).height == 1
    assert workspace.statistics(as_of=TUESDAY)["value"].to_list() == [90.0, 100.0]


def test_a_row_that_says_nothing_new_makes_no_version_whoever_hands_it_in(workspace: Workspace) -> None:
    add(workspace, a_statistic())
    assert add(workspace, a_statistic(reporter="another")) == {"new": 0, "corrected": 0, "unchanged": 1}
    assert workspace.statistic_history().height == 1


@pytest.mark.parametrize(
    "change",
    [
        {"value": 1.0},
        {"value": None, "state": "C"},
        {"unit": "1e4_cny"},
        {"citation": "another"},
        {"note": "seen"},
    ],
)
def test_whatever_else_a_row_says_makes_a_version(workspace: Workspace, change: dict[str, Any]) -> None:
    add(workspace, a_statistic())
    assert add(workspace, a_statistic(**change))["corrected"] == 1


def test_going_back_to_an_earlier_figure_is_a_third_version(workspace: Workspace) -> None:
    for value in (100.0, 90.0, 100.0):
        add(workspace, a_statistic(value=value))
    assert workspace.statistics()["version"].to_list() == [3]


def test_kinds_and_vintages_live_side_by_side(workspace: Workspace) -> None:
    add(workspace, a_statistic(vintage="flash"), a_statistic(vintage="final"), a_statistic(kind="audited"))
    assert workspace.statistics()["version"].to_list() == [1, 1, 1]


def test_one_bad_row_keeps_all_rows_out(workspace: Workspace) -> None:
    with pytest.raises(InputError):
        add(workspace, a_statistic(), a_statistic(period="2023", value=None, state=None))
    assert workspace.statistics().is_empty()


def test_all_faults_are_named_together(workspace: Workspace) -> None:
    with pytest.raises(InputError) as caught:
        add(workspace, a_statistic(unit=None), a_statistic(period="2023", citation=None))
    columns = {problem.values["column"] for problem in caught.value.problems}
    assert {"unit", "citation"} <= columns


@pytest.mark.parametrize(
    ("column", "got"),
    [("kind", "rumour"), ("vintage", "latest"), ("state", "NA"), ("value", math.nan), ("value", math.inf)],
)
def test_what_no_statistic_can_say_is_refused(workspace: Workspace, column: str, got: Any) -> None:
    with pytest.raises(InputError) as caught:
        add(
            workspace,
            a_statistic(**({"value": None, "state": "NE"} if column == "state" else {}) | {column: got}),
        )
    assert column in {problem.values["column"] for problem in caught.value.problems}
    assert workspace.statistics().is_empty()


def test_the_same_figure_twice_in_one_import_is_refused_by_name(workspace: Workspace) -> None:
    with pytest.raises(InputError) as caught:
        add(workspace, a_statistic(value=1.0), a_statistic(value=2.0))
    assert caught.value.problems[0].code == "workspace.duplicate"
    assert "gdp" in caught.value.problems[0].what("zh")


def test_a_period_that_no_calendar_has_is_refused(workspace: Workspace) -> None:
    with pytest.raises(InputError) as caught:
        add(workspace, a_statistic(period="2024-13"), a_statistic(period="24年"))
    assert [problem.code for problem in caught.value.problems] == ["workspace.period"] * 2


def test_nothing_is_believed_before_what_is_believed_already(workspace: Workspace) -> None:
    add(workspace, a_statistic(), at=TUESDAY)
    with pytest.raises(ConflictError) as caught:
        add(workspace, a_statistic(period="2023"), at=MONDAY)
    assert caught.value.problems[0].code == "workspace.believed_backwards"


def test_a_clock_that_was_set_back_does_not_hold_up_an_import(workspace: Workspace) -> None:
    ahead = datetime.now(UTC) + timedelta(days=365)
    add(workspace, a_statistic(), at=ahead)
    add(workspace, a_statistic(value=1.0))
    assert workspace.statistics(as_of=ahead)["value"].to_list() == [100.0]
    assert workspace.statistics()["value"].to_list() == [1.0]


def test_the_reporter_is_the_actor_where_no_row_names_one(workspace: Workspace) -> None:
    workspace.add_statistics(statistics_of(a_statistic()).drop("reporter"), actor="local:li")
    assert workspace.statistics()["reporter"].to_list() == ["local:li"]


def test_statistics_keep_their_contract_even_where_there_is_none(workspace: Workspace) -> None:
    assert Statistic.is_valid(workspace.statistics())
    assert workspace.statistics().is_empty()
    assert workspace.believed_until() is None


def test_region_and_series_narrow_the_reading(workspace: Workspace) -> None:
    add(workspace, a_statistic(), a_statistic(series="coal"), a_statistic(region="990100"))
    assert workspace.statistics(region="990100").height == 1
    assert workspace.statistics(series=["gdp", "coal"]).height == 3
    assert workspace.statistics(series="coal", region="990000").height == 1


def test_the_figure_that_stands_is_the_latest_vintage(workspace: Workspace) -> None:
    add(workspace, a_statistic(vintage="flash", value=1.0), a_statistic(vintage="final", value=2.0))
    assert workspace.current_statistics()["value"].to_list() == [2.0]


VALUES = st.lists(
    st.dictionaries(st.sampled_from(["2021", "2022", "2023"]), st.sampled_from([1.0, 2.0, 3.0]), min_size=1),
    max_size=5,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(imports=VALUES)
def test_every_past_belief_can_be_read_again_after_any_imports(
    folder_workspace: Workspace, imports: list[dict[str, float]]
) -> None:
    beliefs: dict[datetime, pl.DataFrame] = {}
    for figures in imports:
        add(folder_workspace, *(a_statistic(period=period, value=value) for period, value in figures.items()))
        until = folder_workspace.believed_until()
        assert until is not None
        beliefs[until] = folder_workspace.statistics()
    for moment, believed in beliefs.items():
        assert folder_workspace.statistics(as_of=moment).equals(believed)
