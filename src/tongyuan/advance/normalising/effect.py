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
CANNOT_TELL, LOWERED, RAISED = "cannot_tell", "lowered", "raised"
LEAST = 6  # months before, and after


@dataclass(frozen=True, slots=True)
class Effect:
    """What a place changed beyond what its controls changed.

    Parameters
    ----------
    change
        Difference in differences [unit of the item].
    low
        Lower bound of it.
    high
        Upper bound of it.
    verdict
        ``lowered``, ``raised`` or ``cannot_tell``.
    reason
        Why it cannot be told: ``interval`` spans zero, ``placebo_time`` (the places parted before it),
        ``placebo_place`` (a control without the measure changed as much); None where it can.
    before
        Months before that were known in all places [1].
    after
        Months after that were known in all places [1].
    placebo_time
        The same between the two halves of the time before [unit of the item].
    placebo_places
        The same for each control, taken as if it had the measure [unit of the item].
    """

    change: float
    low: float
    high: float
    verdict: str
    reason: str | None
    before: int
    after: int
    placebo_time: float
    placebo_places: Mapping[str, float]


def effect(
    months: pl.DataFrame,
    *,
    treated: str,
    controls: list[str],
    since: date,
    seed: int,
    coverage: float = 0.95,
    replicates: int = 999,
    block: int = 3,
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
    change, low, high = _difference(rng, apart, season, late, coverage, replicates, block)
    early = apart[~late]
    half = np.arange(early.size) >= early.size // 2
    in_time = _difference(rng, early, season[~late], half, coverage, replicates, block)
    places = {name: _placebo(values, name, controls, season, late) for name in controls}
    reason = _reason(change, (low, high), in_time, places)
    verdict = CANNOT_TELL if reason else LOWERED if change < 0 else RAISED
    count = (int((~late).sum()), int(late.sum()))
    return Effect(change, low, high, verdict, reason, *count, in_time[0], places)


def _table(
    months: pl.DataFrame, places: list[str], since: date
) -> tuple[pl.DataFrame, npt.NDArray[np.bool_]]:
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


def _seasons_even(
    apart: Floats, season: npt.NDArray[np.int64], late: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Keep months of the year that are known on both sides, so that no season is taken for an effect."""
    both = np.intersect1d(season[late], season[~late])
    kept = np.isin(season, both)
    return apart[kept & ~late], apart[kept & late]


def _change(apart: Floats, season: npt.NDArray[np.int64], late: npt.NDArray[np.bool_]) -> float:
    before, after = _seasons_even(apart, season, late)
    return float(after.mean() - before.mean()) if before.size and after.size else float("nan")


def _difference(
    rng: np.random.Generator,
    apart: Floats,
    season: npt.NDArray[np.int64],
    late: npt.NDArray[np.bool_],
    coverage: float,
    replicates: int,
    block: int,
) -> tuple[float, float, float]:
    before, after = _seasons_even(apart, season, late)
    if not before.size or not after.size:  # no month of the year lies on both sides: no season to compare
        before, after = apart[~late], apart[late]
    drawn = [
        _resampled(rng, after, block).mean() - _resampled(rng, before, block).mean()
        for _ in range(replicates)
    ]
    low, high = np.quantile(drawn, [(1 - coverage) / 2, (1 + coverage) / 2]).tolist()
    return float(after.mean() - before.mean()), low, high


def _resampled(rng: np.random.Generator, values: Floats, block: int) -> Floats:
    starts = rng.integers(values.size, size=-(-values.size // block))
    places = (starts[:, None] + np.arange(block)).ravel() % values.size
    return np.asarray(values[places[: values.size]])


def _placebo(
    values: Mapping[str, Floats],
    name: str,
    controls: list[str],
    season: npt.NDArray[np.int64],
    late: npt.NDArray[np.bool_],
) -> float:
    others = np.mean([values[one] for one in controls if one != name], axis=0)
    return _change(values[name] - others, season, late)


def _reason(
    change: float,
    interval: tuple[float, float],
    in_time: tuple[float, float, float],
    places: Mapping[str, float],
) -> str | None:
    if interval[0] <= 0 <= interval[1]:
        return "interval"
    placebo, low, high = in_time
    if not low <= 0 <= high and abs(placebo) >= abs(change) / 2:
        return "placebo_time"
    if any(abs(one) >= abs(change) for one in places.values()):
        return "placebo_place"
    return None
