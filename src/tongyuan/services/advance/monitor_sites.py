"""Stations of every kind: how they stand, gases above background, ozone potential, what limits ozone."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan import reference
from tongyuan.advance.sites.excess import daily_excess
from tongyuan.advance.sites.excess import excess as mean_excess
from tongyuan.advance.sites.reactivity import ozone_potential
from tongyuan.advance.sites.regime import daily_ratio, hourly_parts
from tongyuan.advance.sites.regime import regime as told_regime
from tongyuan.advance.sites.standing import standing
from tongyuan.services.advance.monitor_stations import Kind, level_of_kind
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day, require_between
from tongyuan.services.declaration import Context, service
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem
from tongyuan.workspace.observations import civil_day

__all__ = ["excess", "latest", "potential", "regime"]

First = Annotated[str | None, "起始日，缺省为最近 30 天 · first day; the last 30 days by default"]
Last = Annotated[str | None, "截止日，缺省为最近有数据的一天 · last day; the last with data by default"]
MONTH = 30
STANDING: dict[str, Any] = {
    **dict.fromkeys(("station", "item", "averaging"), pl.String()),
    "ended_at": pl.Datetime("us", "UTC"),
    "value": pl.Float64(),
    **dict.fromkeys(("have", "expected"), pl.Int64()),
    "share": pl.Float64(),
}
BOUNDED = ("first_hour", "last_hour", "unseen_factor", "quality", "citation", "note")
AVERAGINGS = ("hour", "day", "sample")
NOT_COUNTED = {
    "zh": "潜势按最大增量反应活性加权，不是实际生成的臭氧；未监测的物种不在内，合计是下限。",
    "en": "Weighed by greatest incremental reactivity; not ozone that was made. Species that were not "
    "measured are not in it: the sum is a lower bound.",
}
INDICATES = {
    "zh": "比值只是指示：未核对原文的界限、监测物种不全、气象都会使它偏离；不代替模式或观测约束模型。",
    "en": "A ratio only indicates: unverified bounds, species not measured and weather all move it. It "
    "stands in for no model.",
}


@service("monitor.latest", permits="monitor.hours")
def latest(
    ctx: Context,
    *,
    kind: Annotated[Kind, "类别 · kind"] = "ghg",
    days: Annotated[int, "统计完整性的天数 · days over which completeness is counted"] = MONTH,
) -> Answer:
    """Show the latest value of each item of each station, and how complete its days are. 最近值与完整性。"""
    require_between(days, name="days", least=1, most=366)
    last = max(filter(None, (_last_day(ctx, kind, one) for one in AVERAGINGS)), default=None)
    meta: dict[str, Any] = {"kind": kind, "sensitivity": level_of_kind(kind)}
    stations = ctx.workspace.stations.frame(kind=kind)
    if last is None or stations.is_empty():
        return Answer(meta=meta | {"first": None, "last": None}, data=_named(ctx, _nothing(), stations))
    first = last - timedelta(days=days - 1)
    rows = pl.concat([_values(ctx, kind, one, first, last) for one in AVERAGINGS])
    found = standing(rows, stations=stations, first=first, last=last)
    meta |= {"first": str(first), "last": str(last)} | _synthetic(stations)
    return Answer(meta=meta, data=_named(ctx, found, stations))


def _values(ctx: Context, kind: str, averaging: str, first: date, last: date) -> pl.DataFrame:
    rows = ctx.workspace.observations.frame(kind=kind, averaging=averaging, first=first, last=last)
    return rows.select("station", "item", "averaging", "ended_at", "value")


def _last_day(ctx: Context, kind: str, averaging: str) -> date | None:
    """Give the last civil day that has a row within reach; None without any."""
    held = ctx.workspace.observations.days(kind=kind, averaging=averaging)
    if held is None:
        return None
    rows = ctx.workspace.observations.frame(kind=kind, averaging=averaging, first=held[1], last=None)
    found = rows.select(civil_day(pl.col("ended_at")).max()).item() if rows.height else None
    return found if isinstance(found, date) else held[1]


def _nothing() -> pl.DataFrame:
    return pl.DataFrame(schema=STANDING)


def _named(ctx: Context, rows: pl.DataFrame, stations: pl.DataFrame) -> pl.DataFrame:
    """Add what stands of each station now, and the unit of each item; a station without a value has a row."""
    now = stations.sort("valid_from").unique("station", keep="last", maintain_order=True)
    told = now.select("station", "name", "region", "lon", "lat", "valid_to", "origin", "source")
    items = reference.monitored_items().select("item", "unit", item_zh="name_zh", item_en="name_en")
    joined = told.join(rows, on="station", how="left").join(items, on="item", how="left")
    return joined.sort("region", "station", "item", "averaging")


def _synthetic(stations: pl.DataFrame) -> dict[str, Any]:
    return {"synthetic": True} if (stations["origin"] == "synthetic").any() else {}


@service("monitor.excess", permits="monitor.hours")
def excess(
    ctx: Context,
    *,
    station: Annotated[str, "点位 · station"],
    background: Annotated[str, "背景站 · background station"],
    item: Annotated[Literal["ghg_co2", "ghg_ch4", "ghg_n2o", "ghg_sf6", "ghg_co"], "项目 · item"] = "ghg_co2",
    first: First = None,
    last: Last = None,
) -> Answer:
    """Compare greenhouse gases of a station with a background, hour by hour. 温室气体高出背景。"""
    if station == background:
        raise InputError(Problem("monitoring.same_station", {"got": station}))
    begin, end = _span(ctx, "ghg", first, last)
    stations = _stations(ctx, "ghg", station, background)
    rows = _hours(ctx, "ghg", [station, background], begin, end).filter(pl.col("item") == item)
    own, other = (rows.filter(pl.col("station") == one) for one in (station, background))
    days = daily_excess(own, other)
    meta = {
        **{"station": station, "background": background, "item": item},
        **{"first": str(begin), "last": str(end), "sensitivity": level_of_kind("ghg")},
        "hours": ((end - begin).days + 1) * 24,
        "unit": _unit(item),
    }
    return Answer(meta=meta | asdict(mean_excess(days)) | _synthetic(stations), data=days)


@service("monitor.potential", permits="monitor.hours")
def potential(
    ctx: Context,
    *,
    station: Annotated[str, "VOC 点位 · station of VOC"],
    first: First = None,
    last: Last = None,
) -> Answer:
    """Weigh the species of a station by what they may make of ozone. 臭氧生成潜势。"""
    begin, end = _span(ctx, "voc", first, last)
    stations = _stations(ctx, "voc", station)
    known = _hours(ctx, "voc", [station], begin, end).drop_nulls("value")
    means = known.group_by("item").agg(hours=pl.len().cast(pl.Int64), mean=pl.col("value").mean())
    table = reference.voc_species()
    found = ozone_potential(means, species=table)
    items = reference.monitored_items().select("item", name_zh="name_zh", name_en="name_en")
    lacking = sorted(set(table["item"]) - set(found["item"]))
    meta: dict[str, Any] = {
        **{"station": station, "first": str(begin), "last": str(end), "said": NOT_COUNTED},
        "hours": ((end - begin).days + 1) * 24,
        "potential": found["potential"].sum() if found.height else None,
        "not_measured": lacking,
        "citation": "carter_2010",
        "sensitivity": level_of_kind("voc"),
    }
    return Answer(meta=meta | _synthetic(stations), data=found.join(items, on="item", how="left"))


@service("monitor.regime", permits="monitor.hours")
def regime(
    ctx: Context,
    *,
    station: Annotated[str, "VOC 点位 · station of VOC"],
    air: Annotated[str, "同址或邻近的空气点位 · station of air beside it"],
    first: First = None,
    last: Last = None,
) -> Answer:
    """Tell by ratios what ozone seems limited by: VOC/NOx in the morning, HCHO/NO2 at noon. 敏感性指示。"""
    begin, end = _span(ctx, "voc", first, last)
    stations = pl.concat([_stations(ctx, "voc", station), _stations(ctx, "air", air)])
    voc, beside = _hours(ctx, "voc", [station], begin, end), _hours(ctx, "air", [air], begin, end)
    told = [
        _told(voc, beside, bounds, expected=(end - begin).days + 1)
        for bounds in reference.ozone_regimes().iter_rows(named=True)
    ]
    meta = {"station": station, "air": air, "first": str(begin), "last": str(end), "said": INDICATES}
    meta |= {"sensitivity": level_of_kind("voc")} | _synthetic(stations)
    return Answer(meta=meta, data=pl.DataFrame(told, infer_schema_length=None))


def _told(voc: pl.DataFrame, air: pl.DataFrame, bounds: dict[str, Any], *, expected: int) -> dict[str, Any]:
    parts = hourly_parts(voc, air, indicator=bounds["indicator"], species=reference.voc_species())
    spell = {name: bounds[name] for name in ("first_hour", "last_hour", "least_species")}
    days = daily_ratio(parts, **spell)
    sides = {name: bounds[name] for name in ("low", "high", "unseen_factor")}
    found = told_regime(days, **sides)
    return {
        "indicator": bounds["indicator"],
        **{name: getattr(found, name) for name in ("verdict", "median", "low", "high", "days")},
        "expected_days": expected,
        "species": days["species"].min(),
        "bound_low": bounds["low"],
        "bound_high": bounds["high"],
        **{
            name: bounds[name]
            for name in ("first_hour", "last_hour", "unseen_factor", "quality", "citation", "note")
        },
    }


def _span(ctx: Context, kind: str, first: str | None, last: str | None) -> tuple[date, date]:
    end = day(last, name="last") or _last_day(ctx, kind, "hour") or ctx.today
    begin = day(first, name="first") or end - timedelta(days=MONTH - 1)
    if begin > end:
        raise InputError(Problem("monitoring.interval", {"got": f"{begin} – {end}"}))
    return begin, end


def _stations(ctx: Context, kind: str, *names: str) -> pl.DataFrame:
    """Give the rows of stations; one that is not there, or out of reach, is named."""
    rows = ctx.workspace.stations.frame(kind=kind).filter(pl.col("station").is_in(names))
    lacking = sorted(set(names) - set(rows["station"]))
    if lacking:
        raise NotFoundError([Problem("monitoring.no_station", {"got": one, "kind": kind}) for one in lacking])
    return rows


def _hours(ctx: Context, kind: str, stations: list[str], first: date, last: date) -> pl.DataFrame:
    return ctx.workspace.observations.frame(
        kind=kind, averaging="hour", first=first, last=last, stations=stations
    )


def _unit(item: str) -> str:
    return str(reference.monitored_items().filter(pl.col("item") == item)["unit"].item())
