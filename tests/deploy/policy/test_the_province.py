"""The province's own plan is read as it was read by hand, and to the aims of the project."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from benchmarks.policy_text import measured

from tongyuan import packs
from tongyuan.deploy.policy import read_policy
from tongyuan.testing.policies import the_lexicon


@pytest.fixture(scope="module")
def plan(shared: Path) -> str:
    return (shared / "plan" / "liaoning_2023_39.txt").read_text(encoding="utf-8")


def test_targets_tasks_and_departments_are_found(shared: Path) -> None:
    found = measured(shared / "plan")
    assert found["targets"]["by rule"].recall >= 0.95
    assert found["targets"]["by rule"].precision >= 0.95
    assert found["tasks"]["by rule"].recall >= 0.85
    assert found["departments"]["by rule"].recall >= 0.98
    assert found["tasks"]["every sentence"].recall < found["tasks"]["by rule"].recall


def test_articles_are_the_same_character_by_character(plan: str) -> None:
    read = read_policy(plan, lexicon=the_lexicon()).phrases.filter(pl.col("article") > 0, kind="article")
    by_hand = packs.load("liaoning").articles.sort("article")
    assert read["phrase_zh"].to_list() == by_hand["text_zh"].to_list()


def test_values_units_and_years_agree_with_those_by_hand(plan: str) -> None:
    read = read_policy(plan, lexicon=the_lexicon()).phrases.filter(kind="target")
    by_hand = packs.load("liaoning").targets.filter(pl.col("reading") == "a")
    both = read.join(by_hand, on=["article", "phrase_zh"], how="inner", suffix="_by_hand")
    assert both["phrase_zh"].n_unique() > 35
    stated = both.filter(
        pl.col("value_by_hand").is_not_null(), ~pl.col("open").fill_null("").str.contains("implied")
    )
    assert (stated["value"] == stated["value_by_hand"]).all()
    dated = both.filter(pl.col("target_year").is_not_null(), pl.col("year").is_not_null())
    assert (dated["year"] == dated["target_year"]).all()
