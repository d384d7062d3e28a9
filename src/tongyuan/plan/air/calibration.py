"""Calibration on observed yearly means: one multiplier and one background, and how far each city is missed.

A city is missed honestly when it is left out of the fit that predicts it. That error, not the correlation,
says what the model can do; and neither proves that its transport is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

__all__ = ["Calibration", "Skill", "calibrate", "skill"]

Floats = NDArray[np.float64]
#: Fewer cities fit a line and leave nothing to test it by.
FEWEST = 4


@dataclass(frozen=True, slots=True)
class Skill:
    """How predictions compare with observations.

    Parameters
    ----------
    cities
        How many.
    mean_bias, rmse
        Mean and root mean square of prediction less observation [ug/m3].
    normalised_bias
        Mean bias over the mean observed [1].
    correlation
        Of predictions and observations [1]; None where one does not vary.
    """

    cities: int
    mean_bias: float
    rmse: float
    normalised_bias: float
    correlation: float | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """What observations make of a model.

    Parameters
    ----------
    multiplier
        Of what is modelled [1].
    background
        What is there without it [ug/m3].
    observed, left_out
        By region: observed, and predicted by a fit without this region [ug/m3].
    before, after, without, naive
        Skill uncalibrated, calibrated, with each city left out, and of the mean of the other cities, which
        needs no model.
    """

    multiplier: float
    background: float
    observed: Mapping[str, float]
    left_out: Mapping[str, float]
    before: Skill
    after: Skill
    without: Skill
    naive: Skill

    @property
    def serves(self) -> bool:
        """Tell whether it predicts a city that it has not seen better than the mean of the others does."""
        # Where it does not, its multiplier is noise: a slope that errors have flattened would make every
        # change look small.
        return self.multiplier > 0 and self.without.rmse < self.naive.rmse


def skill(predicted: Floats, *, observed: Floats) -> Skill:
    """Compare predictions with observations.

    Parameters
    ----------
    predicted, observed
        Values of the same cities [ug/m3], shape (cities,).

    Returns
    -------
    Skill
        The comparison.

    Examples
    --------
    >>> skill(np.array([11.0, 22.0]), observed=np.array([10.0, 20.0])).normalised_bias
    0.1
    """
    error = predicted - observed
    varies = bool(np.ptp(predicted) > 0 and np.ptp(observed) > 0)
    return Skill(
        cities=len(observed),
        mean_bias=float(error.mean()),
        rmse=float(np.sqrt((error**2).mean())),
        normalised_bias=float(error.mean() / observed.mean()),
        correlation=float(np.corrcoef(predicted, observed)[0, 1]) if varies else None,
    )


def calibrate(
    modelled: Mapping[str, float], *, observed: Mapping[str, float], background: float | None = None
) -> Calibration | None:
    """Fit observed = background + multiplier x modelled by least squares, neither below zero.

    Parameters
    ----------
    modelled, observed
        Yearly means by region [ug/m3]; regions of both are fitted.
    background
        Background that is given; None to fit it.

    Returns
    -------
    Calibration or None
        None where fewer than four cities are observed.
    """
    shared = [region for region in modelled if region in observed]
    if len(shared) < FEWEST:
        return None
    model = np.array([modelled[region] for region in shared])
    seen = np.array([observed[region] for region in shared])
    multiplier, base = _fitted(model, seen, background)
    left_out = np.empty(len(shared))
    for place in range(len(shared)):
        kept = np.arange(len(shared)) != place
        slope, rest = _fitted(model[kept], seen[kept], background)
        left_out[place] = rest + slope * model[place]
    return Calibration(
        multiplier=multiplier,
        background=base,
        observed=dict(zip(shared, seen.tolist(), strict=True)),
        left_out=dict(zip(shared, left_out.tolist(), strict=True)),
        before=skill(model, observed=seen),
        after=skill(base + multiplier * model, observed=seen),
        without=skill(left_out, observed=seen),
        naive=skill((seen.sum() - seen) / (len(seen) - 1), observed=seen),
    )


def _fitted(model: Floats, seen: Floats, background: float | None) -> tuple[float, float]:
    if background is not None:
        found, _ = nnls(model[:, None], seen - background)
        return float(found[0]), background
    found, _ = nnls(np.column_stack([model, np.ones(len(model))]), seen)
    return float(found[0]), float(found[1])
