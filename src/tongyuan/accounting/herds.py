"""Herds: what animals, their manure and its nitrogen are, as activity of one year.

Every row of activity keeps the animal as its sector, so that an animal whose parameters lack is not
estimated alone, and hides nothing of the others.
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.accounting.derivation import derives
from tongyuan.accounting.herd_lineage import explain_herd
from tongyuan.accounting.herd_nitrogen import follow_nitrogen, place_manure
from tongyuan.accounting.record_workings import as_activity
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.quality import QUALITY
from tongyuan.vocabulary.tables import Activity, Factor

__all__ = ["follow_herds"]

ANIMAL = ["region", "year", "animal"]


@derives(
    "herds.nitrogen",
    dataset="herds",
    source="EMEP/EEA Guidebook, 3.B tier 2; 2006 IPCC Guidelines, volume 4, chapter 10",
    edition="2023; 2006; 2019 refinement",
    explain=explain_herd,
    span="year",
)
def follow_herds(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> dy.DataFrame[Activity]:
    """Turn a year's herds into activity: heads, and the nitrogen of manure at every stage.

    Source: 2006 IPCC Guidelines, volume 4, chapter 10; EMEP/EEA Guidebook 2023, 3.B, tier 2.

    Parameters
    ----------
    records
        Herd, any number of regions and years [head].
    factors
        Factors.
    family
        Factor family.
    year
        Year.

    Returns
    -------
    dy.DataFrame[Activity]
        Heads by way of keeping (3A, W3) and manure system (3B1), ammoniacal nitrogen by stage (3B1, 3D1),
        nitrogen lost from manure (3B2) and brought to soils (3D1, 3D2a, 3D2b) [head, t N].

    Raises
    ------
    ConflictError
        If two factors fit equally well.
    InputError
        If the losses of a manure system exceed its ammoniacal nitrogen.

    Examples
    --------
    >>> from tongyuan.testing.agriculture import a_herd, herds_of
    >>> from tongyuan.testing.accounting import factors_of
    >>> rows = follow_herds(herds_of(a_herd(head=1000.0)), factors=factors_of(), family="x", year=2020)
    >>> rows.filter(source="3A").select("fuel", "technology", "quantity").rows()
    [('dairy_cow', 'intensive', 1000.0)]
    """
    herd = records.filter(pl.col("year") == year).with_columns(
        pl.col("animal", "system", "manure", "quality").cast(pl.String)
    )
    if herd.is_empty():
        return Activity.create_empty()
    placed = place_manure(herd, factors=factors, family=family)
    masses = follow_nitrogen(placed, factors=factors, family=family)
    return as_activity(pl.concat([*_heads(herd, placed), *_stages(masses), *_soils(masses)]))


def _heads(herd: pl.DataFrame, placed: pl.DataFrame) -> list[pl.DataFrame]:
    digests = packaged_table("animals").filter(digests="yes")["animal"].to_list()
    by_keeping = _total(herd, by=[*ANIMAL, "system"], quantity="head", state=Missing.NOT_REPORTED)
    by_manure = _total(placed, by=[*ANIMAL, "manure"], quantity="head", state=Missing.NOT_REPORTED)
    return [
        _as_rows(
            by_keeping.filter(pl.col("animal").is_in(digests)),
            kind="livestock",
            source="3A",
            technology="system",
            unit="head",
        ),
        _as_rows(by_manure, kind="manure", source="3B1", technology="manure", unit="head"),
        _as_rows(by_keeping, kind="discharge", source="W3", technology="system", unit="head"),
    ]


def _stages(masses: pl.DataFrame) -> list[pl.DataFrame]:
    """Give the ammoniacal nitrogen that enters each stage, from which ammonia leaves."""
    stages = (
        ("tan_housed", "manure", "3B1"),
        ("tan_stored", "manure", "3B1"),
        ("tan_spread", "soil", "3D1"),
        ("tan_grazed", "soil", "3D1"),
    )
    return [
        _as_rows(
            _total(_in_stage(masses, stage), by=[*ANIMAL, "form"], quantity=stage),
            kind=kind,
            source=source,
            technology="form",
            material=pl.concat_str("animal", pl.lit(f"_{stage}")),
        )
        for stage, kind, source in stages
    ]


def _in_stage(masses: pl.DataFrame, stage: str) -> pl.DataFrame:
    """Keep the rows whose manure goes through a stage: pasture has no house, daily spreading no store."""
    grazed = pl.col("form") == "pasture"
    if stage == "tan_grazed":
        return masses.filter(grazed)
    stored = pl.lit(value=True) if stage != "tan_stored" else pl.col("stored") == "yes"
    return masses.filter(~grazed & stored)


def _soils(masses: pl.DataFrame) -> list[pl.DataFrame]:
    """Give the nitrogen lost from manure management, and that which reaches soils."""
    dung = packaged_table("animals").select("animal", "dung")
    managed = masses.filter(pl.col("form") != "pasture")
    grazed = masses.filter(pl.col("form") == "pasture").join(dung, on="animal", maintain_order="left")
    lost = managed.with_columns(volatilised=pl.sum_horizontal(*VOLATILISED, ignore_nulls=False))
    parts = [
        _as_rows(
            _total(lost, by=ANIMAL, quantity=name), kind="manure", source="3B2", material=pl.lit(material)
        )
        for name, material in (("volatilised", "manure_n_volatilised"), ("leached_n", "manure_n_leached"))
    ]
    applied = _total(managed, by=ANIMAL, quantity="applied")
    dropped = _total(grazed, by=[*ANIMAL, "dung"], quantity="excreted")
    for source in ("3D1", "3D2a", "3D2b"):
        parts += [
            _as_rows(applied, kind="soil", source=source, material=pl.lit("manure_n")),
            _as_rows(
                dropped, kind="soil", source=source, material=pl.concat_str("dung", pl.lit("_n_grazed"))
            ),
        ]
    return parts


VOLATILISED = ("nh3_n_housed", "nh3_n_stored", "no_n_stored")


def _total(rows: pl.DataFrame, *, by: list[str], quantity: str, state: Missing = Missing.NE) -> pl.DataFrame:
    """Sum a mass over rows; where one of them lacks it the sum lacks it, and says why."""
    known = pl.col(quantity).is_not_null().all()
    missing = pl.when(pl.col("head").is_null().any()).then(pl.lit(Missing.NOT_REPORTED.value))
    return rows.group_by(by, maintain_order=True).agg(
        quantity=pl.when(known).then(pl.col(quantity).sum()),
        state=pl.when(~known).then(missing.otherwise(pl.lit(state.value))),
        quality=pl.col("quality").cast(QUALITY).max().cast(pl.String),
        citation=pl.col("citation").unique(maintain_order=True).str.join("; "),
    )


def _as_rows(
    totals: pl.DataFrame,
    *,
    kind: str,
    source: str,
    technology: str | None = None,
    unit: str = "t",
    material: pl.Expr | None = None,
) -> pl.DataFrame:
    return totals.select(
        "region",
        "year",
        sector="animal",
        source=pl.lit(source),
        fuel=pl.col("animal") if material is None else material,
        activity=pl.lit(kind),
        technology=pl.lit("unstated") if technology is None else pl.col(technology),
        quantity="quantity",
        unit=pl.lit(unit),
        state="state",
        quality="quality",
        citation="citation",
    )
