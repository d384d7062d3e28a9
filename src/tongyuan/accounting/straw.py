"""Paddies weighted with what came before the season; straw burned in the open, or its nitrogen returned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.herd_lineage import mass_labels
from tongyuan.accounting.leaves import factor_leaf, factors_named
from tongyuan.accounting.parameters import pick
from tongyuan.accounting.record_workings import told
from tongyuan.vocabulary import materials
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.methods import equation_names
from tongyuan.vocabulary.quality import QUALITY
from tongyuan.vocabulary.tables import Cropping, Factor

__all__ = ["EQUATIONS", "explain_crop", "straw_of", "weigh_paddies"]

AMENDMENT_POWER = 0.59
EQUATIONS: Mapping[str, str] = {
    "paddy_ha": "area_ha * flooding_before * (1 + amendment_t_per_ha * amendment_weight) ** 0.59",
    "straw_t": "area_ha * yield_t_per_ha * dry_matter * straw_ratio",
    "burned_t": "straw_t * burned_share * burning_completeness",
    "residue_n_t": "straw_t * returned_share * straw_nitrogen + roots_t * root_nitrogen",
    "roots_t": "area_ha * yield_t_per_ha * dry_matter * (1 + straw_ratio) * root_ratio",
}
"""Each derived quantity by its equation [ha, t of dry matter, t N]."""
STRAW = (
    "straw_ratio",
    "dry_matter",
    "burning_completeness",
    "straw_nitrogen",
    "root_ratio",
    "root_nitrogen",
)
SOURCE = "2006 IPCC Guidelines, volume 4, equations 2.27, 5.2, 5.3 and 11.6"
OF_SOURCE = {
    "3C": "paddy_ha",
    "3Dc": "area_ha",
    "3De": "area_ha",
    "3F": "burned_t",
    "3D1": "residue_n_t",
    "3D2b": "residue_n_t",
}


def weigh_paddies(sown: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str) -> pl.DataFrame:
    """Weigh the area of paddies with the regime before the season and with organic amendments.

    A family without such weights (the provincial guideline: its factors by region hold them) leaves the
    area as it is. Source: 2006 IPCC Guidelines, volume 4, equations 5.2 and 5.3, tables 5.13 and 5.14.

    Parameters
    ----------
    sown
        Cropping of one year; words as strings.
    factors
        Factors.
    family
        Factor family.

    Returns
    -------
    pl.DataFrame
        The rows of rice with ``flooding_before``, ``amendment_weight`` and ``paddy_ha`` [ha].

    Examples
    --------
    1,000 ha with 6 t of straw just before the season, weight 1: times 7 ** 0.59.

    >>> from tongyuan.testing.accounting import a_factor, factors_of
    >>> from tongyuan.testing.agriculture import a_crop, crops_of
    >>> one = a_factor(method="crops.paddy", parameter="amendment_weight", fuel="*", value=1.0)
    >>> rice = crops_of(a_crop(amendment="straw_recent", amendment_t_per_ha=6.0))
    >>> rows = rice.with_columns(pl.col("crop", "water", "before", "amendment", "quality").cast(pl.String))
    >>> weigh_paddies(rows, factors=factors_of(one), family="x")["paddy_ha"].round(1).to_list()
    [3152.2]
    """
    rice = sown.filter(pl.col("crop").str.starts_with("rice"))
    named = {"flooding_before": "before", "amendment_weight": "amendment"}
    for parameter, column in named.items():
        places = rice.with_columns(source=pl.lit("3C"), fuel=pl.col("crop"), technology=pl.col(column))
        found = pick(places, factors=factors, family=family, method="crops.paddy", parameters=[parameter])
        rice = found.drop("source", "fuel", "technology")
    weighted = rice.with_columns(
        pl.col("flooding_before").fill_null(1.0),
        pl.col("amendment_weight").fill_null(0.0),
        pl.col("amendment_t_per_ha").fill_null(0.0),
    )
    amended = (1 + pl.col("amendment_t_per_ha") * pl.col("amendment_weight")) ** AMENDMENT_POWER
    return weighted.with_columns(paddy_ha=pl.col("area_ha") * pl.col("flooding_before") * amended)


def straw_of(sown: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str) -> pl.DataFrame:
    """Compute the straw of crops, what of it is burned in the open, and the nitrogen that goes back.

    Source: 2006 IPCC Guidelines, volume 4, equations 2.27 and 11.6; 2019 refinement, tables 2.6 and 11.1A.

    Parameters
    ----------
    sown
        Cropping of one year; words as strings.
    factors
        Factors.
    family
        Factor family.

    Returns
    -------
    pl.DataFrame
        The rows with the parameters, ``straw_t``, ``burned_t``, ``roots_t`` [t of dry matter] and
        ``residue_n_t`` [t N]; ``reported`` is false where a record lacks what they need.

    Examples
    --------
    >>> from tongyuan.testing.accounting import a_factor, factors_of
    >>> from tongyuan.testing.agriculture import a_crop, crops_of
    >>> named = {"straw_ratio": 1.4, "dry_matter": 0.89, "burning_completeness": 0.8}
    >>> rows = factors_of(*(a_factor(method="crops.straw", parameter=name, fuel="*", value=value)
    ...                     for name, value in named.items()))
    >>> rice = crops_of(a_crop())
    >>> words = rice.with_columns(pl.col("crop", "water", "before", "amendment", "quality").cast(pl.String))
    >>> straw_of(words, factors=rows, family="x").select(pl.col("straw_t", "burned_t").round(2)).row(0)
    (9968.0, 797.44)
    """
    given = sown.rename({"straw_ratio": "own_ratio"})
    places = given.with_columns(source=pl.lit("3F"), fuel=pl.col("crop"), technology=pl.lit("unstated"))
    found = pick(places, factors=factors, family=family, method="crops.straw", parameters=STRAW)
    rows = found.drop("source", "fuel", "technology").with_columns(
        straw_ratio_id=pl.when(pl.col("own_ratio").is_null()).then(pl.col("straw_ratio_id")),
        straw_ratio=pl.coalesce("own_ratio", "straw_ratio"),
    )
    grain = pl.col("area_ha") * pl.col("yield_t_per_ha") * pl.col("dry_matter")
    straw = rows.with_columns(
        straw_t=grain * pl.col("straw_ratio"),
        roots_t=grain * (1 + pl.col("straw_ratio")) * pl.col("root_ratio"),
    )
    returned = pl.col("straw_t") * pl.col("returned_share") * pl.col("straw_nitrogen")
    needed = ("area_ha", "yield_t_per_ha", "burned_share", "returned_share")
    ranks = [pl.col(name).cast(pl.String).cast(QUALITY) for name in ("quality", *_qualities(STRAW[:3]))]
    return straw.with_columns(
        burned_t=pl.col("straw_t") * pl.col("burned_share") * pl.col("burning_completeness"),
        residue_n_t=returned + pl.col("roots_t") * pl.col("root_nitrogen"),
        reported=pl.all_horizontal(pl.col(needed).is_not_null()),
        quality=pl.max_horizontal(ranks).cast(pl.String),
    )


def _qualities(parameters: Sequence[str]) -> list[str]:
    return [f"{name}_quality" for name in parameters]


def explain_crop(
    key: Mapping[str, Any], *, records: pl.DataFrame, factors: dy.DataFrame[Factor], family: str
) -> Node | None:
    """Tell the tree behind a quantity that crops gave, or None where it is none of theirs.

    Parameters
    ----------
    key
        Primary key of the activity.
    records
        Cropping.
    factors
        Factors of the run.
    family
        Its family.

    Returns
    -------
    Node or None
        The sum over the records of the crop [ha, t of dry matter, or t N].

    Examples
    --------
    >>> explain_crop({"fuel": "coke"}, records=Cropping.create_empty(),
    ...              factors=Factor.create_empty(), family="x") is None
    True
    """
    wanted = OF_SOURCE.get(str(key.get("source")))
    crop = str(key.get("sector") if wanted == "residue_n_t" else key.get("fuel")).removeprefix("straw_")
    if wanted is None:
        return None
    words = ("crop", "water", "before", "amendment", "quality")
    sown = records.filter(
        pl.col("region") == key["region"],
        pl.col("year") == int(key["year"]),
        pl.col("crop").cast(pl.String) == crop,
    ).with_columns(pl.col(words).cast(pl.String))
    if wanted == "paddy_ha":
        sown = sown.filter(pl.col("water") == key["technology"])
    compute = weigh_paddies if wanted == "paddy_ha" else straw_of
    rows = compute(sown, factors=factors, family=family).to_dicts()
    by_id = factors_named(rows, factors=factors)
    parts = [_node(wanted, row, by_id) for row in rows]
    known = [part.value for part in parts if part.value is not None]
    if not parts or len(known) < len(parts):
        return None
    unit = "ha" if wanted in ("paddy_ha", "area_ha") else "t"
    return Node(
        name="quantity",
        kind=NodeKind.AGGREGATE,
        value=sum(known),
        unit=unit,
        equation=f"sum({parts[0].name})",
        label_zh=f"活动量：{materials.label(str(key['fuel']))}",
        label_en=f"activity: {materials.label(str(key['fuel']), language='en')}",
        citation=SOURCE,
        detail=dict(key),
        children=tuple(parts),
    )


def _node(name: str, row: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]]) -> Node:
    equation = EQUATIONS.get(name)
    if equation is not None:
        children = tuple(_node(part, row, by_id) for part in sorted(equation_names(equation)))
        unit = "ha" if name == "paddy_ha" else "t"
        words: dict[str, Any] = mass_labels(name) | {"citation": SOURCE}
        return Node(name, NodeKind.EQUATION, row[name], unit, equation, **words, children=children)
    found = by_id.get(row.get(f"{name}_id") or "")
    if found is not None:
        return factor_leaf(name, found)
    if name in Cropping.columns():
        return told(name, row, contract=Cropping)
    kind = NodeKind.MISSING if row[name] is None else NodeKind.CONSTANT
    return Node(name, kind, row[name], "1", label_en="the family counts none", label_zh="该因子族不计")
