"""Contracts of industry: carbon through works, feed and product of kilns, pot lines, gases."""

from __future__ import annotations

from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["COUNTED", "OUTSIDE", "UNIT_PROCESSES", "CarbonFlow", "GasUse", "KilnFlow", "OdsUse", "PotLine"]

QUALITIES = [quality.value for quality in Quality]
UNIT_PROCESSES = [
    "coke_oven",
    "sinter_plant",
    "pellet_plant",
    "blast_furnace",
    "oxygen_furnace",
    "electric_furnace",
    "lime_kiln",
    "power_plant",
    "rolling",
]
OUTSIDE = "outside"
"""Partner of a flow that crosses the works' boundary."""
COUNTED = ["energy_balance", "works"]
"""Where the CO2 of a flow's carbon is counted: as fuel of the energy balance (1A), or in the works (2C1)."""
NOT_REPORTED = "not reported"


def _place(name: str) -> dict[str, Any]:
    labels = {
        "region": column("地区", "region"),
        "year": column("年份", "year"),
        "works": column("企业", "works"),
        "quality": column("数据质量", "quality"),
        "citation": column("出处", "citation key"),
        "note": column("说明", "note", null="none"),
    }
    return labels[name]


def _share(zh: str, en: str, *, null: str) -> dy.Float64:
    return dy.Float64(nullable=True, min=0, max=1, metadata=column(zh, en, unit="1", null=null))


class CarbonFlow(Contract):
    """A material that carries carbon into or out of a unit process of a steel works, or stays in its stock.

    A flow between two processes of the works stands twice, once at each meter; what they differ by is shown.
    """

    sensitivity = Sensitivity.SENSITIVE

    region = dy.String(primary_key=True, metadata=_place("region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=_place("year"))
    works = dy.String(primary_key=True, metadata=_place("works"))
    process = dy.Enum(UNIT_PROCESSES, primary_key=True, metadata=column("工序", "unit process"))
    direction = dy.Enum(
        ["in", "out", "stock"],
        primary_key=True,
        metadata=column("方向（进、出、库存增加）", "in, out, or increase of stock"),
    )
    material = dy.String(primary_key=True, metadata=column("物料", "material or fuel") | {"codes": "fuel"})
    partner = dy.Enum(
        [*UNIT_PROCESSES, OUTSIDE],
        primary_key=True,
        metadata=column("来自或送往（outside：厂外）", "process it comes from or goes to; outside the works"),
    )
    mass_t = dy.Float64(metadata=column("质量", "mass", unit="t", sign="stock: + where it grew"))
    carbon_share = _share("含碳量", "carbon by mass", null="not analysed: the default of the guidelines")
    counted = dy.Enum(
        COUNTED,
        metadata=column(
            "在何处计算（energy_balance：能源平衡表；works：本企业过程）",
            "where its CO2 is counted: as fuel of the energy balance, or here",
        ),
    )
    quality = dy.Enum(QUALITIES, metadata=_place("quality"))
    citation = dy.String(metadata=_place("citation"))
    note = dy.String(nullable=True, metadata=_place("note"))

    @dy.rule()
    def mass_has_its_sign(cls) -> pl.Expr:
        """What goes in or out is 0 or more; a stock may shrink."""
        return (cls.direction.col.cast(pl.String) == "stock") | (cls.mass_t.col >= 0)

    @dy.rule()
    def partner_is_another(cls) -> pl.Expr:
        """No process hands on to itself; a stock has no partner but the outside."""
        other = cls.partner.col.cast(pl.String) != cls.process.col.cast(pl.String)
        stock = cls.direction.col.cast(pl.String) == "stock"
        return other & (~stock | (cls.partner.col.cast(pl.String) == OUTSIDE))


class KilnFlow(Contract):
    """What a kiln is fed (carbonates), makes (oxides) and loses as dust: feed or product, not both."""

    sensitivity = Sensitivity.SENSITIVE

    region = dy.String(primary_key=True, metadata=_place("region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=_place("year"))
    works = dy.String(primary_key=True, metadata=_place("works"))
    product = dy.Enum(
        packaged_table("kiln_products")["product"].to_list(),
        primary_key=True,
        metadata=column("产品", "product of the kiln"),
    )
    flow = dy.Enum(
        ["fed", "made", "dust"],
        primary_key=True,
        metadata=column("流向（投入、产出、窑灰）", "fed, made, or dust that left the kiln"),
    )
    component = dy.Enum(
        packaged_table("kiln_components")["component"].to_list(),
        primary_key=True,
        metadata=column("成分（碳酸盐或氧化物）", "carbonate, or oxide of the product"),
    )
    mass_t = dy.Float64(
        min=0, metadata=column("质量（原料、产品或窑灰）", "mass of feed, product or dust", unit="t")
    )
    share = dy.Float64(min=0, max=1, metadata=column("该成分含量", "the component in it", unit="1"))
    calcined_share = _share(
        "煅烧比例", "share calcined", null="not known: calcined wholly, as the guidelines take"
    )
    other_share = _share(
        "非碳酸盐来源的含量",
        "part of the oxide that was no carbonate when fed",
        null="none told: none deducted",
    )
    quality = dy.Enum(QUALITIES, metadata=_place("quality"))
    citation = dy.String(metadata=_place("citation"))
    note = dy.String(nullable=True, metadata=_place("note"))


class PotLine(Contract):
    """A pot line that makes aluminium, with its anode effects."""

    sensitivity = Sensitivity.SENSITIVE

    region = dy.String(primary_key=True, metadata=_place("region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=_place("year"))
    works = dy.String(primary_key=True, metadata=_place("works"))
    line = dy.String(primary_key=True, metadata=column("系列", "pot line"))
    cell = dy.Enum(
        ["cwpb", "swpb", "vss", "hss"],
        metadata=column(
            "槽型", "cells: centre- or side-worked prebake, vertical- or horizontal-stud Soderberg"
        ),
    )
    aluminium_t = dy.Float64(min=0, metadata=column("原铝产量", "aluminium made", unit="t"))
    effects_per_cell_day = dy.Float64(
        nullable=True,
        min=0,
        metadata=column("阳极效应系数", "anode effects", unit="1/cell-day", null=NOT_REPORTED + ": tier 1"),
    )
    minutes_per_effect = dy.Float64(
        nullable=True,
        min=0,
        metadata=column(
            "阳极效应持续时间", "duration of an effect", unit="min", null=NOT_REPORTED + ": tier 1"
        ),
    )
    quality = dy.Enum(QUALITIES, metadata=_place("quality"))
    citation = dy.String(metadata=_place("citation"))
    note = dy.String(nullable=True, metadata=_place("note"))


class GasUse(Contract):
    """A fluorinated gas in one application in a year: charged, put into service, refilled, retired."""

    region = dy.String(primary_key=True, metadata=_place("region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=_place("year"))
    gas = dy.String(primary_key=True, metadata=column("气体或混合工质", "gas or blend (R410A ...)"))
    application = dy.Enum(
        packaged_table("gas_applications")["application"].to_list(),
        primary_key=True,
        metadata=column("用途", "application"),
    )
    charged_t = dy.Float64(
        nullable=True,
        min=0,
        metadata=column("本地充注量", "gas charged into new equipment here", unit="t", null=NOT_REPORTED),
    )
    installed_t = dy.Float64(
        nullable=True,
        min=0,
        metadata=column(
            "新投用设备内的充注量",
            "gas in equipment put into service here, with what came charged",
            unit="t",
            null=NOT_REPORTED + ": the bank of this and later years is not known",
        ),
    )
    bank_t = dy.Float64(
        nullable=True,
        min=0,
        metadata=column(
            "年初存量",
            "gas in use at the start of the year; needed in the first year",
            unit="t",
            null="follows from the year before",
        ),
    )
    retired_t = dy.Float64(
        nullable=True,
        min=0,
        metadata=column(
            "报废设备的额定充注量",
            "nominal charge of equipment retired",
            unit="t",
            null=NOT_REPORTED + ": follows from the lifetime",
        ),
    )
    quality = dy.Enum(QUALITIES, metadata=_place("quality"))
    citation = dy.String(metadata=_place("citation"))
    note = dy.String(nullable=True, metadata=_place("note"))


class OdsUse(Contract):
    """An ozone-depleting substance as it is registered; weighed by ODP, not part of any inventory."""

    region = dy.String(primary_key=True, metadata=_place("region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=_place("year"))
    enterprise = dy.String(primary_key=True, metadata=column("企业", "enterprise"))
    substance = dy.String(primary_key=True, metadata=column("物质", "substance (ozone_depletion.csv)"))
    purpose = dy.Enum(
        ["produced", "used", "feedstock", "sold", "recovered", "destroyed"],
        primary_key=True,
        metadata=column("用途", "produced, used, feedstock, sold, recovered, destroyed"),
    )
    quantity_t = dy.Float64(
        nullable=True, min=0, metadata=column("数量", "quantity", unit="t", null=NOT_REPORTED)
    )
    registration = dy.String(
        nullable=True,
        metadata=column("备案编号", "number of registration", null="not registered, or not told"),
    )
    quality = dy.Enum(QUALITIES, metadata=_place("quality"))
    citation = dy.String(metadata=_place("citation"))
    note = dy.String(nullable=True, metadata=_place("note"))
