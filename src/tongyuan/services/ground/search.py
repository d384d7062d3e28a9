"""Search: targets, tasks, series and regions by a part of their names or codes."""

from __future__ import annotations

from typing import Annotated

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.jurisdiction import Jurisdiction, jurisdiction

__all__ = ["find"]


@service("search.find")
def find(ctx: Context, *, text: Annotated[str, Positional("要找的词 · words to find")]) -> Answer:
    """Find targets, tasks, series and regions by name, code or phrase. 查找。"""
    wanted = text.strip().lower()
    parts = pl.concat(list(_listed(jurisdiction(ctx.workspace)).values()))
    words = pl.concat_str("key", "name_zh", "name_en", "words", separator=" ", ignore_nulls=True)
    found = parts.filter(words.str.to_lowercase().str.contains(wanted, literal=True))
    return Answer(meta={"text": text}, data=found)


def _listed(place: Jurisdiction) -> dict[str, pl.DataFrame]:
    none = pl.lit(None, dtype=pl.String)
    targets = place.targets.unique("target", keep="first", maintain_order=True)
    return {
        "target": _rows(targets, "target", "target", words=pl.col("phrase_zh")),
        "task": _rows(
            place.frame("tasks").with_columns(pl.col("phrase_zh").alias("name_zh")),
            "task",
            "task",
            words=none,
        ),
        "series": _rows(
            place.series.rename({"label_zh": "name_zh", "label_en": "name_en"}),
            "series",
            "series",
            words=pl.col("unit"),
        ),
        "region": _rows(place.regions, "region", "region", words=none),
    }


def _rows(frame: pl.DataFrame, kind: str, key: str, *, words: pl.Expr) -> pl.DataFrame:
    article = pl.col("article") if "article" in frame.columns else pl.lit(None, dtype=pl.Int32)
    return frame.select(
        pl.lit(kind).alias("kind"),
        pl.col(key).alias("key"),
        "name_zh",
        "name_en",
        words.cast(pl.String).alias("words"),
        article.cast(pl.Int32).alias("article"),
    )
