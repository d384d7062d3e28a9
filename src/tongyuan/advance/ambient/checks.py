"""Automatic checks of hours: what looks wrong is flagged beside its value; nothing is deleted.

A flag is a question to a person. It takes no value out of any figure: only the source's own mark or a
person's decision does.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

__all__ = ["CHECKS", "checked"]

FLAG = {
    "station": pl.String(),
    "item": pl.String(),
    "ended_at": pl.Datetime("us", "UTC"),
    "check": pl.String(),
    "value": pl.Float64(),
    "against": pl.Float64(),
}
SERIES = ["station", "item"]
HOUR = pl.duration(hours=1)
#: Median deviations are worth this many standard deviations of a normal spread; only a scale, no limit.
DAY = 24


def checked(
    hours: pl.DataFrame, *, stations: pl.DataFrame, items: pl.DataFrame, bounds: pl.DataFrame
) -> pl.DataFrame:
    """Flag hours out of range, spikes, rests, steps, PM2.5 above PM10, and what neighbours do not see.

    Parameters
    ----------
    hours
        Rows of ``Observation`` of hours.
    stations
        ``station``, ``region``: stations of one region are each other's neighbours.
    items
        ``item``, ``least``, ``most`` [the item's unit].
    bounds
        Rows of ``monitoring_checks``.

    Returns
    -------
    pl.DataFrame
        ``station``, ``item``, ``ended_at``, ``check``, ``value``, ``against`` (what it was compared with).

    Examples
    --------
    >>> from tongyuan import reference
    >>> from tongyuan.testing.monitoring import a_station, hours_of, stations_of
    >>> found = checked(
    ...     hours_of([20.0] * 12 + [900.0] + [22.0] * 12),
    ...     stations=stations_of(a_station()),
    ...     items=reference.monitored_items(),
    ...     bounds=reference.monitoring_checks(),
    ... )
    >>> found.filter(check="spike")["value"].to_list()
    [900.0]
    """
    rows = hours.filter(pl.col("value").is_not_null()).sort("station", "item", "ended_at")
    if rows.is_empty():
        return pl.DataFrame(schema=FLAG)
    within = _bounded(rows, bounds)
    found = [
        *(check(within) for check in CHECKS.values()),
        _out_of_range(rows, items),
        _unlike_neighbours(within.join(stations.select("station", "region").unique("station"), on="station")),
    ]
    flags = pl.concat([one.select(*FLAG) for one in found], how="vertical_relaxed")
    return flags.cast(FLAG).sort("station", "ended_at", "item", "check")  # type: ignore[arg-type]


def _bounded(rows: pl.DataFrame, bounds: pl.DataFrame) -> pl.DataFrame:
    """Put each item's bounds beside its rows; an item without bounds of its own has the common ones."""
    wide = {}
    for item in rows["item"].unique():
        for check, parameter in bounds.select("check", "parameter").unique().iter_rows():
            own = bounds.filter(check=check, parameter=parameter)
            mine = own.filter(pl.col("item") == item)
            value = (mine if mine.height else own.filter(pl.col("item").is_null()))["value"]
            wide[item, f"{check}_{parameter}"] = value.item() if value.len() else None
    names = sorted({name for _, name in wide})
    table = [
        {"item": item} | {name: wide[item, name] for name in names}
        for item in sorted({one for one, _ in wide})
    ]
    schema = {"item": pl.String(), **{name: pl.Float64() for name in names}}
    return rows.join(pl.DataFrame(table, schema=schema), on="item", how="left", maintain_order="left")


def _told(rows: pl.DataFrame, check: str, condition: pl.Expr, against: pl.Expr) -> pl.DataFrame:
    return rows.with_columns(check=pl.lit(check), against=against.cast(pl.Float64)).filter(condition)


def _out_of_range(rows: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    ranged = rows.join(items.select("item", "least", "most"), on="item")
    low, high = pl.col("value") < pl.col("least"), pl.col("value") > pl.col("most")
    return _told(ranged, "range", low | high, pl.when(low).then("least").otherwise("most"))


def _beside(hours: int) -> pl.Expr:
    """Give the value so many hours later (before: negative); null where that hour has none."""
    shifted = pl.col("value").shift(-hours).over(SERIES)
    apart = pl.col("ended_at").shift(-hours).over(SERIES) - pl.col("ended_at")
    return pl.when(apart == hours * HOUR).then(shifted)


def _spikes(rows: pl.DataFrame) -> pl.DataFrame:
    """Find single hours far from the median of the hours about them and from both hours beside them."""
    span = int(rows["spike_hours"].to_numpy().max())
    size = 2 * span + 1
    middle = pl.col("value").rolling_median(size, min_samples=span, center=True).over(SERIES)
    rows = rows.with_columns(middle=middle).with_columns(away=(pl.col("value") - pl.col("middle")).abs())
    scale = pl.col("away").rolling_median(size, min_samples=span, center=True).over(SERIES)
    far = pl.col("away") > pl.max_horizontal(scale * pl.col("spike_times"), "spike_floor")
    half = pl.col("spike_floor") / 2
    alone = pl.all_horizontal(
        ((pl.col("value") - _beside(step)).abs() > half).fill_null(True) for step in (-1, 1)
    )
    return _told(rows, "spike", far & alone, pl.col("middle"))


def _rests(rows: pl.DataFrame) -> pl.DataFrame:
    """Find runs of one and the same value in successive hours."""
    moved = (pl.col("value") != pl.col("value").shift(1).over(SERIES)) | (
        pl.col("ended_at") - pl.col("ended_at").shift(1).over(SERIES) != HOUR
    )
    run = moved.fill_null(True).cum_sum().over(SERIES)
    length = pl.len().over([*SERIES, "run"])
    rows = rows.with_columns(run=run).with_columns(length=length)
    rests = (pl.col("length") >= pl.col("flat_hours")) & (pl.col("value") >= pl.col("flat_floor"))
    return _told(rows, "flat", rests, pl.col("length"))


def _steps(rows: pl.DataFrame) -> pl.DataFrame:
    """Find hours at which the level of a day differs from that of the day before by many times."""
    before = pl.col("value").shift(1).rolling_median(DAY, min_samples=DAY).over(SERIES)
    after = pl.col("value").reverse().rolling_median(DAY, min_samples=DAY).reverse().over(SERIES)
    rows = rows.with_columns(before=before, after=after)
    less, more = pl.min_horizontal("before", "after"), pl.max_horizontal("before", "after")
    jump = (more >= less * pl.col("step_times")) & (more - less >= pl.col("step_floor"))
    first = jump & ~jump.shift(1).over(SERIES).fill_null(False)
    return _told(rows, "step", first, pl.col("before"))


def _inverted(rows: pl.DataFrame) -> pl.DataFrame:
    """Find hours in which the finer particles weigh more than all particles up to PM10."""
    coarse = rows.filter(pl.col("item") == "pm10").select("station", "ended_at", coarse="value")
    fine = rows.filter(pl.col("item") == "pm2.5").join(coarse, on=["station", "ended_at"])
    above = pl.col("value") > pl.col("coarse") * pl.col("inverted_share")
    clear = pl.col("value") - pl.col("coarse") >= pl.col("inverted_floor")
    return _told(fine, "inverted", above & clear, pl.col("coarse"))


def _unlike_neighbours(rows: pl.DataFrame) -> pl.DataFrame:
    """Find hours far from the median of the stations of the same region in the same hour."""
    place = ["region", "item", "ended_at"]
    rows = rows.with_columns(middle=pl.col("value").median().over(place), there=pl.len().over(place))
    rows = rows.with_columns(away=(pl.col("value") - pl.col("middle")).abs())
    scale = pl.col("away").median().over(place)
    far = pl.col("away") > pl.max_horizontal(scale * pl.col("neighbour_times"), "neighbour_floor")
    enough = pl.col("there") >= pl.col("neighbour_stations")
    return _told(rows, "neighbour", far & enough, pl.col("middle"))


#: Checks of a series by itself; those of range and of neighbours need a table more.
CHECKS: dict[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "spike": _spikes,
    "flat": _rests,
    "step": _steps,
    "inverted": _inverted,
}
