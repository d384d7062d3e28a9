"""Observations of every kind of station: parts of months as they came in, the latest word of each value.

A batch adds only what was not believed before, so that a file that comes twice adds nothing and a correction
adds what it corrects. Parts are files of the lake; they count once the rows that name them commit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
from sqlalchemy import Select, func, select

from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.scope import EVERYTHING, Scope
from tongyuan.vocabulary.tables import Observation, ObservationDecision
from tongyuan.workspace.artefacts import Artefacts
from tongyuan.workspace.failpoints import failpoint
from tongyuan.workspace.instants import with_seconds
from tongyuan.workspace.lake import Source
from tongyuan.workspace.models.observations import (
    ObservationBatchRow,
    ObservationDecisionRow,
    ObservationPartRow,
)
from tongyuan.workspace.stations import Stations
from tongyuan.workspace.types import now

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["Believed", "Observations", "civil_day"]

KEY = ["station", "item", "averaging", "ended_at"]
SAID = ["value", "mark"]


@dataclass(frozen=True, slots=True)
class Believed:
    """What a batch changed: rows handed in, values not known before, values corrected."""

    batch: int
    rows: int
    added: int
    corrected: int


def civil_day(ended_at: pl.Expr) -> pl.Expr:
    """Name the civil day that an interval closes or lies in; 24:00 belongs to its own day.

    Parameters
    ----------
    ended_at
        End of the interval (UTC).

    Returns
    -------
    pl.Expr
        Civil date in Asia/Shanghai.

    Examples
    --------
    >>> ends = pl.Series("at", ["2024-01-01T16:00:00Z", "2024-01-01T17:00:00Z"]).str.to_datetime("%+")
    >>> pl.select(civil_day(pl.lit(ends))).to_series().to_list()
    [datetime.date(2024, 1, 1), datetime.date(2024, 1, 2)]
    """
    return (ended_at - pl.duration(microseconds=1)).dt.convert_time_zone(CIVIL_ZONE.key).dt.date()


@dataclass(frozen=True, slots=True)
class Observations:
    """Values of stations, outlets and sections.

    Parameters
    ----------
    artefacts
        Holds the files.
    scope
        What its reader sees: the values of the stations within reach.
    """

    artefacts: Artefacts
    scope: Scope = EVERYTHING

    def put(self, rows: pl.DataFrame, *, kind: str, source: Source, actor: str) -> Believed:
        """Add what was not believed before, whole or not at all.

        Parameters
        ----------
        rows
            Rows of ``Observation``, each key once.
        kind
            Kind of their stations.
        source
            The file or feed.
        actor
            Who hands them in.

        Returns
        -------
        Believed
            What it changed.
        """
        given = Observation.validate(rows.select(Observation.column_names()), cast=True)
        months = given.with_columns(month=civil_day(pl.col("ended_at")).dt.truncate("1mo"))
        parts: list[tuple[str, date, pl.DataFrame, int]] = []
        for (averaging, month), share in months.group_by("averaging", "month", maintain_order=True):
            fresh, corrected = self._fresh(share.drop("month"), kind=kind, averaging=averaging, month=month)
            if fresh.height:
                parts.append((str(averaging), month, fresh, corrected))
        added = sum(fresh.height - corrected for *_, fresh, corrected in parts)
        head = {"rows": given.height, "added": added, "corrected": sum(part[3] for part in parts)}
        return self._entered(parts, head | {"kind": kind, "actor": actor}, source)

    def _fresh(
        self, share: pl.DataFrame, *, kind: str, averaging: Any, month: Any
    ) -> tuple[pl.DataFrame, int]:
        """Keep what differs from what is believed of the month; count what it corrects."""
        held = self._month(kind=kind, averaging=averaging, month=month)
        if held is None:
            return share, 0
        believed = held.collect()
        changed = share.join(believed, on=[*KEY, *SAID], how="anti", nulls_equal=True)
        return changed, changed.join(believed, on=KEY, how="semi").height

    def _month(self, *, kind: str, averaging: str, month: date) -> pl.LazyFrame | None:
        found = self._parts(kind=kind, averaging=averaging, first=month, last=month)
        return self._latest([sha256 for _, sha256 in found.get(month, ())]) if found else None

    def _entered(
        self, parts: Sequence[tuple[str, date, pl.DataFrame, int]], head: Mapping[str, Any], source: Source
    ) -> Believed:
        prepared = [self.artefacts.prepare(fresh, shelf="lake") for _, _, fresh, _ in parts]
        with self.artefacts.database.write() as session:
            last = session.scalar(select(func.max(ObservationBatchRow.at)))
            at = max(now(), last + timedelta(microseconds=1)) if last else now()
            told = {"source_name": source.name, "source_sha256": source.sha256, "at": at}
            batch = ObservationBatchRow(**head, **told)
            session.add(batch)
            session.flush()
            failpoint("lake.catalogued")
            for (averaging, month, fresh, _), file in zip(parts, prepared, strict=True):
                self.artefacts.enter(session, file)
                where = {"averaging": averaging, "month": month, "rows": fresh.height}
                session.add(
                    ObservationPartRow(batch=batch.id, kind=head["kind"], sha256=file.sha256, **where)
                )
            session.flush()
            failpoint("lake.entered")
            return Believed(batch.id, batch.rows, batch.added, batch.corrected)

    def frame(
        self,
        *,
        kind: str,
        averaging: str = "hour",
        first: date | None = None,
        last: date | None = None,
        items: Sequence[str] | None = None,
        stations: Sequence[str] | None = None,
        as_of: datetime | None = None,
    ) -> pl.DataFrame:
        """Read values as they are believed.

        Parameters
        ----------
        kind
            Kind of the stations.
        averaging
            ``hour``, ``day``, ``month`` or ``sample``.
        first, last
            Civil days, both within; without end where not given.
        items, stations
            These alone; all within reach by default.
        as_of
            As believed then; now by default.

        Returns
        -------
        pl.DataFrame
            Rows of ``Observation`` by station, item and time.
        """
        found = self._parts(kind=kind, averaging=averaging, first=first, last=last, as_of=as_of)
        empty = pl.DataFrame(schema=Observation.create_empty().schema)
        months = [self._latest([sha256 for _, sha256 in parts]) for parts in found.values()]
        if not months:
            return empty
        wanted = self._wanted(kind, stations)
        rows = pl.concat(months)
        if wanted is not None:
            rows = rows.filter(pl.col("station").is_in(wanted))
        if items is not None:
            rows = rows.filter(pl.col("item").is_in(list(items)))
        day = civil_day(pl.col("ended_at"))
        if first is not None:
            rows = rows.filter(day >= first)
        if last is not None:
            rows = rows.filter(day <= last)
        ordered = rows.select(empty.columns).cast(empty.schema).collect()
        return ordered.sort("station", "item", "ended_at")

    def table(
        self,
        connection: Any,
        *,
        kind: str,
        averaging: str = "hour",
        first: date | None = None,
        last: date | None = None,
        as_of: datetime | None = None,
    ) -> ir.Table | None:
        """Give values as a table of an engine, which reads no more than it is asked for.

        Parameters
        ----------
        connection
            DuckDB or Spark through Ibis.
        kind, averaging, first, last, as_of
            As of :meth:`frame`; whole months are given.

        Returns
        -------
        ir.Table or None
            Columns of ``Observation`` and ``ended_s`` [s since 1970]; None where nothing is held.
        """
        import ibis

        found = self._parts(kind=kind, averaging=averaging, first=first, last=last, as_of=as_of)
        if not found:
            return None
        once = [self._place(parts[0][1]) for parts in found.values() if len(parts) == 1]
        tables = [part.select(*Observation.column_names()) for part in _read(connection, once)]
        tables += [_overlaid(connection, self._files(parts)) for parts in found.values() if len(parts) > 1]
        rows = with_seconds(ibis.union(*tables) if len(tables) > 1 else tables[0], connection)
        wanted = self._wanted(kind, None)
        if wanted is None:
            return rows
        seen = ibis.memtable({"station": wanted}, schema={"station": "string"})
        return rows.semi_join(seen, "station")

    def _wanted(self, kind: str, stations: Sequence[str] | None) -> list[str] | None:
        """Name the stations whose values may be given; None where all may."""
        if self.scope.everything:
            return None if stations is None else list(stations)
        reach = Stations(self.artefacts.database, self.scope).frame(kind=kind)["station"].unique()
        return sorted(reach if stations is None else set(reach) & set(stations))

    def _files(self, parts: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
        return [(batch, self._place(sha256)) for batch, sha256 in parts]

    def _latest(self, hashes: Sequence[str]) -> pl.LazyFrame:
        """Lay the parts of a month over each other: of each key the last word."""
        frames = [pl.scan_parquet(self._place(sha256)) for sha256 in hashes]
        if len(frames) == 1:
            return frames[0]
        whole = pl.concat(frames, how="vertical_relaxed")
        return whole.unique(KEY, keep="last", maintain_order=True)

    def _place(self, sha256: str) -> str:
        return str(self.artefacts.place(sha256))

    def _parts(
        self,
        *,
        kind: str,
        averaging: str,
        first: date | None = None,
        last: date | None = None,
        as_of: datetime | None = None,
    ) -> dict[date, list[tuple[int, str]]]:
        """List batch and file of each month, oldest batch first."""
        statement = _parts_of(kind, averaging)
        if first is not None:
            statement = statement.where(ObservationPartRow.month >= first.replace(day=1))
        if last is not None:
            statement = statement.where(ObservationPartRow.month <= last)
        if as_of is not None:
            statement = statement.where(ObservationBatchRow.at <= as_of)
        found: dict[date, list[tuple[int, str]]] = {}
        with self.artefacts.database.read() as session:
            for month, batch, sha256 in session.execute(statement):
                found.setdefault(month, []).append((batch, sha256))
        return found

    def days(self, *, kind: str, averaging: str = "hour") -> tuple[date, date] | None:
        """Give the first day of the first month and the first day of the last month that hold values."""
        found = sorted(self._parts(kind=kind, averaging=averaging))
        return (found[0], found[-1]) if found else None

    def batches(self) -> pl.DataFrame:
        """List what came in, newest first."""
        names = ("id", "kind", "source_name", "source_sha256", "rows", "added", "corrected", "actor", "at")
        statement = select(ObservationBatchRow).order_by(ObservationBatchRow.id.desc())
        with self.artefacts.database.read() as session:
            rows = [{name: getattr(one, name) for name in names} for one in session.scalars(statement)]
        whole = {name: pl.Int64() for name in ("id", "rows", "added", "corrected")}
        schema: dict[str, Any] = {name: whole.get(name, pl.String()) for name in names}
        return pl.DataFrame(rows, schema=schema | {"at": pl.Datetime("us", "UTC")}).rename({"id": "batch"})

    def decide(self, decision: Mapping[str, Any], *, actor: str) -> int:
        """Keep what a person decided about values.

        Parameters
        ----------
        decision
            ``station``, ``item``, ``first``, ``last``, ``decision``, ``lifts``, ``reason``.
        actor
            Who.

        Returns
        -------
        int
            Number of the decision.
        """
        with self.artefacts.database.write() as session:
            row = ObservationDecisionRow(**decision, actor=actor, at=now())
            session.add(row)
            session.flush()
            return row.id

    def decisions(self) -> pl.DataFrame:
        """List every decision on values, oldest first; a lifted one stands with the one that lifts it."""
        statement = select(ObservationDecisionRow).order_by(ObservationDecisionRow.id)
        names = [name for name in ObservationDecision.column_names() if name != "number"]
        with self.artefacts.database.read() as session:
            rows = [
                {"number": one.id, **{name: getattr(one, name) for name in names}}
                for one in session.scalars(statement)
            ]
        return pl.DataFrame(rows, schema=ObservationDecision.create_empty().schema)

    def believed_until(self) -> datetime:
        """Give when the latest batch came in; the beginning of time where none did."""
        with self.artefacts.database.read() as session:
            last = session.scalar(select(func.max(ObservationBatchRow.at)))
        return last or datetime(1970, 1, 1, tzinfo=UTC)


def _parts_of(kind: str, averaging: str) -> Select[date, int, str]:
    return (
        select(ObservationPartRow.month, ObservationPartRow.batch, ObservationPartRow.sha256)
        .join(ObservationBatchRow, ObservationBatchRow.id == ObservationPartRow.batch)
        .where(ObservationPartRow.kind == kind, ObservationPartRow.averaging == averaging)
        .order_by(ObservationPartRow.month, ObservationPartRow.id)
    )


def _read(connection: Any, files: Sequence[str]) -> list[ir.Table]:
    """Read files as tables: one of all of them where the engine takes a list."""
    if connection.name == "duckdb":
        return [connection.read_parquet(list(files))] if files else []
    return [connection.read_parquet(file) for file in files]


def _overlaid(connection: Any, files: Sequence[tuple[int, str]]) -> ir.Table:
    """Lay the parts of a month over each other in the engine."""
    import ibis

    parts = [connection.read_parquet(file).mutate(batch=ibis.literal(batch)) for batch, file in files]
    whole = ibis.union(*parts)
    newest = ibis.row_number().over(group_by=KEY, order_by=whole.batch.desc())
    return whole.mutate(newest=newest).filter(lambda t: t.newest == 0).select(*Observation.column_names())
