"""Classes of a map: round bounds, one hue, how many areas in each."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["MapClass", "map_classes"]

BLUES = ("#e8f1f8", "#c3dcee", "#8fbfe0", "#4f9bcb", "#1f6fae", "#0b4a80", "#08306b")
WANTED = 5


@dataclass(frozen=True, slots=True)
class MapClass:
    """One class of a map: from ``low`` up to, but not with, ``high``."""

    low: float
    high: float
    colour: str
    count: int

    def text(self) -> str:
        """Write its bounds and how many areas lie within."""
        return f"{self.low:g} – {self.high:g} (n = {self.count})"


def map_classes(values: list[float]) -> list[MapClass]:
    """Cut values into about five classes with round bounds.

    Parameters
    ----------
    values
        The values that are shown; at least one.

    Returns
    -------
    list of MapClass
        From low to high, without gaps.

    Examples
    --------
    >>> [found.text() for found in map_classes([38.5, 47.0, 55.3])]
    ['35 – 40 (n = 1)', '40 – 45 (n = 0)', '45 – 50 (n = 1)', '50 – 55 (n = 0)', '55 – 60 (n = 1)']
    """
    low, high = min(values), max(values)
    step = _round_step((high - low) / WANTED or abs(high) / WANTED or 1.0)
    first, last = math.floor(low / step), math.floor(high / step)
    counts = [sum(math.floor(value / step) == place for value in values) for place in range(first, last + 1)]
    shades = _shades(len(counts))
    return [
        MapClass(low=_settled(place, step), high=_settled(place + 1, step), colour=shade, count=count)
        for place, shade, count in zip(range(first, last + 1), shades, counts, strict=True)
    ]


def _round_step(width: float) -> float:
    power = 10.0 ** math.floor(math.log10(width))
    return next(times for times in (1, 2, 2.5, 5, 10) if times * power >= width * 0.999) * power


def _settled(place: int, step: float) -> float:
    return float(f"{place * step:.10g}")


def _shades(count: int) -> list[str]:
    if count == 1:
        return [BLUES[3]]
    return [BLUES[round(place * (len(BLUES) - 1) / (count - 1))] for place in range(count)]
