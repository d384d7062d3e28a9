"""Before and after a measure, against places without it: difference in differences, with placebos."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["Effect", "effect"]

Floats = npt.NDArray[np.float64]
Months = npt.NDArray[np.int64]
Sides = npt.NDArray[np.bool_]
CANNOT_TELL, LOWERED, RAISED = "cannot_tell", "lowered", "raised"
LEAST = 6  # months before, and after
SEASONS = 3  # months of the year known on both sides, without which seasons cannot be told from effects


@dataclass(frozen=True, slots=True)
class Effect:
    """What a place changed beyond what its controls changed.

    Parameters
    ----------
    change
        Difference in differences of like months of the year [unit of the item]; None where too few of them
        are known on both sides.
    low
        Lower bound of it.
    high
        Upper bound of it.
    verdict
        ``lowered``, ``raised`` or ``cannot_tell``.
    reason
        Why it cannot be told: ``seasons`` (before and after have too few months of the year in common),
        ``interval`` spans zero, ``placebo_time`` (the places parted before it),
        ``placebo_place`` (a control without the measure changed as much); None where it can.
    before
        Months before that were known in all places [1].
    after
        Months after that were known in all places [1].
    placebo_time
        The same between the two halves of the time before [unit of the item]; None where they have too few
        months of the year in common to try it.
    placebo_places
        The same for each control, taken as if it had the measure [unit of the item].
    """

    change: float | None
    low: float | None
    high: float | None
    verdict: str
    reason: str | None
    before: int
    after: int
    placebo_time: float | None
    placebo_places: Mapping[str, float | None]


def effect(
    months: pl.DataFrame,
    *,
    treated: str,
    controls: list[str],
    since: date,
    seed: int,
    coverage: float = 0.95,
    replicates: int = 999,
    block: int = 6,
) -> Effect:
    """Compare a place with its controls before and after a date, on normalised months.

    Parameters
    ----------
    months
        ``place``, ``month``, ``normalised`` [unit of the item].
    treated
        The place with the measure.
    controls
        Places without it; two at least, so that each may be tried as a placebo.
    since
        First month with the measure.
    seed
        Seed of the blocks.
    coverage
        Share that the interval is to hold [0-1].
    replicates
        How often blocks are drawn [1].
    block
        Months drawn together [month].

    Returns
    -------
    Effect
        The change with its interval, and whether anything can be told.

    Raises
    ------
    InputError
        Fewer than two controls, or fewer than six months before or after known in all places.

    Examples
    --------
    Both fall by 5 in winter, the treated one by 10 more from 2021 on:

    >>> clock = pl.date_range(date(2019, 1, 1), date(2022, 12, 1), "1mo", eager=True).to_list()
    >>> rows = [("T", m, 50.0 - 10 * (m.year >= 2021)) for m in clock]
    >>> rows += [(c, m, 40.0) for c in "AB" for m in clock]
    >>> frame = pl.DataFrame(rows, schema=["place", "month", "normalised"], orient="row")
    >>> found = effect(frame, treated="T", controls=["A", "B"], since=date(2021, 1, 1), seed=1)
    >>> found.change, found.verdict
    (-10.0, 'lowered')
    """
    if len(set(controls) - {treated}) < 2:
        raise InputError(Problem("forecast.controls", {"got": len(set(controls) - {treated})}))
    table, late = _table(months, [treated, *controls], since)
    values = {name: table[name].to_numpy().astype(float) for name in (treated, *controls)}
    apart = values[treated] - np.mean([values[name] for name in controls], axis=0)
    season = table["month"].dt.month().to_numpy()
    rng = np.random.default_rng(seed)
    found = _difference(rng, apart, season, late, coverage, replicates, block)
    count = (int((~late).sum()), int(late.sum()))
    places = {name: _placebo(values, name, controls, season, late) for name in controls}
    if found is None:
        return Effect(None, None, None, CANNOT_TELL, "seasons", *count, None, places)
    early = apart[~late]
    half = np.arange(early.size) >= early.size // 2
    in_time = _difference(rng, early, season[~late], half, coverage, replicates, block)
    reason = _reason(found, in_time, places)
    verdict = CANNOT_TELL if reason else LOWERED if found[0] < 0 else RAISED
    return Effect(*found, verdict, reason, *count, None if in_time is None else in_time[0], places)


def _table(months: pl.DataFrame, places: list[str], since: date) -> tuple[pl.DataFrame, Sides]:
    own = months.filter(pl.col("place").is_in(places)).drop_nulls("normalised")
    wide = own.pivot(on="place", index="month", values="normalised").sort("month")
    absent = [name for name in places if name not in wide.columns]
    if absent:
        raise InputError(Problem("forecast.absent", {"got": ", ".join(absent)}))
    table = wide.drop_nulls(places)
    late = (table["month"] >= since).to_numpy()
    if min(int(late.sum()), int((~late).sum())) < LEAST:
        got = f"{int((~late).sum())} / {int(late.sum())}"
        raise InputError(Problem("forecast.months", {"got": got, "least": LEAST}))
    return table, late


def _shared(season: Months, late: Sides) -> Sides:
    """Tell the months of the year that are known on both sides, so that no season is taken for an effect."""
    both = np.intersect1d(season[late], season[~late])
    return np.asarray(np.isin(season, both)) if both.size >= SEASONS else np.zeros(season.size, dtype=bool)


def _weights(season: Months, late: Sides) -> Floats:
    """Weigh each month of the year alike on both sides: two Januaries before count as the one after."""
    seasons = np.unique(season)
    weights = np.zeros(season.size)
    for side, sign in ((late, 1.0), (~late, -1.0)):
        for month in seasons:
            own = side & (season == month)
            weights[own] = sign / (own.sum() * seasons.size)
    return weights


def _difference(
    rng: np.random.Generator,
    apart: Floats,
    season: Months,
    late: Sides,
    coverage: float,
    replicates: int,
    block: int,
) -> tuple[float, float, float] | None:
    """Compare like months before and after; None where too few months of the year lie on both sides."""
    kept = _shared(season, late)
    if not kept.any():
        return None
    value, months, after = apart[kept], season[kept], late[kept]
    weights = _weights(months, after)
    change = float((weights * value).sum())
    plan = np.column_stack([months[:, None] == np.unique(months), after]).astype(float)
    told, *_ = np.linalg.lstsq(plan, value, rcond=None)
    left = (value - plan @ told) * _stretch(value.size, plan.shape[1], block, coverage)
    drawn = [float((weights * _resampled(rng, left, block)).sum()) for _ in range(replicates)]
    low, high = np.quantile(drawn, [(1 - coverage) / 2, (1 + coverage) / 2]).tolist()
    return change, change - high, change - low


def _stretch(size: int, fitted: int, block: int, coverage: float) -> float:
    """Stretch what a fit left over: it took freedom, blocks sum to nothing, and there are few of them."""
    from scipy.stats import norm, t

    free = np.sqrt(size / max(size - fitted, 1)) / np.sqrt(max(1 - block / size, 0.25))
    tail = (1 + coverage) / 2
    few = t.ppf(tail, max(size / block - 2, 1)) / norm.ppf(tail)
    return float(free * few)


def _resampled(rng: np.random.Generator, values: Floats, block: int) -> Floats:
    starts = rng.integers(values.size, size=-(-values.size // block))
    places = (starts[:, None] + np.arange(block)).ravel() % values.size
    return np.asarray(values[places[: values.size]])


def _placebo(
    values: Mapping[str, Floats], name: str, controls: list[str], season: Months, late: Sides
) -> float | None:
    others = np.mean([values[one] for one in controls if one != name], axis=0)
    kept = _shared(season, late)
    if not kept.any():
        return None
    return float((_weights(season[kept], late[kept]) * (values[name] - others)[kept]).sum())


def _reason(
    found: tuple[float, float, float],
    in_time: tuple[float, float, float] | None,
    places: Mapping[str, float | None],
) -> str | None:
    change, low, high = found
    if low <= 0 <= high:
        return "interval"
    if in_time is not None:
        placebo, below, above = in_time
        if not below <= 0 <= above and abs(placebo) >= abs(change) / 2:
            return "placebo_time"
    if any(one is not None and abs(one) >= abs(change) for one in places.values()):
        return "placebo_place"
    return None
