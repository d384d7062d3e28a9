"""The lists of the units: a priority unit by its own list, every other one too."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tongyuan.deploy.admission import judge
from tongyuan.testing.admission import a_case, a_list, the_book

BOOK = the_book()


def in_units(**classes: str) -> pl.DataFrame:
    rows = {"unit": list(classes), "zone_class": list(classes.values())}
    return pl.DataFrame(rows | {"red_line": [False] * len(classes), "share": [0.5] * len(classes)})


def rows(rule: str, **changed: Any) -> list[dict[str, Any]]:
    return judge(a_case(**changed), book=BOOK).findings.filter(rule=rule).to_dicts()


def verdicts(rule: str, **changed: Any) -> list[str]:
    return [row["verdict"] for row in rows(rule, **changed)]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (a_list("U9", "allow", "水泥制造"), "pass"),
        (a_list("U9", "forbid", "水泥"), "fail"),
        (a_list("U9", "exit", "clinker"), "fail"),
        (a_list("U9", "forbid", "两高项目"), "fail"),
        (a_list("U9", "restrict", "建材"), "needs_evidence"),
        (a_list("U9", "forbid", "化工"), "needs_evidence"),
        (a_list("U9", "forbid", "水泥", quality="unverified"), "needs_evidence"),
        (a_list("U9", "allow", "水泥", quality="unverified"), "needs_evidence"),
        (a_list("U1", "allow", "水泥"), "needs_evidence"),
    ],
)
def test_a_priority_unit_is_judged_by_its_own_list_and_not_by_the_form(
    line: pl.DataFrame, verdict: str
) -> None:
    assert verdicts("G2-02", parts=in_units(U9="priority"), lists=line) == [verdict]


def test_each_unit_that_is_touched_is_asked_and_the_clause_is_that_of_its_list() -> None:
    parts = in_units(U1="key", U2="general", U9="priority")
    lists = pl.concat(
        [a_list("U1", "allow", "水泥"), a_list("U2", "forbid", "水泥"), a_list("U9", "allow", "*")]
    )
    found = rows("G2-03", parts=parts, lists=lists)
    assert [(row["subject"], row["verdict"]) for row in found] == [("U1", "pass"), ("U2", "fail")]
    assert (found[1]["document"], found[1]["clause"]) == ("U2 准入清单（2024）", "1：演练条目")
    assert verdicts("G2-02", parts=parts, lists=lists) == ["pass"]


def test_a_list_that_does_not_name_the_industry_needs_the_check_that_the_form_names() -> None:
    silent = {"lists": a_list("U1", "forbid", "化工")}
    assert verdicts("G2-03", **silent) == ["pass"]
    assert verdicts("G2-03", **silent, unit_list_document=None) == ["needs_evidence"]
    assert verdicts("G2-03", **silent, unit_list="forbidden") == ["fail", "needs_evidence"]
    assert verdicts("G2-03", lists=None, unit_list=None) == ["needs_evidence"]


@pytest.mark.parametrize(
    ("limit", "verdict"),
    [
        ({"subject": "氮氧化物", "value": 400.0, "comparison": "at_most", "value_unit": "t/a"}, "pass"),
        ({"subject": "NOx", "value": 399.0, "comparison": "at_most", "value_unit": "t/a"}, "fail"),
        ({"subject": "NOx", "value": 399.0, "comparison": "at_most", "value_unit": "kg/d"}, "needs_evidence"),
        ({"subject": "绿地率", "value": 30.0, "comparison": "at_least", "value_unit": "%"}, "needs_evidence"),
    ],
)
def test_a_limit_of_the_list_is_compared_where_its_quantity_is_known(
    limit: dict[str, Any], verdict: str
) -> None:
    told = limit.copy()
    line = a_list("U1", "limit", told.pop("subject"), **told)
    assert verdicts("G2-03", lists=line) == [verdict]


def test_an_industry_code_is_matched_from_its_beginning() -> None:
    line = a_list("U1", "forbid", "C301")
    assert verdicts("G2-03", lists=line, industry="C3011") == ["fail"]
    assert verdicts("G2-03", lists=line, industry="C2614", unit_list=None) == ["needs_evidence"]


def test_a_site_outside_of_all_units_is_open() -> None:
    assert verdicts("G2-03", parts=in_units(U1="key").clear()) == ["needs_evidence"]
