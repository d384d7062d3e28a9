"""Contracts of waste and water: deposits, gas, waste treated, treatment plants, outfalls, waste flows."""

from __future__ import annotations

from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.vocabulary import materials
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = [
    "CLIMATES",
    "LANDFILLED",
    "LANDFILLS",
    "TREATED",
    "TREATMENTS",
    "Deposit",
    "GasRecovery",
    "Outfall",
    "SewageSystem",
    "TreatedWaste",
    "TreatmentPlant",
    "WasteFlow",
]

QUALITIES = [quality.value for quality in Quality]
STATES = [state.value for state in Missing]
CLIMATES = ["temperate_wet", "temperate_dry", "tropical_wet", "tropical_dry"]
LANDFILLS = [
    "managed",
    "managed_covered",
    "semi_aerobic",
    "unmanaged_deep",
    "unmanaged_shallow",
    "uncategorised",
    "china_class_1",
    "china_class_2",
    "china_class_3",
]
DECAYED = "decayed_"
LANDFILLED = [code for code in materials.codes() if DECAYED + code in materials.codes()]
TREATED = [
    "municipal_waste",
    "industrial_waste",
    "hazardous_waste",
    "clinical_waste",
    "sewage_sludge",
    "food_waste",
    "garden_waste",
]
TREATMENTS = ["composting", "digestion", "incineration", "open_burning"]
NOT_REPORTED = "not reported: what needs it is not reported either"


def _amount(zh: str, en: str, unit: str, *, null: str = NOT_REPORTED) -> dy.Float64:
    return dy.Float64(nullable=True, min=0, metadata=column(zh, en, unit=unit, null=null))


def _place(name: str) -> dict[str, Any]:
    labels = {
        "region": column("地区", "region"),
        "year": column("年份", "year"),
        "quality": column("数据质量", "quality"),
        "citation": column("出处", "citation key"),
        "note": column("说明", "note", null="none"),
        "state": column("缺失状态", "state of missing", null="the quantity is there"),
    }
    return labels[name]


class Deposit(Contract):
    """Waste put into a landfill in a year, by class; decay needs every year since the site was opened."""

    region = dy.String(primary_key=True, metadata=_place("region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=_place("year"))
    site = dy.String(primary_key=True, metadata=column("填埋场", "landfill"))
    landfill = dy.Enum(
        LANDFILLS, primary_key=True, metadata=column("填埋场类型", "class of landfill, which sets MCF")
    )
    waste = dy.Enum(LANDFILLED, primary_key=True, metadata=column("垃圾组分", "class of waste (material)"))
    mass_t = _amount("填埋量（湿重）", "mass put in, wet", "t", null="missing: see state")
    state = dy.Enum(STATES, nullable=True, metadata=_place("state"))
    climate = dy.Enum(
        CLIMATES,
        metadata=column("气候区", "climate (IPCC): 20 C; rain over evaporation; 1000 mm"),
    )
    opened = dy.Int32(min=1900, max=2200, metadata=column("开始填埋年份", "first year of depositing"))
    closed = dy.Int32(
        nullable=True, metadata=column("停止填埋年份", "last year of depositing", null="still taking waste")
    )
    backcast_growth = dy.Float64(
        nullable=True,
        min=-0.9,
        metadata=column(
            "回推增长率（只补首个有数年份之前）",
            "declared growth a year by which years before the first figure are filled; 0 is constant",
            unit="1/a",
            null="not declared: years without a figure stay not reported",
        ),
    )
    quality = dy.Enum(QUALITIES, metadata=_place("quality"))
    citation = dy.String(metadata=_place("citation"))
    note = dy.String(nullable=True, metadata=_place("note"))

    @dy.rule()
    def mass_or_state(cls) -> pl.Expr:
        """A mass, or the state that says why there is none."""
        return cls.mass_t.col.is_null() != cls.state.col.is_null()

    @dy.rule()
    def deposited_while_open(cls) -> pl.Expr:
        """A deposit lies between the first and the last year of depositing."""
        after = cls.year.col >= cls.opened.col
        return after & (cls.closed.col.is_null() | (cls.year.col <= cls.closed.col))


class GasRecovery(Contract):
    """Methane recovered at a landfill, metered; it is deducted in a row of its own."""

    region = dy.String(primary_key=True, metadata=_place("region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=_place("year"))
    site = dy.String(primary_key=True, metadata=column("填埋场", "landfill"))
    landfill = dy.Enum(LANDFILLS, primary_key=True, metadata=column("填埋场类型", "class of landfill"))
    recovered_ch4_t = _amount("回收甲烷", "methane recovered", "t", null="missing: see state")
    state = dy.Enum(STATES, nullable=True, metadata=_place("state"))
    use = dy.String(nullable=True, metadata=column("用途", "flare, power, heat", null="not told"))
    quality = dy.Enum(QUALITIES, metadata=_place("quality"))
    citation = dy.String(metadata=_place("citation"))
    note = dy.String(nullable=True, metadata=_place("note"))

    @dy.rule()
    def mass_or_state(cls) -> pl.Expr:
        """A mass, or the state that says why there is none."""
        return cls.recovered_ch4_t.col.is_null() != cls.state.col.is_null()


class TreatedWaste(Contract):
    """Waste composted, digested, incinerated or burned in the open in a year."""

    region = dy.String(primary_key=True, metadata=_place("region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=_place("year"))
    site = dy.String(primary_key=True, metadata=column("设施", "works"))
    treatment = dy.Enum(TREATMENTS, primary_key=True, metadata=column("处理方式", "treatment"))
    waste = dy.Enum(TREATED, primary_key=True, metadata=column("废弃物", "waste (material)"))
    technology = dy.String(
        primary_key=True, metadata=column("工艺（unstated：未说明）", "furnace or process; unstated")
    )
    mass_t = _amount("处理量（湿重）", "mass treated, wet", "t", null="missing: see state")
    state = dy.Enum(STATES, nullable=True, metadata=_place("state"))
    quality = dy.Enum(QUALITIES, metadata=_place("quality"))
    citation = dy.String(metadata=_place("citation"))
    note = dy.String(nullable=True, metadata=_place("note"))

    @dy.rule()
    def mass_or_state(cls) -> pl.Expr:
        """A mass, or the state that says why there is none."""
        return cls.mass_t.col.is_null() != cls.state.col.is_null()


class TreatmentPlant(Contract):
    """A wastewater plant's year: water, concentrations in and out, sludge, power, biogas, heat, sunlight."""

    region = dy.String(primary_key=True, metadata=_place("region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=_place("year"))
    plant = dy.String(primary_key=True, metadata=column("污水处理厂", "plant"))
    source = dy.Enum(["5D1", "5D2"], metadata=column("排放源", "5D1 domestic, 5D2 industrial"))
    process = dy.String(metadata=column("处理工艺", "process: ao, a2o, oxidation_ditch, sbr ... unstated"))
    flow_m3 = _amount("处理水量", "water treated", "m3")
    cod_in_mg_l = _amount("进水COD", "COD in", "mg/L")
    cod_out_mg_l = _amount("出水COD", "COD out", "mg/L")
    bod_in_mg_l = _amount("进水BOD5", "BOD5 in", "mg/L")
    bod_out_mg_l = _amount("出水BOD5", "BOD5 out", "mg/L")
    nh3n_in_mg_l = _amount("进水氨氮", "ammonia nitrogen in", "mg/L")
    nh3n_out_mg_l = _amount("出水氨氮", "ammonia nitrogen out", "mg/L")
    tn_in_mg_l = _amount("进水总氮", "nitrogen in", "mg/L")
    tn_out_mg_l = _amount("出水总氮", "nitrogen out", "mg/L")
    tp_in_mg_l = _amount("进水总磷", "phosphorus in", "mg/L")
    tp_out_mg_l = _amount("出水总磷", "phosphorus out", "mg/L")
    sludge_t = _amount("污泥产量（干重）", "sludge, dry", "t")
    electricity_mwh = _amount("用电量（含自发自用）", "electricity used, own power included", "MWh")
    pv_mwh = _amount("光伏自发自用电量（没有填0）", "own PV power used on site; 0 where there is none", "MWh")
    biogas_mwh = _amount("沼气自发自用电量（没有填0）", "own biogas power used; 0 where there is none", "MWh")
    biogas_m3 = _amount("沼气回收量（没有填0）", "biogas recovered at 0 C; 0 where there is none", "m3")
    biogas_methane_share = dy.Float64(
        nullable=True,
        min=0,
        max=1,
        metadata=column("沼气甲烷体积比", "methane in the biogas", unit="1", null=NOT_REPORTED),
    )
    heat_pump_gj = _amount("水源热泵供热量", "heat supplied by heat pumps", "GJ")
    quality = dy.Enum(QUALITIES, metadata=_place("quality"))
    citation = dy.String(metadata=_place("citation"))
    note = dy.String(nullable=True, metadata=_place("note"))

    @dy.rule()
    def own_power_is_used(cls) -> pl.Expr:
        """Own power used on site is not more than all power used."""
        own = cls.pv_mwh.col.fill_null(0) + cls.biogas_mwh.col.fill_null(0)
        return (own <= cls.electricity_mwh.col).fill_null(value=True)


class SewageSystem(Contract):
    """Residents whose wastewater reaches no plant, by what becomes of it."""

    region = dy.String(primary_key=True, metadata=_place("region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=_place("year"))
    area = dy.String(primary_key=True, metadata=column("区域", "area: town or countryside, by name"))
    system = dy.String(
        primary_key=True, metadata=column("污水去向", "septic_tank, untreated, lagoon_shallow ...")
    )
    persons = _amount("常住人口", "residents", "person")
    bod_g_per_person_day = _amount(
        "人均日排BOD", "BOD of a person and day", "g", null="not measured: the default of the guidelines"
    )
    protein_kg_per_person = _amount("人均年蛋白质摄入量", "protein eaten by a person in a year", "kg")
    quality = dy.Enum(QUALITIES, metadata=_place("quality"))
    citation = dy.String(metadata=_place("citation"))
    note = dy.String(nullable=True, metadata=_place("note"))


class Outfall(Contract):
    """What an enterprise or a town discharges: by measured concentration, else by a coefficient."""

    region = dy.String(primary_key=True, metadata=_place("region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=_place("year"))
    outfall = dy.String(primary_key=True, metadata=column("排放口或单位", "outfall or unit"))
    sector = dy.String(metadata=column("行业", "sector"))
    source = dy.String(metadata=column("排放源（NFR）", "source category (NFR)"))
    flow_m3 = _amount("废水排放量", "water discharged", "m3", null="not measured: by coefficient")
    cod_mg_l = _amount("排放COD浓度", "COD", "mg/L", null="not measured: by coefficient")
    nh3n_mg_l = _amount("排放氨氮浓度", "ammonia nitrogen", "mg/L", null="not measured: by coefficient")
    tn_mg_l = _amount("排放总氮浓度", "nitrogen", "mg/L", null="not measured: by coefficient")
    tp_mg_l = _amount("排放总磷浓度", "phosphorus", "mg/L", null="not measured: by coefficient")
    product = dy.String(
        nullable=True, metadata=column("产品或人口", "product or population (material)", null="not told")
    )
    output = _amount("产量或人口数", "output or population", "own unit")
    removal = dy.Float64(
        nullable=True,
        min=0,
        max=1,
        metadata=column("去除率", "share removed before the outfall", unit="1", null=NOT_REPORTED),
    )
    quality = dy.Enum(QUALITIES, metadata=_place("quality"))
    citation = dy.String(metadata=_place("citation"))
    note = dy.String(nullable=True, metadata=_place("note"))


class WasteFlow(Contract):
    """Where the solid waste of a unit went in a year; each tonne made or received goes somewhere."""

    region = dy.String(primary_key=True, metadata=_place("region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=_place("year"))
    unit_name = dy.String(primary_key=True, metadata=column("单位", "enterprise, works or town"))
    waste = dy.String(primary_key=True, metadata=column("固体废物", "waste (material)"))
    hazardous = dy.Bool(metadata=column("危险废物", "hazardous"))
    generated_t = _amount("产生量", "generated", "t")
    received_t = _amount("接收外单位量", "received from others", "t")
    from_store_t = _amount("利用处置往年贮存量", "taken out of store", "t")
    utilised_t = _amount("综合利用量", "utilised", "t")
    burned_t = _amount("焚烧量", "incinerated", "t")
    landfilled_t = _amount("填埋处置量", "landfilled", "t")
    dumped_t = _amount("倾倒丢弃量", "dumped", "t")
    stored_t = _amount("贮存量（当年新增）", "put into store", "t")
    sent_t = _amount("送外单位量", "sent to others", "t")
    quality = dy.Enum(QUALITIES, metadata=_place("quality"))
    citation = dy.String(metadata=_place("citation"))
    note = dy.String(nullable=True, metadata=_place("note"))
