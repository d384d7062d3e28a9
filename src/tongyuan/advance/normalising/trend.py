"""The slope of months after normalisation: same months compared, so that no season is taken for a trend."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tongyuan.advance.normalising.weather import Normalised

__all__ = ["Slope", "seasonal_slope", "slope_of"]

Floats = npt.NDArray[np.float64]
CANNOT_TELL, FALLS, RISES = "cannot_tell", "falls", "rises"
FEWEST = 19  # replicates that bear an interval of 90 %


@dataclass(frozen=True, slots=True)
class Slope:
    """A change a year with its interval and its word.

    Parameters
    ----------
    yearly
        Change a year [unit of the item a year]; None where no month came twice.
    low
        Lower bound of it.
    high
        Upper bound of it.
    verdict
        ``falls``, ``rises``, or ``cannot_tell`` where the interval spans zero.
    """

    yearly: float | None
    low: float | None
    high: float | None
    verdict: str


def seasonal_slope(months: Floats) -> float | None:
    """Take the median of the slopes between the same months of different years.

    Parameters
    ----------
    months
        A value a month, without gaps in the clock; NaN where unknown.

    Returns
    -------
    float or None
        Change a year [unit a year]; None where no month is known twice.

    Notes
    -----
    Hirsch, Slack and Smith 1982 (Water Resour. Res. 18, 107): the seasonal Kendall slope.

    Examples
    --------
    Each month is 3 lower than a year before, whatever the season:

    >>> import numpy as np
    >>> year = np.array([9, 8, 7, 6, 5, 4, 4, 5, 6, 7, 8, 9.0])
    >>> seasonal_slope(np.concatenate([year, year - 3, year - 6]))
    -3.0
    """
    slopes = [
        (months[lag * 12 :] - months[: -lag * 12]) / lag for lag in range(1, (months.size - 1) // 12 + 1)
    ]
    known = np.concatenate(slopes) if slopes else np.array([])
    known = known[np.isfinite(known)]
    return float(np.median(known)) if known.size else None


def slope_of(found: Normalised, *, coverage: float = 0.9) -> Slope:
    """Tell the trend of a normalised series.

    Parameters
    ----------
    found
        The normalised series.
    coverage
        Share that the interval is to hold [0-1].

    Returns
    -------
    Slope
        The change a year.

    Notes
    -----
    The interval is the spread of the slopes that the whole method found in drawn hours. How often it holds
    a planted trend is measured by ``benchmarks/normalising.py``, and stands in the guide.
    """
    central = seasonal_slope(found.months["normalised"].to_numpy().astype(float))
    drawn = [seasonal_slope(row) for row in found.replicates]
    held = np.array([one for one in drawn if one is not None])
    if central is None or held.size < FEWEST:
        return Slope(None, None, None, CANNOT_TELL)
    sides = [(1 - coverage) / 2, (1 + coverage) / 2]
    below, above = np.quantile(held - held.mean(), sides, method="weibull").tolist()
    low, high = central - above, central - below
    verdict = FALLS if high < 0 else RISES if low > 0 else CANNOT_TELL
    return Slope(central, low, high, verdict)
