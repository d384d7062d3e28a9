"""Of plans that cost the same, the one that treats alike cities alike.

Where no limit tells two cities apart, a tonne costs the same in both, and a solver takes it wherever it looks
first. That choice means nothing and shall not be read as one.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.plan import Plan, emission_of
from tongyuan.plan.measures.naming import BY, SEPARATOR
from tongyuan.vocabulary.tables import Uptake

__all__ = ["evened"]

DIGITS = 9


def evened(plan: Plan, case: Case) -> Plan:
    """Spread what a plan takes up evenly over cities that nothing in the problem tells apart.

    Cities are alike for an activity where its options, factors, growth, moves and savings are the same by
    unit, and every limit counts them alike. The mean of their parts keeps every limit and costs the same,
    for a problem is linear in them.

    Parameters
    ----------
    plan
        A plan of least cost.
    case
        Its problem.

    Returns
    -------
    Plan
        A plan of the same cost; the same plan where no two cities are alike.
    """
    members = _members(case)
    if members.is_empty():
        return plan
    told = plan.uptake.with_row_index("row").with_columns(
        subject=pl.col("subject").cast(pl.String),
        base=pl.col("item").str.split(BY).list.first(),
    )
    told = told.with_columns(behind=pl.col("item").str.slice(pl.col("base").str.len_chars()))
    joined = told.join(members, on=["base", "year"], how="left", maintain_order="left")
    at = ["group", "subject", "behind", "part", "year"]
    parts = [pl.col(name).sum().over(at) * pl.col("weight") for name in ("quantity", "cost_cny")]
    alike = pl.col("group").is_not_null()
    share = (pl.col("share") * pl.col("weight")).sum().over(at)
    spread = joined.with_columns(
        *(
            pl.when(alike).then(part).otherwise(pl.col(name)).alias(name)
            for part, name in zip(parts, ("quantity", "cost_cny"), strict=True)
        ),
        share=pl.when(alike & pl.col("share").is_not_null()).then(share).otherwise("share"),
    )
    uptake = Uptake.validate(spread.sort("row").select(Uptake.column_names()), cast=True)
    return replace(plan, uptake=uptake, emission=emission_of(uptake, case))


def _members(case: Case) -> pl.DataFrame:
    """Give the group of alike cities of each activity and year, and the activity's part of its group."""
    behind = pl.col("activity").str.splitn(SEPARATOR, 2).struct.field("field_1")
    own = case.levels.filter(~pl.col("activity").str.contains(BY, literal=True)).select(
        "year", "region", "quantity", base="activity", kind=behind
    )
    placed = own.filter(pl.col("kind").is_not_null(), pl.col("quantity") > 0)
    if placed["region"].n_unique() < 2:
        return pl.DataFrame()
    signs = placed.select("base", "kind", "region").unique(maintain_order=True)
    for number, marks in enumerate(_marks(case, placed)):
        written = marks.group_by("base").agg(pl.col("mark").sort().str.join(";").alias(f"mark_{number}"))
        signs = signs.join(written, on="base", how="left", maintain_order="left")
    places = _marks_of_regions(case).group_by("region")
    at_place = places.agg(pl.col("mark").sort().str.join(";").alias("place"))
    signs = signs.join(at_place, on="region", how="left", maintain_order="left")
    named = [name for name in signs.columns if name not in ("base", "region")]
    groups = signs.with_columns(group=pl.col("base").first().over(named), number=pl.len().over(named)).filter(
        pl.col("number") > 1
    )
    joined = placed.join(groups.select("base", "group"), on="base", maintain_order="left")
    weight = pl.col("quantity") / pl.col("quantity").sum().over("group", "year")
    return joined.select("base", "year", "group", weight=weight)


def _marks(case: Case, placed: pl.DataFrame) -> list[pl.DataFrame]:
    """Write down all that might tell an activity apart: columns base, mark."""

    def marked(table: pl.DataFrame, item: str, *columns: str) -> pl.DataFrame:
        base = pl.col(item).str.split(BY).list.first()
        words = [pl.col(item).str.slice(base.str.len_chars()), *(_word(name) for name in columns)]
        return table.select(base.alias("base"), mark=pl.concat_str(words, separator="|", ignore_nulls=True))

    levels = placed.select("base", "year", "quantity")
    first = levels.sort("year").group_by("base", maintain_order=True).agg(first=pl.col("quantity").first())
    grown = levels.join(first, on="base").with_columns(ratio=_rounded("quantity", "first"))
    moves = _most_by_level(case.substitutions, levels, "from_activity")
    saved = _most_by_level(case.savings, levels, "activity")
    chosen = case.terms.filter(pl.col("subject").cast(pl.String).is_in(["running", "moved", "saved"]))
    share = ("least_share", "most_share", "yearly_share", "lifetime_a")
    return [
        marked(grown, "base", "year", "ratio"),
        marked(case.options, "activity", "option", "year", "rank", "ladder", "cost_cny", *share),
        marked(case.factors, "activity", "option", "year", "species", "factor_t"),
        marked(moves, "substitution", "year", "yield_ratio", "cost_cny", "ratio", "yearly"),
        marked(saved, "saving", "year", "cost_cny", "ratio"),
        marked(chosen, "item", "limit", "year", "subject", "part", "coefficient"),
    ]


def _most_by_level(table: pl.DataFrame, levels: pl.DataFrame, activity: str) -> pl.DataFrame:
    joined = table.join(
        levels, left_on=[activity, "year"], right_on=["base", "year"], how="left", maintain_order="left"
    )
    return joined.with_columns(ratio=_rounded("most", "quantity"))


def _rounded(name: str, by: str) -> pl.Expr:
    return (pl.col(name) / pl.col(by)).round_sig_figs(DIGITS)


def _word(name: str) -> pl.Expr:
    # Amounts of cities are products with shares: their units agree but for the last digit.
    floats = ("cost_cny", "factor_t", "coefficient", "yield_ratio")
    value = pl.col(name).round_sig_figs(DIGITS) if name in floats else pl.col(name)
    return value.cast(pl.String).fill_null("-")


def _marks_of_regions(case: Case) -> pl.DataFrame:
    """Write down which limits count the emission of a region: columns region, mark."""
    counted = case.terms.filter(pl.col("subject").cast(pl.String) == "emission")
    words = [_word(name) for name in ("limit", "year", "part", "coefficient")]
    return counted.select(region="item", mark=pl.concat_str(words, separator="|"))
