"""The evaluation of a year of air: days, months, quarters, the year, composite index and ranks, as a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

import polars as pl

from tongyuan import reference
from tongyuan.advance.ambient.composite import composite, ranked
from tongyuan.advance.ambient.days import city_days, station_days
from tongyuan.advance.ambient.evaluating import air_days
from tongyuan.advance.ambient.periods import judged, summed
from tongyuan.advance.ambient.standards import Standard, edition_on, standard_of
from tongyuan.services.advance.monitor_engine import engine, frame_of, read_anew
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import require_between
from tongyuan.services.declaration import Context, service
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem
from tongyuan.vocabulary.quality import worst
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import AirDay, AirPeriod, AirRank, Station

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tongyuan.workspace.workspace import Workspace

__all__ = ["KIND", "evaluate"]

KIND = "air_evaluation"
EPOCH = date(1970, 1, 1)
FIRST_YEAR, LAST_YEAR = 1990, 2200
#: A station of another purpose than evaluation does not count in its city.
COUNTING = ("评价", "evaluation")
Source = Literal["air", "city"]


def _number(day: date) -> int:
    return (day - EPOCH).days


@service("monitor.evaluate", changes=True, job=True)
def evaluate(
    ctx: Context,
    *,
    year: Annotated[int, "年份 · year"],
    kind: Annotated[
        Source, "由点位小时值（air）或城市日报（city） · from hours of stations, or days of cities"
    ] = "air",
    edition: Annotated[
        str | None, "标准版本 2012 或 2026，缺省依日期 · edition; by the date by default"
    ] = None,
) -> Answer:
    """Evaluate a year of air by the national rules of each day. 空气质量评价。"""
    require_between(year, name="year", least=FIRST_YEAR, most=LAST_YEAR)
    choose = _chooser(edition)
    first, last = date(year, 1, 1), date(year, 12, 31)
    stations = ctx.workspace.stations.frame(kind=kind)
    ctx.progress(0.1, "读取 · reading")
    days = _days(ctx.workspace, kind, first, last, stations, choose(last))
    if days.is_empty():
        raise NotFoundError(Problem("monitoring.none", {"kind": f"{kind} {year}"}))
    days = _deducted(days, ctx.workspace.observations.decisions(), stations)
    ctx.progress(0.6, "评价 · judging")
    tables = _tables(days, choose, first, last)
    ctx.progress(0.9, "存档 · keeping")
    kept = ctx.workspace.record_run(
        KIND,
        params=_pinned(ctx.workspace, kind, year, edition) | _judged_by(choose, first, last, stations),
        inputs={"station": Station.validate(stations, cast=True), "air_values": days},
        tables=tables,
        actor=ctx.actor.id,
        as_of=ctx.workspace.observations.believed_until(),
        sensitivity=Sensitivity.PUBLIC if kind == "city" else Sensitivity.INTERNAL,
    )
    ctx.progress(1.0, kept.id)
    ranks = tables["air_ranks"].filter((pl.col("month") == 0) & (pl.col("quarter") == 0))
    meta = {"run": kept.id, "outcome": kept.id, **kept.params, "contract": "AirRank"}
    return Answer(meta=meta, data=ranks)


def _chooser(edition: str | None) -> Callable[[date], Standard]:
    """Give the standard of a day: the one in force, or the one that was asked for."""
    limits = reference.ambient_limits()
    known = sorted(limits["edition"].unique())
    if edition is not None and edition not in known:
        raise InputError(Problem("monitoring.edition", {"got": edition, "known": "、".join(known)}))
    held: dict[tuple[str, float | None], Standard] = {}

    def choose(day: date) -> Standard:
        standard = standard_of(
            day,
            breakpoints=reference.aqi_breakpoints(),
            limits=limits,
            rules=reference.ambient_rules(),
            edition=edition,
        )
        return held.setdefault((standard.edition, standard.limit("pm2.5", "annual")), standard)

    return choose


def _days(
    workspace: Workspace, kind: str, first: date, last: date, stations: pl.DataFrame, standard: Standard
) -> pl.DataFrame:
    """Give the days of stations and cities: ``place``, ``item``, ``day``, ``value``, ``valid``."""
    import ibis

    averaging = "day" if kind == "city" else "hour"
    with engine(workspace) as connection:
        held = workspace.observations.table(
            connection, kind=kind, averaging=averaging, first=first, last=last
        )
        if held is None:
            return pl.DataFrame()
        counted = _counted(held, workspace.observations.decisions())
        if kind == "city":
            day = ((counted.ended_s + 8 * 3600 - 1) / 86400).floor().cast("int64")
            return frame_of(
                counted.filter(counted.value.notnull()).select(
                    "item", "value", place="station", day=day, valid=ibis.literal(True)
                )
            )
        read = read_anew(connection, counted, name="counted_hours")
        standing = ibis.memtable(_standing(stations).to_arrow())
        # Kept here, so that the hours are read once for the days of stations and of cities.
        own = frame_of(station_days(read, standard=standard))
        cities = city_days(ibis.memtable(own.to_arrow()), standing=standing, standard=standard)
        of_cities = frame_of(cities.select("item", "day", "value", "valid", place="city"))
    of_stations = own.select("item", "day", "value", "valid", place="station")
    days = pl.concat([of_stations, of_cities], how="vertical_relaxed")
    # Engines give rows in any order; the same inputs are the same run.
    return days.sort("place", "item", "day")


def _standing(stations: pl.DataFrame) -> pl.DataFrame:
    """Give the stations that count in their cities, and from when until when."""
    purpose = pl.col("purpose")
    counts = purpose.is_null() | pl.any_horizontal(
        purpose.str.contains(word, literal=True) for word in COUNTING
    )
    from_day = pl.col("valid_from").cast(pl.Int32).cast(pl.Int64)
    to_day = (pl.col("valid_to").cast(pl.Int32).cast(pl.Int64) - 1).fill_null(_number(date(9999, 12, 31)))
    city = pl.col("region").str.slice(0, 4) + "00"
    return stations.filter(counts).select("station", city=city, from_day=from_day, to_day=to_day)


def _counted(hours: ir.Table, decisions: pl.DataFrame) -> ir.Table:
    """Leave out what the source's mark or a person's decision says is void."""
    import ibis

    void = [str(mark) for mark in reference.data_marks().filter(pl.col("counts") == "no")["mark"]]
    kept = hours.filter(hours.mark.isnull() | ~hours.mark.isin(void))
    voided = standing_decisions(decisions).filter(pl.col("decision") == "void")
    if voided.is_empty():
        return kept
    said = ibis.memtable(voided.select("station", "first", "last", of="item").to_arrow())
    meant = [
        kept.station == said.station,
        said.of.isnull() | (kept["item"] == said.of),
        kept.ended_at >= said["first"],
        kept.ended_at <= said["last"],
    ]
    return kept.anti_join(said, meant)


def standing_decisions(decisions: pl.DataFrame) -> pl.DataFrame:
    """Keep the decisions that nobody lifted."""
    lifted = decisions["lifts"].drop_nulls().to_list()
    return decisions.filter(~pl.col("number").is_in(lifted) & (pl.col("decision") != "lift"))


def _deducted(days: pl.DataFrame, decisions: pl.DataFrame, stations: pl.DataFrame) -> pl.DataFrame:
    """Mark particles of the days that were decided to be dust: measured, and out of the means."""
    dust = standing_decisions(decisions).filter(pl.col("decision") == "dust")
    spans = [
        (row["station"], _civil_number(row["first"]), _civil_number(row["last"]))
        for row in dust.iter_rows(named=True)
    ]
    marked = pl.lit(value=False)
    for place, begin, end in spans:
        within = stations.filter(pl.col("region").str.slice(0, 4) == place[:4])["station"].to_list()
        meant = pl.col("place").is_in([place, *within])
        marked = marked | (meant & pl.col("day").is_between(begin, end))
    particles = pl.col("item").is_in(["pm10", "pm2.5"])
    rows = days.with_columns(dust=marked & particles & pl.col("valid"))
    return rows.with_columns(measured=pl.col("valid"), valid=pl.col("valid") & ~pl.col("dust"))


def _civil_number(instant: Any) -> int:
    return _number((instant + timedelta(hours=8) - timedelta(microseconds=1)).date())


def _tables(
    days: pl.DataFrame, choose: Callable[[date], Standard], first: date, last: date
) -> dict[str, pl.DataFrame]:
    daily = pl.concat([_daily(part, standard) for part, standard in _split(days, choose, first, last)])
    periods = _periods(days, choose, last)
    ranks = pl.concat(
        [
            _ranks(part, standard_of_rows(choose, part))
            for _, part in periods.group_by("edition", "quarter", "month", maintain_order=True)
        ]
    )
    return {
        "air_days": AirDay.validate(daily.select(AirDay.column_names()), cast=True),
        "air_periods": AirPeriod.validate(periods.select(AirPeriod.column_names()), cast=True),
        "air_ranks": AirRank.validate(ranks.select(AirRank.column_names()), cast=True),
    }


def _split(
    days: pl.DataFrame, choose: Callable[[date], Standard], first: date, last: date
) -> list[tuple[pl.DataFrame, Standard]]:
    """Split days by the edition in force on each."""
    span = (last - first).days + 1
    editions = [(number, choose(first + timedelta(days=number))) for number in range(span)]
    parts = []
    for edition in dict.fromkeys(standard.edition for _, standard in editions):
        numbers = [_number(first) + at for at, standard in editions if standard.edition == edition]
        standard = next(one for _, one in editions if one.edition == edition)
        part = days.filter(pl.col("day").is_between(numbers[0], numbers[-1]))
        if part.height:
            parts.append((part, standard))
    return parts


def _daily(days: pl.DataFrame, standard: Standard) -> pl.DataFrame:
    """Judge days as they were measured: dust changes no index, only means."""
    import ibis

    measured = days.with_columns(valid="measured")
    found = frame_of(air_days(ibis.memtable(measured.to_arrow()), standard=standard))
    dust = days.group_by("place", "day").agg(pl.col("dust").any())
    rows = found.join(dust, on=["place", "day"]).with_columns(
        edition=pl.lit(standard.edition), day=pl.col("day").cast(pl.Int32).cast(pl.Date)
    )
    return rows.sort("place", "day")


def _periods(days: pl.DataFrame, choose: Callable[[date], Standard], last: date) -> pl.DataFrame:
    """Sum days up to periods, each judged by the edition in force on its last day."""
    import ibis

    sums = frame_of(summed(ibis.memtable(days.drop("measured").to_arrow()), standard=choose(last)))
    ends = [_end(*row) for row in sums.select("year", "quarter", "month").iter_rows()]
    sums = sums.with_columns(edition=pl.Series([choose(end).edition for end in ends]))
    # A year counts its months whatever edition each is judged by: all rows are looked at for each edition.
    parts = [
        judged(sums, standard=standard_of_rows(choose, part)).filter(pl.col("edition") == name)
        for (name,), part in sums.group_by("edition", maintain_order=True)
    ]
    return pl.concat(parts).sort("place", "item", "year", "quarter", "month")


def standard_of_rows(choose: Callable[[date], Standard], rows: pl.DataFrame) -> Standard:
    """Give the standard by which rows of periods of one edition are judged: that of the last of them."""
    ends = [_end(*row) for row in rows.select("year", "quarter", "month").unique().iter_rows()]
    return choose(max(ends))


def _end(year: int, quarter: int, month: int) -> date:
    after = month or quarter * 3 or 12
    return (date(year, after, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _ranks(periods: pl.DataFrame, standard: Standard) -> pl.DataFrame:
    """Rank cities among cities; stations are not ranked with them."""
    index = composite(periods, standard=standard)
    is_city = pl.col("place").str.contains(r"^\d{4}00$")
    both = [ranked(index.filter(is_city)), ranked(index.filter(~is_city))]
    return pl.concat(both).with_columns(edition=pl.lit(standard.edition))


def _pinned(workspace: Workspace, kind: str, year: int, edition: str | None) -> dict[str, Any]:
    taken = workspace.observations.decisions()
    decided = standing_decisions(taken)
    # What was corrected and corrected back is a later evaluation: the latest run must be of what holds now.
    state = {"decisions": taken.height, "batches": workspace.observations.batches().height}
    return {
        "region": workspace.meta.region,
        "year": year,
        "kind": kind,
        "edition": edition,
        **state,
        "void": int((decided["decision"] == "void").sum()),
        "dust": int((decided["decision"] == "dust").sum()),
    }


def _judged_by(
    choose: Callable[[date], Standard], first: date, last: date, stations: pl.DataFrame
) -> dict[str, Any]:
    standards: Sequence[Standard] = [choose(first), choose(last)]
    synthetic = bool((stations["origin"] == "synthetic").any())
    quality = worst([standard.quality for standard in standards])
    editions = list(dict.fromkeys(standard.edition for standard in standards))
    regions = stations["region"].unique().sort().to_list()
    return {
        "units": regions,
        "editions": editions,
        "quality": "synthetic" if synthetic else quality.value,
        "synthetic": synthetic,
        "limits_on": str(last),
        "edition_by_date": edition_on(last, limits=reference.ambient_limits()),
    }
