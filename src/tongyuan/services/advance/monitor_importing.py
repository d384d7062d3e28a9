"""Observations imported from files: a file that comes twice adds nothing, a bad one leaves nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.advance.ambient.example import SHAPES, invented_hours
from tongyuan.services.advance.monitor_files import read_leaves
from tongyuan.services.advance.monitor_reading import Stamp, Taken, read_rows
from tongyuan.services.advance.monitor_stations import Kind, Origin, level_of_kind, regions_by_name
from tongyuan.services.answer import Answer, Document
from tongyuan.services.arguments import LARGEST, require_between
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.reach import Written, require_all_within
from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import Observation, Station
from tongyuan.workspace.hashing import hash_bytes
from tongyuan.workspace.lake import Source
from tongyuan.workspace.observations import Believed, civil_day

__all__ = ["batches", "example", "import_observations", "place_stations", "template"]

MOST_NAMES = 30
#: First day of a station of which no first day is told.
UNKNOWN = date(1900, 1, 1)
TEMPLATES = {
    "long": "station,item,time,value,unit,mark\n1001A,PM2.5,2024-01-31 13:00,35,µg/m3,\n",
    "items": "time,station,PM2.5,PM10,SO2,NO2,CO（mg/m³）,O3\n2024-01-31 13:00,1001A,35,60,8,30,0.6,41\n",
    "places": "date,hour,type,甲市,乙市\n20240131,13,PM2.5,35,28\n",
}


@service("monitor.import", changes=True, job=True)
def import_observations(
    ctx: Context,
    *,
    file: Annotated[Path, Positional("监测数据（csv、xlsx、json） · observations as a file")],
    kind: Annotated[Kind, "点位类别；城市日报用 city · kind of station; city for figures of cities"] = "air",
    stamp: Annotated[
        Stamp, "时间是时段末（end）还是时段始（start） · whether a time is the end or the start"
    ] = "end",
    averaging: Annotated[
        Literal["hour", "day", "sample"] | None,
        "小时值、日均值或单次采样，缺省依文件 · hours, days or samples; the file's by default",
    ] = None,
    unknown: Annotated[
        Literal["refuse", "enter"], "未登记点位：拒绝，或登记 · unknown stations: refuse, or enter"
    ] = "refuse",
    region: Annotated[str | None, "新点位的地区，文件没有城市列时 · region of new stations"] = None,
    origin: Origin = "measured",
) -> Answer:
    """Import observations: whole or not at all; twice is once, a correction a new belief. 导入监测数据。"""
    content = file.read_bytes()
    takens = [
        read_rows(leaf, stamp=stamp, averaging=averaging) for leaf in read_leaves(content, file=file.name)
    ]
    ctx.progress(0.4, "核对点位 · matching stations")
    rows = pl.concat([taken.rows for taken in takens]) if takens else pl.DataFrame()
    if rows.is_empty():
        raise InputError(Problem("monitoring.empty", {}, Place(file=file.name)))
    head = {"kind": kind, "origin": origin, "source": file.name, "unknown": unknown, "region": region}
    with ctx.workspace.transaction():
        placed, entered = _placed(ctx, rows, head)
        ctx.progress(0.6, "写入 · writing")
        source = Source(file.name, hash_bytes(content))
        believed = ctx.workspace.observations.put(placed, kind=kind, source=source, actor=ctx.actor.id)
    meta = _told(takens, believed) | {"stations_entered": entered}
    return Answer(meta=meta | ({"synthetic": True} if origin == "synthetic" else {}), data=_summary(placed))


def _told(takens: list[Taken], believed: Believed) -> dict[str, Any]:
    return {
        "outcome": f"{believed.added} added, {believed.corrected} corrected",
        **{"rows": believed.rows, "added": believed.added, "corrected": believed.corrected},
        "unchanged": believed.rows - believed.added - believed.corrected,
        "twice_in_file": sum(taken.twice for taken in takens),
        "skipped": sorted({name for taken in takens for name in taken.skipped}),
        "sensitivity": Sensitivity.INTERNAL.value,
    }


def _summary(rows: pl.DataFrame) -> pl.DataFrame:
    day = civil_day(pl.col("ended_at"))
    return rows.group_by("item", "averaging", maintain_order=True).agg(
        rows=pl.len(),
        missing=pl.col("value").null_count(),
        stations=pl.col("station").n_unique(),
        first=day.min(),
        last=day.max(),
    )


def _placed(ctx: Context, rows: pl.DataFrame, head: Mapping[str, str | None]) -> tuple[pl.DataFrame, int]:
    """Give each row its station's code; unknown stations are refused, or entered where that was asked for."""
    pairs = rows.select("place", "city").unique(maintain_order=True)
    regions = regions_by_name(ctx)
    known = ctx.workspace.whole.stations.frame(kind=head["kind"]).unique("station", keep="last")
    found = {pair: _code(*pair, known=known, regions=regions, head=head) for pair in pairs.iter_rows()}
    absent = [pair for pair, code in found.items() if code is None]
    made = _new(absent, regions, head, file=str(head["source"])) if absent else None
    if made is not None:
        written = [Written(row["name"], row["region"]) for row in made.iter_rows(named=True)]
        require_all_within(ctx, written)
        ctx.workspace.stations.put(made.drop("pair"), actor=ctx.actor.id)
        found |= {tuple(row["pair"]): row["station"] for row in made.iter_rows(named=True)}
    table = pairs.with_columns(
        station=pl.Series([found[pair] for pair in pairs.iter_rows()], dtype=pl.String)
    )
    _require_reach(ctx, table["station"].unique().to_list(), str(head["kind"]), str(head["source"]))
    joined = rows.join(table, on=["place", "city"], nulls_equal=True, maintain_order="left")
    return joined.select(Observation.column_names()), 0 if made is None else made.height


def _require_reach(ctx: Context, stations: list[str], kind: str, file: str) -> None:
    held = ctx.workspace.whole.stations.frame(kind=kind).filter(pl.col("station").is_in(stations))
    place = Place(file=file)
    require_all_within(
        ctx,
        [
            Written(row["station"], row["region"], None, row["enterprise"], place)
            for row in held.unique(["station", "region"]).iter_rows(named=True)
        ],
    )


def _code(
    place: str,
    city: str | None,
    *,
    known: pl.DataFrame,
    regions: Mapping[str, str],
    head: Mapping[str, str | None],
) -> str | None:
    by_code = known.filter(pl.col("station") == place)
    if by_code.height:
        return str(place)
    if head["kind"] == "city":
        code = regions.get(place)
        return code if code is not None and known.filter(pl.col("station") == code).height else None
    named = known.filter(pl.col("name") == place)
    if city is not None and city in regions:
        named = named.filter(pl.col("region") == regions[city])
    if named.height > 1:
        raise InputError(Problem("monitoring.same_name", {"got": place, "count": named.height}))
    return str(named["station"].item()) if named.height else None


def place_stations(
    ctx: Context, rows: pl.DataFrame, *, kind: str
) -> tuple[pl.DataFrame, dict[tuple[str, str | None], Problem]]:
    """Find the stations that rows name; a name that none has, or several, is told and not refused.

    Parameters
    ----------
    ctx
        Who hands them in; all known stations must be within his reach.
    rows
        ``place`` and ``city`` as written.
    kind
        Kind of the stations.

    Returns
    -------
    tuple of pl.DataFrame and dict
        ``place``, ``city`` and ``station`` (null where none was found); the problem of each such pair.
    """
    known = ctx.workspace.whole.stations.frame(kind=kind).unique("station", keep="last")
    regions = regions_by_name(ctx)
    pairs = rows.select("place", "city").unique(maintain_order=True)
    codes: list[str | None] = []
    faults: dict[tuple[str, str | None], Problem] = {}
    for place, city in pairs.iter_rows():
        try:
            code = _code(place, city, known=known, regions=regions, head={"kind": kind})
        except InputError as error:
            code, faults[place, city] = None, error.problems[0]
        if code is None:
            faults.setdefault((place, city), Problem("monitoring.station", {"got": place or "—"}))
        codes.append(code)
    _require_reach(ctx, [code for code in codes if code is not None], kind, str(rows.height))
    return pairs.with_columns(station=pl.Series(codes, dtype=pl.String)), faults


def _new(
    absent: list[tuple[str, str | None]],
    regions: Mapping[str, str],
    head: Mapping[str, str | None],
    *,
    file: str,
) -> pl.DataFrame:
    """Make rows of stations that were not known; since when they stand is not known either."""
    of_city = head["kind"] == "city"
    if head["unknown"] == "refuse" and not of_city:
        listed = "、".join(place for place, _ in absent[:MOST_NAMES])
        raise InputError(
            Problem("monitoring.station", {"got": f"{listed}（{len(absent)}）"}, Place(file=file))
        )
    told = {pair: (pair[0] if of_city else pair[1]) or head["region"] or "" for pair in absent}
    wrong = sorted({name for name in told.values() if name not in regions})
    if wrong:
        raise InputError(
            Problem("monitoring.region", {"got": "、".join(wrong[:MOST_NAMES])}, Place(file=file))
        )
    made = [
        {
            "pair": list(pair),
            "station": regions[pair[0]] if of_city else _own_code(pair, regions[told[pair]]),
            "name": pair[0],
            "region": regions[told[pair]],
            "valid_from": UNKNOWN,
            "note": "启用日未知",
            "kind": head["kind"],
            "sensitivity_level": level_of_kind(str(head["kind"])),
            "origin": head["origin"],
            "source": head["source"],
        }
        for pair in absent
    ]
    schema = {"pair": pl.List(pl.String), **Station.create_empty().schema}
    return pl.DataFrame(made, schema=schema)


def _own_code(pair: tuple[str, str | None], region: str) -> str:
    """Give a station that came by its name a code: its region's and its name; a code stays what it is."""
    place = pair[0]
    return place if place.isascii() else f"{region}-{place}"


@service("monitor.batches")
def batches(ctx: Context) -> Answer:
    """List what came in, newest first. 导入记录。"""
    return Answer(data=ctx.workspace.observations.batches())


@service("monitor.template", permits="monitor.stations")
def template(
    ctx: Context,
    *,
    shape: Annotated[
        Literal["long", "items", "places"], "逐条、一列一项目、一列一地 · a row a value, an item, a place"
    ] = "items",
) -> Answer:
    """Give a template of observations. 监测数据模板。"""
    del ctx
    content = TEMPLATES[shape].encode("utf-8-sig")
    return Answer(
        meta={"sensitivity": Sensitivity.PUBLIC.value},
        document=Document(f"observations-{shape}.csv", "text/csv", content),
    )


@service("monitor.example")
def example(
    ctx: Context,
    *,
    year: Annotated[int, "年份 · year"] = 2024,
    days: Annotated[int, "天数 · days"] = 366,
    seed: Annotated[int, "随机种子 · seed"] = 1,
) -> Answer:
    """Give invented hours of two stations a city to try with, labelled so. 合成的监测数据示例。"""
    for name, number, most in (("year", year, 2200), ("days", days, 366), ("seed", seed, LARGEST)):
        require_between(number, name=name, least=1, most=most)
    listed = jurisdiction(ctx.workspace).regions
    of_city = pl.col("region").str.contains(r"^\d{4}00$") & ~pl.col("region").str.ends_with("0000")
    cities = listed.filter(of_city)["region"].to_list()
    places = {f"SYN{city}{n}": 0.8 + 0.03 * at + 0.06 * n for at, city in enumerate(cities) for n in (1, 2)}
    rows = invented_hours(places, year=year, days=days, seed=seed)
    wide = rows.pivot("item", index=["station", "ended_at"], values="value").sort("station", "ended_at")
    local = pl.col("ended_at").dt.convert_time_zone(CIVIL_ZONE.key).dt.strftime("%Y-%m-%d %H:%M")
    table = wide.select(
        local.alias("time"), "station", pl.col("station").str.slice(3, 6).alias("city"), *SHAPES
    )
    meta = {"synthetic": True, "sensitivity": Sensitivity.PUBLIC.value}
    content = table.write_csv().encode("utf-8-sig")
    return Answer(meta=meta, document=Document(f"observations-synthetic-{year}.csv", "text/csv", content))
