"""Runs of the inventory: find one, read what it was compiled from, say what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan import reference
from tongyuan.accounting import uncertainty
from tongyuan.accounting.derivation import derivations
from tongyuan.services.citations import cite
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.kept_runs import about_run
from tongyuan.vocabulary import species as species_words
from tongyuan.vocabulary.accounts import Account, of_account
from tongyuan.vocabulary.families import named_in
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.tables import Activity, Control, Emission, Factor, Leverage

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["Compiled", "compiled", "inventory_runs", "meta_of"]

CONTRACTS = {"activity": Activity, "leverage": Leverage, "factor": Factor, "control": Control}


@dataclass(frozen=True, slots=True)
class Compiled:
    """A kept inventory with what it was compiled from."""

    workspace: Workspace
    run: Run

    @classmethod
    def of(cls, workspace: Workspace, run: Run) -> Compiled:
        """Take a run that is known; NotFoundError where it is no inventory."""
        if run.kind != "inventory":
            raise NotFoundError(Problem("service.no_run", {"got": run.id}))
        return cls(workspace, run)

    @property
    def region(self) -> str:
        """Region of the inventory."""
        return str(self.run.params["region"])

    @property
    def year(self) -> int:
        """Year of the inventory."""
        return int(self.run.params["year"])

    @property
    def family(self) -> str:
        """Factor family of the inventory."""
        return str(self.run.family)

    @property
    def emission(self) -> pl.DataFrame:
        """The emission table [t]."""
        return Emission.cast(self.workspace.run_table(self.run.id, "emission"))

    def require_input(self, name: str) -> Any:
        """Return an input of the run as it was pinned; NotFoundError where it had none of that name."""
        frame = self.workspace.run_input(self.run.id, name)
        return CONTRACTS[name].cast(frame) if name in CONTRACTS else frame

    def records(self) -> dict[str, pl.DataFrame]:
        """Return the records that the run's activity was derived from, by dataset."""
        datasets = {found.dataset for found in derivations()}
        return {name: self.require_input(name) for name in self.run.inputs if name in datasets}

    def accounting_inputs(self, account: Account | None = None) -> dict[str, Any]:
        """Give the arguments with which accounting compiled the run, of one account where it is named."""
        activity = self.require_input("activity")
        return {
            "activity": activity if account is None else of_account(activity, kept=account),
            "factors": self.require_input("factor"),
            "controls": self.require_input("control"),
            "family": self.family,
            "species": species_words.inventoried(),
        }

    def range_inputs(self, account: Account | None = None) -> dict[str, Any]:
        """Give the arguments of accounting with what parameters move of derived activity."""
        # A run of before such moves were kept has none: its derived activity counts with its own ranges.
        moves = self.require_input("leverage") if "leverage" in self.run.inputs else None
        return self.accounting_inputs(account) | {"leverage": moves}

    def ranges(self, by: Sequence[str] = (), *, account: Account = "emissions") -> pl.DataFrame:
        """Propagate the stated ranges to totals of one account: keys, ``low_t`` and ``high_t`` [t]."""
        keys = ["region", "year", "species", "scope", *by]
        spread = uncertainty.propagate(**self.range_inputs(account), by=keys)
        return spread.select(*keys, "low_t", "high_t")

    def cite(self, key: str) -> str:
        """Write a citation that the run's activity names."""
        return cite(self.workspace, key)


def compiled(
    workspace: Workspace, *, run: str | None = None, region: str | None = None, year: int | None = None
) -> Compiled:
    """Find a kept inventory: by its id, else the latest of a region and year.

    Parameters
    ----------
    workspace
        The workspace.
    run
        Run id or its beginning.
    region
        Region code; the workspace's own where none is given.
    year
        Year; the latest where none is given.

    Returns
    -------
    Compiled
        The inventory.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    if run is not None:
        return Compiled.of(workspace, workspace.run(run))
    place = jurisdiction(workspace).region(region)
    for row in workspace.runs("inventory").iter_rows(named=True):
        found = workspace.run(row["run"])
        if found.params["region"] == place and year in (None, found.params["year"]):
            return Compiled(workspace, found)
    raise NotFoundError(Problem("service.no_run", {"got": f"{place} {year or ''}".strip()}))


def inventory_runs(workspace: Workspace) -> dict[str, str]:
    """Name the kept inventories for a list to choose from: run id to year, region and family."""
    named = {}
    for row in workspace.runs("inventory").iter_rows(named=True):
        found = workspace.run(row["run"])
        named[found.id] = f"{found.params['year']} · {found.params['region']} · {found.family}"
    return named


def meta_of(workspace: Workspace, run: Run) -> dict[str, Any]:
    """Say what a run of the inventory is: its id, place, year, family and date of its data."""
    return {
        **about_run(workspace, run),
        "year": run.params["year"],
        "family": run.family,
        "as_of": run.as_of,
        "unit": "t",
        "reference_edition": _editions(str(run.family)),
    }


def _editions(family: str) -> str:
    named = reference.families().filter(pl.col("family").is_in(named_in(family)))
    return "; ".join(named["edition"].to_list())
