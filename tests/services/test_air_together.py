"""Years beside years, PM2.5 beside ozone, and who sees an evaluation that is not public."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tongyuan.services.session import Session
from tongyuan.testing.monitoring import an_hours_file
from tongyuan.testing.sessions import a_bare_demo, a_session
from tongyuan.vocabulary.problems import NotFoundError

LEVELS = {2019: 60, 2020: 55, 2021: 50, 2022: 45, 2023: 40}


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("together")
    made = a_session(a_bare_demo(folder / "workspace", pack="exercise"))
    lines = [
        f"{day},990100,{level if day.month > 3 else 90},{170 if day.month in (6, 7) else 100},20\n"
        for year, level in LEVELS.items()
        for day in (date(year, 1, 1) + timedelta(days=at) for at in range(365))
    ]
    file = folder / "days.csv"
    file.write_text("date,city,PM2.5,O3,NO2\n" + "".join(lines), encoding="utf-8")
    made.call("monitor.import", file=file, kind="city")
    for year in LEVELS:
        made.call("monitor.evaluate", year=year, kind="city")
    yield made
    made.workspace.close()


def test_five_years_that_fall_are_a_trend(session: Session) -> None:
    rows = session.call("monitor.trends", kind="city", place="990100").frame()
    fine = rows.filter(item="pm2.5")
    assert fine["year"].to_list() == list(LEVELS)
    told = fine.row(0, named=True)
    assert (told["correlation"], told["critical"], told["trend"], told["lacking"]) == (
        -1.0,
        0.9,
        "falling",
        0,
    )
    rest = rows.filter(item="o3").row(0, named=True)
    assert (rest["statistic"], rest["value"], rest["trend"]) == ("percentile", 170.0, "none")


def test_no_evaluation_has_no_trend(session: Session) -> None:
    with pytest.raises(NotFoundError) as told:
        session.call("monitor.trends", kind="air")
    assert "air" in told.value.text("en")


def test_seasons_tell_when_which_exceeds(session: Session) -> None:
    answer = session.call("monitor.joint", year=2023, place="990100")
    rows = {row["season"]: row for row in answer.frame().iter_rows(named=True)}
    assert rows["winter"]["pm2_5_only"] == 31 + 28
    assert rows["summer"]["o3_only"] == 30 + 31
    assert (rows["year"]["both"], rows["year"]["days"], rows["year"]["untold"]) == (0, 365, 0)


def test_a_weekend_like_any_day_tells_no_regime(session: Session) -> None:
    row = session.call("monitor.weekends", year=2023).frame().row(0, named=True)
    assert (row["no2"], row["regime"]) == (0.0, "cannot_tell")


def test_who_sees_one_of_its_regions_sees_an_evaluation_that_is_not_public(
    session: Session, tmp_path: Path
) -> None:
    session.call("monitor.import", file=an_hours_file(tmp_path, city="990200"), unknown="enter")
    session.call("monitor.evaluate", year=2024)
    session.call("monitor.check", first="2024-01-01", last="2024-01-02")
    seen = a_session(session.workspace.folder, role="city_analyst", region="990200")
    other = a_session(session.workspace.folder, role="city_analyst", region="990100")
    public = a_session(session.workspace.folder, role="public")
    assert seen.call("monitor.days", year=2024).frame().height > 0
    assert set(seen.call("monitor.flags").frame().columns) >= {"station", "region"}
    for nobody in (other, public):
        with pytest.raises(NotFoundError):
            nobody.call("monitor.days", year=2024)
    for one in (seen, other, public):
        one.workspace.close()
