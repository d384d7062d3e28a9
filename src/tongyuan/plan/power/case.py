"""A power system as tables: units, hours with their weights, and what must hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables import PowerUnit

__all__ = ["HOURS_A_WEEK", "HOURS_A_YEAR", "PowerCase", "PowerLimit"]

HOURS_A_YEAR = 8760
HOURS_A_WEEK = 168
#: Carriers whose hours follow a profile in every case.
VARIABLE = ("wind_onshore", "wind_offshore", "solar")

Form = Literal["capacity_floor", "capacity_share", "generation_share", "co2_cap", "curtailment"]
UNITS: dict[str, str] = {
    "capacity_floor": "MW",
    "capacity_share": "1",
    "generation_share": "1",
    "co2_cap": "t",
    "curtailment": "1",
}


@dataclass(frozen=True, slots=True)
class PowerLimit:
    """A bound on the system: of a policy's target, or asked for by the user.

    Parameters
    ----------
    limit
        Id.
    name_zh, name_en
        Name.
    form
        ``capacity_floor`` [MW], ``capacity_share`` and ``generation_share`` at least [1], ``co2_cap`` at most
        [t], ``curtailment`` at most [share of what wind and sun would give].
    bound
        The bound [MW, 1 or t].
    carriers
        Carriers that count.
    whole
        Carriers of the whole of which they are a share.
    target, article
        Target of a policy and its article.
    """

    limit: str
    name_zh: str
    name_en: str
    form: Form
    bound: float
    carriers: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    target: str | None = None
    article: str | None = None

    @property
    def unit(self) -> str:
        """Unit of the bound."""
        return UNITS[self.form]

    @property
    def floor(self) -> bool:
        """Whether more keeps it."""
        return self.form in ("capacity_floor", "capacity_share", "generation_share")


@dataclass(frozen=True)
class PowerCase:
    """A system of one node.

    Parameters
    ----------
    region, year
        What is dispatched.
    units
        Contract ``PowerUnit``.
    hours
        ``hour``, ``block`` (hours of one block follow each other; storage ends a block as full as it began),
        ``hours_stood_for``, ``load`` and ``heat`` [MW], and a column of shares of capacity for each profile.
    limits
        What must hold.
    rate
        Rate of discount of investment [1 a year].
    co2_price
        Price of CO2 [CNY/t].
    unserved_cost
        What demand that is not met costs [CNY/MWh]; None where all demand must be met.

    Raises
    ------
    InputError
        With every problem at once, if units, hours and limits do not fit together.
    """

    region: str
    year: int
    units: dy.DataFrame[PowerUnit]
    hours: pl.DataFrame
    limits: tuple[PowerLimit, ...] = field(default=())
    rate: float = 0.08
    co2_price: float = 0.0
    unserved_cost: float | None = None

    def __post_init__(self) -> None:
        problems = [*_faults(self.units), *self._unfit()]
        if problems:
            raise InputError(problems)

    def with_limits(self, limits: Iterable[PowerLimit]) -> PowerCase:
        """Give the same system under other limits."""
        return replace(self, limits=tuple(limits))

    def of_carriers(self, carriers: Iterable[str]) -> list[str]:
        """List the units of some carriers."""
        return self.units.filter(pl.col("carrier").is_in(list(carriers)))["unit"].to_list()

    def _unfit(self) -> Iterator[Problem]:
        if self.hours.is_empty() or self.units.is_empty():
            yield Problem("power.empty", {"region": self.region, "year": self.year})
            return
        carriers = set(self.units["carrier"])
        lacking = [one for one in VARIABLE if one in carriers and one not in self.hours.columns]
        if lacking:
            yield Problem("power.no_profile", {"got": "、".join(lacking), "year": self.year})
        if self.hours["heat"].sum() > 0 and self.units.filter(_makes_heat()).is_empty():
            yield Problem("power.no_heat_source", {"year": self.year})
        capped = self.co2_price > 0 or any(limit.form == "co2_cap" for limit in self.limits)
        unknown = self.units.filter(pl.col("co2_t_mwh").is_null(), pl.col("carrier") != "storage")
        if capped and unknown.height:
            yield Problem("power.no_factor", {"got": "、".join(unknown["unit"])})


def _makes_heat() -> pl.Expr:
    return pl.col("chp").is_not_null() | (pl.col("carrier") == "boiler")


def _faults(units: pl.DataFrame) -> Iterator[Problem]:
    """Find units that lack what their kind needs."""
    grows = pl.col("max_capacity_mw").is_not_null()
    storage = pl.col("carrier") == "storage"
    heat = pl.col("chp").is_not_null()
    rules = {
        "efficiency, storage_hours": storage
        & (pl.col("efficiency").fill_null(0) * pl.col("storage_hours").fill_null(0) <= 0),
        "capex_cny_kw, life_years": grows
        & (pl.col("capex_cny_kw").is_null() | pl.col("life_years").is_null()),
        "max_capacity_mw": grows & (pl.col("max_capacity_mw") < pl.col("capacity_mw")),
        "heat_mw, power_to_heat": heat & (pl.col("heat_mw").is_null() | pl.col("power_to_heat").is_null()),
        "power_loss": (pl.col("chp") == "back_pressure") & (pl.col("power_loss").fill_null(0) > 0),
        "max_capacity_mw, chp": heat & grows,
        "export_cny_mwh": (pl.col("export_mw").fill_null(0) > 0)
        & (pl.col("export_cny_mwh").is_null() | (pl.col("export_cny_mwh") > pl.col("variable_cny_mwh"))),
    }
    for columns, wrong in rules.items():
        for unit in units.filter(wrong.fill_null(False))["unit"]:
            yield Problem("power.unit", {"unit": unit, "got": columns})
