"""Hours of a station or a city with the weather beside, as learning and forecasting take them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import polars as pl

from tongyuan import reference
from tongyuan.advance.forecast.series import city_hours
from tongyuan.services.advance.monitor_evaluating import COUNTING, standing_decisions
from tongyuan.services.declaration import Positional
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.kept_runs import kept_run, kept_runs
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem

if TYPE_CHECKING:
    from tongyuan.services.declaration import Context
    from tongyuan.workspace.runs import Run

__all__ = [
    "ITEMS",
    "WEATHER",
    "Item",
    "Place",
    "Spot",
    "hours_of_place",
    "kept_of_place",
    "place_of",
    "weather_hours",
]

ITEMS = ("pm2.5", "pm10", "so2", "no2", "co", "o3")
WEATHER = (
    *("temperature", "humidity", "pressure", "wind_speed", "wind_direction"),
    *("dew_point", "precipitation"),
)
CITY = re.compile(r"\d{4}00")
HOURS: dict[str, Any] = {
    "item": pl.String,
    "averaging": pl.String,
    "ended_at": pl.Datetime("us", "UTC"),
    "value": pl.Float64,
}
Spot = Annotated[str, Positional("点位编码，或以 00 结尾的城市代码 · station, or code of a city")]
Item = Annotated[str, "项目，如 pm2.5 · item"]


@dataclass(frozen=True, slots=True)
class Place:
    """A station, or a city by its stations.

    Parameters
    ----------
    place
        Code of the station or of the city.
    kind
        ``station`` or ``city``.
    name_zh, name_en
        Its names.
    region
        Code of the city.
    stations
        Stations whose hours are taken.
    synthetic
        Whether one of them is invented.
    """

    place: str
    kind: str
    name_zh: str
    name_en: str
    region: str
    stations: tuple[str, ...]
    synthetic: bool

    def told(self) -> dict[str, Any]:
        """Say it as parameters of a run."""
        return {
            "place": self.place,
            "place_kind": self.kind,
            "name_zh": self.name_zh,
            "name_en": self.name_en,
            "region": self.region,
            "stations": list(self.stations),
            "invented": self.synthetic,
        }


def place_of(ctx: Context, place: str, *, item: str) -> Place:
    """Find a station within reach, or a city by the stations within reach that count for it.

    Parameters
    ----------
    ctx
        Who asks.
    place
        Code of a station or of a city.
    item
        What is asked of it.

    Returns
    -------
    Place
        The place.

    Raises
    ------
    InputError
        If the item is none of the six.
    NotFoundError
        If it is not within reach.
    """
    if item not in ITEMS:
        raise InputError(Problem("forecast.item", {"got": item[:80], "known": "、".join(ITEMS)}))
    listed = ctx.workspace.stations.frame(kind="air").unique("station", keep="last", maintain_order=True)
    own = listed.filter(pl.col("station") == place)
    synthetic = pl.col("origin") == "synthetic"
    if own.height:
        row = own.row(0, named=True)
        region, name = f"{row['region'][:4]}00", row["name"]
        return Place(place, "station", name, name, region, (place,), row["origin"] == "synthetic")
    purpose = pl.col("purpose")
    counts = purpose.is_null() | pl.any_horizontal(
        purpose.str.contains(word, literal=True) for word in COUNTING
    )
    within = listed.filter(
        counts, pl.col("valid_to").is_null(), pl.col("region").str.slice(0, 4) == place[:4]
    )
    if CITY.fullmatch(place) is None or within.is_empty():
        raise NotFoundError(Problem("forecast.place", {"got": place[:80]}))
    regions = jurisdiction(ctx.workspace).regions.filter(pl.col("region") == place)
    names = regions.row(0, named=True) if regions.height else {"name_zh": place, "name_en": place}
    stations = tuple(within["station"].sort())
    invented = bool(within.select(synthetic.any()).item())
    return Place(place, "city", names["name_zh"], names["name_en"], place, stations, invented)


def kept_of_place(
    ctx: Context, kind: str, *, place: str | None, item: str | None, run: str | None, absent: str
) -> Run:
    """Find a kept run by its id, else the latest of exactly a place and an item.

    Parameters
    ----------
    ctx
        Who asks.
    kind
        Kind of the run.
    place, item
        Of what, in full: S1 is not S10. Any by default.
    run
        Id of the run; it must be of the place and item where they are told too.
    absent
        Code of the problem that says there is none.

    Returns
    -------
    Run
        The run.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    wanted = {name: value for name, value in (("place", place), ("item", item)) if value is not None}
    if run is not None:
        listed = [kept_run(ctx.workspace, kind, run=run, absent=absent)]
    else:
        listed = kept_runs(ctx.workspace, kind)
    for one in listed:
        if all(one.params[name] == value for name, value in wanted.items()):
            return one
    raise NotFoundError(Problem(absent, {"got": " ".join(wanted.values())[:80] or "—"}))


def hours_of_place(
    ctx: Context, place: Place, *, item: str, first: date | None, last: date | None
) -> pl.DataFrame:
    """Read hours of a place: void ones are missing, a city's are means over enough of its stations.

    Parameters
    ----------
    ctx
        Whose workspace; the place was found within reach.
    place
        The place.
    item
        What is measured.
    first, last
        Civil days, both within.

    Returns
    -------
    pl.DataFrame
        ``item``, ``averaging``, ``ended_at``, ``value``; null where missing.
    """
    whole = ctx.workspace.whole
    rows = whole.observations.frame(
        kind="air", items=[item], stations=list(place.stations), first=first, last=last
    ).with_columns(pl.col("averaging").cast(pl.String))
    void = [str(mark) for mark in reference.data_marks().filter(pl.col("counts") == "no")["mark"]]
    held = rows.with_columns(value=pl.when(~pl.col("mark").is_in(void).fill_null(value=False)).then("value"))
    kept = _voided(held, whole.observations.decisions())
    if place.kind == "city":
        return city_hours(kept, stations=place.stations)
    return kept.select(list(HOURS)).sort("ended_at")


def _voided(rows: pl.DataFrame, decisions: pl.DataFrame) -> pl.DataFrame:
    """Leave out what a person decided to be void; the hour stays, without a value."""
    void = pl.lit(value=False)
    for one in standing_decisions(decisions).filter(pl.col("decision") == "void").iter_rows(named=True):
        spell = pl.col("ended_at").is_between(one["first"], one["last"])
        own = (pl.col("station") == one["station"]) & spell
        void = void | (own if one["item"] is None else own & (pl.col("item") == one["item"]))
    return rows.with_columns(value=pl.when(~void).then("value"))


def weather_hours(
    ctx: Context, place: Place, *, station: str | None, first: date | None, last: date | None
) -> tuple[str | None, pl.DataFrame]:
    """Read the hours of a weather station: the one named, else the first of the place's city.

    Parameters
    ----------
    ctx
        Whose workspace.
    place
        The place.
    station
        A weather station; ``none`` for no weather at all.
    first, last
        Civil days, both within.

    Returns
    -------
    tuple
        The station, or None where there is none; its hours in the columns of ``hours_of_place``.

    Raises
    ------
    NotFoundError
        If the station named is not known.
    """
    listed = ctx.workspace.whole.stations.frame(kind="weather")
    near = listed.filter(pl.col("region").str.slice(0, 4) == place.region[:4])["station"].unique().sort()
    if station is not None and station != "none" and station not in set(listed["station"]):
        raise NotFoundError(Problem("forecast.place", {"got": station[:80]}))
    chosen = station if station is not None else next(iter(near), None)
    if chosen is None or chosen == "none":
        return None, pl.DataFrame(schema=HOURS)
    rows = ctx.workspace.whole.observations.frame(
        kind="weather", items=list(WEATHER), stations=[chosen], first=first, last=last
    )
    return chosen, rows.with_columns(pl.col("averaging").cast(pl.String)).select(list(HOURS))
