"""A co-control problem as a file: a scenario, what is asked beside the policy, and how money is counted."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from tongyuan.plan.measures.stated_prices import EnergyPrice
from tongyuan.plan.scenarios.scenario import Scenario, Year

__all__ = [
    "CO2E",
    "AskedBurden",
    "AskedConcentration",
    "AskedLimit",
    "AskedProject",
    "CocontrolProblem",
]

#: All greenhouse gases by a named set of warming potentials.
CO2E = "CO2e"


def _as_weights(told: Any) -> Any:
    """Read one species by its name alone as that species with weight one."""
    return {told: 1.0} if isinstance(told, str) else told


Weights = Annotated[
    dict[str, float],
    BeforeValidator(_as_weights),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {"type": "object", "additionalProperties": {"type": "number"}, "minProperties": 1},
            ]
        }
    ),
]
Share = Annotated[float, Field(ge=0, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AskedLimit(_Part):
    """A cap that the user states beside the policy: a bound in t, or a fall against a year."""

    limit: str = Field(description="约束编号 / id")
    name_zh: str = Field(description="名称 / name in Chinese")
    name_en: str = Field(description="英文名称 / name in English")
    year: Year = Field(description="年份 / year")
    species: Weights = Field(
        min_length=1,
        description="物种，或物种及权重；CO2e 须另写 gwp / a species, or species and weights; CO2e needs gwp",
    )
    regions: list[str] = Field(
        default=[],
        description="地区：市、文件中的组或全省，缺省为全省 / cities, groups of this file, the province; "
        "the whole by default",
    )
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


class AskedConcentration(_Part):
    """A cap on a city's yearly mean, through the matrix of a kept response of the air."""

    limit: str = Field(description="约束编号 / id")
    name_zh: str = Field(description="名称 / name in Chinese")
    name_en: str = Field(description="英文名称 / name in English")
    year: Year = Field(description="年份 / year")
    city: str = Field(description="城市代码 / city")
    pollutant: str = Field(default="PM2.5", description="污染物 / pollutant")
    at_most_ugm3: float = Field(gt=0, description="限值（微克/立方米）/ most that it may be [ug/m3]")
    observed_ugm3: float | None = Field(
        default=None,
        gt=0,
        description="基准年观测值：以它为起点线性推算 / observed in the base year: linear about it [ug/m3]",
    )
    background_ugm3: float | None = Field(
        default=None,
        ge=0,
        description="本底值：其余由矩阵乘排放 / background; the rest is the matrix times emission [ug/m3]",
    )
    citation: str = Field(min_length=1, description="观测值或本底值的出处 / whence the level is")

    @model_validator(mode="after")
    def _one_level(self) -> Self:
        if (self.observed_ugm3 is None) == (self.background_ugm3 is None):
            raise ValueError("observed_ugm3 or background_ugm3: one of them / 二者填一")
        return self


class AskedBurden(_Part):
    """Bounds on a city's part of the whole cost, or of the whole reduction."""

    limit: str = Field(description="约束编号 / id")
    name_zh: str = Field(description="名称 / name in Chinese")
    name_en: str = Field(description="英文名称 / name in English")
    year: Year = Field(description="年份 / year")
    city: str = Field(description="城市代码 / city")
    of: Literal["cost", "reduction"] = Field(
        description="成本或减排量 / of the cost or of the reduction that the plan brings"
    )
    species: Weights = Field(default={}, description="减排量的物种 / species of the reduction")
    at_least: Share | None = Field(default=None, description="最低份额 / least share")
    at_most: Share | None = Field(default=None, description="最高份额 / highest share")

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise ValueError("at_least or at_most / 至少填一项")
        if (self.of == "reduction") != bool(self.species):
            raise ValueError("species goes with reduction / 减排量须写物种，成本不写")
        return self


class AskedProject(_Part):
    """An indivisible project: what it costs and changes in each year of the plan from its first on."""

    project: str = Field(description="项目编号 / id")
    first_year: Year = Field(description="投产年份 / first year")
    yearly_cost_cny: float = Field(description="年成本（元）/ cost a year [CNY]")
    change_t: dict[str, float] = Field(description="各物种排放变化（t/年）/ change of emission a year [t]")
    region: str | None = Field(
        default=None, description="所在市，缺省为全省 / city in which it stands; the province by default"
    )
    release: Literal["surface", "medium", "tall"] | None = Field(
        default=None,
        description="排放高度，有浓度约束时填 / height of release, where concentrations are bounded",
    )


class CocontrolProblem(_Part):
    """What is to be solved."""

    scenario: Scenario = Field(description="情景 / scenario")
    policy: bool = Field(default=True, description="以政策目标为约束 / the policy's targets are constraints")
    aspirations: bool = Field(default=False, description="力争类目标也作约束 / aspirations too")
    without: list[str] = Field(default=[], description="不采用的目标 / targets left out, by id")
    by: Literal["province", "city"] = Field(
        default="province", description="按全省或分市求解 / of the province, or city by city"
    )
    cities: str | None = Field(
        default=None,
        description="分市清单运行编号，缺省为该清单最近一次 / run of the cities; the latest of the inventory",
    )
    groups: dict[str, list[str]] = Field(
        default={}, description="地区组：名称及其城市 / groups of cities, by name"
    )
    gwp: Literal["SAR", "AR4", "AR5", "AR6"] | None = Field(
        default=None, description="CO2e 用的 GWP 集 / set of warming potentials for CO2e (100 years)"
    )
    limits: list[AskedLimit] = Field(default=[], description="其他约束 / further limits")
    air: str | None = Field(
        default=None,
        description="空气质量响应运行编号，缺省为最近一次 / run of the response of the air; the latest",
    )
    concentrations: list[AskedConcentration] = Field(
        default=[], description="浓度约束（分市）/ caps on concentrations, city by city"
    )
    burdens: list[AskedBurden] = Field(
        default=[], description="各市负担约束（分市）/ bounds on what a city bears"
    )
    bounds: dict[str, float] = Field(
        default={},
        description="另设限值：约束编号:年份 及其限值（按该约束的单位），可严可宽 / "
        "bounds moved: id:year of a limit and its bound in the limit's own unit, stricter or looser",
    )
    projects: list[AskedProject] = Field(default=[], description="整体项目 / indivisible projects")
    most_shares: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(
        default={}, description="措施的最高应用比例 / highest share of each measure"
    )
    social_rate: float | None = Field(default=None, ge=0, lt=1, description="社会折现率 / social rate")
    price_year: Year | None = Field(default=None, description="价格年份 / price year")

    hours: dict[str, Annotated[float, Field(gt=0, le=8784)]] = Field(
        default={},
        description="措施的年利用小时，缺小时数的投资由此折到单位 / "
        "hours a year of measures: an investment that lacks them is spread by these",
    )
    prices: list[EnergyPrice] = Field(
        default=[], description="能源价格：计入成本 / prices of energy, which then count in the cost"
    )
    energy_in_cost: dict[str, bool] = Field(
        default={},
        description="各措施的成本是否已含能源费，出处没有说明时填 / "
        "whether energy is in the cost of a measure",
    )
    energy_unsettled: Literal["leave_out", "keep"] | None = Field(
        default=None,
        description="能源费不齐的措施：不采用，或不计能源费照用；有价格时须填 / "
        "measures whose energy is not wholly priced: left out, or kept without it; "
        "needed where there are prices",
    )

    def cities_of(self, names: list[str]) -> list[str]:
        """Take groups apart into their cities; each once, in order."""
        flat = [city for name in names for city in self.groups.get(name, [name])]
        return list(dict.fromkeys(flat))
