"""Problems of co-control as their files hold them: on the exercise's inventory of 2020."""

from __future__ import annotations

from typing import Any

__all__ = ["a_problem"]

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
