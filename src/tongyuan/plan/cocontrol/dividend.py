"""Synergy dividend: what one plan for carbon and air saves against two plans made apart."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tongyuan.plan.cocontrol.program import Program

__all__ = ["Dividend", "dividend"]


@dataclass(frozen=True)
class Dividend:
    """Cost of limiting carbon, air pollutants, and both, each above what costs with neither.

    Parameters
    ----------
    carbon_cny, air_cny, joint_cny
        Present value [CNY] above the plan that keeps neither.
    idle_cny
        Present value [CNY] of the plan that keeps neither.
    """

    carbon_cny: float
    air_cny: float
    joint_cny: float
    idle_cny: float

    @property
    def dividend_cny(self) -> float:
        """What the joint plan saves [CNY]; below zero where keeping both costs more than each apart."""
        return self.carbon_cny + self.air_cny - self.joint_cny

    @property
    def share(self) -> float | None:
        """The dividend as a part of the two costs [1]; None where they cost nothing."""
        whole = self.carbon_cny + self.air_cny
        return self.dividend_cny / whole if whole > 0 else None


def dividend(program: Program, *, carbon: Collection[str], air: Collection[str]) -> Dividend:
    """Solve for neither, for each, and for both.

    Parameters
    ----------
    program
        The program; its bounds stand as before afterwards. Limits in neither list hold in all four plans.
    carbon, air
        The limits on carbon and on air pollutants, by id, in all their years.

    Returns
    -------
    Dividend
        With its sign: usually above zero, but cleaning that uses power may make two plans fight.

    Raises
    ------
    Infeasible
        If one of the four cannot be kept.

    Notes
    -----
    J = C(carbon) + C(air) - C(both), costs above the plan that keeps neither.

    Examples
    --------
    One measure, 5,000 CNY, does both: apart it is paid for twice.

    >>> from tongyuan.plan.cocontrol.program import open_program
    >>> from tongyuan.testing.cocontrol import a_case, a_limit, a_term, an_option
    >>> case = a_case({"works": 100.0}, options=[an_option("works", "gas", year=2025, cost=100.0)],
    ...     factors={("works", "base"): {"SO2": 1.0, "CO2": 2.0}, ("works", "gas"): {"SO2": 0.0, "CO2": 1.0}},
    ...     limits=[a_limit("air", bound=50.0, year=2025), a_limit("carbon", bound=150.0, year=2025)],
    ...     terms=[a_term("air", year=2025), a_term("carbon", year=2025, part="CO2")])
    >>> found = dividend(open_program(case), carbon=["carbon"], air=["air"])
    >>> round(found.dividend_cny, 6), round(found.share, 6)
    (5000.0, 0.5)
    """
    with program.without(air):
        carbon_cny = program.solve().cost_cny
        with program.without(carbon):
            idle = program.solve().cost_cny
    with program.without(carbon):
        air_cny = program.solve().cost_cny
    joint = program.solve().cost_cny
    return Dividend(carbon_cny - idle, air_cny - idle, joint - idle, idle_cny=idle)
