"""Why a city has its figure: its own records, or the province's remainder times its share of a proxy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import fsum
from typing import Any

import polars as pl

from tongyuan.plan.cities.allocation import CELL, NOTHING
from tongyuan.plan.cities.proxies import EVERY
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.packaged import look_up
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.tables import CityEmission, key_of

__all__ = ["explain_city", "figure_of"]

Row = Mapping[str, Any]
TOLD = ("way", "proxy", "proxy_year", "share", "bottom_up_t", "proxy_t", "error", "state")


def figure_of(row: Row) -> str:
    """Write the id of a city's figure within its run.

    Parameters
    ----------
    row
        A row of CityEmission.

    Returns
    -------
    str
        Table and key.

    Examples
    --------
    >>> figure_of({"region": "1", "year": 2020, "source": "2A1", "activity": "production", "species": "CO2",
    ...            "scope": 1})
    'city_emission/1,2020,2A1,production,CO2,1'
    """
    return "city_emission/" + ",".join(str(row[name]) for name in key_of(CityEmission))


def explain_city(
    row: Row,
    *,
    cities: pl.DataFrame,
    province: Node | None,
    own: Node | None,
    rules: pl.DataFrame,
    values: pl.DataFrame,
    series: pl.DataFrame,
) -> Node:
    """Explain what one city gave, or what was left with the province.

    Parameters
    ----------
    row
        The row of CityEmission that is asked about.
    cities
        CityEmission of the whole run [t].
    province
        Tree of the province's figure of the same source, activity, species and scope [t]; None for a city
        that is known by its records, or not at all.
    own
        Tree of the city's own figure where it has records [t].
    rules
        ProxyRule.
    values
        Values of proxies, as ``proxy_values`` gave them [the proxy's own unit].
    series
        ProxySeries: where each proxy was found.

    Returns
    -------
    Node
        The figure [t]. Figures of other cities are named by their ids, so that each can be asked in turn; a
        city with records bears the error of the proxy in its detail.

    Examples
    --------
    >>> leaf = Node("mass_t", NodeKind.AGGREGATE, 40.0, "t")
    >>> key = {"region": "1", "year": 2020, "source": "2A1", "activity": "production", "species": "CO2"}
    >>> row = key | {"scope": 1, "mass_t": 40.0, "way": "bottom_up", "quality": "published", "state": None,
    ...              "proxy": None, "proxy_year": None, "share": None, "bottom_up_t": 40.0, "proxy_t": None,
    ...              "error": None}
    >>> nothing = pl.DataFrame()
    >>> tree = explain_city(row, cities=nothing, province=None, own=leaf, rules=nothing, values=nothing,
    ...                     series=nothing)
    >>> tree.equation, tree.value
    ('bottom_up_t', 40.0)
    """
    detail = {name: row[name] for name in (*key_of(CityEmission), *TOLD)} | {"figure": figure_of(row)}
    if row["mass_t"] is None:
        return _node(row, "", (), detail=detail)
    if row["way"] == "bottom_up":
        # Without a tree of its own the city's figure stands as it was kept.
        held = own or Node("bottom_up_t", NodeKind.AGGREGATE, row["bottom_up_t"], "t")
        return _node(row, "bottom_up_t", (replace(held, name="bottom_up_t"),), detail=detail)
    beside = cities.filter(*(pl.col(name) == row[name] for name in CELL))
    assert province is not None  # noqa: S101 - what is shared out is the province's
    whole = replace(province, name="province_t")
    if row["way"] == "unallocated":
        taken = beside.filter(pl.col("way") != "unallocated", pl.col("mass_t").is_not_null())
        equation, children = _less(whole, taken, name="taken_t")
        return _node(row, equation, children, detail=detail)
    shared = _share(row, beside=beside, rules=rules, values=values, series=series)
    return _node(row, "remainder_t * share", (_remainder(whole, beside), shared), detail=detail)


def _node(row: Row, equation: str, children: tuple[Node, ...], *, detail: dict[str, Any]) -> Node:
    species, missing = row["species"], row["mass_t"] is None
    return Node(
        name="mass_t",
        kind=NodeKind.MISSING if missing else NodeKind.EQUATION,
        value=row["mass_t"],
        unit="t",
        equation=equation,
        label_zh=f"{row['region']} 的 {species} 排放量",
        label_en=f"emission of {species} of {row['region']}",
        citation="各市自身记录优先，余额按声明的代理指标分配（GPC 2014 数据缩放）",
        detail=detail,
        children=children,
    )


def _less(whole: Node, parts: pl.DataFrame, *, name: str) -> tuple[str, tuple[Node, ...]]:
    """Take figures of cities from the province's: the equation and its nodes."""
    if not parts.height:
        return "province_t", (whole,)
    named = tuple(
        Node(
            name=name,
            kind=NodeKind.AGGREGATE,
            value=part["mass_t"],
            unit="t",
            label_zh=f"{part['region']} 的排放量",
            label_en=f"emission of {part['region']}",
            quality=Quality(part["quality"]),
            detail={"region": part["region"], "way": part["way"], "figure": figure_of(part)},
        )
        for part in parts.sort("region").iter_rows(named=True)
    )
    return f"province_t - sum({name})", (whole, *named)


def _remainder(whole: Node, beside: pl.DataFrame) -> Node:
    """Say what the cities without records share; less than rounding is nothing."""
    equation, children = _less(whole, beside.filter(way="bottom_up"), name="bottom_up_t")
    province = float(whole.value or 0.0)
    taken = fsum(float(child.value or 0.0) for child in children[1:])
    rest = province - taken
    if len(children) > 1 and abs(rest) <= NOTHING * max(abs(province), abs(taken)):
        rest, equation, children = 0.0, "", ()
    return Node(
        name="remainder_t",
        kind=NodeKind.EQUATION if equation else NodeKind.CONSTANT,
        value=rest,
        unit="t",
        equation=equation,
        label_zh="全省减去有记录的市" if equation else "各市记录与全省相等（差在舍入之内）",
        label_en="province less cities with records" if equation else "records equal the province",
        citation="" if equation else "definition",
        children=children,
    )


def _share(
    row: Row, *, beside: pl.DataFrame, rules: pl.DataFrame, values: pl.DataFrame, series: pl.DataFrame
) -> Node:
    """Divide the city's value of the proxy by the sum over the cities that share."""
    sharing = beside.filter(way="top_down")["region"].to_list()
    held = values.filter(pl.col("proxy") == row["proxy"], pl.col("region").is_in(sharing)).sort("region")
    found = series.filter(pl.col("proxy") == row["proxy"])
    where = found.row(0, named=True) if found.height else {}
    rule = _rule(row, rules)
    own = held.row(by_predicate=pl.col("region") == row["region"], named=True)
    weights = (_value(one, where, name="weight") for one in held.iter_rows(named=True))
    return Node(
        name="share",
        kind=NodeKind.EQUATION,
        value=row["share"],
        unit="1",
        equation="value / sum(weight)",
        label_zh=f"份额：{_proxy(row['proxy'], 'zh')}",
        label_en=f"share of {_proxy(row['proxy'], 'en')}",
        citation=rule["citation"],
        quality=Quality(rule["quality"]),
        detail={"proxy": row["proxy"], "proxy_year": row["proxy_year"]}
        | {f"rule_{name}": rule[name] for name in ("source", "activity", "order", "note")},
        children=(_value(own, where, name="value"), *weights),
    )


def _rule(row: Row, rules: pl.DataFrame) -> Row:
    """Find the rule by which the proxy serves: of the kind of activity first, then of the longest source."""
    fits = [
        one
        for one in rules.filter(pl.col("proxy") == row["proxy"]).iter_rows(named=True)
        if one["activity"] in (EVERY, row["activity"])
        and (one["source"] == EVERY or row["source"].startswith(one["source"]))
    ]
    return max(fits, key=lambda one: (one["activity"] != EVERY, one["source"] != EVERY, len(one["source"])))


def _value(value: Row, where: Row, *, name: str) -> Node:
    return Node(
        name=name,
        kind=NodeKind.REPORTED,
        value=value["value"],
        unit="1" if where.get("held") != "area" else "m2",
        label_zh=f"{_proxy(value['proxy'], 'zh')}（{value['region']}，{value['proxy_year']}）",
        label_en=f"{_proxy(value['proxy'], 'en')} ({value['region']}, {value['proxy_year']})",
        citation=where.get("citation") or "proxy_value",
        quality=Quality(value["quality"]),
        detail={
            "region": value["region"],
            "proxy": value["proxy"],
            "period": value["proxy_year"],
            "held": where.get("held"),
            "of": where.get("of"),
        },
    )


def _proxy(proxy: str, language: str) -> str:
    return str(look_up("proxies", key="proxy", code=proxy, column=f"name_{language}"))
