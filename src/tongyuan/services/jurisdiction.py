"""The jurisdiction of a workspace: its regions, policy, series and indicator declarations.

They are imported from a pack when the workspace is founded and read back from the workspace's own datasets,
so that a run can pin what it used and a province can amend its own copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from tongyuan.vocabulary.indicators import Indicator
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.tables import (
    AdmissionRule,
    Enterprise,
    Form,
    FormItem,
    LimitBinding,
    MeasureBinding,
    PowerBinding,
    ProxySeries,
    TaxRate,
)

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["FRAMES", "Jurisdiction", "declared_frame", "department_names", "jurisdiction"]

FRAMES = (
    "regions",
    "memberships",
    "departments",
    "enterprises",
    "policy",
    "articles",
    "targets",
    "tasks",
    "series",
    "forms",
    "form_items",
    "proxies",
    "measure_bindings",
    "limit_bindings",
    "power_bindings",
    "tax_rates",
    "admission_rules",
)
#: Frames that workspaces founded by an earlier version do not have.
LATER = {
    "enterprises": Enterprise,
    "forms": Form,
    "form_items": FormItem,
    "proxies": ProxySeries,
    "measure_bindings": MeasureBinding,
    "limit_bindings": LimitBinding,
    "power_bindings": PowerBinding,
    "tax_rates": TaxRate,
    "admission_rules": AdmissionRule,
}


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """Reads the frames of a workspace's jurisdiction."""

    workspace: Workspace

    def frame(self, name: str) -> pl.DataFrame:
        """Return one of :data:`FRAMES`, as last imported; of enterprises, those within reach."""
        if name in LATER and self.workspace.datasets(f"jurisdiction.{name}").is_empty():
            return LATER[name].create_empty()
        return self.workspace.dataset_frame(f"jurisdiction.{name}")

    @property
    def regions(self) -> pl.DataFrame:
        """Regions, by the contract."""
        return self.frame("regions")

    @property
    def targets(self) -> pl.DataFrame:
        """Targets in all their readings."""
        return self.frame("targets")

    @property
    def series(self) -> pl.DataFrame:
        """Catalogue of statistical series."""
        return self.frame("series")

    @property
    def departments(self) -> pl.DataFrame:
        """Departments."""
        return self.frame("departments")

    @property
    def enterprises(self) -> pl.DataFrame:
        """Enterprises that report for themselves."""
        return self.frame("enterprises")

    @property
    def forms(self) -> pl.DataFrame:
        """Forms that the jurisdiction declares."""
        return self.frame("forms")

    @property
    def form_items(self) -> pl.DataFrame:
        """Items of the declared forms."""
        return self.frame("form_items")

    @property
    def proxies(self) -> pl.DataFrame:
        """Where the values of proxies are found."""
        return self.frame("proxies")

    def indicators(self) -> tuple[Indicator, ...]:
        """Return the declared indicators."""
        declared = self.workspace.dataset_frame("jurisdiction.indicators")
        return tuple(Indicator.model_validate_json(text) for text in declared["declaration"])

    def region(self, code: str | None) -> str:
        """Return a region's code; the workspace's own region where none is given.

        Parameters
        ----------
        code
            A code of the region table, or None.

        Returns
        -------
        str
            The code.

        Raises
        ------
        NotFoundError
            If the region is not in this workspace.
        """
        if code is None:
            return self.workspace.meta.region
        if code in set(self.regions["region"]):
            return code
        known = "、".join(self.regions.filter(pl.col("level") != "county")["region"])
        raise NotFoundError(Problem("service.no_region", {"got": code, "expected": known}))


def jurisdiction(workspace: Workspace) -> Jurisdiction:
    """Return the jurisdiction of a workspace."""
    return Jurisdiction(workspace)


def declared_frame(indicators: tuple[Indicator, ...]) -> pl.DataFrame:
    """Write indicator declarations as a frame, one JSON text a row, for the workspace's datasets."""
    return pl.DataFrame(
        {
            "indicator": [indicator.id for indicator in indicators],
            "declaration": [indicator.model_dump_json() for indicator in indicators],
        },
        schema={"indicator": pl.String, "declaration": pl.String},
    )


def department_names(place: Jurisdiction) -> dict[str, str]:
    """Name the departments: id to short Chinese name, in the policy's order."""
    rows = place.departments
    return dict(zip(rows["department"].to_list(), rows["short_zh"].to_list(), strict=True))
