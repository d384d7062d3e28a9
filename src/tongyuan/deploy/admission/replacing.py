"""Gates of what a project replaces: capacity, discharges, coal, what counts of their sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tongyuan.deploy.admission.case import Case, Rule
from tongyuan.deploy.admission.findings import FAIL, NONE, OPEN, PASS, Compared, say
from tongyuan.deploy.admission.tonnes import SLACK, counted
from tongyuan.vocabulary.tables.admission import POLLUTANTS

__all__ = [
    "coal_at_least",
    "coal_substitute",
    "coal_substitute_elsewhere",
    "multiple_attained",
    "multiple_not_attained",
    "no_replacement",
    "offset_plan",
    "ratio",
    "shut_before_start",
    "suspended",
]

#: GB 3095-2012, grade II, annual mean of PM2.5 [ug/m3].
PM25_LIMIT = 35.0
#: Discharges that make PM2.5.
AIR = ("SO2", "NOx", "dust", "VOCs")
DIRTY = ("petcoke", "coke", "semi_coke")


def _falls_short(have: float, need: float) -> bool:
    return have < need * (1 - SLACK)


def ratio(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Ask whether enough capacity shuts for what is built."""
    built, shut = case.project["capacity_t"], counted(case, case.of_kind("capacity"))
    need = rule.figure or 0.0
    if not built or (not shut and not case.of_kind("capacity")):
        yield say(rule, OPEN, "capacity.untold", Compared(need=need, unit="1"))
        return
    short = _falls_short(shut, need * built)
    verdict, code = (FAIL, "capacity.short") if short else (PASS, "capacity.met")
    yield say(rule, verdict, code, Compared("capacity", shut / built, need, "1"))


def suspended(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Refuse a plan that was announced while none may be; hold one that was not announced."""
    announced = case.project["announced_on"]
    verdict, code = (OPEN, "capacity.unannounced") if announced is None else (FAIL, "capacity.suspended")
    yield say(rule, verdict, code)


def no_replacement(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Say that no capacity need be replaced."""
    yield say(rule, NONE, "capacity.none")


def multiple_not_attained(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Ask whether discharges that make PM2.5 are offset twice where the city misses the standard."""
    mean = case.settings.pm25_ug_m3
    if mean is None:
        yield say(rule, OPEN, "pollutant.no_air")
    elif mean > PM25_LIMIT:
        yield from _offset(case, rule, AIR)


def multiple_attained(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Ask whether discharges are offset once; those of air only where the standard is met."""
    mean = case.settings.pm25_ug_m3
    water = tuple(name for name in POLLUTANTS if name not in AIR)
    yield from _offset(case, rule, POLLUTANTS if mean is not None and mean <= PM25_LIMIT else water)


def _offset(case: Case, rule: Rule, pollutants: tuple[str, ...] | list[str]) -> Iterator[dict[str, Any]]:
    for name in pollutants:
        discharged = case.project[f"{name}_t"]
        if not discharged:
            continue
        have, need = counted(case, case.of_kind(name)), discharged * (rule.figure or 1.0)
        short = _falls_short(have, need)
        verdict, code = (FAIL, "pollutant.short") if short else (PASS, "pollutant.met")
        yield say(rule, verdict, code, Compared(name, have, need, "t/a"))


def offset_plan(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Ask whether each pollutant discharged has a source that reduces it at all."""
    told = {name: case.project[f"{name}_t"] for name in POLLUTANTS}
    if all(amount is None for amount in told.values()):
        yield say(rule, OPEN, "pollutant.untold")
        return
    bare = [name for name, amount in told.items() if amount and not counted(case, case.of_kind(name))]
    if bare:
        yield say(rule, FAIL, "pollutant.plan_none", Compared(subject="、".join(bare)))
        return
    yield say(rule, PASS, "pollutant.plan")


def coal_at_least(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Ask whether enough coal is replaced; without a figure of its own the rule takes the province's."""
    coal = case.project["coal_t"]
    if not coal:
        yield say(rule, *((OPEN, "coal.untold") if coal is None else (NONE, "coal.none")))
        return
    clean = [source for source in case.of_kind("coal") if source["substitute"] not in DIRTY]
    have, factor = counted(case, clean), rule.figure or case.settings.coal_ratio
    if rule.figure is None and case.settings.coal_document:
        rule = replace(rule, document=f"{rule.document}；{case.settings.coal_document}")
    if not case.of_kind("coal"):
        yield say(rule, FAIL, "coal.no_source", Compared("coal", 0.0, factor and factor * coal, "t/a"))
    elif factor is None:
        yield say(rule, OPEN, "coal.no_ratio", Compared("coal", have, None, "t/a"))
    else:
        short = _falls_short(have, factor * coal)
        verdict, code = (FAIL, "coal.short") if short else (PASS, "coal.met")
        yield say(rule, verdict, code, Compared("coal", have, factor * coal, "t/a"))


def coal_substitute(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Refuse fuels that do not count as replacement."""
    yield from _substitutes(case, rule, FAIL, "coal.dirty")


def coal_substitute_elsewhere(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Hold such fuels where the national clause does not reach."""
    yield from _substitutes(case, rule, OPEN, "coal.dirty_elsewhere")


def _substitutes(case: Case, rule: Rule, verdict: str, code: str) -> Iterator[dict[str, Any]]:
    sources = case.of_kind("coal")
    for source in sources:
        told = Compared(source["offset_source"], source["amount_t"], None, "t/a")
        if source["substitute"] in DIRTY:
            yield say(rule, verdict, code, told)
        elif source["substitute"] is None:
            yield say(rule, OPEN, "coal.fuel_untold", told)
    if sources and all(source["substitute"] not in (None, *DIRTY) for source in sources):
        yield say(rule, PASS, "coal.clean")


def shut_before_start(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Say that replaced capacity must be shut before operation; the step to operation asks for it."""
    if case.of_kind("capacity"):
        yield say(rule, PASS, "offset.shut")
