"""Surface water by its services: from files to sections, rivers, warnings and plants, within reach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_bare_demo, a_session, an_actor
from tongyuan.testing.water import water_files, watered
from tongyuan.vocabulary.problems import InputError, NotFoundError

Own = tuple[Session, dict[str, Path]]
SPAN = {"first": "2023-01-01", "last": "2023-12-31"}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    folder = tmp_path_factory.mktemp("water")
    session = a_session(a_bare_demo(folder / "workspace", pack="exercise"))
    yield session, watered(session, folder)
    session.workspace.close()


def test_every_answer_says_that_it_is_synthetic_and_what_was_not_verified(own: Own) -> None:
    session, _ = own
    for verb in ("list", "states", "lakes", "trend", "warnings"):
        meta = session.call(f"water.{verb}").meta
        assert meta["synthetic"] is True
        assert meta["sensitivity"] == "internal"
        assert any("trend_least" in one for one in meta["unverified"])
    assert session.call("water.plants").meta["synthetic"] is True


def test_each_section_stands_once_a_period_with_what_it_lacks(own: Own) -> None:
    session, _ = own
    year = session.call("water.list").frame()
    assert year["station"].to_list() == ["SYN-L1", *[f"SYN-W{number}" for number in range(1, 7)]]
    by_name = {row["station"]: row for row in year.iter_rows(named=True)}
    assert by_name["SYN-W2"]["status"] == "cannot_tell"  # COD was not measured in May
    assert "water_cod" in by_name["SYN-W2"]["short"]
    assert by_name["SYN-W1"]["complete"]
    august = session.call("water.list", period="2023-08").frame()
    row = august.filter(station="SYN-W6").row(0, named=True)
    assert (row["class"], row["measured"], row["status"]) == (None, 0, "cannot_tell")


def test_a_section_shows_every_month_of_every_item(own: Own) -> None:
    session, _ = own
    items = session.call("water.show", station="SYN-W2").frame()
    assert items.filter(pl.col("month") > 0, role="judged").height == 12 * 21
    may = items.filter(month=5, item="water_cod").row(0, named=True)
    assert (may["mean"], may["class"], may["reading"]) == (None, None, "missing")
    for table in ("sections", "warnings", "trends"):
        assert set(session.call("water.show", station="SYN-W5", table=table).frame()["station"]) <= {"SYN-W5"}
    with pytest.raises(NotFoundError):
        session.call("water.show", station="SYN-Z")


def test_rivers_count_their_sections_and_basins_all_of_them(own: Own) -> None:
    session, _ = own
    waters = session.call("water.states").frame()
    assert dict(waters.select("name", "sections").iter_rows()) == {
        "合成丙河": 1,
        "合成乙河": 2,
        "合成水库": 1,
        "合成甲河": 3,
    }
    basin = session.call("water.states", by="basin").frame().row(0, named=True)
    assert (basin["sections"], basin["method"]) == (6, "shares")
    assert basin["good_least"] <= basin["good_most"]


def test_one_year_tells_no_trend_and_six_do(tmp_path: Path, own: Own) -> None:
    session, _ = own
    assert set(session.call("water.trend").frame()["trend"]) == {"cannot_tell"}
    longer = a_session(a_bare_demo(tmp_path / "workspace", pack="exercise"))
    watered(longer, tmp_path, years=6)
    rows = longer.call("water.trend", station="SYN-W4").frame()
    assert rows.filter(item="water_nh3n")["trend"].item() == "better"  # planted: 6 % less a year
    longer.workspace.close()


def test_the_lake_has_a_trophic_index_each_month(own: Own) -> None:
    session, _ = own
    rows = session.call("water.lakes").frame()
    assert rows.height == 13
    assert rows["index"].null_count() == 0


def test_warnings_name_the_month_without_a_sample(own: Own) -> None:
    session, _ = own
    rows = session.call("water.warnings", station="SYN-W6").frame()
    assert rows.filter(kind="not_measured").select("year", "month").rows() == [(2023, 8)]


def test_the_same_evaluation_is_the_same_run(own: Own) -> None:
    session, files = own
    again = session.call("water.evaluate", sections=files["sections"], **SPAN)
    assert again.meta["run"] == session.call("water.list").meta["run"]


def test_plants_are_accounted_by_hand_and_what_is_not_told_has_no_carbon(own: Own) -> None:
    session, _ = own
    answer = session.call("water.plants")
    rows = answer.frame()
    first = rows.filter(plant="合成第一污水处理厂", pollutant="cod").row(0, named=True)
    assert first["removed_kg"] == pytest.approx(3.65e7 * (320 - 24) / 1000)
    assert first["kwh_per_kg"] == pytest.approx(12_800_000 / first["removed_kg"])
    # CH4: (11,680 - 4,200) t x 0.25 x 0.03 x 28; N2O: 1,533 t x 0.0129 x 44/28 x 265; grid of 2023: 0.5306
    expected = 12800 * 0.5306 + 1900 + 7480 * 0.0075 * 28 + 1533 * 0.0129 * 44 / 28 * 265
    assert first["total_t_co2e"] == pytest.approx(expected)
    assert first["reuse_share"] == pytest.approx(9 / 36.5)
    second = rows.filter(plant="合成第二污水处理厂", pollutant="tp").row(0, named=True)
    assert (second["total_t_co2e"], second["reason"], second["reuse_share"]) == (
        None,
        "carbon_incomplete",
        None,
    )
    assert second["kwh_per_kg"] > 0
    assert {one["citation"] for one in answer.meta["factors"]} >= {"MEE_2025_47", "EFDB_Wang_WWTP"}


def test_a_period_without_a_whole_month_and_a_strange_item_are_refused(own: Own, tmp_path: Path) -> None:
    session, files = own
    for span in (
        {"first": "2023-02-02", "last": "2023-02-27"},
        {"first": "2023-12-31", "last": "2023-01-01"},
    ):
        with pytest.raises(InputError) as refused:
            session.call("water.evaluate", sections=files["sections"], **span)
        assert refused.value.problems[0].code == "water.interval"
    strange = tmp_path / "sections.csv"
    lines = "station,water,basin,body,target_class,programme\nSYN-W1,甲,乙,river,3,water_gold\n"
    strange.write_text(lines, encoding="utf-8")
    with pytest.raises(InputError) as told:
        session.call("water.evaluate", sections=strange, **SPAN)
    assert told.value.problems[0].code == "water.programme"
    strange.write_text(lines.replace("river,3", "brook,9").replace("water_gold", ""), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        session.call("water.evaluate", sections=strange, **SPAN)
    assert refused.value.problems[0].code == "water.file"


def test_a_sample_below_detection_is_read_with_its_limit(tmp_path: Path, own: Own) -> None:
    session, _ = own
    file = tmp_path / "below.csv"
    file.write_text(
        "station,time,挥发酚（µg/L）,氨氮\nSYN-W1,2022-01-05 10:00,0.3L,<0.025\n", encoding="utf-8"
    )
    session.call("monitor.import", file=file, kind="water", averaging="sample")
    rows = session.call(
        "monitor.hours",
        station="SYN-W1",
        first="2022-01-01",
        last="2022-01-31",
        kind="water",
        averaging="sample",
    ).frame()
    told = {row["item"]: (row["value"], row["mark"]) for row in rows.iter_rows(named=True)}
    assert told == {"water_phenol": (pytest.approx(0.0003), "L"), "water_nh3n": (0.025, "L")}


def test_plants_are_seen_where_they_stand_and_what_is_invented_says_so(tmp_path: Path) -> None:
    session = a_session(a_bare_demo(tmp_path / "workspace", pack="exercise"))
    file = tmp_path / "plants.csv"
    head = "plant,period,year,process,region,origin,flow_m3,electricity_mwh,cod_in_mg_l,cod_out_mg_l\n"
    told = "1000000,400,300,30\n"
    rows = f"甲厂,2024,2024,a2o,990100,,{told}乙厂,2024,2024,a2o,990200,synthetic,{told}"
    file.write_text(head + rows, encoding="utf-8")
    session.call("water.account", file=file)
    assert session.call("water.plants").frame()["plant"].unique().sort().to_list() == ["乙厂", "甲厂"]
    for region, plant, origin in (("990100", "甲厂", "measured"), ("990200", "乙厂", "synthetic")):
        city = Session(session.workspace, an_actor("c", role="city_analyst", region=region))
        own = city.call("water.plants").frame()
        assert own.select("plant", "origin").unique().rows() == [(plant, origin)]
    other = Session(session.workspace, an_actor("c", role="city_analyst", region="990300"))
    with pytest.raises(NotFoundError):
        other.call("water.plants")
    file.write_text(head + rows.replace("990200", "889900"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        session.call("water.account", file=file)
    (problem,) = caught.value.problems
    assert (problem.code, problem.values["got"]) == ("monitoring.region", "889900")
    assert problem.place is not None
    assert problem.place.row == 3
    session.workspace.close()


def test_without_an_evaluation_it_says_what_to_do(tmp_path: Path) -> None:
    session = a_session(a_bare_demo(tmp_path / "workspace", pack="exercise"))
    for verb, words in (("list", "water evaluate"), ("plants", "water account")):
        with pytest.raises(NotFoundError) as refused:
            session.call(f"water.{verb}")
        assert words in refused.value.text("en")
    files = water_files(session, tmp_path)
    with pytest.raises(InputError) as unknown:
        session.call("water.evaluate", sections=files["sections"], **SPAN)
    assert unknown.value.problems[0].code == "water.no_section"
    session.workspace.close()
