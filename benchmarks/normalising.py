"""How often intervals of normalised trends and effects hold a truth that was planted in SYNTHETIC hours.

    python -m benchmarks.normalising [--seeds 30] [--first 1] [--planted -8] [--noise 3] [--memory 0]
        [--replicates 19] [--effects]

``--noise`` is the spread of hours that no weather tells [ug/m3], ``--memory`` how long it lasts [h].
``--effects`` tries the before and after of a measure on SYNTHETIC months instead, which costs little.
"""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from tongyuan.advance.boosting import Recipe
from tongyuan.advance.forecast.series import Series
from tongyuan.advance.normalising.effect import effect
from tongyuan.advance.normalising.trend import slope_of
from tongyuan.advance.normalising.weather import normalised

Floats = npt.NDArray[np.float64]
RECIPE = Recipe(rounds=120, leaves=15, rate=0.1, least_in_leaf=30)
YEARS = 3


def fading(rng: np.random.Generator, size: int, *, noise: float, memory: float) -> Floats:
    """Draw errors of one spread that fade by e within a memory [h]; of hours apart without one."""
    drawn = rng.normal(0, 1, size)
    if memory <= 0:
        return noise * drawn
    keep = float(np.exp(-1 / memory))
    held = np.zeros(size)
    held[0] = drawn[0]
    for at in range(1, size):
        held[at] = keep * held[at - 1] + np.sqrt(1 - keep**2) * drawn[at]
    return noise * held


def synthetic(*, planted: float = -8.0, seed: int = 5, noise: float = 3.0, memory: float = 0.0) -> Series:
    """SYNTHETIC hours: wind thins, season lifts, the planted trend pulls; a calm last year hides it."""
    rng = np.random.default_rng(seed)
    size = YEARS * 365 * 24
    day = np.arange(size) / 24
    calm = np.repeat(rng.normal(0, 0.4, size // 24), 24) + 0.2 * (day > 730)
    wind = np.exp(1.0 - calm + rng.normal(0, 0.2, size))
    warmth = 10 - 15 * np.cos(2 * np.pi * day / 365)
    value = 60 + planted * day / 365 + 12 * np.cos(2 * np.pi * day / 365) + 40 / wind
    value = value + fading(rng, size, noise=noise, memory=memory)
    value[rng.random(size) < 0.05] = np.nan
    first = datetime(2021, 1, 1, tzinfo=UTC)
    clock = pl.datetime_range(first, first + timedelta(hours=size - 1), "1h", eager=True, time_zone="UTC")
    return Series(clock.alias("ended_at"), value, {"wind_speed": wind, "temperature": warmth})


def drawn_months(*, drop: float, seed: int, places: int = 4, memory: float = 0.4) -> pl.DataFrame:
    """SYNTHETIC months of a place and its controls: a common season and course, own errors that last."""
    rng = np.random.default_rng(seed)
    clock = pl.date_range(date(2020, 1, 1), date(2023, 12, 1), "1mo", eager=True).to_list()
    common = np.cumsum(rng.normal(0, 1, len(clock)))
    rows = []
    for at, place in enumerate("TABCDEFG"[:places]):
        own = rng.normal(0, 2, len(clock))
        for month in range(1, len(clock)):
            own[month] = memory * own[month - 1] + np.sqrt(1 - memory**2) * own[month]
        season = (15 + at) * np.cos(2 * np.pi * np.array([one.month for one in clock]) / 12)
        step = np.array([drop * (at == 0 and one.year >= 2022) for one in clock])
        rows += list(zip([place] * len(clock), clock, 50 + season + common + own + step, strict=True))
    return pl.DataFrame(rows, schema=["place", "month", "normalised"], orient="row")


def trends(given: argparse.Namespace) -> None:
    held, told, widths, words = 0, [], [], []
    for seed in range(given.first, given.first + given.seeds):
        series = synthetic(planted=given.planted, seed=seed, noise=given.noise, memory=given.memory)
        found = normalised(series, recipe=RECIPE, draws=12, replicates=given.replicates, every=11)
        slope = slope_of(found)
        assert slope.yearly is not None
        assert slope.low is not None
        assert slope.high is not None
        held += slope.low <= given.planted <= slope.high
        told.append(slope.yearly)
        widths.append(slope.high - slope.low)
        words.append(slope.verdict)
        print(f"{seed}: {slope.yearly:.3f} [{slope.low:.3f}, {slope.high:.3f}]", flush=True)
    spread = float(np.std(told, ddof=1))
    print(
        f"planted {given.planted}, noise {given.noise}, memory {given.memory} h: {held} of {given.seeds} held"
    )
    print(f"mean {np.mean(told):.3f}, spread {spread:.3f}, mean width {np.mean(widths):.3f}, nominal 0.90")
    print({word: words.count(word) for word in sorted(set(words))})


def effects(given: argparse.Namespace) -> None:
    for memory in (0.0, 0.4, 0.6):
        held, words = 0, []
        for seed in range(given.first, given.first + given.seeds):
            frame = drawn_months(drop=given.planted, seed=seed, memory=memory)
            found = effect(
                frame, treated="T", controls=["A", "B", "C"], since=date(2022, 1, 1), seed=1, replicates=499
            )
            assert found.low is not None
            assert found.high is not None
            held += found.low <= given.planted <= found.high
            words.append(found.verdict)
        share = {word: words.count(word) for word in sorted(set(words))}
        print(
            f"planted {given.planted}, months' memory {memory}: {held} of {given.seeds} held (0.95) {share}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.normalising")
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--planted", type=float, default=-8.0)
    parser.add_argument("--noise", type=float, default=3.0)
    parser.add_argument("--memory", type=float, default=0.0)
    parser.add_argument("--replicates", type=int, default=19)
    parser.add_argument("--effects", action="store_true")
    given = parser.parse_args()
    (effects if given.effects else trends)(given)


if __name__ == "__main__":
    main()
