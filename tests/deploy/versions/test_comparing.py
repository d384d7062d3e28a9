"""Policies held against each other: what changed, what is stricter, what one covers of another."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.deploy.versions import beside, coverage, differences, likeness, strictness
from tongyuan.testing.policies import a_budget, said_by

TARGET = {"kind": "target", "name_zh": "氮氧化物排放量", "rule": "relative_change", "unit": "%"}
TARGET |= {"value": -10.0, "base_year": 2020, "year": 2025, "phrase_zh": "氮氧化物排放量比2020年下降10%"}


def above(**changed: Any) -> pl.DataFrame:
    return said_by("P", {"phrase": "T01", **TARGET, **changed})


def below(**changed: Any) -> pl.DataFrame:
    return said_by("C", {"phrase": "T001", "upper": "P/T01", **TARGET, **changed})


def state(upper: pl.DataFrame, lower: pl.DataFrame, **budget: Any) -> str:
    budgets = a_budget(**budget) if budget else a_budget().clear()
    told = {"policy": "C", "region": "990100", "budgets": budgets, "spared": {}}
    return str(coverage(upper, lower=lower, **told)["state"][0])


@given(st.text("甲乙丙丁戊", max_size=12), st.text("甲乙丙丁戊", max_size=12))
def test_likeness_is_the_same_both_ways_and_one_with_itself(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, one) == 1


def test_a_version_does_not_differ_from_itself() -> None:
    rows = differences(above(), new=above())
    assert rows.select("change", "direction", "likeness").row(0) == ("same", "equal", 1.0)


def test_a_change_of_value_hedge_and_year_is_told_with_its_direction() -> None:
    row = differences(above(), new=above(value=-8.0, hedge="力争", aspirational=True)).row(0, named=True)
    assert (row["change"], row["direction"]) == ("changed", "looser")
    assert row["fields"] == "value;hedge;aspirational"
    assert (row["old_value"], row["new_value"]) == ("-10 % (2020-2025)", "-8 % (2020-2025, 力争)")


def test_what_is_only_on_one_side_is_added_or_removed() -> None:
    other = {**TARGET, "name_zh": "森林覆盖率", "phrase_zh": "森林覆盖率达到43%", "unit": "亩", "year": 2030}
    rows = differences(above(), new=said_by("P", {"phrase": "T09", **other}))
    assert dict(rows["change"].cast(pl.String).value_counts().iter_rows()) == {"added": 1, "removed": 1}


def test_the_same_words_in_another_article_are_moved() -> None:
    assert differences(above(), new=above(label="（九）"))["change"].to_list() == ["moved"]


WORDS = st.lists(st.text("甲乙丙丁", min_size=3, max_size=8), max_size=6)


@given(WORDS, WORDS)
def test_every_phrase_of_both_sides_stands_once_in_the_differences(olds: list[str], news: list[str]) -> None:
    old, new = tasks_of(olds), tasks_of(news)
    rows = differences(old, new=new)
    assert sorted(rows["old_phrase"].drop_nulls()) == sorted(old["phrase"])
    assert sorted(rows["new_phrase"].drop_nulls()) == sorted(new["phrase"])


def tasks_of(texts: list[str]) -> pl.DataFrame:
    rows = [{"phrase": f"K{at}", "kind": "task", "phrase_zh": text} for at, text in enumerate(texts)]
    return said_by("P", *rows)


@pytest.mark.parametrize(
    ("changed", "direction"),
    [
        ({"value": -12.0}, "stricter"),
        ({"value": -8.0}, "looser"),
        ({"value": 10.0}, "cannot_tell"),
        ({"year": 2024}, "stricter"),
        ({"year": 2030}, "looser"),
        ({"value": -12.0, "year": 2030}, "cannot_tell"),
        ({"base_year": 2015}, "cannot_tell"),
        ({"unit": "万吨"}, "cannot_tell"),
        ({"value": None}, "cannot_tell"),
        ({}, "equal"),
    ],
)
def test_only_targets_on_the_same_ground_are_called_stricter(changed: dict[str, Any], direction: str) -> None:
    (old,), (new,) = above().to_dicts(), above(**changed).to_dicts()
    assert strictness(old, new) == direction


@given(st.floats(-50, 50), st.floats(-50, 50))
def test_stricter_one_way_is_looser_the_other(one: float, other: float) -> None:
    (old,), (new,) = above(value=one).to_dicts(), above(value=other).to_dicts()
    turned = {"stricter": "looser", "looser": "stricter", "equal": "equal", "cannot_tell": "cannot_tell"}
    assert strictness(new, old) == turned[strictness(old, new)]


def test_a_city_whose_plan_asks_for_less_than_its_share_is_weaker() -> None:
    assert state(above(), below(value=-16.8), reduction_share=0.168) == "covered"
    assert state(above(), below(value=-16.7), reduction_share=0.168) == "weaker"


def test_a_share_in_tonnes_is_held_against_a_level_in_tonnes() -> None:
    level = {"rule": "at_most", "unit": "t", "base_year": None}
    assert state(above(), below(value=93_912.0, **level), budget_value=93_912.0) == "covered"
    assert state(above(), below(value=93_913.0, **level), budget_value=93_912.0) == "weaker"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"base_year": 2015}, "not_comparable"),
        ({"unit": "万吨", "rule": "at_most"}, "not_comparable"),
        ({"value": None}, "not_comparable"),
        ({"year": 2026, "value": -20.0}, "later"),
    ],
)
def test_what_cannot_be_compared_is_not_called_covered(changed: dict[str, Any], expected: str) -> None:
    assert state(above(), below(**changed), reduction_share=0.168) == expected


def test_without_a_share_nobody_can_compare() -> None:
    assert state(above(), below()) == "no_share"


def test_what_is_only_alike_is_unconfirmed_and_what_is_not_there_is_missing() -> None:
    assert state(above(), below(upper=None)) == "unconfirmed"
    assert state(above(), said_by("C")) == "missing"


def test_what_does_not_apply_says_why() -> None:
    told = {"policy": "C", "region": "990100", "budgets": a_budget().clear(), "spared": {"P/T01": "无海岸线"}}
    row = coverage(above(), lower=said_by("C"), **told).row(0, named=True)
    assert (row["state"], row["reason"]) == ("not_applicable", "无海岸线")


def test_an_amount_of_a_city_is_not_called_looser_than_that_of_its_province() -> None:
    amount = {"rule": "at_least", "unit": "万千瓦", "base_year": None, "value": 3700.0}
    policies = [above(**amount), below(**(amount | {"value": 300.0}))]
    apart = beside(policies, places={"P": "990000", "C": "990100"})
    assert apart["direction"].to_list() == [None, "cannot_tell"]
    same = beside(policies, places={"P": "990000", "C": "990000"})
    assert same["direction"].to_list() == [None, "looser"]


def test_targets_stand_side_by_side_by_link_before_likeness() -> None:
    policies = [above(), below(value=-12.0), said_by("D", {"phrase": "T7", **TARGET})]
    rows = beside(policies, places=dict.fromkeys("PCD", "990000"))
    assert rows.select("policy", "group", "link", "direction").rows() == [
        ("P", "P/T01", None, None),
        ("C", "P/T01", "linked", "stricter"),
        ("D", "P/T01", "alike", "equal"),
    ]
