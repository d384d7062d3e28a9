"""What is known at an origin about an hour to come; weather after it only where a forecast is given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tongyuan.advance.forecast.series import Series

__all__ = ["LONGEST", "Climate", "climate_of", "features", "named"]

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

LONGEST = 72  # hours ahead
SPANS = (3, 6, 24, 72)  # hours of the past that are averaged
DAY = 24


@dataclass(frozen=True, slots=True)
class Climate:
    """What the past of a place tells without its latest hours.

    Parameters
    ----------
    mean
        Mean by month and hour of the day, 12 x 24; NaN where the past has none.
    overall
        Mean of all hours of the past.
    damping
        Share of today's departure that is left after 0, 1 ... 72 hours [0-1].
    """

    mean: Floats
    overall: float
    damping: Floats


def climate_of(series: Series, *, until: int) -> Climate:
    """Learn means by month and hour, and how fast a departure from them fades.

    Parameters
    ----------
    series
        Hours of a place.
    until
        First position that is not looked at.

    Returns
    -------
    Climate
        Means and damping.
    """
    value, (month, hour) = series.value[:until], _calendar(series)
    known = np.isfinite(value)
    cell = month[:until][known] * DAY + hour[:until][known]
    sums = np.bincount(cell, weights=value[known], minlength=12 * DAY)
    counts = np.bincount(cell, minlength=12 * DAY)
    mean = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan).reshape(12, DAY)
    away = value - mean[month[:until], hour[:until]]
    damping = np.ones(LONGEST + 1)
    for lead in range(1, LONGEST + 1):
        now, then = away[:-lead], away[lead:]
        both = np.isfinite(now) & np.isfinite(then)
        square = float((now[both] ** 2).sum())
        damping[lead] = np.clip(float((now[both] * then[both]).sum()) / square, 0, 1) if square else 0.0
    return Climate(mean, float(value[known].mean()), damping)


def _calendar(series: Series) -> tuple[Places, Places]:
    local = series.local()
    return (local.dt.month().to_numpy().astype(int) - 1, local.dt.hour().to_numpy().astype(int))


def usual(series: Series, climate: Climate) -> Floats:
    """Give the mean of its month and hour for each hour; NaN where the past has none."""
    month, hour = _calendar(series)
    return np.asarray(climate.mean[month, hour])


def anchor(series: Series, climate: Climate, *, origin: Places, lead: Places) -> Floats:
    """Let the departure at the origin fade towards the usual: what trees correct from there."""
    ordinary = usual(series, climate)
    base = np.where(np.isfinite(ordinary), ordinary, climate.overall)
    away = np.nan_to_num(series.value[origin] - base[origin], nan=0.0)
    return np.asarray(base[origin + lead] + climate.damping[lead] * away)


def named(series: Series, *, future: bool) -> list[str]:
    """Name the features in their order.

    Parameters
    ----------
    series
        Hours of a place.
    future
        Whether weather of the hour to come is among them.

    Returns
    -------
    list of str
        Names.
    """
    spans = [f"mean_{span}h" for span in SPANS]
    own = ["lead", "now", "change_3h", "spread_24h", "same_hour", *spans, "usual", "anchor"]
    weather = [f"{name}_{when}" for name in series.weather for when in ("now", "mean_24h")]
    calendar = ["hour", "weekday", "season_sin", "season_cos"]
    return [*own, *weather, *calendar, *([f"{name}_then" for name in series.weather] if future else [])]


def features(
    series: Series, climate: Climate, *, origin: Places, lead: Places, future: bool = False
) -> Floats:
    """Describe pairs of an origin and a lead by what is known at the origin.

    Parameters
    ----------
    series
        Hours of a place; the clock reaches to the hours to come, whose values are not looked at.
    climate
        What the past tells.
    origin
        Positions of the latest known hours.
    lead
        Hours ahead, 1 to 72.
    future
        Look at the weather of the hour to come: with a forecast of it, else a hindcast in perfect weather.

    Returns
    -------
    Floats
        Pairs by features in the order of ``named``; NaN where unknown.
    """
    value, target = series.value, origin + lead
    last_day = target - DAY * (-(-lead // DAY))  # the same hour on the latest day that is known
    columns: list[Floats] = [
        lead.astype(float),
        value[origin],
        value[origin] - _before(value, origin, 3),
        _spread(value)[origin],
        np.where(last_day >= 0, value[np.maximum(last_day, 0)], np.nan),
        *(_trailing(value, span)[origin] for span in SPANS),
        usual(series, climate)[target],
        anchor(series, climate, origin=origin, lead=lead),
    ]
    for held in series.weather.values():
        columns += [held[origin], _trailing(held, DAY)[origin]]
    columns += _when(series, target)
    if future:
        columns += [held[target] for held in series.weather.values()]
    return np.column_stack(columns)


def _when(series: Series, target: Places) -> list[Floats]:
    local = series.local()
    season = 2 * np.pi * local.dt.ordinal_day().to_numpy()[target] / 365.25
    clock = (local.dt.hour(), local.dt.weekday())
    return [*(part.to_numpy()[target].astype(float) for part in clock), np.sin(season), np.cos(season)]


def _before(value: Floats, origin: Places, hours: int) -> Floats:
    return np.where(origin >= hours, value[np.maximum(origin - hours, 0)], np.nan)


def _trailing(value: Floats, span: int) -> Floats:
    """Average what is known of the last hours; unknown where less than half of them is."""
    known = np.isfinite(value)
    sums = np.concatenate([[0.0], np.cumsum(np.where(known, value, 0.0))])
    counts = np.concatenate([[0], np.cumsum(known)])
    end = np.arange(1, value.size + 1)
    begin = np.maximum(end - span, 0)
    number = counts[end] - counts[begin]
    return np.where(2 * number >= span, (sums[end] - sums[begin]) / np.maximum(number, 1), np.nan)


def _spread(value: Floats) -> Floats:
    mean, square = _trailing(value, DAY), _trailing(value**2, DAY)
    return np.asarray(np.sqrt(np.maximum(square - mean**2, 0.0)))
