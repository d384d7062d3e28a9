"""What a kept co-control plan gives each city: its emissions at least cost, and what its last tonne costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.services.plan.cocontrol_runs import CocontrolRun, cocontrol_run
from tongyuan.vocabulary.problems import InputError, Problem

if TYPE_CHECKING:
    from tongyuan.deploy.decomposition import Decomposition
    from tongyuan.workspace.workspace import Workspace

__all__ = ["Optimum", "optimum_of"]

TONNES = "t"
#: Prices that differ by less are one: a solver's tolerance [1].
NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Optimum:
    """The least-cost plan of the cities that take part.

    Parameters
    ----------
    run
        The plan.
    emitted
        Emission by city [t].
    prices
        What the next tonne less would cost, by city: duals of the limits on emissions, times what each counts
        of the city [CNY per t, yuan of the year].
    elsewhere_t
        Emission in no city that takes part [t]: it stands in no budget.
    """

    run: str
    emitted: dict[str, float]
    prices: dict[str, float]
    elsewhere_t: float

    def told(self) -> dict[str, Any]:
        """Say of the whole what a run of the decomposition keeps of it."""
        least, most = min(self.prices.values()), max(self.prices.values())
        return {
            "run": self.run,
            "emitted_t": sum(self.emitted.values()),
            "elsewhere_t": self.elsewhere_t,
            "price_least_cny_per_t": least,
            "price_most_cny_per_t": most,
            "one_price": most - least <= NEAR * max(1.0, abs(most)),
        }


def optimum_of(workspace: Workspace, asked: Decomposition, *, regions: Sequence[str]) -> Optimum | None:
    """Read what each city emits under the kept plan that a decomposition names.

    Parameters
    ----------
    workspace
        The workspace.
    asked
        The decomposition.
    regions
        The cities that take part.

    Returns
    -------
    Optimum or None
        None where no plan is named.

    Raises
    ------
    InputError
        If the plan is of the province alone, keeps not every limit, or lacks a city, the species or the year;
        or if the target is not in tonnes.
    """
    if asked.cocontrol is None:
        return None
    kept = cocontrol_run(workspace, run=asked.cocontrol)
    told = {"field": "cocontrol", "got": kept.run.id, "species": asked.indicator, "year": asked.year}
    for code, wrong in (
        ("decomposition.optimum_unit", asked.unit != TONNES),
        ("decomposition.optimum_infeasible", not kept.feasible),
        ("decomposition.optimum_province", kept.meta()["by"] != "city"),
    ):
        if wrong:
            raise InputError(Problem(code, told | {"unit": asked.unit}))
    planned = kept.table("planned_emission").filter(
        pl.col("species").cast(pl.String) == asked.indicator, pl.col("year") == asked.year
    )
    emitted = {str(region): float(mass) for region, mass in planned.select("region", "mass_t").iter_rows()}
    if not emitted:
        raise InputError(Problem("decomposition.no_optimum", told))
    absent = [region for region in regions if region not in emitted]
    if absent:
        raise InputError(
            [Problem("decomposition.optimum_gap", told | {"region": region}) for region in absent]
        )
    inside = {region: emitted[region] for region in regions}
    elsewhere = sum(mass for region, mass in emitted.items() if region not in inside)
    return Optimum(kept.run.id, inside, _prices(workspace, kept, asked, regions), elsewhere)


def _prices(
    workspace: Workspace, kept: CocontrolRun, asked: Decomposition, regions: Sequence[str]
) -> dict[str, float]:
    """Sum duals times what their limits count of a city's emission."""
    terms = workspace.run_input(kept.run.id, "limit_term").filter(
        pl.col("subject").cast(pl.String) == "emission",
        pl.col("part") == asked.indicator,
        pl.col("year") == asked.year,
    )
    joined = terms.join(kept.table("shadow_price"), on=["limit", "year"])
    sums = dict.fromkeys(regions, 0.0)
    for region, by, price in joined.select("item", "coefficient", "price_cny").iter_rows():
        if region in sums:
            sums[region] += by * price
    return sums
