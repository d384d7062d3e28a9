"""Stations through time: every word is kept, of each station and first day the latest holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl
from sqlalchemy import ColumnElement, func, insert, select

from tongyuan.vocabulary.scope import EVERYTHING, Scope
from tongyuan.vocabulary.tables import Station
from tongyuan.workspace.engine import Database
from tongyuan.workspace.models.observations import StationRow
from tongyuan.workspace.scoping import seen_in_sql
from tongyuan.workspace.types import now

__all__ = ["Stations"]


@dataclass(frozen=True, slots=True)
class Stations:
    """Stations, outlets and sections.

    Parameters
    ----------
    database
        Holds the rows.
    scope
        What its reader sees.
    """

    database: Database
    scope: Scope = EVERYTHING

    def put(self, stations: pl.DataFrame, *, actor: str) -> int:
        """Enter stations, or correct what was entered; what stands already leaves nothing.

        Parameters
        ----------
        stations
            Rows of ``Station``.
        actor
            Who.

        Returns
        -------
        int
            How many rows were new or corrected.
        """
        given = Station.cast(stations.select(Station.column_names()))
        fresh = given.join(self._whole().frame(), on=Station.column_names(), how="anti", nulls_equal=True)
        if fresh.is_empty():
            return 0
        rows = [{**row, "actor": actor, "at": now()} for row in fresh.iter_rows(named=True)]
        with self.database.write() as session:
            session.execute(insert(StationRow), rows)
        return fresh.height

    def frame(self, *, kind: str | None = None, on: date | None = None) -> pl.DataFrame:
        """List the stations within reach.

        Parameters
        ----------
        kind
            Of this kind alone; of all by default.
        on
            As they stood on a day; every row of every station by default.

        Returns
        -------
        pl.DataFrame
            Rows of ``Station``, by station and first day.
        """
        latest = select(func.max(StationRow.id)).group_by(StationRow.station, StationRow.valid_from)
        statement = select(StationRow).where(StationRow.id.in_(latest), self._seen())
        if kind is not None:
            statement = statement.where(StationRow.kind == kind)
        if on is not None:
            stands = StationRow.valid_to.is_(None) | (StationRow.valid_to > on)
            statement = statement.where(StationRow.valid_from <= on, stands)
        statement = statement.order_by(StationRow.station, StationRow.valid_from)
        names = Station.column_names()
        with self.database.read() as session:
            rows = [{name: getattr(one, name) for name in names} for one in session.scalars(statement)]
        return pl.DataFrame(rows, schema=Station.create_empty().schema)

    def _whole(self) -> Stations:
        return Stations(self.database)

    def _seen(self) -> ColumnElement[bool]:
        columns = {
            "regions": StationRow.region,
            "enterprises": StationRow.enterprise,
            "sensitivity": StationRow.sensitivity_level,
        }
        return seen_in_sql(self.scope, columns)
