"""Search: articles, targets, tasks, series, regions, enterprises, rounds, findings, runs, pages and words."""

from __future__ import annotations

from typing import Annotated, Any

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.search_entries import entries, kinds
from tongyuan.services.searching import Found, found_among

__all__ = ["find"]

#: More are counted and not listed.
SHOWN = 300
SCHEMA: dict[str, Any] = {
    "kind": pl.String,
    "kind_zh": pl.String,
    "kind_en": pl.String,
    "key": pl.String,
    "title_zh": pl.String,
    "title_en": pl.String,
    "snippet": pl.String,
    "matched": pl.String,
    "link": pl.String,
    "rank": pl.Int64,
}


@service("search.find")
def find(ctx: Context, *, text: Annotated[str, Positional("要找的词 · words to find")]) -> Answer:
    """Find what a code, a name or a phrase stands for, best first. 查找。"""
    found = found_among(entries(ctx), text)
    rows = [_row(one) for one in found[:SHOWN]]
    meta = {"text": text, "found": len(found)}
    brief = ("kind_zh", "key", "title_zh", "snippet", "link")
    return Answer(meta=meta, data=pl.DataFrame(rows, schema=SCHEMA), brief=brief)


def _row(found: Found) -> dict[str, Any]:
    entry, kind = found.entry, kinds()[found.entry.kind]
    return {
        "kind": entry.kind,
        "kind_zh": kind["zh"],
        "kind_en": kind["en"],
        "key": entry.key,
        "title_zh": entry.title_zh,
        "title_en": entry.title_en,
        "snippet": found.snippet,
        "matched": " ".join(found.matched),
        "link": entry.link,
        "rank": found.rank,
    }
