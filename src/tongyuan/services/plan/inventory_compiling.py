"""Compiling one region and year: load what is held, account for it, keep the run with what it used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import dataframely as dy

from tongyuan import reference
from tongyuan.accounting.derivation import derivations
from tongyuan.accounting.leverage import derive_with_ranges
from tongyuan.plan import inventory
from tongyuan.services.plan.activity import activity_of, balance_of, records_of, years_with
from tongyuan.services.plan.own_factors import factors_of
from tongyuan.services.plan.refining import conditions_of, refined_activity, refined_factors
from tongyuan.vocabulary import species
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import Control, Emission, Factor
from tongyuan.workspace.reading import reading

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["Compiler", "years_held"]

Progress = Callable[[float, str], None]


def years_held(workspace: Workspace, region: str) -> dict[str, list[int]]:
    """List the years of a region's datasets that an inventory is compiled from: by dataset, ascending."""
    named = ("activity", "balance", *sorted({found.dataset for found in derivations()}))
    held = {name: years_with(workspace, name, region) for name in named}
    return {name: years for name, years in held.items() if years}


@dataclass(frozen=True, slots=True)
class Compiler:
    """What every compilation of one call shares: the workspace, the factors and who compiles.

    Parameters
    ----------
    workspace
        The workspace.
    family
        Factor family.
    factors, controls
        Their tables.
    actor
        Who compiles.
    moment
        What is taken as known; what is known now where it is None.
    """

    workspace: Workspace
    family: str
    factors: dy.DataFrame[Factor]
    controls: dy.DataFrame[Control]
    actor: str
    moment: datetime | None

    @classmethod
    def of(
        cls, workspace: Workspace, *, family: str | None, actor: str, moment: datetime | None = None
    ) -> Compiler:
        """Take the workspace's family where none is named, and the factors as the workspace has them."""
        chosen = family or workspace.meta.settings["family"]
        factors = factors_of(workspace, family=chosen, as_of=moment)
        return cls(workspace, chosen, factors, reference.controls(), actor, moment)

    def compile(
        self, region: str, *, year: int, progress: Progress = lambda share, said: None
    ) -> tuple[Run, dy.DataFrame[Emission]]:
        """Compile and keep the inventory of a region and year.

        Parameters
        ----------
        region
            Region code.
        year
            Year.
        progress
            Told the share done and what is being done.

        Returns
        -------
        tuple of (Run, dy.DataFrame[Emission])
            The run that keeps it, and its emissions [t].

        Raises
        ------
        NotFoundError
            If nothing is held for the region and year.
        ConflictError
            If activity repeats, or factors tie.
        """
        progress(0.1, "活动水平 · activity")
        self._demand_held(region, year=year)
        inputs, level = self._inputs(region, year=year)
        progress(0.3, "同源核算 · accounting")
        emission = inventory.compile(
            inputs["activity"],
            factors=inputs["factor"],
            controls=self.controls,
            family=self.family,
            species=species.inventoried(),
            leverage=inputs["leverage"],
        )
        progress(0.8, "保存 · keeping")
        run = self.workspace.record_run(
            "inventory",
            params={"region": region, "year": year},
            inputs=inputs,
            tables={"emission": emission, "total": inventory.total(emission)},
            family=self.family,
            actor=self.actor,
            as_of=self.moment or self.workspace.believed_until(),
            sensitivity=level,
        )
        progress(1.0, run.id)
        return run, emission

    def _demand_held(self, region: str, *, year: int) -> None:
        """Refuse a year of which nothing is held: what decays from years before is no inventory of it."""
        if self.moment is not None:
            return  # what was held then is told by what is loaded
        known = sorted({one for years in years_held(self.workspace, region).values() for one in years})
        if year not in known:
            values = {
                "region": region,
                "year": year,
                "what_zh": "活动水平、记录或能源平衡表",
                "what_en": "activity, records or energy balance",
                "expected": "、".join(map(str, known)) or "—",
            }
            raise NotFoundError(Problem("service.no_data", values))

    def _inputs(self, region: str, *, year: int) -> tuple[Mapping[str, Any], Sensitivity]:
        """Load what the inventory is compiled from, and tell its most guarded level."""
        place: dict[str, Any] = {"region": region, "year": year, "as_of": self.moment}
        with reading() as read:
            records = records_of(self.workspace, **place)
            conditions = conditions_of(self.workspace, **place)
            factors = refined_factors(self.factors, conditions=conditions)
            derived, leverage = derive_with_ranges(records, factors=factors, family=self.family, year=year)
            whole = activity_of(self.workspace, **place, derived=derived)
            activity = refined_activity(whole, conditions=conditions)
            balance = balance_of(self.workspace, **place)
        inputs = {
            "activity": activity,
            "leverage": leverage,
            "factor": factors,
            "control": self.controls,
            **records,
            **conditions,
        }
        if balance is not None:
            inputs["balance"] = balance
        return inputs, read.level or Sensitivity.INTERNAL
