"""Contracts of surface water: a section and its programme, a treatment plant's period."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["BODIES", "WaterPlant", "WaterSection"]

BODIES = ["river", "lake"]
NOT_TOLD = "not told"


class WaterSection(Contract):
    """A section of a river or a point of a lake: its water, its basin, its target, its programme."""

    sensitivity = Sensitivity.PUBLIC

    station = dy.String(primary_key=True, metadata=column("断面", "section"))
    water = dy.String(metadata=column("河流或湖库", "river or lake"))
    basin = dy.String(metadata=column("流域", "basin"))
    body = dy.Enum(BODIES, metadata=column("水体类型（river 河流，lake 湖库）", "river or lake"))
    target_class = dy.Int64(
        nullable=True, min=1, max=5, metadata=column("目标类别（1 至 5）", "target class", null="no target")
    )
    programme = dy.String(
        nullable=True,
        metadata=column(
            "监测方案的项目（以分号分隔）", "items of its programme, by semicolons", null="every judged item"
        ),
    )


def _amount(zh: str, en: str, unit: str) -> dy.Float64:
    return dy.Float64(nullable=True, min=0, metadata=column(zh, en, unit=unit, null=NOT_TOLD))


class WaterPlant(Contract):
    """A wastewater plant's period: water in, out and reused, concentrations, power, chemicals."""

    plant = dy.String(primary_key=True, metadata=column("污水处理厂", "plant"))
    period = dy.String(primary_key=True, metadata=column("时段，如 2024 或 2024-01", "period"))
    year = dy.Int64(min=1990, max=2200, metadata=column("年份", "year"))
    process = dy.String(metadata=column("处理工艺", "process, as ao, a2o, sbr, oxidation_ditch, aerobic"))
    region = dy.String(nullable=True, metadata=column("地区", "region", null="the province"))
    origin = dy.Enum(
        ["measured", "synthetic"],
        nullable=True,
        metadata=column("来源（measured 实测，synthetic 合成）", "measured or synthetic", null="measured"),
    )
    flow_m3 = _amount("处理水量", "water treated", "m3")
    reused_m3 = _amount("再生利用水量", "water reused", "m3")
    cod_in_mg_l = _amount("进水 COD", "COD in", "mg/L")
    cod_out_mg_l = _amount("出水 COD", "COD out", "mg/L")
    nh3n_in_mg_l = _amount("进水氨氮", "ammonia nitrogen in", "mg/L")
    nh3n_out_mg_l = _amount("出水氨氮", "ammonia nitrogen out", "mg/L")
    tn_in_mg_l = _amount("进水总氮", "nitrogen in", "mg/L")
    tn_out_mg_l = _amount("出水总氮", "nitrogen out", "mg/L")
    tp_in_mg_l = _amount("进水总磷", "phosphorus in", "mg/L")
    tp_out_mg_l = _amount("出水总磷", "phosphorus out", "mg/L")
    cod_in_sludge_t = _amount("随污泥去除的 COD", "COD that left with sludge", "t")
    electricity_mwh = _amount("外购电量", "electricity bought", "MWh")
    chemicals_t_co2e = _amount("药剂隐含排放（自报）", "emission behind chemicals, as declared", "t CO2e")
    methane_recovered_t = _amount("回收甲烷", "methane recovered", "t")

    @dy.rule()
    def reuses_what_it_treats(cls) -> pl.Expr:
        """No more water is reused than is treated."""
        return (pl.col("reused_m3") <= pl.col("flow_m3")).fill_null(value=True)
