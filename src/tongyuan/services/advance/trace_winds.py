"""Winds beside values: from where high ones come, and the rose of a station."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.advance.tracing import polar, rose
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day
from tongyuan.services.declaration import Context, service
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem

__all__ = ["polar_of", "rose_of"]

Station = Annotated[str, "点位 · station"]
Weather = Annotated[str, "气象站 · weather station"]
First = Annotated[str, "起始日 · first day"]
Last = Annotated[str, "截止日 · last day"]
Item = Annotated[str, "项目 · item"]
Sort = Annotated[Literal["air", "voc", "composition"], "点位类别 · kind of station"]
WIND = ("wind_speed", "wind_direction")


@service("trace.polar")
def polar_of(
    ctx: Context,
    *,
    station: Station,
    weather: Weather,
    first: First,
    last: Last,
    item: Item = "pm2.5",
    percentile: Annotated[float, "高值的百分位 · percentile above which values are high"] = 75.0,
    kind: Sort = "air",
) -> Answer:
    """Tell from which winds high values come (CPF, CBPF); hours that lack are counted. 风向风速与高值。"""
    hours, meta = _blown(ctx, kind, item, places=(station, weather), days=(first, last))
    return Answer(meta=meta | {"percentile": percentile}, data=polar(hours, percentile=percentile))


@service("trace.rose")
def rose_of(
    ctx: Context,
    *,
    station: Station,
    weather: Weather,
    first: First,
    last: Last,
    item: Item = "pm2.5",
    kind: Sort = "air",
) -> Answer:
    """Count winds by direction and speed, with the mean of the item in each: the rose. 风玫瑰与污染玫瑰。"""
    hours, meta = _blown(ctx, kind, item, places=(station, weather), days=(first, last))
    return Answer(meta=meta, data=rose(hours))


def _blown(
    ctx: Context, kind: str, item: str, *, places: tuple[str, str], days: tuple[str, str]
) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Put the winds of a weather station beside the values of a station, hour by hour."""
    (station, weather), (first, last) = places, days
    begin, end = day(first, name="first"), day(last, name="last")
    if begin is None or end is None or begin > end:
        raise InputError(Problem("monitoring.interval", {"got": f"{first} – {last}"}))
    held = ctx.workspace.observations
    values = held.frame(kind=kind, items=[item], stations=[station], first=begin, last=end)
    winds = held.frame(kind="weather", items=list(WIND), stations=[weather], first=begin, last=end)
    if values.is_empty():
        raise NotFoundError(Problem("monitoring.none", {"kind": f"{station} {item} {first} – {last}"}))
    if not set(WIND) <= set(winds["item"]):
        raise NotFoundError(Problem("tracing.no_wind", {"got": weather}))
    blown = winds.pivot("item", index="ended_at", values="value")
    hours = values.select("ended_at", "value").join(blown, on="ended_at", how="left")
    meta = {"station": station, "weather": weather, "item": item, "first": first, "last": last}
    told = hours.rename({"wind_speed": "speed", "wind_direction": "direction"})
    return told, meta | {"hours": hours.height, **_synthetic(ctx, *places)}


def _synthetic(ctx: Context, *stations: str) -> dict[str, Any]:
    """Say whether one of the stations is invented."""
    rows = ctx.workspace.stations.frame().filter(pl.col("station").is_in(list(stations)))
    return {"synthetic": True} if (rows["origin"] == "synthetic").any() else {}
