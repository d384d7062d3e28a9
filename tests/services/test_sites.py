"""Stations of every kind by their services: latest, excess, potential, regime; what is not there is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from tongyuan.services.session import Session
from tongyuan.testing.monitoring import a_station, hours_of, stations_of
from tongyuan.testing.sessions import a_bare_demo, a_session, an_actor
from tongyuan.testing.sites import sited
from tongyuan.vocabulary.problems import InputError, NotFoundError
from tongyuan.workspace.lake import Source

REGION = "990100"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    session = a_session(a_bare_demo(tmp_path_factory.mktemp("sites") / "workspace", pack="exercise"))
    sited(session, region=REGION)
    yield session
    session.workspace.close()


def test_the_latest_value_stands_with_its_unit_time_and_completeness(own: Session) -> None:
    found = own.call("monitor.latest", kind="ghg", days=24)
    assert (found.meta["first"], found.meta["last"]) == ("2024-06-01", "2024-06-24")
    rows = {row["station"]: row for row in found.frame().iter_rows(named=True)}
    assert rows["SYNG0"]["share"] == 100
    assert (rows["SYNG1"]["have"], rows["SYNG1"]["expected"]) == (24 * 24 - 12, 24 * 24)
    assert rows["SYNG0"]["ended_at"] == datetime(2024, 6, 24, 16, tzinfo=UTC)
    assert rows["SYNG0"]["unit"] == "ppm"


def test_a_station_without_a_value_has_a_row_and_no_number(own: Session) -> None:
    own.workspace.stations.put(stations_of(a_station("SYNR1", kind="radiation", region=REGION)), actor="t")
    (row,) = own.call("monitor.latest", kind="radiation").frame().rows(named=True)
    assert (row["station"], row["item"], row["value"], row["share"]) == ("SYNR1", None, None, None)


def test_samples_are_listed_without_a_share(own: Session) -> None:
    own.workspace.stations.put(stations_of(a_station("SYNE1", kind="ecology", region=REGION)), actor="t")
    rows = hours_of([0.6], station="SYNE1", item="eco_ndvi", averaging="sample")
    own.workspace.observations.put(rows, kind="ecology", source=Source("e.csv", "3" * 64), actor="t")
    (row,) = own.call("monitor.latest", kind="ecology").frame().rows(named=True)
    assert (row["value"], row["have"], row["share"]) == (0.6, 1, None)


def test_the_planted_excess_comes_back_with_its_pairs(own: Session) -> None:
    meta = own.call("monitor.excess", station="SYNG1", background="SYNG0").meta
    assert meta["low"] <= 20 <= meta["high"]
    assert meta["pairs"] == 24 * 24 - 12
    assert meta["unit"] == "ppm"


def test_a_station_is_not_its_own_background_and_must_be_there(own: Session) -> None:
    with pytest.raises(InputError):
        own.call("monitor.excess", station="SYNG1", background="SYNG1")
    with pytest.raises(NotFoundError) as caught:
        own.call("monitor.excess", station="nobody", background="SYNV1")
    assert [one.values["got"] for one in caught.value.problems] == ["SYNV1", "nobody"]


def test_the_potential_names_what_was_not_measured(own: Session) -> None:
    found = own.call("monitor.potential", station="SYNV1")
    assert found.frame().height == 12
    assert "voc_styrene" in found.meta["not_measured"]
    assert found.meta["potential"] == pytest.approx(found.frame()["potential"].sum())


def test_the_planted_regime_is_told_and_with_fewer_days_it_is_not(own: Session) -> None:
    asked = {"station": "SYNV1", "air": "SYNA1"}
    told = own.call("monitor.regime", **asked).frame()
    assert dict(told.select("indicator", "verdict").iter_rows()) == {"voc_nox": "voc", "hcho_no2": "voc"}
    assert told["quality"].unique().to_list() == ["unverified"]
    few = own.call("monitor.regime", **asked, first="2024-06-10", last="2024-06-24").frame()
    assert few["verdict"].unique().to_list() == ["cannot_tell"]


def test_another_citys_stations_are_out_of_reach(own: Session) -> None:
    other = Session(own.workspace, an_actor("c", role="city_analyst", region="990200"))
    assert other.call("monitor.latest", kind="ghg").frame().is_empty()
    with pytest.raises(NotFoundError):
        other.call("monitor.potential", station="SYNV1")


@pytest.mark.parametrize(
    ("kind", "item", "good", "bad"),
    [
        ("ghg", "ghg_co2", "421.5", "四百"),
        ("voc", "voc_toluene", "2.5", "abc"),
        ("composition", "pm_sulfate", "12.5", "1.2.3"),
        ("ecology", "eco_ndvi", "0.61", "?"),
        ("radiation", "rad_gamma", "85.2", "x"),
    ],
)
def test_a_file_of_each_kind_goes_in_whole_and_a_corrupt_cell_keeps_it_out(
    own: Session, tmp_path: Path, kind: str, item: str, good: str, bad: str
) -> None:
    station = f"SYN-{kind}"
    own.workspace.stations.put(stations_of(a_station(station, kind=kind, region=REGION)), actor="t")
    file = tmp_path / f"{kind}.csv"
    head = f"time,station,{item}\n"
    file.write_text(f"{head}2023-03-01 01:00,{station},{good}\n2023-03-01 02:00,{station},{bad}\n")
    with pytest.raises(InputError) as caught:
        own.call("monitor.import", file=file, kind=kind)
    place = caught.value.problems[0].place
    assert place is not None
    assert place.row == 3
    assert own.workspace.observations.frame(kind=kind, stations=[station]).is_empty()
    file.write_text(f"{head}2023-03-01 01:00,{station},{good}\n2023-03-01 02:00,{station},\n")
    own.call("monitor.import", file=file, kind=kind)
    held = own.workspace.observations.frame(kind=kind, first=date(2023, 3, 1), stations=[station])
    assert held["value"].to_list() == [float(good), None]
    assert isinstance(held, pl.DataFrame)
