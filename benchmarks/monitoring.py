"""A province's hours evaluated, beside hand-written SQL, Polars and pandas, each in a process of its own.

    python -m benchmarks.monitoring [--stations 1200] [--folder DIR] [--times 1] [--only ours sql]

Hours: invented by a seed and SYNTHETIC, six items, a year, two of a hundred lacking; 1,200 stations are some
62 million rows in parts of a hundred stations. ``--times 10`` reads each part ten times under other names of
stations (ours and SQL alone). What is computed: hours to days of stations (20 hours; greatest mean of eight
hours of ozone), to days of cities (three quarters of the stations), index of the day, yearly mean and
percentile. All contenders must give the same yearly figures within 1e-9, or nothing is reported. The engine
may keep 2 GB; peak memory is that of the whole process, on Spark of the one that asks alone. The time of
Spark holds the start of its master and two workers.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.spark_cluster import absent, cluster
from tongyuan.advance.ambient.example import invented_hours

STATUS = Path("/proc/self/status")
PART = 100
DAYS = 366
ITEMS = ("so2", "no2", "co", "o3", "pm10", "pm2.5")
PERCENTILES = {"so2": 0.98, "no2": 0.98, "pm10": 0.95, "pm2.5": 0.95, "co": 0.95, "o3": 0.9}
CITIES = 14
MEMORY = "2GB"
OVER = 160.5  # a whole mean of eight hours beyond it makes a day of ozone count [ug/m3]


def write_parts(folder: Path, stations: int) -> list[Path]:
    """Invent the hours of a hundred stations, and give them to each further hundred at another level."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"part-{at:03d}.parquet" for at in range(stations // PART)]
    if all(path.exists() for path in paths):
        return paths
    first = invented_hours({f"{at:03d}": 1 + 0.01 * at for at in range(PART)}, year=2024, days=DAYS, seed=1)
    for at, path in enumerate(paths):
        level = pl.col("value") * (1 + 0.01 * at)
        named = pl.concat_str(pl.lit(f"P{at:03d}-"), "station")
        first.with_columns(station=named, value=level).write_parquet(path)
    return paths


def city(station: str = "station") -> str:
    """Name a station's city by its last digits, in SQL."""
    return f"'C' || lpad(cast(cast(right({station}, 3) as integer) % {CITIES} as varchar), 2, '0')"


def ours(paths: list[Path], times: int) -> pl.DataFrame:
    """Evaluate by the wing's expression."""
    import ibis

    connection = ibis.duckdb.connect(memory_limit=MEMORY, temp_directory=tempfile.mkdtemp())
    return _ours(connection, connection.read_parquet([str(path) for path in paths]), times)


def spark(paths: list[Path], times: int) -> pl.DataFrame:
    """Evaluate by the wing's expression, unchanged, on a master and two workers of one core each."""
    import ibis

    from tongyuan.services.advance.monitor_spark import spark_engine

    folder = Path(tempfile.mkdtemp())
    with cluster(folder) as address, spark_engine(address, spill=folder / "spill") as connection:
        return _ours(connection, ibis.union(*[connection.read_parquet(path) for path in paths]), times)


def _standard() -> Any:
    from datetime import date

    from tongyuan import reference
    from tongyuan.advance.ambient.standards import standard_of

    return standard_of(
        date(2024, 12, 31),
        breakpoints=reference.aqi_breakpoints(),
        limits=reference.ambient_limits(),
        rules=reference.ambient_rules(),
    )


def _ours(connection: Any, read: Any, times: int) -> pl.DataFrame:
    import ibis

    from tongyuan.advance.ambient.days import city_days, station_days
    from tongyuan.advance.ambient.evaluating import air_days
    from tongyuan.advance.ambient.periods import summed
    from tongyuan.services.advance.monitor_engine import frame_of, read_anew
    from tongyuan.workspace.instants import with_seconds

    standard = _standard()
    hours = with_seconds(read, connection)
    if times > 1:
        again = [hours.mutate(station=hours.station + f"-{one:03d}") for one in range(times)]
        hours = ibis.union(*again)
    rows = read_anew(connection, hours, name="read_hours")
    if connection.name == "duckdb":
        days = connection.create_table("own_days", station_days(rows, standard=standard))
    else:
        days = ibis.memtable(frame_of(station_days(rows, standard=standard)).to_arrow())
    names = frame_of(days.select("station").distinct()).with_columns(
        city=pl.format(
            "C{}", pl.col("station").str.slice(5, 3).cast(pl.Int64).mod(CITIES).cast(pl.String).str.zfill(2)
        ),
        from_day=pl.lit(0),
        to_day=pl.lit(10**6),
    )
    cities = frame_of(city_days(days, standing=ibis.memtable(names.to_arrow()), standard=standard))
    told = cities.rename({"city": "place"}).with_columns(dust=pl.lit(value=False))
    table = ibis.memtable(told.to_arrow())
    judged = frame_of(air_days(table, standard=standard))
    assert judged.height == CITIES * DAYS
    sums = frame_of(summed(table, standard=standard))
    yearly = sums.filter((pl.col("month") == 0) & (pl.col("quarter") == 0))
    return yearly.select("place", "item", "mean", "percentile")


def sql(paths: list[Path], times: int) -> pl.DataFrame:
    """Evaluate by SQL written by hand for one engine."""
    import duckdb

    connection = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": tempfile.mkdtemp()})
    _numbered_in_sql(connection, paths, times)
    _days_in_sql(connection)
    connection.execute(f"""
        create table cities as
        with s as (select distinct station, {city("left(station, 8)")} as place from days),
        n as (select place, count(*) as standing from s group by place)
        select place, item, day, avg(value) as value, count(*) >= 0.75 * any_value(standing) as valid
        from days join s using (station) join n using (place) where valid group by all""")
    assert len(_indices_in_sql(connection)) == CITIES * DAYS
    share = " ".join(f"when '{item}' then quantile_cont(value, {p})" for item, p in PERCENTILES.items())
    found = connection.execute(
        f"select place, item, avg(value) as mean, case item {share} end as percentile "
        "from cities where valid group by place, item"
    )
    return pl.from_arrow(found.to_arrow_table())  # type: ignore[return-value]


def _numbered_in_sql(connection: Any, paths: list[Path], times: int) -> None:
    listed = ", ".join(f"'{path}'" for path in paths)
    named = "station" if times == 1 else "station || '-' || lpad(cast(n.n as varchar), 3, '0') as station"
    more = "" if times == 1 else f", (select unnest(range({times})) as n) n"
    connection.execute(f"""
        create view numbered as
        select {named}, item, value, (epoch(ended_at)::bigint // 3600 + 8) as hour,
          ((epoch(ended_at)::bigint // 3600 + 8) - 1) // 24 as day
        from read_parquet([{listed}]){more} where value is not null""")


def _days_in_sql(connection: Any) -> None:
    ends = range(8, 25)
    windows = ", ".join(
        f"case when count(value) filter (clock between {end - 7} and {end}) >= 6 "
        f"then avg(value) filter (clock between {end - 7} and {end}) end as m{end}"
        for end in ends
    )
    over = ", ".join(
        f"coalesce(count(value) filter (clock between {end - 7} and {end}) = 8 "
        f"and avg(value) filter (clock between {end - 7} and {end}) > {OVER}, false) as x{end}"
        for end in ends
    )
    exceeds = " or ".join(f"x{end}" for end in ends)
    greatest = ", ".join(f"m{end}" for end in ends)
    counted = " + ".join(f"(m{end} is not null)::int" for end in ends)
    connection.execute(f"""
        create table days as
        select station, item, day, avg(value) as value, count(*) >= 20 as valid
        from numbered where item <> 'o3' group by all
        union all
        select station, item, day, greatest({greatest}), ({counted}) >= 14 or {exceeds} from (
          select station, item, day, {windows}, {over} from
            (select *, hour - day * 24 as clock from numbered where item = 'o3') group by station, item, day)
        where ({counted}) > 0""")


def _indices_in_sql(connection: Any) -> list[Any]:
    from tongyuan.reference import aqi_breakpoints

    connection.register("pieces", aqi_breakpoints().filter(edition="2012").to_arrow())
    rounded = "round_even(value, case when c.item = 'co' then 1 else 0 end)"
    judged = connection.execute(f"""
        select place, day, max(least(500, ceil((iaqi_high - iaqi_low) / (bp_high - bp_low)
          * ({rounded} - bp_low) + iaqi_low - 1e-7)))
        from cities c join pieces p on c.item = p.item
          and p.averaging = (case when c.item = 'o3' then '8h' else '24h' end)
          and {rounded} <= bp_high and ({rounded} > bp_low or bp_low = 0)
        where valid group by place, day""")
    return list(judged.fetchall())


def _yearly(days: pl.DataFrame) -> pl.DataFrame:
    named = pl.format(
        "C{}", pl.col("station").str.slice(5, 3).cast(pl.Int64).mod(CITIES).cast(pl.String).str.zfill(2)
    )
    days = days.with_columns(place=named)
    standing = days.group_by("place").agg(standing=pl.col("station").n_unique())
    cities = (
        days.filter("valid")
        .join(standing, on="place")
        .group_by("place", "item", "day")
        .agg(pl.col("value").mean(), valid=pl.len() >= 0.75 * pl.col("standing").first())
        .filter("valid")
    )
    parts = [
        part.group_by("place", "item").agg(
            mean=pl.col("value").mean(), percentile=pl.col("value").quantile(PERCENTILES[str(item)], "linear")
        )
        for (item,), part in cities.group_by("item")
    ]
    return pl.concat(parts)


def polars(paths: list[Path], times: int) -> pl.DataFrame:
    """Evaluate by Polars, all parts in one query; the index of the day is left out."""
    assert times == 1
    hour = pl.col("ended_at").dt.epoch("s") // 3600 + 8
    rows = pl.scan_parquet(paths).filter(pl.col("value").is_not_null())
    rows = rows.select("station", "item", "value", hour=hour, day=(hour - 1) // 24)
    means = (
        rows.filter(pl.col("item") != "o3")
        .group_by("station", "item", "day")
        .agg(pl.col("value").mean(), valid=pl.len() >= 20)
    )
    clock = pl.col("hour") - pl.col("day") * 24
    ends = range(8, 25)
    window = {end: clock.is_between(end - 7, end) for end in ends}
    exceeds = pl.any_horizontal([(pl.col(f"n{end}") == 8) & (pl.col(f"m{end}") > OVER) for end in ends])
    ozone = (
        rows.filter(pl.col("item") == "o3")
        .group_by("station", "item", "day")
        .agg(
            **{f"n{end}": window[end].sum() for end in ends},
            **{f"m{end}": pl.col("value").filter(window[end]).mean() for end in ends},
        )
        .with_columns([pl.when(pl.col(f"n{end}") >= 6).then(f"m{end}").alias(f"m{end}") for end in ends])
        .with_columns(
            value=pl.max_horizontal([f"m{end}" for end in ends]),
            there=pl.sum_horizontal([pl.col(f"m{end}").is_not_null() for end in ends]),
        )
        .filter(pl.col("there") > 0)
        .select("station", "item", "day", "value", valid=(pl.col("there") >= 14) | exceeds)
    )
    return _yearly(pl.concat([means, ozone]).collect(engine="streaming"))


def pandas(paths: list[Path], times: int) -> pl.DataFrame:
    """Evaluate by pandas, part by part; the index of the day is left out."""
    import numpy as np
    import pandas as pd

    assert times == 1
    parts = []
    for path in paths:
        rows = pd.read_parquet(path, columns=["station", "item", "ended_at", "value"]).dropna()
        hour = rows["ended_at"].astype("int64") // 3_600_000_000 + 8
        rows["day"], rows["clock"] = (hour - 1) // 24, (hour - 1) % 24 + 1
        grouped = rows[rows["item"] != "o3"].groupby(["station", "item", "day"])["value"]
        days = grouped.agg(["mean", "count"]).reset_index()
        days["valid"] = days["count"] >= 20
        ozone = rows[rows["item"] == "o3"].pivot(index=["station", "day"], columns="clock", values="value")
        values = ozone.reindex(columns=range(1, 25)).to_numpy()
        moving = np.lib.stride_tricks.sliding_window_view(values, 8, axis=1)
        there = (~np.isnan(moving)).sum(axis=2)
        means = np.where(there >= 6, np.nansum(moving, axis=2) / np.maximum(there, 1), np.nan)
        own = ozone.index.to_frame(index=False)
        own["item"], own["mean"] = "o3", np.nanmax(means, axis=1)
        exceeds = ((there == 8) & (means > OVER)).any(axis=1)
        own["valid"] = ((~np.isnan(means)).sum(axis=1) >= 14) | exceeds
        names = ["station", "item", "day", "mean", "valid"]
        parts.append(pd.concat([days[names], own[names]]).rename(columns={"mean": "value"}))
    return _yearly(pl.from_pandas(pd.concat(parts)).drop_nulls())


CONTENDERS: dict[str, Callable[[list[Path], int], pl.DataFrame]] = {
    "ours": ours,
    "spark": spark,
    "sql": sql,
    "polars": polars,
    "pandas": pandas,
}


def run_one(name: str, folder: Path, stations: int, times: int, answer: Path) -> None:
    """Run a contender; write its answer, its time [s], that of processors [s] and its peak memory [MiB]."""
    paths = write_parts(folder, stations)
    before = time.process_time()
    began = time.perf_counter()
    found = CONTENDERS[name](paths, times)
    took = time.perf_counter() - began
    peak = float(next(line for line in STATUS.read_text().splitlines() if "VmHWM" in line).split()[1]) / 1024
    found.sort("place", "item").select("place", "item", "mean", "percentile").write_parquet(answer)
    of = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    worked = sum(one.ru_utime + one.ru_stime for one in of) - before
    print(f"{took:.3f} {worked:.3f} {peak:.0f}")


def main() -> None:
    arguments = _arguments()
    folder = Path(arguments.folder or tempfile.mkdtemp())
    if arguments.run:
        run_one(
            arguments.run, folder, arguments.stations, arguments.times, folder / f"{arguments.run}.answer"
        )
        return
    write_parts(folder, arguments.stations)
    told: dict[str, tuple[float, float, float]] = {}
    for name in arguments.only:
        command = [sys.executable, "-W", "ignore", "-m", "benchmarks.monitoring", "--run", name]
        command += [
            "--stations",
            str(arguments.stations),
            "--times",
            str(arguments.times),
            "--folder",
            str(folder),
        ]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        took, worked, peak = map(float, done.stdout.split())
        told[name] = (took, worked, peak)
    answers = {name: pl.read_parquet(folder / f"{name}.answer") for name in told}
    base = answers[arguments.only[0]]
    for name, answer in answers.items():
        for column in ("mean", "percentile"):
            apart = (answer[column] / base[column] - 1).abs().max()
            assert answer.height == base.height, name
            assert isinstance(apart, float)
            assert apart < 1e-9, (name, column, apart)
    against = "sql" if "sql" in told else arguments.only[0]
    first, work = told[against][:2]
    print(f"| contender | time / {against} | processors / {against} | peak memory [GiB] |\n|---|---|---|---|")
    for name, (took, worked, peak) in told.items():
        print(f"| {name} | {took / first:.2f} | {worked / work:.2f} | {peak / 1024:.2f} |")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.monitoring")
    there = [name for name in CONTENDERS if name != "spark" or absent() is None]
    parser.add_argument("--stations", type=int, default=1200)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--folder")
    parser.add_argument("--only", nargs="+", default=there, choices=list(CONTENDERS))
    parser.add_argument("--run", choices=list(CONTENDERS))
    return parser.parse_args()


if __name__ == "__main__":
    main()
