"""Contracts of stacks: how a stack measures, its hours with what each is worth, its totals, findings."""

from __future__ import annotations

import dataframely as dy

from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = [
    "BASES",
    "OPERATIONS",
    "PARTS",
    "STACK_POLLUTANTS",
    "StackFinding",
    "StackHour",
    "StackProfile",
    "StackTotal",
]

BASES = ["dry_standard", "wet_standard", "wet_actual"]
STACK_POLLUTANTS = ["PM", "SO2", "NOx"]
OPERATIONS = ["running", "start_stop", "outage"]
#: What the mass of an hour is: measured, measured while starting or stopping, substituted, not known.
PARTS = ["measured", "start_stop", "substituted", "unfilled", "outage"]


def _station() -> dy.String:
    return dy.String(primary_key=True, metadata=column("排放口", "stack"))


def _pollutant() -> dy.Enum:
    return dy.Enum(STACK_POLLUTANTS, primary_key=True, metadata=column("污染物", "pollutant"))


def _basis(zh: str, en: str) -> dy.Enum:
    return dy.Enum(BASES, metadata=column(zh, en))


def _detection(zh: str, en: str) -> dy.Float64:
    return dy.Float64(nullable=True, min=0, metadata=column(zh, en, unit="mg/m3", null="not told"))


class StackProfile(Contract):
    """How a stack measures: its class, the state its values are told in, its detection limits."""

    station = _station()
    source_class = dy.String(metadata=column("源类", "class of source"))
    pollutants = dy.String(
        regex=r"^(PM|SO2|NOx)(;(PM|SO2|NOx))*$",
        metadata=column("监测的污染物（以分号分隔）", "pollutants that it measures, by semicolons"),
    )
    dust_basis = _basis("颗粒物浓度状态", "state of the dust concentration")
    gas_basis = _basis("气态污染物浓度状态", "state of gas concentrations")
    flow_basis = _basis("流量状态", "state of the flow")
    oxygen_basis = dy.Enum(["dry", "wet"], metadata=column("含氧量干湿基", "oxygen, dry or wet"))
    atmosphere_pa = dy.Float64(
        min=50000, max=110000, metadata=column("大气压", "atmospheric pressure", unit="Pa")
    )
    reference_oxygen_percent = dy.Float64(
        nullable=True,
        min=0,
        max=20,
        metadata=column("自报基准含氧量", "own reference oxygen", unit="%", null="that of its class"),
    )
    detection_pm_mg_m3 = _detection("颗粒物检出限", "detection limit of PM")
    detection_so2_mg_m3 = _detection("二氧化硫检出限", "detection limit of SO2")
    detection_nox_mg_m3 = _detection("氮氧化物检出限", "detection limit of NOx")


class StackHour(Contract):
    """An hour of the regular clock at a stack, absent hours too: what was measured, what it is worth."""

    sensitivity = Sensitivity.SENSITIVE

    station = _station()
    pollutant = _pollutant()
    ended_at = dy.Datetime(
        primary_key=True, time_unit="us", time_zone="UTC", metadata=column("时段末（UTC）", "end, UTC")
    )
    day = dy.Date(metadata=column("日", "civil day"))
    operation = dy.Enum(OPERATIONS, metadata=column("运行状态", "operation"))
    reading = dy.String(metadata=column("读数状态", "state of the reading"))
    oxygen = dy.String(metadata=column("含氧量状态", "state of the oxygen"))
    measured_mg_m3 = dy.Float64(
        nullable=True, metadata=column("标干实测浓度", "dry standard", unit="mg/m3", null="not valid")
    )
    oxygen_percent = dy.Float64(
        nullable=True, metadata=column("干基含氧量", "oxygen, dry", unit="%", null="not valid")
    )
    corrected_mg_m3 = dy.Float64(
        nullable=True,
        metadata=column("折算浓度", "at reference oxygen", unit="mg/m3", null="cannot be corrected"),
    )
    flow_m3_h = dy.Float64(
        nullable=True, metadata=column("标干流量", "dry standard flow", unit="m3/h", null="not valid")
    )
    mass_kg = dy.Float64(
        nullable=True, metadata=column("实测排放量", "measured mass", unit="kg", null="not measured")
    )


class StackTotal(Contract):
    """What a stack emitted in a period: measured and substituted parts apart, and hours of no figure."""

    sensitivity = Sensitivity.SENSITIVE

    station = _station()
    pollutant = _pollutant()
    period = dy.String(primary_key=True, metadata=column("时段", "period"))
    hours = dy.Int64(metadata=column("总小时", "hours", unit="h"))
    outage_hours = dy.Int64(metadata=column("停运小时", "hours out of operation", unit="h"))
    measured_hours = dy.Int64(metadata=column("实测小时", "hours measured", unit="h"))
    start_stop_hours = dy.Int64(metadata=column("启停小时", "hours of starting, stopping", unit="h"))
    substituted_hours = dy.Int64(metadata=column("替代小时", "hours substituted", unit="h"))
    short_window_hours = dy.Int64(
        metadata=column("回溯不足的替代小时", "substituted from fewer hours than the rule asks", unit="h")
    )
    unfilled_hours = dy.Int64(metadata=column("无数小时", "hours without a figure", unit="h"))
    measured_kg = dy.Float64(
        nullable=True, metadata=column("实测部分", "measured part", unit="kg", null="no such hour")
    )
    start_stop_kg = dy.Float64(
        nullable=True, metadata=column("启停部分", "starting, stopping", unit="kg", null="no such hour")
    )
    substituted_kg = dy.Float64(
        nullable=True, metadata=column("替代部分", "substituted part", unit="kg", null="no such hour")
    )
    known_kg = dy.Float64(
        nullable=True, metadata=column("已知部分", "known parts", unit="kg", null="nothing is known")
    )
    total_t = dy.Float64(
        nullable=True, metadata=column("总量", "total", unit="t", null="hours without a figure remain")
    )


class StackFinding(Contract):
    """Something to look at in a stack's values; it accuses nobody, a benign cause may stand behind it."""

    sensitivity = Sensitivity.SENSITIVE

    station = _station()
    pollutant = dy.String(primary_key=True, metadata=column("污染物或项目", "pollutant or item"))
    check = dy.String(primary_key=True, metadata=column("检查", "check"))
    first = dy.Datetime(
        primary_key=True, time_unit="us", time_zone="UTC", metadata=column("首个时段末", "first end")
    )
    last = dy.Datetime(time_unit="us", time_zone="UTC", metadata=column("末个时段末", "last end"))
    hours = dy.Int64(metadata=column("小时数", "hours", unit="h"))
    value = dy.Float64(nullable=True, metadata=column("数值", "figure", null="of no one value"))
    other = dy.String(nullable=True, metadata=column("另一排放口", "other stack", null="of none"))
