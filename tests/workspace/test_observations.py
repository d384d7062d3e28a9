"""Observations in the lake: the latest word holds, twice is once, a reader sees the stations in reach."""

from __future__ import annotations

from datetime import UTC, date, datetime

import ibis
import polars as pl
import pytest

from tongyuan.testing.monitoring import a_station, hours_of, stations_of
from tongyuan.vocabulary.scope import Reach, Scope
from tongyuan.workspace.lake import Source
from tongyuan.workspace.observations import Believed, Observations
from tongyuan.workspace.workspace import Workspace

FILE = Source("hours.csv", "0" * 64)


def put(workspace: Workspace, rows: pl.DataFrame) -> Believed:
    return workspace.observations.put(rows, kind="air", source=FILE, actor="tester")


def values(workspace: Workspace, **asked: object) -> list[float | None]:
    return workspace.observations.frame(kind="air", **asked)["value"].to_list()  # type: ignore[arg-type]


def test_what_comes_twice_adds_nothing(workspace: Workspace) -> None:
    rows = hours_of([1.0, None, 3.0])
    first, second = put(workspace, rows), put(workspace, rows.reverse())
    assert (first.added, first.corrected) == (3, 0)
    assert (second.rows, second.added, second.corrected) == (3, 0, 0)
    assert values(workspace) == [1.0, None, 3.0]
    assert workspace.observations.batches()["added"].to_list() == [0, 3]


def test_a_correction_is_a_new_belief_and_the_old_one_is_kept(workspace: Workspace) -> None:
    put(workspace, hours_of([1.0, 2.0]))
    before = workspace.observations.believed_until()
    assert put(workspace, hours_of([1.0, 5.0, 7.0])).corrected == 1
    assert values(workspace) == [1.0, 5.0, 7.0]
    assert values(workspace, as_of=before) == [1.0, 2.0]


def test_a_value_may_be_taken_back_as_missing(workspace: Workspace) -> None:
    put(workspace, hours_of([1.0]))
    put(workspace, hours_of([None]))
    assert values(workspace) == [None]


def test_an_hour_that_ends_at_midnight_belongs_to_the_day_that_it_closes(workspace: Workspace) -> None:
    put(workspace, hours_of([float(hour) for hour in range(1, 49)]))
    assert values(workspace, first=date(2024, 1, 2)) == [float(hour) for hour in range(25, 49)]
    assert values(workspace, last=date(2024, 1, 1)) == [float(hour) for hour in range(1, 25)]


def test_the_engine_reads_what_the_frame_reads(workspace: Workspace) -> None:
    put(workspace, hours_of([1.0, 2.0]))
    put(workspace, hours_of([1.0, 5.0]))
    put(workspace, hours_of([4.0], first=datetime(2024, 3, 1, tzinfo=UTC)))
    table = workspace.observations.table(ibis.duckdb.connect(), kind="air")
    assert table is not None
    read = pl.from_arrow(table.to_pyarrow())
    assert isinstance(read, pl.DataFrame)
    assert read.sort("ended_at")["value"].to_list() == [1.0, 5.0, 4.0]


def test_nothing_held_is_no_table(workspace: Workspace) -> None:
    assert workspace.observations.table(ibis.duckdb.connect(), kind="air") is None
    assert workspace.observations.frame(kind="air").is_empty()


@pytest.mark.parametrize("engine", [False, True])
def test_a_reader_sees_the_values_of_the_stations_in_reach(workspace: Workspace, engine: bool) -> None:
    guarded = {"sensitivity_level": "internal"}
    workspace.stations.put(
        stations_of(a_station("S1", **guarded), a_station("S2", region="990200", **guarded)), actor="tester"
    )
    put(workspace, pl.concat([hours_of([1.0]), hours_of([2.0], station="S2")]))
    seen = Observations(workspace.artefacts, Scope((Reach(regions=frozenset({"990100"})),)))
    if engine:
        table = seen.table(ibis.duckdb.connect(), kind="air")
        assert table is not None
        assert table.station.to_pyarrow().to_pylist() == ["S1"]
        return
    assert seen.frame(kind="air")["station"].to_list() == ["S1"]


def test_a_station_that_moves_has_a_row_for_each_place(workspace: Workspace) -> None:
    moved = date(2024, 6, 1)
    rows = (a_station(lon=120.0, lat=41.0, valid_to=moved), a_station(lon=121.0, lat=41.5, valid_from=moved))
    assert workspace.stations.put(stations_of(*rows), actor="tester") == 2
    assert workspace.stations.put(stations_of(*rows), actor="tester") == 0
    assert workspace.stations.frame(on=date(2024, 5, 31))["lon"].to_list() == [120.0]
    assert workspace.stations.frame(on=moved)["lon"].to_list() == [121.0]


def test_a_corrected_station_takes_the_place_of_what_was_entered(workspace: Workspace) -> None:
    workspace.stations.put(stations_of(a_station(name="旧")), actor="tester")
    workspace.stations.put(stations_of(a_station(name="新")), actor="tester")
    assert workspace.stations.frame()["name"].to_list() == ["新"]


def test_a_decision_keeps_who_when_and_why(workspace: Workspace) -> None:
    at = datetime(2024, 1, 1, tzinfo=UTC)
    said = {"station": "S1", "item": None, "first": at, "last": at, "lifts": None, "reason": "检修"}
    number = workspace.observations.decide(said | {"decision": "void"}, actor="tester")
    row = workspace.observations.decisions().row(0, named=True)
    assert (row["number"], row["decision"], row["actor"]) == (number, "void", "tester")
