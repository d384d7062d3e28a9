"""A year of hours of a provincial system: our dispatch, and the same network through PyPSA's own optimize.

Every contender returns the least cost of the year. Ours besides gives hours, years, limits and the marginal
factor of every hour; ``build and solve`` is the part that PyPSA does, too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tongyuan.plan.power import PowerCase

#: Hours.
SIZES = {"small": 168, "full": 8760}
LOAD_TWH = 270.0
UNITS: dict[str, dict[str, Any]] = {
    "coal": {"capacity_mw": 24_000.0, "min_output": 0.3, "co2_t_mwh": 0.83},
    "chp": {"carrier": "coal_chp", "capacity_mw": 16_000.0, "chp": "extraction", "heat_mw": 19_000.0}
    | {"power_to_heat": 0.6, "power_loss": 0.15, "variable_cny_mwh": 310.0, "co2_t_mwh": 0.85},
    "gas": {"carrier": "gas", "capacity_mw": 2_000.0, "variable_cny_mwh": 620.0, "co2_t_mwh": 0.4},
    "nuclear": {"carrier": "nuclear", "capacity_mw": 6_600.0, "min_output": 0.7, "variable_cny_mwh": 90.0},
    "hydro": {"carrier": "hydro", "capacity_mw": 1_800.0, "most_hours": 2_000.0, "variable_cny_mwh": 0.0},
    "wind": {"carrier": "wind_onshore", "capacity_mw": 18_000.0, "variable_cny_mwh": 0.0},
    "sun": {"carrier": "solar", "capacity_mw": 16_000.0, "variable_cny_mwh": 0.0},
    "pumped": {"carrier": "storage", "capacity_mw": 3_000.0, "storage_hours": 6.0}
    | {"efficiency": 0.75, "variable_cny_mwh": 1.0},
    "line": {"carrier": "interconnector", "capacity_mw": 4_000.0, "variable_cny_mwh": 360.0},
    "boiler": {"carrier": "boiler", "capacity_mw": 24_000.0, "variable_cny_mwh": 180.0, "co2_t_mwh": 0.4},
}


def case_of(size: str) -> PowerCase:
    from tongyuan.plan.power import hours_of, invented_hours
    from tongyuan.plan.power.shapes import HeatingSeason, InventedHours
    from tongyuan.testing.power import power_case, units

    heat = HeatingSeason(twh=90, first_day=305, last_day=90, all_year=0.3)
    full = {"wind_onshore": 2400.0, "solar": 1350.0}
    year = invented_hours(InventedHours(latitude=41, full_load_hours=full, heating=heat), load_twh=LOAD_TWH)
    held = hours_of(year.filter(year["hour"] <= SIZES[size]))
    return power_case(units(**UNITS), held)


def prepare_ours(size: str) -> Callable[[], float]:
    from tongyuan.plan.power import dispatch

    case = case_of(size)
    return lambda: dispatch(case).cost_cny


def prepare_solving(size: str) -> Callable[[], float]:
    from tongyuan.plan.power.network import build
    from tongyuan.plan.power.solving import solve

    case = case_of(size)

    def run() -> float:
        optimum = solve(build(case))
        assert optimum is not None
        return float(optimum.basis.solver.getInfo().objective_function_value)

    return run


def prepare_pypsa(size: str) -> Callable[[], float]:
    """PyPSA's optimize with HiGHS, the rows that it does not know added by its own hook."""
    from tongyuan.plan.power.network import couple, laid_out, quiet

    case = case_of(size)

    def run() -> float:
        with quiet():
            network = laid_out(case)
            network.optimize(
                solver_name="highs",
                solver_options={"output_flag": False, "log_to_console": False},
                extra_functionality=lambda made, _: couple(made, case),
                include_objective_constant=False,
            )
        return float(network.objective)

    return run


def disagreement(one: float, other: float) -> float:
    """Tell optima apart: 0.1 where they differ by a millionth."""
    return abs(one / other - 1) * 1e5


CONTENDERS = {
    "tongyuan": prepare_ours,
    "tongyuan, build and solve": prepare_solving,
    "PyPSA optimize": prepare_pypsa,
}
