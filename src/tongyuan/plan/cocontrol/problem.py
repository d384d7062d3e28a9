"""A co-control problem as a file: a scenario, what is asked beside the policy, and how money is counted."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tongyuan.plan.scenarios.scenario import Scenario, Year

__all__ = ["AskedLimit", "AskedProject", "CocontrolProblem"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AskedLimit(_Part):
    """A cap that the user states beside the policy: a bound in t, or a fall against a year."""

    limit: str = Field(description="约束编号 / id")
    name_zh: str = Field(description="名称 / name in Chinese")
    name_en: str = Field(description="英文名称 / name in English")
    year: Year = Field(description="年份 / year")
    species: dict[str, float] = Field(min_length=1, description="物种及权重 / species and their weights")
    at_most_t: float | None = Field(default=None, description="上限（t）/ most that may be emitted [t]")
    fall: Annotated[float, Field(lt=1)] | None = Field(
        default=None, description="较某年下降的比例 / fall against a year, 0.1 for 10 %"
    )
    against: Year | None = Field(default=None, description="对比年份 / the year it falls against")

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.at_most_t is None) == (self.fall is None):
            raise ValueError("at_most_t or fall: one of them / 二者填一")
        if (self.fall is None) != (self.against is None):
            raise ValueError("fall and against: both or neither / 须同时填写")
        return self


class AskedProject(_Part):
    """An indivisible project: what it costs and changes in each year of the plan from its first on."""

    project: str = Field(description="项目编号 / id")
    first_year: Year = Field(description="投产年份 / first year")
    yearly_cost_cny: float = Field(description="年成本（元）/ cost a year [CNY]")
    change_t: dict[str, float] = Field(description="各物种排放变化（t/年）/ change of emission a year [t]")


class CocontrolProblem(_Part):
    """What is to be solved."""

    scenario: Scenario = Field(description="情景 / scenario")
    policy: bool = Field(default=True, description="以政策目标为约束 / the policy's targets are constraints")
    aspirations: bool = Field(default=False, description="力争类目标也作约束 / aspirations too")
    without: list[str] = Field(default=[], description="不采用的目标 / targets left out, by id")
    limits: list[AskedLimit] = Field(default=[], description="其他约束 / further limits")
    projects: list[AskedProject] = Field(default=[], description="整体项目 / indivisible projects")
    most_shares: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(
        default={}, description="措施的最高应用比例 / highest share of each measure"
    )
    social_rate: float | None = Field(default=None, ge=0, lt=1, description="社会折现率 / social rate")
    price_year: Year | None = Field(default=None, description="价格年份 / price year")
