"""The policy as tables: every phrase is in the text, every open reading has its rows."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from tongyuan import packs
from tongyuan.packs.pack import Pack

PACK = packs.load("liaoning")
AMBIGUOUS = {"T09", "T17", "T20", "T35", "T37", "T39", "T62"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return PACK


def _bare(text: str) -> str:
    return "".join(text.split())


def _phrases(pack: Pack) -> list[tuple[str, int, str]]:
    tables = ((pack.targets, "target"), (pack.tasks, "task"), (pack.mentions, "mention"))
    return [row for table, key in tables for row in table.select(key, "article", "phrase_zh").rows()]


def test_the_policy_has_28_articles_72_targets_and_254_tasks(pack: Pack) -> None:
    assert pack.articles["article"].to_list() == list(range(1, 29))
    assert pack.targets["target"].n_unique() == 72
    assert pack.tasks.height == 254


def test_every_phrase_stands_in_its_article(pack: Pack) -> None:
    text = {number: _bare(words) for number, words in pack.articles.select("article", "text_zh").rows()}
    assert [row for row in _phrases(pack) if _bare(row[2]) not in text[row[1]]] == []


def test_every_phrase_stands_in_the_text_as_it_was_collected(pack: Pack, shared: Path) -> None:
    text = _bare(next((shared / "plan").glob("*.txt")).read_text(encoding="utf-8"))
    assert [row for row in _phrases(pack) if _bare(row[2]) not in text] == []


def test_every_collected_row_is_carried(pack: Pack, shared: Path) -> None:
    for name, key, ours in (
        ("targets", "target_id", pack.targets["target"]),
        ("tasks", "task_id", pack.tasks["task"]),
        ("entities", "entity_id", pack.entities["entity"]),
        ("mentions", "mention_id", pack.mentions["mention"]),
        ("departments", "dept_id", pack.departments["department"]),
    ):
        with (shared / "plan" / f"{name}.csv").open(encoding="utf-8-sig") as rows:
            assert {row[key] for row in csv.DictReader(rows)} == set(ours), name


def test_every_value_of_the_collected_targets_is_kept(pack: Pack, shared: Path) -> None:
    ours = pack.targets.filter(pl.col("reading") == "a").select("target", "value")
    values = dict(ours.rows())
    with (shared / "plan" / "targets.csv").open(encoding="utf-8-sig") as rows:
        for row in csv.DictReader(rows):
            if row["target_value"]:
                assert values[row["target_id"]] == float(row["target_value"]), row["target_id"]


def test_an_ambiguous_phrase_has_both_readings_in_words(pack: Pack) -> None:
    count = pack.targets.group_by("target").len().filter(pl.col("len") > 1)
    assert set(count["target"]) == AMBIGUOUS
    several = pack.targets.filter(pl.col("target").is_in(sorted(AMBIGUOUS)))
    assert several["reading_zh"].null_count() == several["reading_en"].null_count() == 0
    assert set(several["reading"]) == {"a", "b"}


def test_a_hedge_is_a_word_of_the_article(pack: Pack) -> None:
    text = dict(pack.articles.select("article", "text_zh").rows())
    hedged = pack.targets.drop_nulls("hedge").select("article", "hedge").rows()
    assert [row for row in hedged if row[1] not in text[row[0]]] == []


def test_what_the_text_strives_for_is_aspirational(pack: Pack) -> None:
    strives = set(pack.targets.filter(pl.col("aspirational"))["target"])
    assert strives == {"T19", "T20", "T28", "T29"}


def test_a_base_year_stands_only_where_the_text_names_it(pack: Pack) -> None:
    based = pack.targets.drop_nulls("base_year")
    assert set(based["target"]) == {"T01", "T02", "T37", "T46"}
    assert all("2020" in phrase for phrase in based.filter(pl.col("target") != "T02")["phrase_zh"])
    assert set(based.filter(pl.col("rule") == "relative_change")["target"]) == {"T01", "T02", "T37", "T46"}


def test_a_fall_is_negative(pack: Pack) -> None:
    relative = pack.targets.filter(pl.col("rule") == "relative_change")
    falls = relative.filter(pl.col("phrase_zh").str.contains("下降"))
    assert falls.height == 3
    assert (falls["value"] < 0).all()


def test_tasks_point_to_targets_that_exist(pack: Pack) -> None:
    pointed = {name for cell in pack.tasks["targets"].drop_nulls() for name in cell.split(";")}
    assert pointed <= set(pack.targets["target"])


def test_the_nested_target_names_the_one_it_lies_in(pack: Pack) -> None:
    assert pack.targets.drop_nulls("nested_in").select("target", "nested_in").rows() == [("T55", "T54")]


def test_mentions_name_entities(pack: Pack) -> None:
    assert set(pack.mentions["entity"]) <= set(pack.entities["entity"])
