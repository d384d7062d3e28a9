"""Gates of what a project is and where it lies: scope, industry policy, red line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tongyuan.deploy.admission.case import Case, Rule
from tongyuan.deploy.admission.findings import FAIL, NONE, OPEN, PASS, Compared, say

__all__ = [
    "listed",
    "no_red_line",
    "not_eliminated",
    "restricted_upgrade",
]


def listed(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Ask whether the industry is one of those listed by the nation, else by the province."""
    sector, code, own = case.project["project_sector"], case.project["industry"], case.settings.two_high
    if sector != "other":
        yield say(rule, PASS, "scope.listed", Compared(subject=sector))
        return
    told = Compared(subject=code or sector)
    if own is None:
        yield say(rule, OPEN, "scope.no_list", told)
        return
    rule = replace(rule, document=case.settings.two_high_document or rule.document, clause="行业清单")
    if code is None:
        yield say(rule, OPEN, "scope.untold", told)
    else:
        inside = any(code.startswith(one) for one in own)
        yield say(rule, *((PASS, "scope.provincial") if inside else (NONE, "scope.outside")), told)


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
