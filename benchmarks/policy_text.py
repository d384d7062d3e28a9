"""What of a policy's text is read right: ``python -m benchmarks.policy_text`` prints recall and precision.

The text and what was read in it by hand are not shipped; they stand beside the repository. The peer is the
plainest reader: every clause with a number and a unit is a target, every sentence a task.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import polars as pl

from tongyuan.deploy.policy import Lexicon, read_policy
from tongyuan.deploy.policy.quantities import quantities
from tongyuan.deploy.policy.sentences import clauses, sentences
from tongyuan.packs.loading import load
from tongyuan.reference import policy_words
from tongyuan.testing.policies import Matched, Span, matched

FOLDER = Path(os.environ.get("TONGYUAN_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "plan"


def measured(folder: Path = FOLDER) -> dict[str, dict[str, Matched]]:
    """Match what is read by rule, and by the plainest reader, with what was read by hand.

    Returns
    -------
    dict
        By kind (targets, tasks, departments, names), by reader.
    """
    lexicon = Lexicon(policy_words())
    regions = load("liaoning").regions.filter(pl.col("region").str.contains(r"^\d{6}$"))
    read = read_policy(
        (folder / "liaoning_2023_39.txt").read_text(encoding="utf-8"),
        lexicon=lexicon,
        regions=regions["name_zh"].to_list(),
        own=regions.filter(pl.col("parent").is_null())["name_zh"].to_list(),
    )
    articles = read.phrases.filter(pl.col("kind") == "article", pl.col("article") > 0)
    texts = dict(articles.select("article", "phrase_zh").iter_rows())
    by_rule = {kind: _spans(read.phrases, kind, texts) for kind in ("target", "task")}
    numbers = [
        (article, start + first, start + last)
        for article, text in texts.items()
        for start, end in sentences(text)
        for first, last in clauses(text[start:end])
        if quantities(text[start + first : start + last], lexicon=lexicon)
    ]
    parts = [(article, *span) for article, text in texts.items() for span in sentences(text)]
    targets, tasks = _by_hand(folder, "targets", texts), _by_hand(folder, "tasks", texts)
    return {
        "targets": {
            "by rule": matched(by_rule["target"], targets),
            "every number": matched(numbers, targets),
        },
        "tasks": {"by rule": matched(by_rule["task"], tasks), "every sentence": matched(parts, tasks)},
        "departments": {"by rule": _departments(folder, read.phrases)},
        "names": {"by rule": _names(folder, read.phrases)},
    }


def _spans(phrases: pl.DataFrame, kind: str, texts: dict[int, str]) -> list[Span]:
    """Give the places of phrases in the text of their article."""
    found: list[Span] = []
    for article, phrase in phrases.filter(kind=kind).select("article", "phrase_zh").iter_rows():
        if article in texts:
            at = texts[article].index(phrase)
            found.append((article, at, at + len(phrase)))
    return found


def _by_hand(folder: Path, kind: str, texts: dict[int, str]) -> list[Span]:
    column = {"targets": "exact_phrase_zh", "tasks": "task_zh"}[kind]
    found = []
    for row in _rows(folder / f"{kind}.csv"):
        if kind == "tasks" or row["kind"].startswith("quantified"):
            at = texts[int(row["article"])].index(row[column])
            found.append((int(row["article"]), at, at + len(row[column])))
    return found


def _departments(folder: Path, phrases: pl.DataFrame) -> Matched:
    """Count the departments of each article that both name."""
    read = {
        (article, name)
        for article, names in phrases.filter(kind="duty").select("article", "departments").iter_rows()
        for name in names.split(";")
    }
    wanted = {
        (int(row["article"]), name)
        for row in _rows(folder / "articles.csv")
        for name in row["departments"].split(";")
        if name
    }
    both = len(read & wanted)
    return Matched(both, len(wanted), both, len(read))


def _names(folder: Path, phrases: pl.DataFrame) -> Matched:
    """Count places, enterprises and projects of each article, each name once, in the very same words."""
    kinds = phrases.filter(pl.col("kind").is_in(["place", "enterprise", "project"]))
    read = set(kinds.filter(pl.col("article") > 0).select("article", "phrase_zh").iter_rows())
    wanted = {(int(row["article"]), row["phrase"]) for row in _rows(folder / "mentions.csv")}
    both = len(read & wanted)
    return Matched(both, len(wanted), both, len(read))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    print("| what | reader | recall | precision | by hand | read |\n|---|---|---|---|---|---|")
    for kind, readers in measured().items():
        for reader, one in readers.items():
            share = f"{one.recall:.3f} | {one.precision:.3f}"
            print(f"| {kind} | {reader} | {share} | {one.wanted} | {one.read} |")


if __name__ == "__main__":
    main()
