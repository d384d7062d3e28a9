"""What a workbook of activity may name: sectors, source categories, fuels and materials, and their units."""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from tongyuan.vocabulary import balance, fuels, materials, sources, technologies, units
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import InputError
from tongyuan.workspace.workbooks.names import Names, choice_names

__all__ = [
    "balance_items",
    "carrier_names",
    "carrier_unit",
    "kind_of_activity",
    "sector_table",
    "source_names",
    "technology_names",
    "unit_label",
    "unit_ratio",
]

_PURCHASED = {"electricity": "purchased_electricity", "heat": "purchased_heat"}


def sector_table() -> pl.DataFrame:
    """Return the sectors that an activity row may name by default, with their source categories.

    Returns
    -------
    pl.DataFrame
        ``sector``, ``name_zh``, ``name_en``, ``source``: the 47 industries and services, the plants of the
        energy balance, then every source category of combustion by its own code.

    Examples
    --------
    >>> sector_table().filter(pl.col("sector") == "ferrous_metals")["source"].item()
    '1A2a'
    """
    columns = ["sector", "name_zh", "name_en", "source"]
    industries = packaged_table("ceads_sectors").select(columns)
    plants = balance.rows().filter(pl.col("sector").is_not_null()).with_columns(_bare("name_zh"))
    plants = plants.select(columns).filter(~pl.col("sector").is_in(industries["sector"].to_list()))
    tree = sources.table().filter(pl.col("source").str.starts_with("1A") & (pl.col("source") != "1A"))
    named = pl.format("{} {}", "source", "name_zh").alias("name_zh")
    categories = tree.select(pl.col("source").alias("sector"), named, "name_en", "source")
    return pl.concat([industries, plants, categories])


def _bare(column: str) -> pl.Expr:
    """Take off the numbering of a balance row: ``1.火力发电``."""
    return pl.col(column).str.replace(r"^(?:\d+|[一二三四五六七八九十]+)[.、]|^#", "")


def source_names() -> Names:
    """Return what may be written for a source category: its code, name, or both."""
    names = Names()
    for row in sources.table().iter_rows(named=True):
        names.add(row["source"], f"{row['source']} {row['name_zh']}", row["name_zh"], row["name_en"])
    for code, (zh, en) in sources.NOT_A_SOURCE.items():
        names.add(code, zh, en)
    return names


def carrier_names() -> Names:
    """Return what may be written for a fuel, an energy carrier or a material.

    Returns
    -------
    Names
        Codes; sums of other columns are left out, because they would count twice.

    Examples
    --------
    >>> carrier_names().find("水泥熟料")
    'clinker'
    """
    names = Names()
    for row in fuels.table().filter(~pl.col("aggregate")).iter_rows(named=True):
        names.add(row["fuel"], row["name_zh"], row["name_en"])
    for row in materials.table().iter_rows(named=True):
        names.add(row["material"], row["name_zh"], row["name_en"])
    return names


@cache
def technology_names() -> Names:
    """Return what may be written for a technology; other words stand for themselves.

    Returns
    -------
    Names
        Codes.

    Examples
    --------
    >>> technology_names().find("国五")
    'china_5'
    """
    names = Names()
    for row in technologies.table().iter_rows(named=True):
        names.add(row["technology"], row["name_zh"], row["name_en"])
    return names


def carrier_unit(carrier: str) -> str:
    """Return the unit in which a fuel or material is counted.

    Parameters
    ----------
    carrier
        Fuel or material.

    Returns
    -------
    str
        Unit.

    Raises
    ------
    InputError
        If the code is not known.

    Examples
    --------
    >>> carrier_unit("natural_gas"), carrier_unit("clinker")
    ('1e4_m3', 't')
    """
    if carrier in materials.codes():
        return materials.activity_unit(carrier)
    return fuels.activity_unit(carrier)


def kind_of_activity(carrier: str) -> str:
    """Return the kind of activity that a carrier is of, where nobody says otherwise.

    Parameters
    ----------
    carrier
        Fuel or material.

    Returns
    -------
    str
        ``combustion``, ``purchased_electricity``, ``purchased_heat`` or ``production``.

    Examples
    --------
    >>> kind_of_activity("electricity")
    'purchased_electricity'
    """
    if carrier in materials.codes():
        return "production"
    return _PURCHASED.get(carrier, "combustion")


def unit_label(code: str) -> str:
    """Name a unit as Chinese statistics print it.

    Parameters
    ----------
    code
        Unit of the vocabulary.

    Returns
    -------
    str
        Its Chinese name; the code itself where it has none.

    Examples
    --------
    >>> unit_label("1e8_kWh")
    '亿千瓦时'
    """
    return choice_names("unit").labels.get(code, code)


def unit_ratio(written: str, *, to: str) -> float | None:
    """Return how many of a fuel's unit a written unit holds.

    Parameters
    ----------
    written
        Unit as people write it.
    to
        Unit of the vocabulary.

    Returns
    -------
    float or None
        The factor; None where the unit is not known or of another kind.

    Examples
    --------
    >>> unit_ratio("万吨", to="t"), unit_ratio("万吨标准煤", to="t")
    (10000.0, None)
    """
    code = choice_names("unit").find(written)
    try:
        return units.factor(code or written, to=to)
    except InputError:
        return None


def balance_items() -> Names:
    """Return what may be written for a row of the energy balance: its number, or its name.

    Returns
    -------
    Names
        Row numbers as text, by name with and without the numbering.

    Examples
    --------
    >>> balance_items().find("火力发电")
    '12'
    """
    names = Names()
    for row in balance.rows().iter_rows(named=True):
        bare = re.sub(r"^(?:\d+|[一二三四五六七八九十]+)[.、．]|^#", "", row["name_zh"])
        short = re.sub(r"\(.*?\)", "", bare)
        names.add(str(row["row"]), row["name_zh"], row["name_en"], bare, short)
    return names
