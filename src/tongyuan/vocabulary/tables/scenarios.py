"""Contracts of scenarios: what would be emitted in years to come, and which measure takes away how much."""

from __future__ import annotations

import dataframely as dy

from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["ScenarioDriven", "ScenarioEmission", "ScenarioGrowth", "ScenarioStep", "ScenarioWedge"]

NOT_KNOWN = "nothing of it is known: see state"


def _scenario() -> dy.String:
    return dy.String(primary_key=True, metadata=column("情景", "scenario"))


def _activity() -> dy.String:
    return dy.String(primary_key=True, metadata=column("活动", "activity of the inventory"))


def _region() -> dy.String:
    return dy.String(primary_key=True, metadata=column("地区", "region"))


def _source() -> dy.String:
    return dy.String(primary_key=True, metadata=column("排放源（NFR）", "source category (NFR)"))


def _species() -> dy.String:
    return dy.String(primary_key=True, metadata=column("物种", "species"))


def _year() -> dy.Int32:
    return dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))


class ScenarioEmission(Contract):
    """Emission of a source in a year of a scenario, beside what it would be if nothing were taken up."""

    scenario = _scenario()
    region = _region()
    source = _source()
    species = _species()
    year = _year()
    mass_t = dy.Float64(
        nullable=True, metadata=column("情景排放", "emission of the scenario", unit="t", null=NOT_KNOWN)
    )
    baseline_t = dy.Float64(
        nullable=True, metadata=column("不采用措施", "without measures", unit="t", null=NOT_KNOWN)
    )
    state = dy.String(
        nullable=True,
        metadata=column("清单中缺的部分", "what the inventory lacks of it", null="nothing is lacking"),
    )


class ScenarioGrowth(Contract):
    """How far an activity has grown at a place: activity over that of the inventory, and what it follows."""

    scenario = _scenario()
    activity = _activity()
    region = _region()
    year = _year()
    growth = dy.Float64(
        min=0, metadata=column("活动水平与清单之比", "activity over the inventory's", unit="1")
    )
    share = dy.Float64(metadata=column("占全省活动的份额", "part of the province's activity", unit="1"))
    driver = dy.String(metadata=column("驱动因素", "driver"))


class ScenarioStep(Contract):
    """What one adoption changes of one activity at one place, and how much of it there is."""

    scenario = _scenario()
    rank = dy.Int32(primary_key=True, min=1, metadata=column("次序", "place in the stated order"))
    measure = dy.String(metadata=column("措施", "measure, or measures joined by +"))
    activity = _activity()
    region = _region()
    source = _source()
    species = _species()
    year = _year()
    quantity = dy.Float64(metadata=column("基准年活动水平", "activity of the inventory"))
    level = dy.Float64(metadata=column("活动水平", "activity that has grown"))
    share = dy.Float64(min=0, max=1, metadata=column("采用份额", "share taken up", unit="1"))
    saved = dy.Float64(metadata=column("节约的部分", "part that is needless where taken up", unit="1"))
    base_t = dy.Float64(metadata=column("原排放因子", "factor of the inventory"))
    change_t = dy.Float64(metadata=column("因子变化", "change of the factor"))


class ScenarioWedge(Contract):
    """What one adoption takes away of a source's emission, behind those stated before it."""

    scenario = _scenario()
    rank = dy.Int32(primary_key=True, min=1, metadata=column("次序", "place in the stated order"))
    measure = dy.String(metadata=column("措施", "measure, or measures joined by +"))
    region = _region()
    source = _source()
    species = _species()
    year = _year()
    avoided_t = dy.Float64(metadata=column("减排量", "taken away", unit="t", sign="what it adds is negative"))


class ScenarioDriven(Contract):
    """Emission without measures by what its activity follows."""

    scenario = _scenario()
    region = _region()
    driver = dy.String(primary_key=True, metadata=column("驱动因素", "driver"))
    source = _source()
    species = _species()
    year = _year()
    baseline_t = dy.Float64(metadata=column("不采用措施", "without measures", unit="t"))
