"""Contracts of the cities of an inventory: declared proxies, what each city gave, and what did not agree."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.accounting import QUALITIES, STATES
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["CityEmission", "CityFinding", "PowerOverlap", "ProxyRule", "ProxySeries"]

WAYS = ["bottom_up", "top_down", "unallocated"]
FINDINGS = ["conflict", "no_proxy", "incomplete_records", "not_in_province", "left_over"]


class ProxyRule(Contract):
    """Which proxy shares out a source among regions; the first in order that every region has serves."""

    sensitivity = Sensitivity.PUBLIC

    source = dy.String(
        primary_key=True, metadata=column("排放源（前缀；*：全部）", "source or its prefix; * all")
    )
    activity = dy.String(primary_key=True, metadata=column("活动类型（*：全部）", "kind of activity; * all"))
    order = dy.Int32(primary_key=True, min=1, metadata=column("次序", "order of preference"))
    proxy = dy.String(metadata=column("代理指标", "proxy"))
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality of the rule"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class ProxySeries(Contract):
    """Where a jurisdiction finds the values of a proxy."""

    sensitivity = Sensitivity.PUBLIC

    proxy = dy.String(primary_key=True, metadata=column("代理指标", "proxy"))
    held = dy.Enum(
        ["statistic", "points", "area"],
        metadata=column(
            "取自", "held as: a statistical series, weights of point sources, area of the outline"
        ),
    )
    of = dy.String(
        nullable=True,
        metadata=column("指标代码或排放源", "series, or source of the points", null="area: nothing to name"),
    )
    years_back = dy.Int32(
        min=0,
        metadata=column("可回溯年数", "how many years older than the inventory a value may be", unit="a"),
    )
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality of this choice"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class CityEmission(Contract):
    """What a city gave of one species from one source, and how that is known."""

    region = dy.String(primary_key=True, metadata=column("地区", "city; the province for what no city took"))
    year = dy.Int32(primary_key=True, metadata=column("年份", "year"))
    source = dy.String(primary_key=True, metadata=column("排放源（NFR）", "source category (NFR)"))
    activity = dy.String(primary_key=True, metadata=column("活动类型", "kind of activity"))
    species = dy.String(primary_key=True, metadata=column("物种", "species"))
    scope = dy.Int8(primary_key=True, min=1, max=3, metadata=column("范围", "scope"))
    medium = dy.Enum(["air", "water", "land"], metadata=column("介质", "medium"))
    mass_t = dy.Float64(nullable=True, metadata=column("排放量", "mass", unit="t", null="missing: see state"))
    state = dy.Enum(
        STATES, nullable=True, metadata=column("缺失状态", "state of missing", null="mass is there")
    )
    way = dy.Enum(WAYS, metadata=column("方式", "bottom-up from records, top-down by proxy, or left over"))
    proxy = dy.String(nullable=True, metadata=column("代理指标", "proxy", null="no proxy serves"))
    proxy_year = dy.Int32(
        nullable=True, metadata=column("代理指标年份", "year of the proxy", null="no proxy")
    )
    share = dy.Float64(
        nullable=True,
        metadata=column(
            "份额",
            "the proxy's share: top-down among the cities that share the remainder, bottom-up among all",
            unit="1",
            null="no proxy",
        ),
    )
    bottom_up_t = dy.Float64(
        nullable=True, metadata=column("自下而上", "what the city's own records give", unit="t", null="none")
    )
    proxy_t = dy.Float64(
        nullable=True, metadata=column("代理指标推算", "what the proxy gives", unit="t", null="no proxy")
    )
    error = dy.Float64(
        nullable=True,
        metadata=column("代理误差", "(proxy - bottom-up) / |bottom-up|", unit="1", null="there are not both"),
    )
    complete = dy.Bool(metadata=column("无缺项", "nothing is missing from the province's figure"))
    family = dy.String(metadata=column("因子族", "factor family"))
    quality = dy.Enum(
        QUALITIES, nullable=True, metadata=column("数据质量", "worst quality", null="no figure")
    )

    @dy.rule()
    def mass_or_state(cls) -> pl.Expr:
        """A mass, or the state that says why there is none; never both, never neither."""
        return cls.mass_t.col.is_null() != cls.state.col.is_null()


class CityFinding(Contract):
    """Where cities and province do not agree, or nothing shares out what the province emitted."""

    region = dy.String(primary_key=True, metadata=column("地区", "the city, or the province as a whole"))
    year = dy.Int32(primary_key=True, metadata=column("年份", "year"))
    source = dy.String(primary_key=True, metadata=column("排放源（NFR）", "source category (NFR)"))
    activity = dy.String(primary_key=True, metadata=column("活动类型", "kind of activity"))
    species = dy.String(primary_key=True, metadata=column("物种", "species"))
    scope = dy.Int8(primary_key=True, metadata=column("范围", "scope"))
    finding = dy.Enum(FINDINGS, primary_key=True, metadata=column("问题", "what was found"))
    province_t = dy.Float64(
        nullable=True, metadata=column("全省", "the province's figure", unit="t", null="none")
    )
    bottom_up_t = dy.Float64(
        nullable=True, metadata=column("各市自下而上合计", "sum of the cities' own", unit="t", null="none")
    )
    remainder_t = dy.Float64(
        nullable=True,
        metadata=column("余额（全省减自下而上）", "province less cities", unit="t", null="no figure"),
    )


class PowerOverlap(Contract):
    """Power and heat of a city seen twice: what it used (scope 2), what its own plants emitted (scope 1)."""

    region = dy.String(primary_key=True, metadata=column("地区", "city"))
    year = dy.Int32(primary_key=True, metadata=column("年份", "year"))
    activity = dy.String(primary_key=True, metadata=column("活动类型", "purchased electricity or heat"))
    species = dy.String(primary_key=True, metadata=column("物种", "species"))
    used_t = dy.Float64(
        nullable=True,
        metadata=column("使用侧（范围二）", "by use: scope 2 of all it used", unit="t", null="not estimated"),
    )
    outside_t = dy.Float64(
        nullable=True,
        metadata=column(
            "其中省外来电（热）", "of which from outside the province", unit="t", null="not known"
        ),
    )
    overlap_t = dy.Float64(
        nullable=True,
        metadata=column(
            "与省内范围一重复",
            "counted twice: within scope 1 of plants in the province",
            unit="t",
            null="not known",
        ),
    )
    made_t = dy.Float64(
        nullable=True,
        metadata=column(
            "生产侧（本市电厂和供热范围一）",
            "by production: scope 1 of the city's own power and heat",
            unit="t",
            null="not estimated",
        ),
    )
