"""Crops, fertilisers and the countryside: paddies, straw, nitrogen brought to soils, people, as activity."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.accounting.derivation import derives
from tongyuan.accounting.record_workings import as_activity, summed_by_place
from tongyuan.accounting.straw import explain_crop, straw_of, weigh_paddies
from tongyuan.accounting.workings import Working, derived_by
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.quality import QUALITY
from tongyuan.vocabulary.tables import Activity, Countryside, Factor, Fertiliser

__all__ = ["crop_fields", "settle_countryside", "spread_fertilisers", "tell_countryside", "tell_fertilisers"]

SECTOR = "agriculture"


@derives(
    "crops.straw",
    dataset="crops",
    source="2006 IPCC Guidelines, volume 4, equations 2.27, 5.2, 5.3 and 11.6",
    edition="2006; 2019 refinement",
    explain=explain_crop,
    span="year",
)
def crop_fields(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> dy.DataFrame[Activity]:
    """Turn a year's crops into activity: paddies, straw burned and returned, area worked.

    Source: 2006 IPCC Guidelines, volume 4, equations 2.27 (straw burned), 5.2 and 5.3 (paddies), 11.6
    (nitrogen of residues).

    Parameters
    ----------
    records
        Cropping, any number of regions and years.
    factors
        Factors.
    family
        Factor family.
    year
        Year.

    Returns
    -------
    dy.DataFrame[Activity]
        Paddies (3C) [ha, weighted with the regime before the season and amendments], area (3Dc, 3De) [ha],
        straw burned (3F) [t of dry matter], nitrogen of residues (3D1, 3D2b) [t N].

    Raises
    ------
    ConflictError
        If two factors fit equally well.

    Examples
    --------
    >>> from tongyuan.testing.agriculture import a_crop, crops_of
    >>> from tongyuan.testing.accounting import factors_of
    >>> rows = crop_fields(crops_of(a_crop()), factors=factors_of(), family="x", year=2020)
    >>> rows.filter(source="3C").select("fuel", "technology", "quantity").rows()
    [('rice_single', 'multiple_drainage', 1000.0)]
    """
    words = ("crop", "water", "before", "amendment", "quality")
    sown = records.filter(pl.col("year") == year).with_columns(pl.col(words).cast(pl.String))
    if sown.is_empty():
        return Activity.create_empty()
    paddies = weigh_paddies(sown, factors=factors, family=family)
    straw = straw_of(sown, factors=factors, family=family)
    material = pl.concat_str(pl.lit("straw_"), pl.col("crop"))
    residue = pl.lit("residue_n")
    parts = [
        _rows(paddies, "paddy_ha", kind="crop", source="3C", technology=pl.col("water"), unit="ha"),
        _rows(sown, "area_ha", kind="crop", source="3Dc", unit="ha"),
        _rows(sown, "area_ha", kind="crop", source="3De", unit="ha"),
        _rows(straw, "burned_t", kind="open_burning", source="3F", material=material),
        _rows(straw, "residue_n_t", kind="soil", source="3D1", material=residue, sector=pl.col("crop")),
        _rows(straw, "residue_n_t", kind="soil", source="3D2b", material=residue, sector=pl.col("crop")),
    ]
    return as_activity(_summed(pl.concat(parts)))


def tell_fertilisers(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell the nitrogen of a year's fertilisers: by kind and soil, by land, and of urea.

    Parameters
    ----------
    records
        Fertiliser, any number of regions and years [t N].
    factors, family
        Not used: nothing but the records is needed.
    year
        Year.

    Returns
    -------
    list of Working
        Nitrogen [t N].

    Examples
    --------
    >>> nothing = Fertiliser.create_empty()
    >>> tell_fertilisers(nothing, factors=Factor.create_empty(), family="x", year=2020)
    []

    >>> from tongyuan.testing.agriculture import a_fertiliser, fertilisers_of
    >>> from tongyuan.testing.accounting import factors_of
    >>> rows = spread_fertilisers(fertilisers_of(a_fertiliser()), factors=factors_of(), family="x", year=2020)
    >>> rows.select("source", "fuel", "quantity").rows()[:2]
    [('3D1', 'fertiliser_n', 100.0), ('3D1', 'urea', 100.0)]
    """
    spread = records.filter(pl.col("year") == year).with_columns(
        pl.col("fertiliser", "land", "soil", "quality").cast(pl.String)
    )
    kind = pl.col("fertiliser")
    flooded = pl.when(pl.col("land") == "flooded").then(pl.lit("_flooded")).otherwise(pl.lit(""))
    by_land = pl.concat_str(pl.lit("fertiliser_n"), flooded)
    unstated = pl.lit("unstated")
    places = [
        (spread, "3D1", kind, pl.col("soil")),
        *((spread, source, by_land, unstated) for source in ("3D1", "3D2a", "3D2b")),
        (spread.filter(kind == "urea"), "3H", kind, unstated),
    ]
    rows = pl.concat(
        part.with_columns(
            sector=kind,
            source=pl.lit(source),
            fuel=fuel,
            technology=technology,
            equation=pl.lit("nitrogen_t"),
        )
        for part, source, fuel, technology in places
    )
    return summed_by_place(rows, activity="soil", unit="t", contract=Fertiliser, state=Missing.NOT_REPORTED)


spread_fertilisers = derived_by(
    tell_fertilisers,
    "fertilisers.spread",
    dataset="fertilisers",
    source="EMEP/EEA Guidebook, 3.D table 3-2; 2006 IPCC Guidelines, volume 4, chapter 11",
    edition="2023; 2006; 2011; 2019 refinement",
    span="year",
)


def tell_countryside(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell the people of the countryside by what becomes of their wastewater.

    Parameters
    ----------
    records
        Countryside, any number of regions and years [person].
    factors, family
        Not used: nothing but the records is needed.
    year
        Year.

    Returns
    -------
    list of Working
        Residents [person].

    Examples
    --------
    >>> nothing = Countryside.create_empty()
    >>> tell_countryside(nothing, factors=Factor.create_empty(), family="x", year=2020)
    []

    >>> from tongyuan.testing.agriculture import a_village, villages_of
    >>> from tongyuan.testing.accounting import factors_of
    >>> rows = settle_countryside(villages_of(a_village()), factors=factors_of(), family="x", year=2020)
    >>> rows.select("source", "technology", "quantity").row(0)
    ('W2', 'none', 10000.0)
    """
    people = records.filter(pl.col("year") == year).with_columns(
        pl.col("quality").cast(pl.String),
        sector=pl.lit("countryside"),
        source=pl.lit("W2"),
        fuel=pl.lit("rural_resident"),
        technology=pl.col("treatment").cast(pl.String),
        equation=pl.lit("persons"),
    )
    return summed_by_place(
        people, activity="discharge", unit="person", contract=Countryside, state=Missing.NOT_REPORTED
    )


settle_countryside = derived_by(
    tell_countryside,
    "countryside.people",
    dataset="countryside",
    source="national census of pollution sources, rural life: people x coefficient by treatment",
    edition="second census 2017",
    span="year",
)


def _rows(
    frame: pl.DataFrame,
    quantity: str,
    *,
    kind: str,
    source: str,
    material: pl.Expr | None = None,
    technology: pl.Expr | None = None,
    unit: str = "t",
    sector: pl.Expr | None = None,
) -> pl.DataFrame:
    """Lay out one kind of activity; untold is not reported, without a factor it is NE."""
    told = pl.col("reported") if "reported" in frame.columns else pl.col(quantity).is_not_null()
    state = pl.when(told).then(pl.lit(Missing.NE.value)).otherwise(pl.lit(Missing.NOT_REPORTED.value))
    return frame.select(
        "region",
        "year",
        sector=pl.lit(SECTOR) if sector is None else sector,
        source=pl.lit(source),
        fuel=pl.col("crop") if material is None else material,
        activity=pl.lit(kind),
        technology=pl.lit("unstated") if technology is None else technology,
        quantity=pl.col(quantity),
        unit=pl.lit(unit),
        state=pl.when(pl.col(quantity).is_null()).then(state),
        quality=pl.col("quality"),
        citation=pl.col("citation"),
    )


def _summed(rows: pl.DataFrame) -> pl.DataFrame:
    """Sum rows of one key; a part that is missing leaves the sum missing."""
    key = ["region", "year", "sector", "source", "fuel", "activity", "technology", "unit"]
    known = pl.col("quantity").is_not_null().all()
    return rows.group_by(key, maintain_order=True).agg(
        quantity=pl.when(known).then(pl.col("quantity").sum()),
        state=pl.col("state").drop_nulls().first(),
        quality=pl.col("quality").cast(QUALITY).max().cast(pl.String),
        citation=pl.col("citation").unique(maintain_order=True).str.join("; "),
    )
