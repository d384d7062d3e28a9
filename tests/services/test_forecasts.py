"""Forecasts by their services: kept with a card, told with what they are worth, nothing filled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from tongyuan.services.session import Session
from tongyuan.testing.forecasting import STATIONS, breathed, forecasted, trended
from tongyuan.testing.monitoring import hours_of
from tongyuan.testing.sessions import a_bare_demo, a_session
from tongyuan.vocabulary.problems import InputError, NotFoundError
from tongyuan.workspace.lake import Source

CITY = "990100"
PLACES = {"T": -9.0, "A": 0.0, "B": 0.0, "C": 0.0}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("forecasts")
    session = a_session(a_bare_demo(folder / "workspace", pack="exercise"))
    forecasted(session, city=CITY)
    trended(session, places=PLACES, region=CITY)
    yield session
    session.workspace.close()


def test_the_card_tells_data_period_skill_by_lead_coverage_library_and_seed(own: Session) -> None:
    card = own.call("forecast.card")
    assert card.frame()["lead"].to_list() == list(range(1, 73))
    assert {"rmse", "rmse_persistence", "rmse_climatology", "coverage", "beats"} <= set(card.frame().columns)
    assert card.meta["library"].startswith("lightgbm ")
    assert card.meta["seed"] == 1
    assert card.meta["weather"] == ["wind_speed"]
    assert card.meta["card"]["known_hours"] < card.meta["card"]["hours"]
    assert card.meta["synthetic"] is True


def test_the_trial_begins_after_what_its_model_had_seen(own: Session) -> None:
    past = own.call("forecast.past")
    held = own.call("forecast.list").frame().filter(run=past.meta["run"]).row(0, named=True)
    rows = past.frame()
    assert min(past.meta["origins"]) >= held["held_from"].isoformat(timespec="minutes")
    assert rows["observed"].null_count() == 0
    assert (rows["ended_at"] > rows["origin_at"]).all()


def test_seventy_two_hours_follow_the_latest_hour_within_their_bounds(own: Session) -> None:
    shown = own.call("forecast.show", place=STATIONS[0])
    ahead = shown.frame().filter(pl.col("lead") > 0)
    assert ahead["lead"].to_list() == list(range(1, 73))
    assert ahead["observed"].null_count() == 72
    assert (ahead["low"] <= ahead["value"]).all()
    assert (ahead["value"] <= ahead["high"]).all()
    assert shown.meta["over"] is True  # the hours are of 2024
    assert shown.meta["unit"] == "ug/m3"


def test_missing_hours_stay_missing_beside_the_forecast(own: Session) -> None:
    shown = own.call("forecast.show", place=STATIONS[0])
    behind = shown.frame().filter(pl.col("lead") <= 0)
    assert behind.height == 72
    assert shown.meta["missing_of_72"] == behind["observed"].null_count() > 0


def test_a_model_that_does_not_beat_persistence_says_so_wherever_it_is_shown(own: Session) -> None:
    card = own.call("forecast.card")
    worse = card.frame().filter(~pl.col("beats"))["lead"].to_list()
    verdict = card.meta["beats_persistence"]
    assert verdict == ("no" if len(worse) == 72 else "partly" if worse else "yes")
    for verb in ("show", "past", "card"):
        said = own.call(f"forecast.{verb}").meta["said"]
        assert (said is None) == (verdict == "yes")
    rows = own.call("forecast.show").frame().filter(pl.col("lead") > 0)
    assert rows.filter(~pl.col("beats"))["lead"].to_list() == worse


def test_white_noise_is_said_not_to_be_forecast_better_than_it_was(own: Session) -> None:
    """A walk is forecast best by persistence: the model must not claim to beat it everywhere."""
    rng = np.random.default_rng(7)
    walk = 500 + np.cumsum(rng.normal(0, 1, 215 * 24))
    station = "WALK"
    breathed_station(own, station, walk.tolist())
    answer = own.call("forecast.train", place=station, held_days=20, rounds=8, weather="none")
    assert answer.frame()["beats_persistence"][0] in {"partly", "no"}
    said = own.call("forecast.show", place=station).meta["said"]
    assert "持续性" in said["zh"]


def breathed_station(session: Session, station: str, values: list[float]) -> None:
    from tongyuan.testing.monitoring import a_station, stations_of

    session.workspace.stations.put(stations_of(a_station(station, region="990200")), actor="tester")
    rows = hours_of(values, station=station)
    source = Source("walk.csv", "1" * 64)
    session.workspace.observations.put(rows, kind="air", source=source, actor="tester")


def test_the_same_hours_give_the_same_model_and_new_hours_another(own: Session) -> None:
    first = own.call("forecast.list").frame().filter(place=STATIONS[0])["run"][0]
    again = own.call("forecast.train", place=STATIONS[0], held_days=20, rounds=8)
    assert again.meta["run"] == first
    later = own.workspace.observations.frame(kind="air", stations=[STATIONS[0]])["ended_at"].max()
    more = hours_of([80.0] * 24, station=STATIONS[0], first=later + timedelta(hours=1))
    own.workspace.observations.put(more, kind="air", source=Source("m.csv", "2" * 64), actor="tester")
    rows = own.call("forecast.retrain", place=STATIONS[0]).frame()
    assert rows["before"][0] == first != rows["run"][0]
    assert own.call("forecast.card", place=STATIONS[0]).meta["run"] == rows["run"][0]


def test_a_city_is_forecast_by_its_stations(own: Session) -> None:
    answer = own.call("forecast.train", place=CITY, held_days=20, rounds=8)
    assert set(STATIONS) <= set(answer.meta["stations"])
    assert own.call("forecast.show", place=CITY).meta["name_zh"] != CITY


def test_without_a_rule_in_force_no_level_is_told_and_by_edition_it_is(own: Session) -> None:
    by_date = own.call("forecast.warning", place=STATIONS[0])
    assert (by_date.meta["edition"], by_date.meta["state"]) == ("2024", "not_reached")
    assert by_date.meta["not_forecast"] == ["pm10", "so2", "no2", "co", "o3"]
    assert by_date.meta["rule_quality"] == ["unverified"]
    older = own.call("forecast.warning", place=STATIONS[0], edition="2018")
    assert older.meta["edition"] == "2018"
    assert older.meta["beyond_hours"] == 1
    with pytest.raises(InputError):
        own.call("forecast.warning", place=STATIONS[0], edition="1999")


def test_the_effect_of_a_measure_is_told_against_its_controls(own: Session) -> None:
    asked: dict[str, Any] = {"place": "T", "controls": "A, B, C", "since": "2022-01-01"}
    meta = own.call("forecast.effect", **asked).meta
    assert meta["verdict"] == "lowered"
    assert meta["low"] <= -9 <= meta["high"]
    assert set(meta["placebo_places"]) == {"A", "B", "C"}
    with pytest.raises(InputError):
        own.call("forecast.effect", **(asked | {"controls": "A"}))
    with pytest.raises(NotFoundError):
        own.call("forecast.effect", **(asked | {"controls": "A,Z"}))


def test_the_beginning_of_a_code_is_another_place(own: Session) -> None:
    for verb in ("show", "card", "past", "warning"):
        with pytest.raises(NotFoundError):
            own.call(f"forecast.{verb}", place=STATIONS[0][:-1])
    with pytest.raises(NotFoundError):
        own.call("forecast.effect", place="T", controls="A,B,SYN", since="2022-01-01")
    run = own.call("forecast.card", place=STATIONS[0]).meta["run"]
    with pytest.raises(NotFoundError):
        own.call("forecast.show", place=CITY, run=run)


def test_what_is_not_within_reach_or_cannot_be_learned_is_refused(own: Session) -> None:
    with pytest.raises(NotFoundError):
        own.call("forecast.train", place="nowhere")
    with pytest.raises(InputError):
        own.call("forecast.train", place=STATIONS[0], item="radon")
    with pytest.raises(InputError):
        own.call("forecast.train", place=STATIONS[0], last="2024-03-01")
    with pytest.raises(NotFoundError):
        own.call("forecast.show", place="SYNF2")


@pytest.fixture
def empty(tmp_path: Any) -> Iterator[Session]:
    session = a_session(a_bare_demo(tmp_path / "workspace", pack="exercise"))
    yield session
    session.workspace.close()


def test_a_workspace_without_models_says_what_to_do(empty: Session) -> None:
    assert empty.call("forecast.list").frame().is_empty()
    for verb in ("show", "card", "past", "warning", "trend"):
        with pytest.raises(NotFoundError):
            empty.call(f"forecast.{verb}")
    breathed(empty, city=CITY, days=30)
    with pytest.raises(InputError):
        empty.call("forecast.normalise", place=STATIONS[0])


def test_an_item_without_hours_of_late_takes_no_warning_from_the_others(
    own: Session,
) -> None:
    rng = np.random.default_rng(9)
    days = 240
    values = (60 + rng.normal(0, 5, days * 24)).round(1).tolist()
    breathed_station(own, "SYNF9", values)
    silent = [*values[: 220 * 24], *[None] * (20 * 24)]
    rows = hours_of(silent, station="SYNF9", item="no2")
    own.workspace.observations.put(rows, kind="air", source=Source("n.csv", "9" * 64), actor="tester")
    own.call("forecast.train", place="SYNF9", item="pm2.5", weather="none", held_days=10, rounds=5)
    own.call("forecast.train", place="SYNF9", item="no2", weather="none", held_days=10, rounds=5)
    told = own.call("forecast.warning", place="SYNF9").meta
    assert told["items"] == ["pm2.5"]
    assert "no2" in told["not_forecast"]
