"""Contract of what enterprises report of the fuel that they burn: a check of the statistics, never a part."""

from __future__ import annotations

import dataframely as dy

from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["EnterpriseFuel"]

QUALITIES = [quality.value for quality in Quality]
UNITS = ["t", "1e4_t", "m3", "1e4_m3", "1e8_m3", "GJ", "TJ"]


class EnterpriseFuel(Contract):
    """Fuel that one enterprise burned in a year by its own report, in one source category.

    Energy statistics cover every user of a fuel, these rows only who reports: they are laid beside the
    statistics and never added to them. What goes into products (feedstock) is no fuel burned.
    """

    sensitivity = Sensitivity.SENSITIVE

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))
    enterprise = dy.String(primary_key=True, metadata=column("企业", "enterprise"))
    source = dy.String(primary_key=True, metadata=column("排放源（NFR）", "source category (NFR)"))
    fuel = dy.String(primary_key=True, metadata=column("能源品种", "fuel"))
    quantity = dy.Float64(
        nullable=True,
        min=0,
        metadata=column("燃料消耗量（不含原料用途）", "fuel burned, without feedstock", null="not reported"),
    )
    unit = dy.Enum(UNITS, metadata=column("计量单位", "unit"))
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))
