"""A reduction recomputed from what it rests on: activity, factor and removal before and after, by measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tongyuan.deploy.reduction.measuring import Operation

__all__ = ["EQUATIONS", "Equation", "lacking", "recomputed"]

Told = Mapping[str, float]
#: A flow of 10 000 m3 with 1 mg/L carries 10 kg.
T_PER_FLOW = 0.01
KG_PER_T = 1000


@dataclass(frozen=True, slots=True)
class Equation:
    """How a measure's reduction follows from its parameters.

    Parameters
    ----------
    needs
        Names of the parameters.
    compute
        Gives the reduction of a year [t].
    """

    needs: tuple[str, ...]
    compute: Callable[[Told], float]


def _before(told: Told) -> Operation:
    return Operation(told["activity_before"], told["factor_before"], told["removal_before"])


def _after(told: Told) -> Operation:
    return Operation(told["activity_after"], told["factor_after"], told["removal_after"])


def _closed(told: Told) -> float:
    return _before(told).emission()


def _changed(told: Told) -> float:
    return _before(told).emission() - _after(told).emission()


def _cleaned(told: Told) -> float:
    """Hold both ways of cleaning against the activity of today: what is made less is no cleaning."""
    old = Operation(told["activity_after"], told["factor_before"], told["removal_before"])
    return old.emission() - _after(told).emission()


def _treated(told: Told) -> float:
    return told["activity_after"] * (told["factor_before"] - told["factor_after"]) * T_PER_FLOW


def _kept(told: Told) -> float:
    share = told["removal_after"] - told["removal_before"]
    return told["activity_after"] * told["factor_before"] * share / KG_PER_T


BEFORE = ("activity_before", "factor_before", "removal_before")
AFTER = ("activity_after", "factor_after", "removal_after")
EQUATIONS: Mapping[str, Equation] = {
    "closure": Equation(BEFORE, _closed),
    "end_of_pipe": Equation(("activity_after", "factor_before", "removal_before", *AFTER[1:]), _cleaned),
    "fuel_switch": Equation((*BEFORE, *AFTER), _changed),
    "source_substitution": Equation((*BEFORE, *AFTER), _changed),
    "sewage_plant": Equation(("activity_after", "factor_before", "factor_after"), _treated),
    "livestock": Equation(("activity_after", "factor_before", "removal_before", "removal_after"), _kept),
}


def lacking(measure: str, told: Told) -> list[str]:
    """Name the parameters that a measure needs and nobody told.

    Parameters
    ----------
    measure
        The measure.
    told
        Parameters by name.

    Returns
    -------
    list of str
        Names; empty where all are there.

    Examples
    --------
    >>> lacking("sewage_plant", {"activity_after": 100.0, "factor_before": 200.0})
    ['factor_after']
    """
    return [name for name in EQUATIONS[measure].needs if name not in told]


def recomputed(measure: str, told: Told) -> float:
    """Recompute the reduction of a year.

    Parameters
    ----------
    measure
        ``closure``, ``end_of_pipe``, ``fuel_switch``, ``source_substitution``, ``sewage_plant`` (activity in
        10 000 m3, factors in mg/L of inflow and outflow) or ``livestock`` (heads, kg per head).
    told
        Activity [unit], factor [kg per unit] and removal [0-1] before and after, by name.

    Returns
    -------
    float
        Reduction [t/a]; below zero where more is emitted than before.

    Notes
    -----
    The same equation as the inventory's: activity times factor times what is not removed.

    Examples
    --------
    A boiler of 7,320 t of coal and 5 kg/t closes: 36.6 t. A plant that cleans 1,000 x 10^4 m3 from 250 to
    50 mg/L keeps 2,000 t back.

    >>> recomputed("closure", {"activity_before": 7320.0, "factor_before": 5.0, "removal_before": 0.0})
    36.6
    >>> recomputed("sewage_plant", {"activity_after": 1000.0, "factor_before": 250.0, "factor_after": 50.0})
    2000.0
    """
    return EQUATIONS[measure].compute(told)
