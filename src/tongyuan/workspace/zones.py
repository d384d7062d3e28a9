"""Editions of units of zoning and the life of plots: written once, for good; the latest word holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.orm import Session

from tongyuan.vocabulary.problems import ConflictError, Problem
from tongyuan.vocabulary.scope import EVERYTHING, Scope
from tongyuan.vocabulary.tables import Plot, PlotStep, ZoneEdition, ZoneRule, ZoningUnit
from tongyuan.workspace.engine import Database
from tongyuan.workspace.hashing import hash_record
from tongyuan.workspace.models.base import Base
from tongyuan.workspace.models.zones import PlotRow, PlotStepRow, ZoneEditionRow, ZoneRuleRow, ZoneUnitRow
from tongyuan.workspace.scoping import seen_in_sql
from tongyuan.workspace.types import now

__all__ = ["Plots", "Zones"]

_EDITION = ("edition", "layer", "valid_from", "valid_to", "source", "origin")
_UNIT = (
    "unit",
    "name",
    "region",
    "zone_class",
    "red_line",
    "space",
    "pollution",
    "risk",
    "resource",
    "geometry",
)


@dataclass(frozen=True, slots=True)
class Zones:
    """Every edition of units and their lists; what an authority issued is open to whoever may ask.

    Parameters
    ----------
    database
        Holds the rows.
    """

    database: Database

    def put(self, units: pl.DataFrame, *, region: str, fingerprint: str, actor: str) -> int:
        """Write an edition; one of the same name and layer is corrected by it.

        Parameters
        ----------
        units
            Rows of ``ZoningUnit`` of one edition and one layer.
        region
            Whose zoning it is.
        fingerprint
            Hash of the file.
        actor
            Who.

        Returns
        -------
        int
            Number of the edition.
        """
        first = units.row(0, named=True)
        head = {name: first[name] for name in _EDITION}
        with self.database.write() as session:
            row = ZoneEditionRow(**head, region=region, fingerprint=fingerprint, actor=actor, at=now())
            session.add(row)
            session.flush()
            rows = units.select(_UNIT).iter_rows(named=True)
            session.execute(insert(ZoneUnitRow), [{**one, "edition_id": row.id} for one in rows])
            return row.id

    def editions(self) -> pl.DataFrame:
        """List every edition, oldest first, and which one corrects which."""
        with self.database.read() as session:
            return _editions(session)

    def in_force(self, on: date | None = None) -> list[int]:
        """Find the editions in force on a day: of each region and layer the last that began.

        Parameters
        ----------
        on
            The day; without it, the latest of each region and layer whenever it began.

        Returns
        -------
        list of int
            Numbers, ascending.
        """
        held = self.editions().filter(~pl.col("corrected"))
        if on is not None:
            begun = pl.col("valid_from") <= on
            held = held.filter(begun & (pl.col("valid_to").is_null() | (pl.col("valid_to") > on)))
        last = held.sort("valid_from", "number").group_by("region", "layer", maintain_order=True).last()
        return sorted(last["number"].to_list())

    def units(self, numbers: Sequence[int]) -> pl.DataFrame:
        """Read the units of editions.

        Parameters
        ----------
        numbers
            Numbers of editions.

        Returns
        -------
        pl.DataFrame
            Rows of ``ZoningUnit``.
        """
        columns = [getattr(ZoneEditionRow, name) for name in _EDITION]
        columns += [getattr(ZoneUnitRow, name) for name in _UNIT]
        statement = (
            select(*columns)
            .join(ZoneEditionRow, ZoneEditionRow.id == ZoneUnitRow.edition_id)
            .where(ZoneUnitRow.edition_id.in_(list(numbers)))
            .order_by(ZoneUnitRow.id)
        )
        with self.database.read() as session:
            rows = [dict(row._mapping) for row in session.execute(statement)]
        return pl.DataFrame(rows, schema=ZoningUnit.create_empty().schema)

    def put_rules(self, rules: pl.DataFrame, *, actor: str) -> None:
        """Write lines of entry and exit lists.

        Parameters
        ----------
        rules
            Rows of ``ZoneRule``.
        actor
            Who.
        """
        rows = [{**row, "actor": actor, "at": now()} for row in rules.iter_rows(named=True)]
        with self.database.write() as session:
            session.execute(insert(ZoneRuleRow), rows)

    def rules(self) -> pl.DataFrame:
        """List the lines of all lists, of each number the latest."""
        latest = select(func.max(ZoneRuleRow.id)).group_by(
            ZoneRuleRow.unit, ZoneRuleRow.edition, ZoneRuleRow.rule
        )
        statement = select(ZoneRuleRow).where(ZoneRuleRow.id.in_(latest)).order_by(ZoneRuleRow.id)
        with self.database.read() as session:
            rows = [_row(one, ZoneRule.column_names()) for one in session.scalars(statement)]
        return pl.DataFrame(rows, schema=ZoneRule.create_empty().schema)


def _editions(session: Session) -> pl.DataFrame:
    counting = select(ZoneUnitRow.edition_id, func.count()).group_by(ZoneUnitRow.edition_id)
    counted = {number: units for number, units in session.execute(counting)}
    names = (*_EDITION, "region", "actor", "at")
    rows = [
        {**_row(one, names), "number": one.id, "units": counted.get(one.id, 0)}
        for one in session.scalars(select(ZoneEditionRow).order_by(ZoneEditionRow.id))
    ]
    last = {(row["edition"], row["layer"], row["region"]): row["number"] for row in rows}
    for row in rows:
        row["corrected"] = last[row["edition"], row["layer"], row["region"]] != row["number"]
    return pl.DataFrame(rows, schema=ZoneEdition.create_empty().schema)


def _row(one: Base, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(one, name) for name in names}


@dataclass(frozen=True, slots=True)
class Plots:
    """Plots of land and the steps of their lives.

    Parameters
    ----------
    database
        Holds the rows.
    scope
        What its reader sees.
    """

    database: Database
    scope: Scope = EVERYTHING

    def put(self, plots: pl.DataFrame, *, actor: str) -> None:
        """Enter plots, or correct what was entered of them.

        Parameters
        ----------
        plots
            Rows of ``Plot``.
        actor
            Who.
        """
        rows = [{**row, "actor": actor, "at": now()} for row in plots.iter_rows(named=True)]
        with self.database.write() as session:
            session.execute(insert(PlotRow), rows)

    def take(
        self, step: Mapping[str, Any], *, key: str, actor: str, refuse: Callable[[pl.DataFrame], None]
    ) -> int:
        """Take a step, or find the one that the same key took before.

        Parameters
        ----------
        step
            ``plot``, ``step``, ``day``, ``evidence``, ``memo``.
        key
            The caller's own number: the same number again changes nothing.
        actor
            Who.
        refuse
            Looks at the steps of the plot so far, and raises where this one may not be.

        Returns
        -------
        int
            Number of the step.

        Raises
        ------
        ConflictError
            If the key stands for another step.
        """
        fingerprint = hash_record({**step, "day": str(step["day"])})
        with self.database.write() as session:
            before = session.scalars(select(PlotStepRow).where(PlotStepRow.key == key)).first()
            if before is not None and before.fingerprint != fingerprint:
                raise ConflictError(Problem("zoning.key_taken", {"key": key}))
            if before is not None:
                return before.id
            refuse(_steps(session, PlotStepRow.plot == step["plot"]))
            row = PlotStepRow(**step, key=key, fingerprint=fingerprint, actor=actor, at=now())
            session.add(row)
            session.flush()
            return row.id

    def frame(self) -> pl.DataFrame:
        """List the plots within reach as they were last entered."""
        latest = select(func.max(PlotRow.id)).group_by(PlotRow.plot)
        statement = select(PlotRow).where(PlotRow.id.in_(latest), self._seen()).order_by(PlotRow.plot)
        with self.database.read() as session:
            rows = [_row(one, Plot.column_names()) for one in session.scalars(statement)]
        return pl.DataFrame(rows, schema=Plot.create_empty().schema)

    def steps(self) -> pl.DataFrame:
        """List the steps of the plots within reach, oldest first."""
        seen = select(PlotRow.plot).where(
            PlotRow.id.in_(select(func.max(PlotRow.id)).group_by(PlotRow.plot)), self._seen()
        )
        with self.database.read() as session:
            return _steps(session, PlotStepRow.plot.in_(seen))

    def _seen(self) -> ColumnElement[bool]:
        return seen_in_sql(self.scope, {"regions": PlotRow.region, "enterprises": PlotRow.enterprise})


def _steps(session: Session, which: ColumnElement[bool]) -> pl.DataFrame:
    names = ("key", "plot", "step", "day", "evidence", "memo", "actor", "at")
    statement = select(PlotStepRow).where(which).order_by(PlotStepRow.id)
    rows = [{**_row(one, names), "number": one.id} for one in session.scalars(statement)]
    return pl.DataFrame(rows, schema=PlotStep.create_empty().schema)
