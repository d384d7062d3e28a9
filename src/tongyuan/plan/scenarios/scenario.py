"""A scenario as a file: drivers by year, which activity follows which driver, what is taken up when.

The file is YAML; its schema is published as JSON schema by ``Scenario.model_json_schema()``.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from tongyuan.vocabulary.quality import Quality

__all__ = ["Adoption", "Driver", "Growth", "Scenario"]

Share = Annotated[float, Field(ge=0, le=1)]
Year = Annotated[int, Field(ge=1900, le=2200)]
Level = Annotated[float, Field(ge=0)]
#: Codes of regions are written as numbers, too.
Region = Annotated[str, BeforeValidator(str)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Driver(_Part):
    """Something that activity follows: output, GDP at constant prices, population, sown area."""

    name_zh: str = Field(description="名称 / name in Chinese")
    name_en: str = Field(description="英文名称 / name in English")
    unit: str = Field(description="单位；增加值须为不变价 / unit; value added at constant prices")
    series: str | None = Field(
        default=None,
        description="统计序列，取其已发布数值 / statistical series whose published figures serve",
    )
    read: Literal["level", "growth"] = Field(
        default="level",
        description="序列为水平值或年增长率（%）/ the series gives levels or yearly growth in %",
    )
    values: dict[Year, Level] = Field(
        default={},
        description="各年数值；两年之间按直线内插，不外推 / values; straight lines between, none beyond",
    )
    by_city: dict[Region, dict[Year, Level]] = Field(
        default={},
        description="各市自己的数值；没有写的市用全省数值 / values of cities; the others take the province's",
    )
    share_by_city: dict[Region, dict[Year, Share]] = Field(
        default={},
        description="各市占全省数值的份额 / what part of the province's value a city has",
    )
    quality: Quality = Field(description="数据质量 / quality")
    citation: str = Field(description="出处 / citation")

    def at(self, region: str) -> Self:
        """Give the driver as a region follows it: its own values or share; else the whole's, unchanged.

        Parameters
        ----------
        region
            Region code.

        Returns
        -------
        Driver
            With values of the region.

        Examples
        --------
        >>> gdp = Driver(name_zh="增加值", name_en="GDP", unit="1", values={2020: 1.0, 2030: 3.0},
        ...              by_city={"a": {2020: 2.0, 2030: 2.0}}, share_by_city={"b": {2020: 0.5, 2030: 0.4}},
        ...              quality="synthetic", citation="exercise")
        >>> [gdp.at(region).values[2030] for region in ("a", "b", "c")]
        [2.0, 1.2000000000000002, 3.0]
        """
        own = self.by_city.get(region)
        if own is None and region not in self.share_by_city:
            return self
        values = own if own is not None else self._shared(self.share_by_city[region])
        return self.model_copy(update={"values": values, "by_city": {}, "share_by_city": {}})

    def _shared(self, shares: dict[int, float]) -> dict[int, float]:
        """Multiply the whole's values by a share, in every year that either tells within both."""
        if not self.values:
            return {}
        first, last = max(min(shares), min(self.values)), min(max(shares), max(self.values))
        years = [year for year in sorted({*shares, *self.values}) if first <= year <= last]
        parts = [
            np.interp(years, sorted(held), [held[year] for year in sorted(held)])
            for held in (self.values, shares)
        ]
        return dict(zip(years, (parts[0] * parts[1]).tolist(), strict=True))

    @property
    def regions(self) -> list[str]:
        """Regions that have values of their own."""
        return sorted({*self.by_city, *self.share_by_city})


class Growth(_Part):
    """Which driver a part of the activity follows; the longest source prefix wins, then the fuel named."""

    source: str = Field(default="*", description="排放源（NFR前缀）/ source category or its prefix")
    fuel: str = Field(default="*", description="能源或物料 / fuel or material")
    driver: str = Field(description="驱动因素 / driver")
    elasticity: float = Field(default=1.0, description="弹性 / elasticity")
    yearly_change: float = Field(
        default=0.0,
        gt=-1,
        description="单位活动强度的年变化率 / change a year of activity per unit of driver",
    )


class Adoption(_Part):
    """A measure, or measures joined by +, taken up on a part of the activity: its share by year.

    Shares count what is added since the inventory: none in the base year, straight lines between the years
    told, none beyond the last. Shares of one activity add up to one at most; savings lessen the activity, and
    shares are of what is left of it.
    """

    measure: str = Field(description="措施编号 / measure")
    source: str = Field(default="*", description="排放源（NFR前缀）/ source category or its prefix")
    fuel: str = Field(default="*", description="能源或物料 / fuel or material")
    shares: dict[Year, Share] = Field(
        min_length=1,
        description=(
            "各年份额：基准年之后新增的部分，基准年为零，两年之间按直线内插，须填到最后一个规划年 / "
            "share by year: what is added since the base year, where it is zero; straight lines between, "
            "up to the last year of the plan"
        ),
    )


class Scenario(_Part):
    """How activity goes on from an inventory, and what is taken up."""

    scenario: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", description="编号 / id")
    name_zh: str = Field(description="名称 / name in Chinese")
    name_en: str = Field(description="英文名称 / name in English")
    base_year: Year = Field(description="清单年份 / year of the inventory")
    years: list[Year] = Field(min_length=1, description="规划年份 / years of the plan")
    drivers: dict[str, Driver] = Field(description="驱动因素 / drivers")
    growth: list[Growth] = Field(min_length=1, description="活动水平随何变化 / what activity follows")
    adoptions: list[Adoption] = Field(default=[], description="措施采用 / what is taken up")
    note: str | None = Field(default=None, description="说明 / note")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Ask for years in order after the base, and drivers that reach from the base to the end."""
        faults = [f"years: {self.years}: in order, after {self.base_year}"] * (
            self.years != sorted(set(self.years)) or self.years[0] <= self.base_year
        )
        faults += [
            f"growth: {rule.driver}: no such driver"
            for rule in self.growth
            if rule.driver not in self.drivers
        ]
        faults += [
            f"drivers.{name}.values: from {self.base_year} to {self.years[-1]}"
            for name, driver in self.drivers.items()
            if driver.series is None and not _reaches(driver, first=self.base_year, last=self.years[-1])
        ]
        for name, driver in self.drivers.items():
            faults += _city_faults(name, driver, first=self.base_year, last=self.years[-1])
        for number, adoption in enumerate(self.adoptions):
            if max(adoption.shares) < self.years[-1]:
                faults.append(f"adoptions.{number}.shares: up to {self.years[-1]}")
            if any(share for year, share in adoption.shares.items() if year <= self.base_year):
                faults.append(f"adoptions.{number}.shares: none up to {self.base_year}, which has its own")
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @property
    def regions(self) -> list[str]:
        """Regions for which a driver has values of their own."""
        return sorted({region for driver in self.drivers.values() for region in driver.regions})

    def at(self, region: str) -> Self:
        """Give the scenario as a region follows it.

        Parameters
        ----------
        region
            Region code.

        Returns
        -------
        Scenario
            Its drivers with the values of the region.
        """
        return self.model_copy(
            update={"drivers": {name: driver.at(region) for name, driver in self.drivers.items()}}
        )


def _city_faults(name: str, driver: Driver, *, first: int, last: int) -> list[str]:
    """Tell cities whose values end early, or which have both values and a share."""
    faults = [
        f"drivers.{name}.by_city.{region}: values or a share, not both"
        for region in sorted({*driver.by_city} & {*driver.share_by_city})
    ]
    for field, held in (("by_city", driver.by_city), ("share_by_city", driver.share_by_city)):
        faults += [
            f"drivers.{name}.{field}.{region}: from {first} to {last}"
            for region, values in held.items()
            if not (values and min(values) <= first and max(values) >= last)
        ]
    return faults


def _reaches(driver: Driver, *, first: int, last: int) -> bool:
    return bool(driver.values) and min(driver.values) <= first and max(driver.values) >= last
