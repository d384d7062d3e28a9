"""A walk through the articles: each says what it says, and everything it asks for is being watched."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tongyuan.services.session import Session
from tongyuan.vocabulary.reasons import reasons
from tongyuan.vocabulary.tables.indicators import STATUSES

ARTICLES = range(1, 29)
EACH = pytest.mark.parametrize("article", ARTICLES)
AFTER_THE_PLAN = "2026-11-22"


@pytest.fixture(scope="module")
def departments(demo: Session) -> set[str]:
    return set(demo.workspace.dataset_frame("jurisdiction.departments")["department"])


@pytest.fixture(scope="module")
def indicators(demo: Session) -> dict[str, dict[str, Any]]:
    return {row["indicator"]: row for row in demo.call("indicator.definitions").frame().iter_rows(named=True)}


@pytest.fixture(scope="module")
def statuses(demo: Session) -> pl.DataFrame:
    return demo.call("target.status", on=AFTER_THE_PLAN).frame()


def test_the_policy_has_its_articles_targets_and_tasks(demo: Session) -> None:
    articles = demo.call("policy.show").frame()
    targets = demo.call("policy.targets").frame()
    tasks = demo.call("policy.tasks").frame()
    assert articles["article"].to_list() == list(ARTICLES)
    assert (targets["target"].n_unique(), targets.height) == (72, 79)
    assert (tasks["task"].n_unique(), tasks.height) == (254, 254)
    assert articles["policy"].n_unique() == 1
    assert set(targets["policy"]) == set(tasks["policy"]) == set(articles["policy"])


def test_no_target_or_task_stands_outside_the_articles(demo: Session) -> None:
    for name in ("policy.targets", "policy.tasks"):
        assert set(demo.call(name).frame()["article"]) <= set(ARTICLES)


@EACH
def test_an_article_is_shown_with_its_text_in_both_languages_of_its_title(
    demo: Session, article: int
) -> None:
    row = demo.call("policy.show", article=article).frame().row(0, named=True)
    assert row["article"] == article
    assert row["title_zh"] in row["text_zh"]
    assert row["title_en"].isascii()


@EACH
def test_what_an_article_asks_for_is_said_in_its_own_words(demo: Session, article: int) -> None:
    text = demo.call("policy.show", article=article).frame()["text_zh"][0]
    for name in ("policy.targets", "policy.tasks"):
        rows = demo.call(name, article=article).frame()
        assert set(rows["article"]) <= {article}
        assert [phrase for phrase in rows["phrase_zh"] if not said(phrase, text)] == [], name


def said(phrase: str, text: str) -> bool:
    """The policy's own words, in its own order; an ellipsis stands for words left out."""
    place = 0
    for part in phrase.replace("……", "…").split("…"):
        place = text.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True


@EACH
def test_every_target_of_an_article_is_judged_with_a_reason(
    statuses: pl.DataFrame, demo: Session, article: int
) -> None:
    targets = demo.call("policy.targets", article=article).frame()
    judged = statuses.filter(pl.col("article") == article)
    assert set(judged.select("target", "reading").rows()) == set(targets.select("target", "reading").rows())
    for row in judged.iter_rows(named=True):
        assert row["status"] in STATUSES
        assert row["reason_zh"], row["target"]
        assert row["reason_en"].isascii() or not any(
            "\u4e00" <= letter <= "\u9fff" for letter in row["reason_en"]
        )
        assert row["reason_code"] is None or row["reason_code"] in reasons()


@EACH
def test_every_target_of_an_article_is_bound_to_an_indicator_by_its_definition(
    statuses: pl.DataFrame, indicators: dict[str, dict[str, Any]], article: int
) -> None:
    for row in statuses.filter(pl.col("article") == article).iter_rows(named=True):
        declared = indicators[row["indicator"]]
        named = declared["targets"].split("；")
        assert {row["target"], f"{row['target']}/{row['reading']}"} & set(named), row["target"]
        assert declared["definition_zh"]
        assert declared["definition_en"]
        assert declared["definition_verified"] == row["verified_definition"]


@EACH
def test_what_cannot_be_told_of_an_article_names_who_owes_the_figure(
    statuses: pl.DataFrame, departments: set[str], article: int
) -> None:
    untold = statuses.filter((pl.col("article") == article) & (pl.col("status") == "cannot_tell"))
    for row in untold.iter_rows(named=True):
        assert row["reason_code"], row["target"]
        assert row["owed_by"], row["target"]
        assert set(row["owed_by"].split(";")) <= departments, row["target"]


@EACH
def test_every_lead_that_an_article_proposes_is_a_department(
    demo: Session, departments: set[str], article: int
) -> None:
    for name in ("policy.targets", "policy.tasks"):
        named = demo.call(name, article=article).frame().select("lead_proposed", "departments")
        for text in [*named["lead_proposed"].drop_nulls(), *named["departments"].drop_nulls()]:
            assert set(text.split(";")) <= departments, text


@EACH
def test_every_task_of_an_article_names_targets_that_are_there(demo: Session, article: int) -> None:
    known = set(demo.call("policy.targets").frame()["target"])
    tasks = demo.call("policy.tasks", article=article).frame()
    named = {target for text in tasks["targets"].drop_nulls() for target in text.split(";") if target}
    assert named <= known


@EACH
@pytest.mark.parametrize("on", [AFTER_THE_PLAN, "2024-12-31"])
def test_the_pages_of_an_article_have_their_answer_at_any_date(demo: Session, article: int, on: str) -> None:
    for name in ("policy.show", "policy.targets", "policy.tasks"):
        assert demo.call(name, article=article).rows() is not None
    shown = demo.call("target.status", article=article, on=on)
    assert set(shown.frame()["article"]) <= {article}
    assert shown.meta["on"].isoformat() == on


@EACH
def test_every_status_of_an_article_can_be_traced(
    demo: Session, statuses: pl.DataFrame, article: int
) -> None:
    for row in statuses.filter(pl.col("article") == article).iter_rows(named=True):
        tree = demo.call("lineage.why", figure=row["figure"]).data
        assert tree["detail"]["status"] == row["status"]
        assert tree["detail"]["reason_zh"] == row["reason_zh"]


def test_after_the_plans_years_no_target_is_still_on_its_way(demo: Session, statuses: pl.DataFrame) -> None:
    over = demo.call("policy.targets").frame().filter(pl.col("target_year") < 2026)
    keys = set(over.select("target", "reading").rows())
    ended = {
        row["status"] for row in statuses.iter_rows(named=True) if (row["target"], row["reading"]) in keys
    }
    assert ended <= {"done", "not_done", "cannot_tell"}
