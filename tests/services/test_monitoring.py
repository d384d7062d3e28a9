"""Monitoring by its services: files of every form, faults told together, each day by its own edition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from tongyuan.services.session import Session
from tongyuan.testing.monitoring import an_hours_file
from tongyuan.testing.sessions import a_bare_demo, a_session
from tongyuan.vocabulary.problems import InputError, NotFoundError, PermissionDeniedError


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = a_session(a_bare_demo(tmp_path / "workspace", pack="exercise"))
    yield made
    made.workspace.close()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def to_file(text: str, *, name: str = "a.csv", encoding: str = "utf-8") -> Path:
        file = tmp_path / name
        file.write_bytes(text.encode(encoding))
        return file

    return to_file


def taken(session: Session, file: Path, **more: object) -> dict[str, object]:
    return dict(session.call("monitor.import", file=file, unknown="enter", region="990100", **more).meta)


def codes(error: InputError) -> list[str]:
    return [problem.code for problem in error.problems]


LONG = "station,item,time,value,unit\nS1,PM2.5,2024-01-01 13:00,35,µg/m3\n"
ITEMS = "时间,点位,PM2.5,CO（mg/m³）\n2024-01-01 13:00,S1,35,0.6\n"
PLACES = "date,hour,type,S1,S2\n20240101,13,PM2.5,35,\n20240101,13,AQI,50,51\n"


@pytest.mark.parametrize("text", [LONG, ITEMS, PLACES])
def test_each_form_in_use_gives_the_same_value(
    session: Session, write: Callable[..., Path], text: str
) -> None:
    taken(session, write(text))
    rows = session.call("monitor.hours", station="S1", first="2024-01-01", last="2024-01-01").frame()
    fine = rows.filter(item="pm2.5")
    assert fine["value"].to_list() == [35.0]
    assert str(fine["ended_at"][0]) == "2024-01-01 05:00:00+00:00"


def test_a_blank_is_missing_and_what_is_no_item_is_told(session: Session, write: Callable[..., Path]) -> None:
    assert taken(session, write(PLACES))["skipped"] == ["AQI"]
    rows = session.call("monitor.hours", station="S2", first="2024-01-01", last="2024-01-01").frame()
    assert rows["value"].to_list() == [None]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_files_of_every_encoding_in_use_are_read(
    session: Session, write: Callable[..., Path], encoding: str
) -> None:
    assert taken(session, write(ITEMS.replace("³", "3"), encoding=encoding))["added"] == 2


def test_a_file_that_comes_twice_adds_nothing(session: Session, tmp_path: Path) -> None:
    file = an_hours_file(tmp_path)
    first, second = taken(session, file), taken(session, file)
    assert first["added"] == 3 * 24 * 6
    assert (second["added"], second["corrected"], second["unchanged"]) == (0, 0, 3 * 24 * 6)


def test_a_correction_replaces_the_value_and_is_counted(session: Session, write: Callable[..., Path]) -> None:
    taken(session, write(LONG))
    told = taken(session, write(LONG.replace(",35,", ",36,"), name="b.csv"))
    assert (told["added"], told["corrected"]) == (0, 1)


def test_mixed_units_are_brought_to_one(session: Session, write: Callable[..., Path]) -> None:
    taken(session, write(LONG + "S1,CO,2024-01-01 13:00,600,µg/m3\nS1,SO2,2024-01-01 13:00,0.012,mg/m3\n"))
    rows = session.call("monitor.hours", station="S1", first="2024-01-01", last="2024-01-01").frame()
    assert dict(rows.select("item", "value").iter_rows()) == pytest.approx(
        {"co": 0.6, "pm2.5": 35.0, "so2": 12.0}
    )


def test_a_column_that_seems_to_be_of_another_unit_is_refused(
    session: Session, write: Callable[..., Path]
) -> None:
    with pytest.raises(InputError) as caught:
        taken(session, write("time,station,CO\n2024-01-01 13:00,S1,600\n2024-01-01 14:00,S1,650\n"))
    assert codes(caught.value) == ["monitoring.doubtful_unit"]


def test_every_fault_is_told_with_its_row_and_nothing_comes_in(
    session: Session, write: Callable[..., Path]
) -> None:
    bad = LONG + "S1,PM2.5,2024-01-01 25:00,1,\nS1,PM2.5,2024-01-01 14:00,许多,\nS1,PM2.5,昨天,1,\n"
    with pytest.raises(InputError) as caught:
        taken(session, write(bad))
    told = sorted((problem.code, problem.place.row) for problem in caught.value.problems)
    assert told == [("monitoring.number", 4), ("monitoring.time", 3), ("monitoring.time", 5)]
    assert session.call("monitor.batches").frame().is_empty()
    assert session.call("monitor.stations").frame().is_empty()


def test_a_unit_that_does_not_convert_is_told(session: Session, write: Callable[..., Path]) -> None:
    with pytest.raises(InputError) as caught:
        taken(session, write(LONG.replace("µg/m3", "ppb")))
    assert codes(caught.value) == ["monitoring.unit"]


def test_rows_that_contradict_each_other_are_told_and_equal_ones_are_one(
    session: Session, write: Callable[..., Path]
) -> None:
    line = LONG.splitlines()[1]
    assert taken(session, write(f"{LONG}{line}\n"))["twice_in_file"] == 1
    with pytest.raises(InputError) as caught:
        taken(session, write(f"{LONG}{line.replace(',35,', ',36,')}\n"))
    assert set(codes(caught.value)) == {"monitoring.contradiction"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a,b\n1,2\n", "monitoring.form"),
        (b"\x00\xff\xfe\x00", "workbook.encoding"),
        (b'time,station,PM2.5\n"2024-01-01 13:00,S1,35', "monitoring.file"),
        (b"time,station,PM2.5\n2024-01-01 13:00,S1,35,9,9\n", "monitoring.file"),
    ],
)
def test_a_corrupt_file_has_one_clear_answer(
    session: Session, tmp_path: Path, content: bytes, code: str
) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    with pytest.raises(InputError) as caught:
        taken(session, file)
    assert codes(caught.value) == [code]


def test_hour_24_is_the_end_of_its_own_day(session: Session, write: Callable[..., Path]) -> None:
    taken(session, write(LONG.replace("13:00", "24:00")))
    rows = session.call("monitor.hours", station="S1", first="2024-01-01", last="2024-01-01").frame()
    assert str(rows["ended_at"][0]) == "2024-01-01 16:00:00+00:00"


def test_a_time_may_be_the_start_of_its_hour(session: Session, write: Callable[..., Path]) -> None:
    taken(session, write(LONG), stamp="start")
    rows = session.call("monitor.hours", station="S1", first="2024-01-01", last="2024-01-01").frame()
    assert str(rows["ended_at"][0]) == "2024-01-01 06:00:00+00:00"


def test_unknown_stations_are_refused_by_name_unless_they_are_to_be_entered(
    session: Session, write: Callable[..., Path]
) -> None:
    with pytest.raises(InputError) as caught:
        session.call("monitor.import", file=write(LONG))
    assert codes(caught.value) == ["monitoring.station"]
    assert "S1" in caught.value.text("zh")


def test_stations_come_from_a_list_and_a_move_is_a_further_row(
    session: Session, write: Callable[..., Path]
) -> None:
    head = "点位编码,名称,地区,经度,纬度,启用日,停用日\n"
    rows = "S1,一号,990100,120.1,41.2,2020-01-01,2023-06-01\nS1,一号,990100,120.3,41.3,2023-06-01,\n"
    session.call("monitor.enter", file=write(head + rows), source="站点名录")
    on = [
        session.call("monitor.stations", on=day).frame()["lon"].to_list()
        for day in ("2023-05-31", "2023-06-01")
    ]
    assert on == [[120.1], [120.3]]


def test_faults_of_a_list_of_stations_are_told_together(session: Session, write: Callable[..., Path]) -> None:
    head = "station,name,region,lon,lat,valid_from\n"
    rows = "S1,,990100,120,41,2020-01-01\nS2,二号,火星,220,41,春天\n"
    with pytest.raises(InputError) as caught:
        session.call("monitor.enter", file=write(head + rows), source="s")
    assert sorted(codes(caught.value)) == [
        "monitoring.coordinate",
        "monitoring.date",
        "monitoring.lacking",
        "monitoring.region",
    ]


def evaluated(session: Session, tmp_path: Path, *, year: int = 2024, days: int = 60) -> None:
    taken(session, an_hours_file(tmp_path, days=days, year=year), origin="synthetic")
    session.call("monitor.evaluate", year=year)


def test_an_evaluation_tells_days_that_cannot_be_told_and_that_it_is_synthetic(
    session: Session, tmp_path: Path
) -> None:
    evaluated(session, tmp_path, days=60)
    answer = session.call("monitor.levels", place="990100")
    row = answer.record() if isinstance(answer.data, dict) else answer.frame().row(0, named=True)
    assert row["told_days"] + row["untold_days"] == 366
    assert row["told_days"] == 60
    assert answer.meta["synthetic"] is True


def test_a_year_of_sixty_days_is_not_valid_and_no_city_is_ranked_on_it(
    session: Session, tmp_path: Path
) -> None:
    evaluated(session, tmp_path)
    year = session.call("monitor.periods", place="990100").frame()
    assert not year["valid"].any()
    assert year["complies"].null_count() == year.height
    assert session.call("monitor.ranking").frame()["rank"].to_list() == [None]
    months = session.call("monitor.periods", place="990100", span="month").frame()
    assert months.filter(month=1)["valid"].all()


def test_days_of_2026_are_judged_by_the_edition_of_each_day(session: Session, tmp_path: Path) -> None:
    evaluated(session, tmp_path, year=2026, days=90)
    days = session.call("monitor.days", place="990100").frame()
    by_edition = days.group_by("edition").agg(
        pl.col("day").min().alias("first"), pl.col("day").max().alias("last")
    )
    spans = {
        row["edition"]: (str(row["first"]), str(row["last"])) for row in by_edition.iter_rows(named=True)
    }
    assert spans == {"2012": ("2026-01-01", "2026-02-28"), "2026": ("2026-03-01", "2026-03-31")}
    quarter = session.call("monitor.periods", place="990100", span="quarter").frame()
    assert quarter["edition"].unique().to_list() == ["2026"]


def test_the_same_evaluation_again_is_the_same_run(session: Session, tmp_path: Path) -> None:
    evaluated(session, tmp_path)
    runs = [session.call("monitor.evaluate", year=2024).meta["run"] for _ in range(2)]
    assert runs[0] == runs[1]


def test_what_a_person_voids_leaves_the_evaluation_and_comes_back_when_lifted(
    session: Session, tmp_path: Path
) -> None:
    evaluated(session, tmp_path)

    def hours_day() -> dict[str, object]:
        session.call("monitor.evaluate", year=2024)
        rows = session.call("monitor.days", place="SYN9901001").frame()
        return rows.filter(pl.col("day").cast(pl.String) == "2024-01-10").row(0, named=True)

    before = hours_day()
    span = {"place": "SYN9901001", "first": "2024-01-10", "item": "pm2.5"}
    number = session.call("monitor.decide", decision="void", reason="检修记录 1 号", **span).meta["number"]
    assert hours_day()["pm2_5"] is None
    session.call("monitor.decide", decision="lift", number=number, reason="记录有误")
    assert hours_day() == before


def test_dust_leaves_the_means_of_particles_and_no_index(session: Session, tmp_path: Path) -> None:
    evaluated(session, tmp_path)
    before = session.call("monitor.days", place="990100").frame()
    session.call(
        "monitor.decide",
        decision="dust",
        place="990100",
        first="2024-01-05",
        last="2024-01-06",
        reason="文件 2 号",
    )
    session.call("monitor.evaluate", year=2024)
    after = session.call("monitor.days", place="990100").frame()
    assert after.filter("dust")["day"].cast(pl.String).to_list() == ["2024-01-05", "2024-01-06"]
    assert after["aqi"].to_list() == before["aqi"].to_list()
    month = session.call("monitor.periods", place="990100", span="month", item="pm2.5").frame()
    january = month.filter(month=1).row(0, named=True)
    kept = after.filter((pl.col("day").dt.month() == 1) & ~pl.col("dust"))["pm2_5"]
    assert (january["days"], january["dust"], january["valid"]) == (29, 2, True)
    assert january["mean"] == pytest.approx(kept.mean())


def test_a_decision_needs_a_reason_and_a_place_that_there_is(session: Session, tmp_path: Path) -> None:
    evaluated(session, tmp_path, days=3)
    with pytest.raises(InputError):
        session.call("monitor.decide", decision="void", place="SYN9901001", first="2024-01-01", reason=" ")
    with pytest.raises(NotFoundError):
        session.call("monitor.decide", decision="void", place="无此点", first="2024-01-01", reason="r")


def test_flags_stand_beside_values_and_tell_what_was_decided(
    session: Session, write: Callable[..., Path]
) -> None:
    lines = [f"2024-01-01 {hour:02d}:00,S1,{900 if hour == 12 else 20}\n" for hour in range(1, 25)]
    taken(session, write("time,station,PM2.5\n" + "".join(lines)))
    session.call("monitor.check", first="2024-01-01", last="2024-01-01")
    flag = session.call("monitor.flags", check="spike").frame().row(0, named=True)
    assert (flag["value"], flag["decision"]) == (900.0, None)
    session.call("monitor.decide", decision="keep", place="S1", first="2024-01-01", reason="现场核实")
    assert session.call("monitor.flags", check="spike").frame()["decision"].to_list() == ["keep"]
    held = session.call("monitor.hours", station="S1", first="2024-01-01", last="2024-01-01").frame()
    assert 900.0 in held["value"].to_list()


def test_a_city_hands_in_its_own_stations_alone(session: Session, write: Callable[..., Path]) -> None:
    city = a_session(session.workspace.folder, role="city_analyst", region="990200")
    with pytest.raises(PermissionDeniedError):
        city.call("monitor.import", file=write(LONG), unknown="enter", region="990100")
    assert city.call("monitor.import", file=write(LONG), unknown="enter", region="990200").meta["added"] == 1
    city.workspace.close()


def test_days_of_cities_are_evaluated_as_they_are_published(
    session: Session, write: Callable[..., Path]
) -> None:
    heads = "date,city,PM2.5,PM10,SO2,NO2,CO,O3\n"
    session.call("monitor.import", file=write(f"{heads}2024-01-01,990100,60,70,10,20,0.5,90\n"), kind="city")
    session.call("monitor.evaluate", year=2024, kind="city")
    day = session.call("monitor.days").frame().row(0, named=True)
    assert (day["aqi"], day["primary"], day["exceeds"], str(day["day"])) == (
        82.0,
        "pm2.5",
        False,
        "2024-01-01",
    )


def test_what_was_never_evaluated_is_said_to_be_so(session: Session) -> None:
    with pytest.raises(NotFoundError):
        session.call("monitor.days", year=2024)
    with pytest.raises(NotFoundError):
        session.call("monitor.evaluate", year=2024)
