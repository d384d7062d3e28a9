"""Contracts of what a plan means for air and health: falls by height of release, air of cities, burdens.

Changes are those that the plan makes: its years with its measures less its years without. Cleaner air is
negative, burdens avoided are positive. What no matrix covers has a state and no response; it is not zero.
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.tables.air import PRECURSORS, RELEASES
from tongyuan.vocabulary.tables.contract import Contract, column
from tongyuan.vocabulary.tables.health import Impact, ImpactSum

__all__ = ["BenefitAir", "BenefitFall", "BenefitImpact", "BenefitPart", "BenefitSum"]

#: Whether the matrix tells what a fall does: it does, it has no such species, or no such place.
STATES = ["covered", "species_not_covered", "place_not_covered"]
UNKNOWN = "unstated"


def _year() -> dy.Int32:
    return dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))


def _change(zh: str, en: str) -> dy.Float64:
    return dy.Float64(metadata=column(zh, en, unit="微克/立方米", sign="cleaner is negative"))


class BenefitFall(Contract):
    """What a plan lowers of an air pollutant in a region at a height, and whether a matrix covers it."""

    region = dy.String(primary_key=True, metadata=column("地区", "region that emits"))
    year = _year()
    species = dy.String(primary_key=True, metadata=column("物种", "species emitted"))
    release = dy.Enum(
        [*RELEASES, UNKNOWN],
        primary_key=True,
        metadata=column("排放高度", "height of release; unstated: of a project that tells none"),
    )
    before_t = dy.Float64(metadata=column("无措施排放", "emission without the plan's measures", unit="t"))
    after_t = dy.Float64(metadata=column("方案排放", "emission under the plan", unit="t"))
    fall_t = dy.Float64(metadata=column("减少量", "less emitted", unit="t", sign="a rise is negative"))
    state = dy.Enum(STATES, metadata=column("矩阵覆盖", "whether the matrix covers it"))


class BenefitPart(Contract):
    """What the fall of a region, species and height does to the air of another; a row is the emitter's."""

    region = dy.String(primary_key=True, metadata=column("来源地区", "region that emits"))
    receptor = dy.String(primary_key=True, metadata=column("受体地区", "region that receives"))
    year = _year()
    species = dy.Enum(PRECURSORS, primary_key=True, metadata=column("物种", "species emitted"))
    release = dy.Enum(RELEASES, primary_key=True, metadata=column("排放高度", "height of release"))
    fall_t = dy.Float64(metadata=column("减少量", "less emitted", unit="t", sign="a rise is negative"))
    ug_m3_per_t = dy.Float64(metadata=column("响应系数", "response", unit="微克/立方米/t"))
    change_ug_m3 = _change("浓度变化", "change of PM2.5")


class BenefitAir(Contract):
    """How a plan changes the PM2.5 of a region, by its own falls and by those of the others."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = _year()
    local_ug_m3 = _change("本地减排带来的变化", "by its own falls")
    regional_ug_m3 = _change("省内其他减排带来的变化", "by falls elsewhere")
    change_ug_m3 = _change("浓度变化", "change of PM2.5")

    @dy.rule()
    def parts_make_the_whole(cls) -> pl.Expr:
        """Own and other falls make up the change."""
        apart = cls.local_ug_m3.col + cls.regional_ug_m3.col - cls.change_ug_m3.col
        return apart.abs() <= 1e-9 * (1e-9 + cls.local_ug_m3.col.abs() + cls.regional_ug_m3.col.abs())


class BenefitImpact(Impact):
    """Burden of PM2.5 as it is and with a plan's change, by region, cause and age."""

    year = _year()


class BenefitSum(ImpactSum):
    """Sums of these burdens, with intervals of their own."""

    year = _year()
