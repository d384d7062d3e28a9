"""A study of the power system as a file: which year, how load grows, what is asked beside the policy.

The file is YAML; its schema is published as JSON schema by ``PowerStudy.model_json_schema()``.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tongyuan.plan.power.case import HOURS_A_WEEK, HOURS_A_YEAR
from tongyuan.plan.power.shapes import InventedHours

__all__ = ["ChosenWeek", "PowerStudy", "UnitChange"]

Year = Annotated[int, Field(ge=1900, le=2200)]
NotNegative = Annotated[float, Field(ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ChosenWeek(_Part):
    """A week that stands for others."""

    week: int = Field(
        ge=1, le=52, description="第几周（自1月1日起每168小时）/ week, of 168 hours from January 1"
    )
    weeks: float = Field(gt=0, description="代表的周数 / weeks it stands for")


class UnitChange(_Part):
    """What a study changes of a unit of the records."""

    capacity_mw: NotNegative | None = Field(default=None, description="现有容量 / capacity that stands [MW]")
    max_capacity_mw: NotNegative | None = Field(
        default=None, description="最大可建容量 / most it may grow to [MW]"
    )
    min_output: Annotated[float, Field(ge=0, le=1)] | None = Field(
        default=None, description="最小出力 / least output [share]"
    )
    variable_cny_mwh: NotNegative | None = Field(
        default=None, description="变动成本 / variable cost [CNY/MWh]"
    )


class PowerStudy(_Part):
    """What is to be dispatched, and under what."""

    study: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", description="编号 / id")
    name_zh: str = Field(description="名称 / name in Chinese")
    name_en: str = Field(description="英文名称 / name in English")
    year: Year = Field(description="研究年份（政策目标按此年取）/ year studied; targets of this year bind")
    units_year: Year | None = Field(
        default=None, description="机组记录年份，缺省为研究年份 / year of the records of units"
    )
    profile_year: Year | None = Field(
        default=None, description="曲线年份，缺省为机组年份 / year of the profiles; that of the units"
    )
    load_twh: Annotated[float, Field(gt=0)] | None = Field(
        default=None,
        description="全年用电量（太瓦时），负荷曲线按此放缩 / demand of the year [TWh]; scales the load",
    )
    invented: InventedHours | None = Field(
        default=None,
        description="没有逐时数据时用合成曲线，结果处处标明 / invented hours, labelled so, where none ",
    )
    weather: str | None = Field(
        default=None,
        description="由气象推算的曲线（weather derive 的名称或运行编号），取代同名曲线 / "
        "profiles from weather, by name or run id, in place of those of the same kind",
    )
    representative_weeks: Annotated[int, Field(ge=1, le=52)] | None = Field(
        default=None, description="均匀抽取的代表周数，缺省为全年逐时 / weeks spread over the year; all hours"
    )
    weeks: list[ChosenWeek] = Field(default=[], description="自选代表周 / weeks chosen by hand")
    changes: dict[str, UnitChange] = Field(default={}, description="对机组的改动 / changes of units, by id")
    discount_rate: Annotated[float, Field(ge=0, lt=1)] | None = Field(
        default=None, description="折现率，缺省为社会折现率 / rate of discount; the social rate by default"
    )
    co2_price: NotNegative = Field(default=0.0, description="碳价（元/吨）/ price of CO2 [CNY/t]")
    co2_cap_t: NotNegative | None = Field(default=None, description="二氧化碳上限（吨）/ most CO2 [t]")
    curtailment: Annotated[float, Field(ge=0, le=1)] | None = Field(
        default=None, description="弃风弃光率上限 / most that wind and sun may be curtailed [share]"
    )
    unserved_cost: NotNegative | None = Field(
        default=None,
        description="失负荷成本（元/MWh），缺省为必须满足 / cost of demand not met; else all is met",
    )
    assumed: list[str] = Field(
        default=[], description="凭假定的数据与未计入的部分，原样显示 / what is assumed or left out, as told"
    )
    policy: bool = Field(default=True, description="以政策目标为约束 / the policy's targets are constraints")
    aspirations: bool = Field(default=False, description="力争类目标也作约束 / aspirations too")
    without: list[str] = Field(default=[], description="不采用的目标 / targets left out, by id")

    @model_validator(mode="after")
    def _one_choice_of_weeks(self) -> Self:
        """Ask for weeks once that stand for a year, and for what invented hours are scaled to."""
        if self.invented is not None and self.load_twh is None:
            raise ValueError("invented: load_twh / 合成曲线须填 load_twh")
        if self.weeks and self.representative_weeks:
            raise ValueError("weeks or representative_weeks: one of them / 二者填一")
        named = [one.week for one in self.weeks]
        if len(set(named)) != len(named):
            raise ValueError("weeks: each once / 不得重复")
        hours = sum(one.weeks for one in self.weeks) * HOURS_A_WEEK
        if self.weeks and abs(hours - HOURS_A_YEAR) > 2 * HOURS_A_WEEK:
            raise ValueError(f"weeks: {hours / HOURS_A_WEEK:g}; 52.14")
        return self
