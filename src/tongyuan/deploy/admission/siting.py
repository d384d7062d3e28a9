"""Gates of what a project is and where it lies: scope, industry policy, zoning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tongyuan.deploy.admission.case import Case, Rule
from tongyuan.deploy.admission.findings import FAIL, NONE, OPEN, PASS, Compared, say

__all__ = [
    "listed",
    "no_red_line",
    "not_eliminated",
    "priority_unit",
    "restricted_upgrade",
    "unit_list",
]

#: A share below this is no overlap [1].
NOISE = 1e-9


def listed(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Ask whether the industry is one of those listed."""
    sector = case.project["project_sector"]
    own = case.settings.two_high_sectors
    if sector != "other":
        yield say(rule, PASS, "scope.listed", Compared(subject=sector))
    elif own is None:
        yield say(rule, OPEN, "scope.no_list", Compared(subject=sector))
    elif sector in own:
        yield say(rule, PASS, "scope.provincial", Compared(subject=sector))
    else:
        yield say(rule, NONE, "scope.outside", Compared(subject=sector))


def not_eliminated(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Ask whether the industry catalogue eliminates the project."""
    told = case.project["catalogue_class"]
    if told is None:
        yield say(rule, OPEN, "catalogue.untold")
    elif told == "eliminated":
        yield say(rule, FAIL, "catalogue.eliminated")
    else:
        yield say(rule, PASS, "catalogue.fits")


def restricted_upgrade(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Ask whether the industry catalogue restricts the project."""
    told = case.project["catalogue_class"]
    if told == "restricted":
        yield say(rule, OPEN, "catalogue.restricted")
    elif told is not None:
        yield say(rule, PASS, "catalogue.free")


def no_red_line(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Ask whether the site overlaps the red line."""
    if case.red_line is None:
        yield say(rule, OPEN, "site.untold")
        return
    verdict, code = {
        "overlaps": (FAIL, "site.red"),
        "touches": (OPEN, "site.touches"),
        "clear": (PASS, "site.clear"),
    }.get(case.red_line, (OPEN, "site.red_untold"))
    share = _red_share(case)
    compared = Compared("red line", share, 0.0, "1") if share is not None else None
    yield say(rule, verdict, code, compared)


def _red_share(case: Case) -> float | None:
    """Give the largest share of the site in one red line; None where no share is told."""
    if case.parts is None or "red_line" not in case.parts.columns:
        return None
    shares = [row["share"] for row in case.parts.iter_rows(named=True) if row["red_line"]]
    return max(shares) if shares else None


def priority_unit(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Ask whether the site lies in a unit of priority protection, whose own list decides."""
    if case.parts is None:
        return
    inside = [
        row["unit"]
        for row in case.parts.iter_rows(named=True)
        if row["zone_class"] == "priority" and row["share"] > NOISE
    ]
    if not inside:
        yield say(rule, PASS, "unit.no_priority")
        return
    verdict, code = _by_list(case) or (OPEN, "unit.priority_open")
    yield say(rule, verdict, code, Compared(subject="、".join(sorted(inside))))


def unit_list(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Ask what the list of the unit says."""
    verdict, code = _by_list(case) or (OPEN, "unit.list_open")
    yield say(rule, verdict, "unit.allowed" if verdict == PASS else code)


def _by_list(case: Case) -> tuple[str, str] | None:
    """Read what the list says, where its document is named; None leaves it open."""
    told = case.project["unit_list"]
    if told == "forbidden":
        return FAIL, "unit.forbidden"
    if told == "allowed" and case.project["unit_list_document"]:
        return PASS, "unit.priority_allowed"
    return None
