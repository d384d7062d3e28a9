"""Gates of what others review: energy, levels of cleaner production, water, carbon."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from tongyuan.deploy.admission.case import Case, Rule
from tongyuan.deploy.admission.findings import FAIL, NONE, OPEN, PASS, Compared, say

__all__ = [
    "carbon_budget",
    "carbon_evaluation",
    "carbon_in_eia",
    "energy_level",
    "energy_review",
    "energy_review_2023",
    "material_level",
    "water_level",
    "water_permit",
]

#: 国家发展改革委令2023年第2号: 500 万千瓦时 [MWh].
ELECTRICITY_MWH = 5000.0


def energy_review(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Ask for the review, from 2025-09-01: none below 1,000 tce and 1,000 t of coal."""
    second = (case.project["coal_t"], rule.figure or 0.0)
    yield _review(case, rule, second)


def energy_review_2023(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Ask for the review as it was before: none below 1,000 tce and 5 GWh."""
    yield _review(case, rule, (case.project["electricity_mwh"], ELECTRICITY_MWH))


def _review(case: Case, rule: Rule, second: tuple[float | None, float]) -> dict[str, Any]:
    energy, bound = case.project["energy_tce"], rule.figure or 0.0
    told = Compared("energy", energy, bound, "tce/a")
    if case.project["energy_review"]:
        return say(rule, PASS, "energy.held", told)
    over = (energy is not None and energy >= bound) or (second[0] is not None and second[0] >= second[1])
    if over:
        return say(rule, OPEN, "energy.open", told)
    if energy is None or second[0] is None:
        return say(rule, OPEN, "energy.untold", told)
    return say(rule, NONE, "energy.below", told)


def _level(case: Case, rule: Rule, *, name: str) -> Iterator[dict[str, Any]]:
    """Ask whether a use reaches the advanced level, by a document."""
    level = case.project[f"{name}_level"]
    if level is not None and level != "advanced":
        yield say(rule, FAIL, "level.short", Compared(subject=name))
    elif level is None or not case.project["level_document"]:
        yield say(rule, OPEN, "level.untold", Compared(subject=name))
    else:
        yield say(rule, PASS, "level.met", Compared(subject=name))


energy_level = partial(_level, name="energy")
material_level = partial(_level, name="material")
water_level = partial(_level, name="water")


def water_permit(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Ask for the permit to take water."""
    taken = case.project["water_m3"]
    told = Compared("water", taken, None, "m3/a")
    if case.project["water_permit"]:
        yield say(rule, PASS, "water.held", told)
    elif taken is None:
        yield say(rule, OPEN, "water.untold")
    else:
        yield say(rule, *((OPEN, "water.open") if taken else (NONE, "water.none")), told)


def carbon_evaluation(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Ask for the carbon evaluation that the review carries."""
    held = bool(case.project["carbon_evaluation"])
    yield say(rule, *((PASS, "carbon.held") if held else (OPEN, "carbon.open")))


def carbon_in_eia(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Ask for the environmental assessment, which covers carbon."""
    held = bool(case.project["eia"])
    yield say(rule, *((PASS, "carbon.eia_held") if held else (OPEN, "carbon.eia_open")))


def carbon_budget(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Compare the project's emission with what is left of the city's budget."""
    emitted = case.project["co2_t"]
    if emitted is None or case.carbon is None:
        yield say(rule, OPEN, "carbon.no_budget", Compared("CO2", emitted, None, "t/a"))
        return
    over = emitted > case.carbon.left_t
    verdict, code = (FAIL, "carbon.over") if over else (PASS, "carbon.within")
    yield say(rule, verdict, code, Compared("CO2", emitted, case.carbon.left_t, "t/a"))
