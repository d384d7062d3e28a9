"""Warnings: sections that leave or near their target class, fall by classes, or were not measured."""

from __future__ import annotations

import polars as pl

from tongyuan.advance.water.facts import WORST, Standard

__all__ = ["warnings_of"]

MANY = 2  # so many classes worse than the month before is a marked fall
COLUMNS = ("station", "year", "month", "kind", "item", "mean", "limit", "class", "before")


def warnings_of(items: pl.DataFrame, sections: pl.DataFrame, *, standard: Standard) -> pl.DataFrame:
    """List what deserves a look, month by month; a section without a warning need not be well.

    Parameters
    ----------
    items
        Of :func:`~tongyuan.advance.water.classing.item_classes`.
    sections
        Of :func:`~tongyuan.advance.water.classing.section_classes`.
    standard
        The edition.

    Returns
    -------
    pl.DataFrame
        ``station``, ``year``, ``month``, ``kind`` (``worse_than_v``, ``left``: worse than the target,
        ``fell``: two classes or more worse than the month before, ``near``: within the target, an item close
        to its limit, ``not_measured``, ``incomplete``), ``item``, ``mean``, ``limit``, ``class``, ``before``.
    """
    monthly = sections.filter(pl.col("month") > 0).sort("station", "year", "month")
    index = pl.col("year") * 12 + pl.col("month")
    follows = (index.diff() == 1).over("station")
    before = pl.when(follows).then(pl.col("class").shift(1).over("station"))
    rows = monthly.with_columns(before=before)
    bad = pl.col("class") == WORST
    found = [
        _of_items(items, pl.col("class") == WORST, limit="class_5", kind="worse_than_v"),
        _of_items(items, pl.col("class") > pl.col("target_class"), limit=None, kind="left"),
        _near(items, rows, standard),
        _of_sections(rows.filter(pl.col("class") - pl.col("before") >= MANY), "fell"),
        _of_sections(rows.filter(pl.col("class").is_null()), "not_measured"),
        _of_sections(rows.filter(~pl.col("complete") & pl.col("class").is_not_null() & ~bad), "incomplete"),
    ]
    return pl.concat(found).sort(
        "year", "month", "station", "kind", "item", descending=[True, True, False, False, False]
    )


def _of_sections(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    empty = {
        "item": pl.lit(None, pl.String),
        "mean": pl.lit(None, pl.Float64),
        "limit": pl.lit(None, pl.Float64),
    }
    return rows.with_columns(kind=pl.lit(kind), **empty).select(COLUMNS)


def _limit() -> pl.Expr:
    """Give the limit of the target class; a range has its nearer end."""
    ends = pl.when(pl.col("mean") > pl.col("most")).then("most").otherwise("least")
    told = [pl.when(pl.col("target_class") == at).then(f"class_{at}") for at in range(1, WORST)]
    return pl.when(pl.col("direction") == "range").then(ends).otherwise(pl.coalesce(told))


def _of_items(items: pl.DataFrame, when: pl.Expr, *, limit: str | None, kind: str) -> pl.DataFrame:
    rows = items.filter((pl.col("month") > 0) & (pl.col("role") == "judged") & when)
    own = _limit() if limit is None else pl.coalesce(limit, _limit())
    return rows.with_columns(kind=pl.lit(kind), limit=own, before=pl.lit(None, pl.Int64)).select(COLUMNS)


def _near(items: pl.DataFrame, rows: pl.DataFrame, standard: Standard) -> pl.DataFrame:
    """Find sections still within their target of which an item has come close to the limit."""
    share = standard.rules["near_share"]
    held = rows.filter(pl.col("class") <= pl.col("target_class")).select("station", "year", "month")
    close = (
        pl.when(pl.col("direction") == "most")
        .then(pl.col("mean") >= share * _limit())
        .when(pl.col("direction") == "least")
        .then(pl.col("mean") * share <= _limit())
        .otherwise(pl.lit(value=False))
    )
    of_held = items.join(held, on=["station", "year", "month"], how="semi")
    return _of_items(of_held, close, limit=None, kind="near")
