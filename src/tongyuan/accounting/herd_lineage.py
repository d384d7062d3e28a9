"""What stands behind a derived quantity of a herd: its equation at every stage, down to heads and factors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.herd_nitrogen import follow_nitrogen, place_manure
from tongyuan.accounting.leaves import factor_leaf, factors_named
from tongyuan.accounting.nitrogen_flow import EQUATIONS, PASTURE
from tongyuan.accounting.record_workings import told
from tongyuan.vocabulary import materials
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.methods import equation_names
from tongyuan.vocabulary.packaged import look_up, packaged_table
from tongyuan.vocabulary.tables import Factor, Herd

__all__ = ["explain_herd", "mass_labels"]

Row = Mapping[str, Any]
LOST = "nh3_n_housed + nh3_n_stored + no_n_stored"
BY_MATERIAL = {
    "manure_n": "applied",
    "manure_n_leached": "leached_n",
    "cattle_n_grazed": "excreted",
    "other_n_grazed": "excreted",
}
SOURCE = "EMEP/EEA Guidebook 2023, 3.B, tier 2; 2006 IPCC Guidelines, volume 4, chapter 10"


def explain_herd(
    key: Mapping[str, Any], *, records: pl.DataFrame, factors: dy.DataFrame[Factor], family: str
) -> Node | None:
    """Tell the tree behind a quantity that a herd gave, or None where it is none of a herd's.

    Parameters
    ----------
    key
        Primary key of the activity.
    records
        Herd.
    factors
        Factors of the run.
    family
        Its family.

    Returns
    -------
    Node or None
        The sum over ways of keeping and manure systems [head, or t N].

    Examples
    --------
    >>> from tongyuan.testing.agriculture import a_herd, herds_of
    >>> key = {"region": "990000", "year": 2020, "sector": "dairy_cow", "source": "3A", "fuel": "dairy_cow",
    ...        "activity": "livestock", "technology": "intensive"}
    >>> explain_herd(key, records=herds_of(a_herd(head=5.0)), factors=Factor.create_empty(), family="x").value
    5.0
    """
    wanted = _mass_name(key)
    if wanted is None:
        return None
    herd = records.filter(
        pl.col("region") == key["region"],
        pl.col("year") == int(key["year"]),
        pl.col("animal").cast(pl.String) == key["sector"],
    ).with_columns(pl.col("animal", "system", "manure", "quality").cast(pl.String))
    by_keeping = key["activity"] in ("livestock", "discharge")
    rows = herd if by_keeping else place_manure(herd, factors=factors, family=family)
    if wanted != "head":
        rows = follow_nitrogen(rows, factors=factors, family=family)
    kept = _of_key(rows, key, wanted)
    if not kept:
        return None
    by_id = factors_named(kept, factors=factors)
    parts = [_node(wanted, row, by_id) for row in kept]
    return _sum(parts, key)


def mass_labels(name: str, *, place: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Name a derived mass in both languages, with the place where it is."""
    zh, en = (look_up("field_masses", key="mass", code=name, column=f"name_{of}") for of in ("zh", "en"))
    if place is None:
        return {"label_zh": zh, "label_en": en}
    return {"label_zh": f"{zh}（{place['zh']}）", "label_en": f"{en} ({place['en']})"}


def _mass_name(key: Row) -> str | None:
    """Name the mass that a material of a herd is."""
    material, animal = str(key.get("fuel")), str(key.get("sector"))
    if material == animal:
        return "head"
    if material == "manure_n_volatilised":
        return "volatilised"
    if material.startswith(f"{animal}_tan_"):
        return material.removeprefix(f"{animal}_")
    return BY_MATERIAL.get(material)


def _of_key(rows: pl.DataFrame, key: Row, wanted: str) -> list[dict[str, Any]]:
    technology = str(key["technology"])
    if key["activity"] in ("livestock", "discharge"):
        kept = rows.filter(pl.col("system") == technology)
    elif wanted == "head":
        kept = rows.filter(pl.col("manure") == technology)
    elif wanted in ("excreted", "tan_grazed"):
        kept = rows.filter(pl.col("form") == "pasture")
    else:
        kept = rows.filter(pl.col("form") != "pasture")
        if wanted.startswith("tan_"):
            kept = kept.filter(pl.col("form") == technology)
        if wanted == "tan_stored":
            kept = kept.filter(pl.col("stored") == "yes")
    return kept.to_dicts()


def _node(name: str, row: Row, by_id: Mapping[str, Row]) -> Node:
    grazed = row.get("form") == "pasture"
    equation = LOST if name == "volatilised" else (PASTURE if grazed else EQUATIONS).get(name)
    if equation is not None:
        children = tuple(_node(part, row, by_id) for part in sorted(equation_names(equation)))
        known = [child.value for child in children]
        value = row.get(name) if name != "volatilised" else _added(known)
        return Node(
            name=name,
            kind=NodeKind.EQUATION,
            value=value,
            unit="t",
            equation=equation,
            citation=SOURCE,
            **mass_labels(name, place=_system(row)),
            children=children,
        )
    if name == "head":
        return _head(row, by_id)
    return _parameter(name, row, by_id)


def _system(row: Row) -> dict[str, str]:
    named = packaged_table("manure_systems").filter(system=row["manure"]).row(0, named=True)
    return {"zh": named["name_zh"], "en": named["name_en"]}


def _head(row: Row, by_id: Mapping[str, Row]) -> Node:
    leaf = told("head", row, contract=Herd)
    if row.get("manure_share") is None or row["head"] is None:
        return leaf
    whole = Node("told", NodeKind.REPORTED, row["head"] / row["manure_share"], leaf.unit, **_words(leaf))
    share = factor_leaf("manure_share", by_id[row["manure_share_id"]])
    return Node(
        name="head",
        kind=NodeKind.EQUATION,
        value=row["head"],
        unit=leaf.unit,
        equation="told * manure_share",
        label_zh=leaf.label_zh,
        label_en=leaf.label_en,
        citation=share.citation,
        children=(whole, share),
    )


def _words(leaf: Node) -> dict[str, Any]:
    return {
        "label_zh": leaf.label_zh,
        "label_en": leaf.label_en,
        "citation": leaf.citation,
        "quality": leaf.quality,
    }


def _parameter(name: str, row: Row, by_id: Mapping[str, Row]) -> Node:
    found = by_id.get(row.get(f"{name}_id") or "")
    if row[name] is None:
        return Node(name, NodeKind.MISSING, None, "1", detail={"state": "NE", "parameter": name})
    if found is None:
        return Node(name, NodeKind.CONSTANT, row[name], "1")
    leaf = factor_leaf(name, found)
    if leaf.value == row[name]:
        return leaf
    return Node(name, NodeKind.CONSTANT, row[name], "1", citation=leaf.citation, quality=leaf.quality)


def _added(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _sum(parts: list[Node], key: Row) -> Node:
    total = _added([part.value for part in parts])
    return Node(
        name="quantity",
        kind=NodeKind.AGGREGATE,
        value=total,
        unit="head" if parts[0].name == "head" else "t",
        equation=f"sum({parts[0].name})",
        label_zh=f"活动量：{materials.label(str(key['fuel']))}",
        label_en=f"activity: {materials.label(str(key['fuel']), language='en')}",
        citation=SOURCE,
        detail=dict(key),
        children=tuple(parts),
    )
