"""The library of measures as a workspace sees it, and what its costs and potentials are computed with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan import reference
from tongyuan.accounting.controls import removal
from tongyuan.plan import measures
from tongyuan.plan.measures.catalogue import OWN
from tongyuan.plan.measures.costing import ORIGINS
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.inventory_runs import Compiled
from tongyuan.vocabulary import species
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import MeasureOwn

if TYPE_CHECKING:
    import dataframely as dy

    from tongyuan.workspace.workspace import Workspace

__all__ = [
    "DATASET",
    "PRICE_YEAR",
    "Costing",
    "bindings_of",
    "costing_of",
    "level",
    "own_of",
    "rates_of",
    "setting_of",
]

DATASET = "measure_own"
PRICE_YEAR = 2020
CHINA = (OWN, "China")


@dataclass(frozen=True, slots=True, eq=False)
class Costing:
    """A library with its costs at one price year and two rates of discount."""

    catalogue: measures.Library
    prices: measures.Prices
    rates: measures.Rates
    origins: tuple[str, ...]
    costs: pl.DataFrame
    states: pl.DataFrame

    def meta(self) -> dict[str, Any]:
        """Say at which prices and rates the costs stand."""
        return {
            "price_year": self.prices.year,
            "currency": "CNY",
            "social_rate": self.rates.social,
            "private_rate": self.rates.private,
            "origins": list(self.origins),
        }


def own_of(workspace: Workspace) -> dy.DataFrame[MeasureOwn]:
    """Return the figures of measures that the workspace states itself; none where nobody stated any.

    Parameters
    ----------
    workspace
        The workspace.

    Returns
    -------
    dy.DataFrame[MeasureOwn]
        Own figures.
    """
    try:
        return MeasureOwn.cast(workspace.dataset_frame(DATASET))
    except NotFoundError:
        return MeasureOwn.create_empty()


def level(workspace: Workspace) -> dict[str, str]:
    """Say how guarded an answer is: the packaged library is public, own figures are internal."""
    own = own_of(workspace).height > 0
    return {"sensitivity": (Sensitivity.INTERNAL if own else Sensitivity.PUBLIC).value}


def bindings_of(workspace: Workspace) -> pl.DataFrame:
    """Join the articles and targets that ask for each measure.

    Parameters
    ----------
    workspace
        The workspace, whose policy says which article asks for which measure.

    Returns
    -------
    pl.DataFrame
        ``measure``, ``articles``, ``targets``, ``words_zh``.
    """
    rows = jurisdiction(workspace).frame("measure_bindings").sort("measure", "article")
    return rows.group_by("measure", maintain_order=True).agg(
        articles=pl.col("article").cast(pl.String).str.join(" "),
        targets=pl.col("targets").drop_nulls().first(),
        words_zh=pl.col("words_zh").drop_nulls().first(),
    )


def costing_of(
    workspace: Workspace,
    *,
    price_year: int = PRICE_YEAR,
    social_rate: float | None = None,
    private_rate: float | None = None,
    origins: Sequence[str] | None = None,
    hours: Mapping[str, float] | None = None,
) -> Costing:
    """Cost the library: packaged figures under the workspace's own.

    Parameters
    ----------
    workspace
        The workspace.
    price_year
        Price year of every cost.
    social_rate, private_rate
        Rates of discount [1 a year]; those of the table where they are not given.
    origins
        Origins that may be used, in order; all where it is not given.
    hours
        Hours a year of measures, as asked for here alone: they come before the workspace's own.

    Returns
    -------
    Costing
        The library with its costs.

    Raises
    ------
    InputError
        If the tables do not hold the price year, or a rate is out of reason.
    """
    rates = rates_of(social_rate, private_rate)
    packaged = measures.Library.of(reference.measure_tables())
    library = measures.with_hours(measures.with_own(packaged, own_of(workspace)), hours or {})
    prices = measures.Prices(price_year, reference.exchange_rates(), reference.price_growth())
    allowed = tuple(origins or ORIGINS)
    asked: dict[str, Any] = {"prices": prices, "rates": rates, "origins": allowed}
    return Costing(
        catalogue=library,
        prices=prices,
        rates=rates,
        origins=allowed,
        costs=measures.unit_costs(library, **asked),
        states=measures.cost_states(library, **asked),
    )


def rates_of(social_rate: float | None, private_rate: float | None) -> measures.Rates:
    """Return the rates of discount: as given, else those of the table.

    Parameters
    ----------
    social_rate, private_rate
        Rates [1 a year]; None for those of the table.

    Returns
    -------
    Rates
        Both.

    Raises
    ------
    InputError
        If a rate is below 0, or not below 1.
    """
    known = dict(reference.discount_rates().select("rate", "value").iter_rows())
    return measures.Rates(
        social=_rate("social_rate", social_rate, known["social"]),
        private=_rate("private_rate", private_rate, known["private"]),
    )


def _rate(name: str, given: float | None, default: float) -> float:
    if given is None:
        return default
    if not 0 <= given < 1:
        values = {"name": name, "got": given, "expected": "0 … 1"}
        raise InputError(Problem("service.argument", values))
    return given


def setting_of(found: Compiled, *, grid_factor: float | None) -> tuple[measures.Setting, dict[str, Any]]:
    """Gather what computing needs beside an inventory: heats, controls, what power and limestone bring.

    Parameters
    ----------
    found
        The inventory.
    grid_factor
        CO2 of power [t/MWh]; that of the inventory's own purchases where it is not given.

    Returns
    -------
    tuple
        The setting, and what it says of itself: ``grid_factor`` [t/MWh] (None: not known) and where it is
        from.
    """
    factors = found.require_input("factor").filter(pl.col("family").is_in([*found.family.split("+"), "*"]))
    general = factors.filter((pl.col("technology") == "*") & pl.col("region").is_in(["*", found.region]))
    heats = general.filter(parameter="ncv_gj_per_unit").unique("fuel", keep="first", maintain_order=True)
    lime = general.filter(method="production.mass", fuel="limestone_flux", species="CO2")
    power, origin = (grid_factor, OWN) if grid_factor is not None else _bought(found)
    carriers = [("limestone", "CO2", value) for value in lime["value"].head(1)]
    carriers += [] if power is None else [("electricity", "CO2", power)]
    activity = found.require_input("activity")
    existing = removal(activity, controls=found.require_input("control"), species=species.inventoried())
    setting = measures.Setting(
        calorific=heats.select("fuel", gj_per_unit="value"),
        existing=existing.select("region", "year", "source", "fuel", "species", "removal"),
        carriers=pl.DataFrame(
            carriers,
            schema={"carrier": pl.String, "species": pl.String, "factor_t": pl.Float64},
            orient="row",
        ),
    )
    return setting, {"grid_factor": power, "grid_factor_origin": origin}


def _bought(found: Compiled) -> tuple[float | None, str]:
    """Give what the inventory's own purchases of power emit [t/MWh]."""
    key = ["region", "year", "sector", "source", "fuel", "technology"]
    bought = (
        found.require_input("activity")
        .filter(pl.col("activity").cast(pl.String) == "purchased_electricity")
        .select(*key, "quantity")
        .join(found.emission.filter(species="CO2").select(*key, "mass_t"), on=key)
        .drop_nulls()
    )
    amount = bought["quantity"].sum()
    if not amount:
        return None, "not_known"
    return float(bought["mass_t"].sum()) / float(amount), "inventory"
