"""Days of stations and cities from hours, as one expression that every engine runs (HJ 663, GB 3095).

Hours are numbered from 1970 in civil time of China, eight hours before UTC since 1992; the hour that ends at
24:00 has the last number of its own day. What is counted are the values that are there, against the hours
that a day has: an hour without a row is missing like one without a value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tongyuan.advance.ambient.standards import ITEMS, Standard

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["EIGHT", "city_days", "numbered", "station_days"]

AHEAD = 8  # hours before UTC
DAY = 24  # hours
EIGHT = 8  # hours of the moving mean of ozone, whose windows end at 8:00 to 24:00
HALF = 0.5  # of the unit in which concentrations are told: what rounds to the limit does not exceed it
NEVER = 1e9  # stands for a limit that there is not
#: Items whose day is the mean of its hours; a day of ozone is the greatest mean of eight hours.
MEANS = tuple(item for item in ITEMS if item != "o3")


def numbered(hours: ir.Table) -> ir.Table:
    """Tell the number of the civil hour and day of each value.

    Parameters
    ----------
    hours
        Rows of ``Observation`` of hours; with ``ended_s`` [s since 1970] where the store tells it, which
        spares an engine the conversion of every instant.

    Returns
    -------
    ir.Table
        ``station``, ``item``, ``value`` [ug/m3; CO mg/m3], ``hour`` and ``day`` (numbers from 1970),
        ``clock`` (1 to 24).

    Examples
    --------
    >>> import ibis
    >>> from datetime import UTC, datetime
    >>> midnight = datetime(2024, 1, 1, 16, tzinfo=UTC)
    >>> rows = {"station": ["S"], "item": ["o3"], "value": [1.0], "ended_at": [midnight]}
    >>> numbered(ibis.memtable(rows)).execute()[["day", "clock"]].values.tolist()
    [[19723, 24]]
    """
    told = "ended_s" in hours.columns
    ended = hours["ended_s"] if told else hours.ended_at.epoch_seconds().cast("int64")
    hour = ((ended + 3599) / 3600).floor().cast("int64") + AHEAD
    day = ((hour - 1) / float(DAY)).floor().cast("int64")
    rows = hours.mutate(hour=hour, day=day, clock=hour - day * DAY)
    return rows.select("station", "item", "value", "hour", "day", "clock")


def station_days(hours: ir.Table, *, standard: Standard) -> ir.Table:
    """Give each station's day of each item, and whether it has enough hours.

    Parameters
    ----------
    hours
        Rows of ``Observation`` of hours; what is void is not among them, or has no value.
    standard
        The edition.

    Returns
    -------
    ir.Table
        ``station``, ``item`` (ozone is the greatest mean of eight hours), ``day`` (number), ``value``
        [ug/m3; CO mg/m3], ``hours`` (valid hours, of ozone valid means of eight hours), ``valid``.
    """
    import ibis

    rows = numbered(hours).filter(lambda t: t.value.notnull() & t.item.isin(ITEMS))
    means = rows.filter(rows.item != "o3").group_by("station", "item", "day")
    plain = means.agg(value=rows.value.mean(), hours=rows.value.count())
    plain = plain.mutate(valid=plain.hours >= int(standard.rule("hours_a_day")))
    return ibis.union(plain, _ozone_days(rows.filter(rows.item == "o3"), standard=standard))


def _ozone_days(rows: ir.Table, *, standard: Standard) -> ir.Table:
    """Take the greatest of the means of eight hours that end at 8:00 to 24:00.

    Each day is laid out on its clock first, so that a mean may end at an hour that has no value of its own;
    none of these means reaches into the day before. A day of too few means counts where one of them exceeds
    the limit; here that mean must have all its hours: otherwise losing a low hour could make a day valid.
    """
    import ibis

    clock = range(1, DAY + 1)
    hours = {f"h{hour}": rows.value.max(where=rows.clock == hour) for hour in clock}
    days = rows.group_by("station", "item", "day").agg(**hours)
    known = {hour: days[f"h{hour}"].notnull().ifelse(1, 0) for hour in clock}
    told = {hour: days[f"h{hour}"].coalesce(ibis.literal(0.0)) for hour in clock}
    least = int(standard.rule("hours_an_8h_mean"))
    limit, whole = standard.limit("o3", "8h"), int(standard.rule("hours_an_exceeding_8h_mean"))
    means, exceeding = {}, []
    for end in range(EIGHT, DAY + 1):
        window = range(end - EIGHT + 1, end + 1)
        there = _total([known[hour] for hour in window])
        mean = _total([told[hour] for hour in window]) / there
        means[f"m{end}"] = ibis.ifelse(there >= least, mean, ibis.null("float64"))
        exceeding.append(ibis.ifelse((there >= whole) & (mean > (limit or NEVER) + HALF), 1, 0))
    days = days.select("station", "item", "day", exceeds=_total(exceeding) > 0, **means)
    below = ibis.literal(-1.0)
    greatest = ibis.greatest(*[days[name].coalesce(below) for name in means])
    counted = _total([days[name].notnull().ifelse(1, 0) for name in means]).cast("int64")
    found = days.select("station", "item", "day", "exceeds", value=greatest, hours=counted)
    found = found.filter(found.hours > 0)
    enough = found.hours >= int(standard.rule("8h_means_a_day"))
    return found.select("station", "item", "day", "value", "hours", valid=enough | found.exceeds)


def _total(parts: Sequence[ir.NumericValue]) -> ir.NumericValue:
    return sum(parts[1:], parts[0])


def city_days(days: ir.Table, *, standing: ir.Table, standard: Standard) -> ir.Table:
    """Give each city's day: the mean of its stations' valid days, where enough of them are valid.

    Parameters
    ----------
    days
        What :func:`station_days` returned.
    standing
        Stations that count: ``station``, ``city``, ``from_day``, ``to_day`` (numbers, both within).
    standard
        The edition.

    Returns
    -------
    ir.Table
        ``city``, ``item``, ``day`` (number), ``value`` [ug/m3; CO mg/m3], ``stations`` (valid that day),
        ``standing`` (that count that day), ``valid``.
    """
    joined = days.filter(days.valid).join(standing, "station")
    within = joined.filter((joined.day >= joined.from_day) & (joined.day <= joined.to_day))
    means = within.group_by("city", "item", "day").agg(
        value=within.value.mean(), stations=within.value.count()
    )
    there = means.select("city", "day").distinct().join(standing, "city")
    there = there.filter((there.day >= there.from_day) & (there.day <= there.to_day))
    counted = there.group_by("city", "day").agg(standing=there.station.nunique())
    found = means.join(counted, ["city", "day"])
    enough = found.stations >= found.standing * standard.rule("stations_share")
    return found.mutate(valid=enough).select("city", "item", "day", "value", "stations", "standing", "valid")
