"""Problems of co-control as their files hold them: on the exercise's inventory of 2020."""

from __future__ import annotations

from typing import Any

__all__ = ["a_joint_problem", "a_problem"]

BASE_YEAR = 2020
YEARS = (2025, 2030)
GDP = {2020: 1.0, 2025: 1.35, 2030: 1.6}


def a_problem(
    *,
    base_year: int = BASE_YEAR,
    years: tuple[int, ...] = YEARS,
    elasticity: float = 0.4,
    species: str = "SO2",
    year: int = 2030,
    fall: float = 0.1,
    **more: Any,
) -> dict[str, Any]:
    """Give a problem with one driver, the policy's targets and one cap beside them.

    Parameters
    ----------
    base_year
        Year of the inventory.
    years
        Years of the plan.
    elasticity
        Of activity to GDP: the higher, the harder the targets.
    species, year, fall
        The cap: its species, its year and how far it is below the base year [1].
    **more
        Further fields of the problem.

    Returns
    -------
    dict
        The problem, as YAML would give it.
    """
    gdp = {"values": {base_year: 1.0} | {one: GDP.get(one, 1.5) for one in years}, "quality": "synthetic"}
    named = {"name_zh": "地区生产总值", "name_en": "GDP", "unit": "index", "citation": "演练"}
    scenario = {"scenario": "planned", "name_zh": "规划情景", "name_en": "planned"}
    cap = {"limit": species, "name_zh": "二氧化硫", "name_en": "SO2", "species": {species: 1}}
    return {
        "scenario": {
            **scenario,
            "base_year": base_year,
            "years": list(years),
            "drivers": {"gdp": {**named, **gdp}},
            "growth": [{"driver": "gdp", "elasticity": elasticity}],
        },
        "limits": [{**cap, "year": year, "fall": fall, "against": base_year}],
        **more,
    }


def a_joint_problem() -> dict[str, Any]:
    """Give a problem with a cap on SO2, one on CO2, and two projects that lower CO2.

    One project burns gas and lowers both; the other captures CO2, is cheaper, and needs coal for its power.

    Returns
    -------
    dict
        The problem, as YAML would give it.
    """
    asked = a_problem()
    carbon = {"limit": "CO2", "name_zh": "二氧化碳", "name_en": "CO2", "species": {"CO2": 1}}
    return {
        **asked,
        "limits": [*asked["limits"], {**carbon, "year": 2030, "at_most_t": 4.5e8}],
        "projects": [
            {
                "project": "gas_heat",
                "first_year": 2030,
                "yearly_cost_cny": 3.0e9,
                "change_t": {"CO2": -3.0e7, "SO2": -2.0e5, "NOx": -4.0e4},
            },
            {
                "project": "capture",
                "first_year": 2030,
                "yearly_cost_cny": 2.6e9,
                "change_t": {"CO2": -2.5e7, "SO2": 5.0e3},
            },
        ],
    }
