"""Contracts of what moves: fleets, registrations, conditions of roads, calls of ships, flights."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["Fleet", "FlightCycle", "PortCall", "Registration", "RoadCondition"]

QUALITIES = [quality.value for quality in Quality]
VEHICLES = packaged_table("vehicles")["vehicle"].to_list()
FUELS = ["gasoline", "diesel", "gas"]
STANDARDS = ["pre_china_1", *(f"china_{number}" for number in range(1, 7))]
CORRECTIONS = packaged_table("road_conditions")["correction"].unique(maintain_order=True).to_list()
CONDITIONS = packaged_table("road_conditions")["condition"].to_list()
AIRCRAFT = [
    material.removeprefix("lto_")
    for material in packaged_table("materials")["material"]
    if material.startswith("lto_")
]


class Fleet(Contract):
    """Vehicles of one class, fuel and standard in a year, and how far each drives."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))
    vehicle = dy.Enum(VEHICLES, primary_key=True, metadata=column("车型", "vehicle class"))
    fuel = dy.Enum(FUELS, primary_key=True, metadata=column("燃料", "fuel"))
    standard = dy.Enum(STANDARDS, primary_key=True, metadata=column("排放标准", "emission standard"))
    population = dy.Float64(
        nullable=True, min=0, metadata=column("保有量", "vehicles", unit="vehicle", null="not reported")
    )
    km_per_vehicle = dy.Float64(
        nullable=True,
        min=0,
        metadata=column("年均行驶里程", "distance by vehicle", unit="km", null="not known: not estimated"),
    )
    mean_speed = dy.Float64(
        nullable=True,
        min=1,
        metadata=column(
            "平均车速",
            "mean speed, for hours of driving only",
            unit="km/h",
            null="not known: evaporation while driving is not estimated",
        ),
    )
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class Registration(Contract):
    """Vehicles of one class, fuel and standard first registered in a year; a stock turns over from them."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("注册年份", "year of registration"))
    vehicle = dy.Enum(VEHICLES, primary_key=True, metadata=column("车型", "vehicle class"))
    fuel = dy.Enum(FUELS, primary_key=True, metadata=column("燃料", "fuel"))
    standard = dy.Enum(STANDARDS, primary_key=True, metadata=column("排放标准", "emission standard"))
    registered = dy.Float64(
        min=0, metadata=column("新注册量", "vehicles first registered in the year", unit="vehicle")
    )
    km_per_vehicle = dy.Float64(
        nullable=True,
        min=0,
        metadata=column("年均行驶里程", "distance by vehicle", unit="km", null="not known: not estimated"),
    )
    survival_scale = dy.Float64(
        nullable=True,
        min=0.1,
        metadata=column("存活曲线尺度", "scale of survival", unit="year", null="the published value"),
    )
    survival_shape = dy.Float64(
        nullable=True,
        min=0.1,
        metadata=column("存活曲线形状", "shape of survival", unit="1", null="the published value"),
    )
    mean_speed = dy.Float64(
        nullable=True,
        min=1,
        metadata=column("平均车速", "mean speed", unit="km/h", null="evaporation driving not estimated"),
    )
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class RoadCondition(Contract):
    """Share of the distance driven in one condition; the shares of a correction sum to 1."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))
    correction = dy.Enum(CORRECTIONS, primary_key=True, metadata=column("修正项", "correction"))
    vehicle = dy.Enum(
        [*VEHICLES, "*"], primary_key=True, metadata=column("车型（*：全部）", "vehicle class; * all")
    )
    fuel = dy.Enum([*FUELS, "*"], primary_key=True, metadata=column("燃料（*：全部）", "fuel; * all"))
    condition = dy.Enum(CONDITIONS, primary_key=True, metadata=column("条件", "condition"))
    share = dy.Float64(min=0, max=1, metadata=column("里程占比", "share of the distance", unit="1"))
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class PortCall(Contract):
    """Ships of one class in one phase: calls, hours, power and load of an engine, power from the shore."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))
    port = dy.String(primary_key=True, metadata=column("港口", "port"))
    ship = dy.String(primary_key=True, metadata=column("船型", "class of ships"))
    phase = dy.Enum(
        ["cruise", "manoeuvring", "berth"],
        primary_key=True,
        metadata=column("工况", "phase"),
    )
    engine = dy.Enum(["main", "auxiliary"], primary_key=True, metadata=column("发动机", "engine"))
    engine_type = dy.Enum(
        ["slow_speed", "medium_speed", "high_speed"],
        primary_key=True,
        metadata=column("发动机类型", "type of engine"),
    )
    fuel = dy.Enum(["fuel_oil", "diesel_oil"], primary_key=True, metadata=column("燃料", "fuel"))
    calls = dy.Float64(min=0, metadata=column("艘次", "calls", unit="1"))
    hours = dy.Float64(min=0, metadata=column("每艘次时间", "hours by call", unit="h"))
    power_kw = dy.Float64(min=0, metadata=column("额定功率", "rated power", unit="kW"))
    load = dy.Float64(min=0, max=1, metadata=column("负荷率", "load", unit="1"))
    shore_share = dy.Float64(
        min=0, max=1, metadata=column("岸电替代比例", "share of the work done by shore power", unit="1")
    )
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))

    @dy.rule()
    def shore_power_at_berth_only(cls) -> pl.Expr:
        """Only an auxiliary engine at berth is replaced by shore power."""
        at_berth = (cls.phase.col == "berth") & (cls.engine.col == "auxiliary")
        return at_berth | (cls.shore_share.col == 0)


class FlightCycle(Contract):
    """Landings and take-offs of one type of aircraft at an airport."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))
    airport = dy.String(primary_key=True, metadata=column("机场", "airport"))
    aircraft = dy.Enum(AIRCRAFT, primary_key=True, metadata=column("机型", "aircraft"))
    traffic = dy.Enum(
        ["domestic", "international"], primary_key=True, metadata=column("国内或国际", "traffic")
    )
    cycles = dy.Float64(min=0, metadata=column("起降循环数", "landings and take-offs", unit="LTO"))
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))
