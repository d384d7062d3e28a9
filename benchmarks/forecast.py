"""Forecast of hourly PM2.5 in Shenyang, rolling origin over 2015, beside persistence and climatology.

    python -m benchmarks.forecast [--shared ../shared] [--perfect-weather] [--first 2015-01-01] [--step 6]

Learned anew at the start of each quarter from what was known then. Ratios below one are gains. With
``--perfect-weather`` the measured weather of the hour to come is given: a hindcast, not a forecast.
"""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from tongyuan.advance.boosting import Recipe
from tongyuan.advance.forecast.series import Series
from tongyuan.advance.forecast.verification import rolled, skill

FILE = "data/shenyang_hourly_pm25_met_2010_2015.csv"
WEATHER = ("dewpoint_c", "humidity_pct", "pressure_hpa", "temp_c", "cum_wind_speed_ms")
ANGLES = {"NE": 45.0, "SE": 135.0, "SW": 225.0, "NW": 315.0}  # calm or variable wind ("cv") has no direction
SHOWN = ("rmse", "rmse_ratio", "mae_ratio", "rmse_ratio_climatology", "mae_ratio_climatology", "coverage")


def shenyang(shared: Path, *, column: str = "pm25_us_post_ugm3") -> Series:
    """Read the hours from 2013 on; the stated local time is taken for the end of the hour."""
    at = pl.col("time_local").str.to_datetime("%Y-%m-%dT%H:%M", time_unit="us")
    rows = pl.read_csv(shared / FILE, infer_schema_length=None).with_columns(
        ended_at=at.dt.replace_time_zone("Asia/Shanghai").dt.convert_time_zone("UTC")
    )
    rows = rows.filter(pl.col("ended_at") >= datetime(2013, 1, 1, tzinfo=UTC)).sort("ended_at")
    assert (rows["ended_at"].diff().drop_nulls() == timedelta(hours=1)).all()
    angle = np.deg2rad(
        rows["wind_dir_combined"].replace_strict(ANGLES, default=None, return_dtype=pl.Float64).to_numpy()
    )
    weather = {name: rows[name].cast(pl.Float64).to_numpy().astype(float) for name in WEATHER}
    weather |= {"wind_east": np.sin(angle), "wind_north": np.cos(angle)}
    return Series(rows["ended_at"], rows[column].cast(pl.Float64).to_numpy().astype(float), weather)


def refits(series: Series, *, first: date = date(2015, 1, 1)) -> list[datetime]:
    """Starts of quarters from a day on, and the last origin with a truth after it."""
    start = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(hours=8)
    end = series.ended_at[-1] - timedelta(hours=72)
    return [*pl.datetime_range(start, end, "3mo", eager=True, time_zone="UTC").to_list(), end]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.forecast")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--perfect-weather", action="store_true")
    parser.add_argument("--first", type=date.fromisoformat, default=date(2015, 1, 1))
    parser.add_argument("--step", type=int, default=6)
    given = parser.parse_args()
    series = shenyang(given.shared)
    *dates, until = refits(series, first=given.first)
    pairs = rolled(
        series,
        refits=dates,
        until=until,
        recipe=Recipe(),
        step=given.step,
        future=given.perfect_weather,
    )
    print(f"| lead [h] | pairs | {' | '.join(SHOWN)} |\n|{'---|' * (len(SHOWN) + 2)}")
    for row in skill(pairs).iter_rows(named=True):
        figures = " | ".join(f"{row[name]:.3f}" for name in SHOWN)
        print(f"| {row['lead']} | {row['pairs']} | {figures} |")


if __name__ == "__main__":
    main()
