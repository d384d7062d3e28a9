"""What the lists of the units say of a project: each unit by its own list, as it was imported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import polars as pl

from tongyuan.deploy.admission.case import Case, Rule
from tongyuan.deploy.admission.findings import FAIL, NONE, OPEN, PASS, Compared, say
from tongyuan.vocabulary.packaged import packaged_table

__all__ = ["priority_unit", "unit_list"]

Row = Mapping[str, Any]
#: A share below this is no overlap [1].
NOISE = 1e-9
EFFECTS = {
    "forbid": (FAIL, "unit.forbidden"),
    "exit": (FAIL, "unit.forbidden"),
    "restrict": (OPEN, "unit.restricted"),
    "allow": (PASS, "unit.priority_allowed"),
}


def priority_unit(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Ask the own list of each unit of priority protection; what it does not name stays open."""
    if case.parts is None:
        return
    inside = _touched(case, priority=True)
    if not inside:
        yield say(rule, PASS, "unit.no_priority")
    for unit in inside:
        found = list(_speaking(case, rule, unit))
        yield from found or [say(rule, OPEN, "unit.priority_open", Compared(subject=unit))]


def unit_list(case: Case, rule: Rule) -> Iterator[dict[str, Any]]:
    """Ask the list of each other unit; where it does not name the industry, a check of it by hand counts."""
    if case.project["unit_list"] == "forbidden":
        yield say(rule, FAIL, "unit.stated_forbidden")
    if case.parts is None:
        yield say(rule, OPEN, "site.untold")
        return
    inside = _touched(case, priority=False)
    if not inside:
        only = bool(_touched(case, priority=True))
        yield say(rule, *((NONE, "unit.only_priority") if only else (OPEN, "unit.outside")))
    checked = case.project["unit_list"] == "allowed" and bool(case.project["unit_list_document"])
    silent = (PASS, "unit.stated") if checked else (OPEN, "unit.list_open")
    for unit in inside:
        found = list(_speaking(case, rule, unit))
        yield from found or [say(rule, *silent, Compared(subject=unit))]


def _touched(case: Case, *, priority: bool) -> list[str]:
    if case.parts is None:
        return []
    parts = case.parts.filter(pl.col("share") > NOISE)
    if "layer" in parts.columns:
        parts = parts.filter(pl.col("layer").cast(pl.String) == "unit")
    chosen = parts.filter((pl.col("zone_class").cast(pl.String) == "priority") == priority)
    return sorted(set(chosen["unit"]))


def _speaking(case: Case, rule: Rule, unit: str) -> Iterator[dict[str, Any]]:
    """Say what each line of a unit's list that reaches the project comes to."""
    if case.lists is None:
        return
    for line in case.lists.filter(pl.col("unit") == unit).iter_rows(named=True):
        seen = line["quality"] != "unverified"
        own = replace(
            rule,
            document=f"{unit} 准入清单（{line['edition']}）",
            clause=f"{line['rule']}：{line['text']}",
            status=rule.status if seen else "unverified",
        )
        if line["value"] is not None:
            yield from _limit(case, own, line)
        elif _names(case, line["subject"]):
            verdict, code = EFFECTS.get(line["effect"], (OPEN, "unit.limit_open"))
            if verdict == PASS and not seen:
                verdict, code = OPEN, "unit.unseen"
            yield say(own, verdict, code, Compared(subject=unit))


def _names(case: Case, subject: str) -> bool:
    """Tell whether a line names the industry of the project: by its code, its sector, or a word of it."""
    sector, code = case.project["project_sector"], case.project["industry"]
    if subject in ("*", sector) or (code and code.startswith(subject)):
        return True
    return any(row["word"] in subject for row in _subjects("sector") if row["code"] in ("*", sector))


def _limit(case: Case, rule: Rule, line: Row) -> Iterator[dict[str, Any]]:
    """Compare a limit with the quantity that it names; one that is not known is left to a person."""
    row = next((row for row in _subjects("quantity") if row["word"] == line["subject"]), None)
    named = f"{line['unit']} {line['subject']}"
    have = None if row is None else case.project[row["code"]]
    if row is None or have is None or row["unit"] != line["value_unit"]:
        yield say(rule, OPEN, "unit.limit_open", Compared(named, have, line["value"], line["value_unit"]))
        return
    met = have <= line["value"] if line["comparison"] == "at_most" else have >= line["value"]
    verdict, code = (PASS, "unit.limit_met") if met else (FAIL, "unit.limit_short")
    yield say(rule, verdict, code, Compared(named, have, line["value"], line["value_unit"]))


@cache
def _subjects(kind: str) -> tuple[dict[str, Any], ...]:
    rows = packaged_table("admission_subjects").iter_rows(named=True)
    return tuple(row for row in rows if row["kind"] == kind)
