"""Weather as services: handed in, worked out, kept by name, exported, used by a study, always labelled."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from tongyuan.plan.power import PowerStudy
from tongyuan.services.plan.power_inputs import pose
from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.vocabulary.problems import InputError, NotFoundError

pytestmark = pytest.mark.slow
YEAR = 2025
SEASON = {"heat_twh": 10.0, "first_day": 305, "last_day": 90}


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("weather")
    made = a_session(a_copy(founded("exercise"), to=folder / "workspace"))
    file = folder / "weather.csv"
    document = made.call("weather.example", year=YEAR).document
    assert document is not None
    file.write_bytes(document.content)
    made.call("record.import", kind="weather_hours", file=file)
    made.call("weather.derive", year=YEAR, name="coast", **SEASON)
    yield made
    made.workspace.close()


def test_the_example_is_handed_in_as_it_stands_and_says_that_it_is_invented(session: Session) -> None:
    shown = session.call("weather.show")
    assert shown.meta["profile_origin"] == "synthetic"
    assert set(shown.frame()["profile"]) == {"wind_onshore", "solar", "heat"}
    assert shown.frame().filter(profile="heat")["total"][0] == pytest.approx(1e7)


def test_what_is_exported_is_a_table_of_profiles_of_the_same_hours(session: Session) -> None:
    document = session.call("weather.export").document
    assert document is not None
    rows = pl.read_csv(io.BytesIO(document.content))
    assert rows.height == 3 * 8760
    assert set(rows["profile_origin"]) == {"synthetic"}


def test_a_study_takes_profiles_by_name_in_place_of_its_own(session: Session) -> None:
    invented = {
        "latitude": 40,
        "full_load_hours": {"wind_onshore": 2000, "wind_offshore": 3000, "solar": 1200},
    }
    told = {"study": "s", "name_zh": "研究", "name_en": "study", "year": YEAR, "load_twh": 100.0}
    asked = PowerStudy.model_validate({**told, "invented": invented, "weather": "coast", "policy": False})
    posed = pose(session.workspace, asked=asked)
    kept = session.call("weather.show", part="hours").frame().filter(profile="wind_onshore").sort("hour")
    assert posed.case.hours["wind_onshore"].to_list() == kept["value"].to_list()
    assert "wind_offshore" in posed.case.hours.columns
    assert posed.profiles["note"].drop_nulls().unique().to_list() == ["from weather by model, not measured"]


def test_names_that_are_not_kept_and_seasons_told_in_part_are_refused(session: Session) -> None:
    told = {"study": "s", "name_zh": "研究", "name_en": "study", "year": YEAR}
    with pytest.raises(NotFoundError, match="nowhere"):
        pose(session.workspace, asked=PowerStudy.model_validate({**told, "weather": "nowhere"}))
    with pytest.raises(InputError):
        session.call("weather.derive", year=YEAR, heat_twh=3.0)
    with pytest.raises(NotFoundError):
        session.call("weather.derive", year=1999)


@pytest.mark.parametrize(
    ("name", "got"), [("year", -158665), ("latitude", 5.6e16), ("latitude", float("nan")), ("seed", -1)]
)
def test_weather_of_no_year_place_or_seed_is_not_invented(session: Session, name: str, got: float) -> None:
    with pytest.raises(InputError) as caught:
        session.call("weather.example", **{name: got})
    assert caught.value.problems[0].values["name"] == name


@pytest.mark.parametrize(
    ("name", "got"),
    [
        ("hub_onshore", -1.0),
        ("base_c", 1e300),
        ("all_year", 1.5),
        ("heat_twh", -1.0),
        ("first_day", 0),
        ("last_day", 400),
    ],
)
def test_profiles_of_masts_and_seasons_that_cannot_be_are_not_worked_out(
    session: Session, name: str, got: float
) -> None:
    with pytest.raises(InputError) as caught:
        session.call("weather.derive", **{"year": YEAR, **SEASON, name: got})
    assert caught.value.problems[0].values["name"] == name
