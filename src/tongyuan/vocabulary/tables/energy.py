"""Contracts of the energy balance's checks and standard coal, and of emissions that others published."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["BalanceFinding", "PublishedEmission", "StandardCoal"]


class BalanceFinding(Contract):
    """A cell of an energy balance that breaks an identity, or an identity that could not be tested."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, metadata=column("年份", "year"))
    identity = dy.String(primary_key=True, metadata=column("平衡关系", "identity"))
    row = dy.Int32(primary_key=True, metadata=column("行号", "row number of the yearbook"))
    fuel = dy.String(primary_key=True, metadata=column("能源品种", "energy carrier"))
    verdict = dy.Enum(["fault", "untested"], metadata=column("结论", "verdict"))
    printed = dy.Float64(nullable=True, metadata=column("表列值", "value as printed", null="blank or absent"))
    computed = dy.Float64(
        nullable=True, metadata=column("计算值", "value by the identity", null="cells are absent")
    )
    difference = dy.Float64(
        nullable=True,
        metadata=column("差额", "printed - computed", null="cells are absent", sign="+ printed > computed"),
    )
    tolerance = dy.Float64(min=0, metadata=column("容许差额", "tolerance: rounding of the printed cells"))
    unit = dy.String(nullable=True, metadata=column("单位", "unit of the column", null="the cell is absent"))


class PublishedEmission(Contract):
    """An emission that somebody else published, to compare with; it never feeds a calculation."""

    sensitivity = Sensitivity.PUBLIC

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))
    inventory = dy.String(primary_key=True, metadata=column("发布的清单", "inventory that published it"))
    species = dy.String(primary_key=True, metadata=column("物种", "species"))
    fuel = dy.String(
        primary_key=True, metadata=column("能源品种", "fuel; total: the sum of the fuels listed")
    )
    mass_t = dy.Float64(metadata=column("公布的排放量", "mass as published", unit="t"))
    quality = dy.Enum([quality.value for quality in Quality], metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class StandardCoal(Contract):
    """One cell of an energy balance in standard coal."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, metadata=column("年份", "year"))
    row = dy.Int32(primary_key=True, min=1, max=33, metadata=column("行号", "row number of the yearbook"))
    fuel = dy.String(primary_key=True, metadata=column("能源品种", "energy carrier"))
    basis = dy.Enum(
        ["calorific", "coal_equivalent"],
        primary_key=True,
        metadata=column("折算方法（当量值、等价值）", "calorific value, or the coal behind the power"),
    )
    quantity_1e4_tce = dy.Float64(
        nullable=True, metadata=column("数量", "quantity", unit="1e4 tce", null="missing: see state")
    )
    tce_per_unit = dy.Float64(
        nullable=True, metadata=column("折标系数", "tce per coefficient_unit", null="no coefficient")
    )
    coefficient_unit = dy.String(
        nullable=True,
        metadata=column("系数单位", "unit of the fuel that the coefficient is for", null="none"),
    )
    state = dy.Enum(
        [state.value for state in Missing],
        nullable=True,
        metadata=column("缺失状态", "state of missing", null="quantity is there"),
    )
    reason = dy.Enum(
        ["blank", "no_coefficient", "no_power_coefficient"],
        nullable=True,
        metadata=column("缺失原因", "why it is missing", null="quantity is there"),
    )
    quality = dy.Enum(
        [quality.value for quality in Quality],
        nullable=True,
        metadata=column("数据质量", "worst quality", null="no figure"),
    )
    citation = dy.String(nullable=True, metadata=column("系数出处", "coefficient's citation", null="none"))

    @dy.rule()
    def quantity_or_state(cls) -> pl.Expr:
        """A quantity, or the state that says why there is none; never both, never neither."""
        return cls.quantity_1e4_tce.col.is_null() != cls.state.col.is_null()
