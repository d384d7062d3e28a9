"""The registry: versions of entries and of types, written once, for good; the last of each holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, func, select

from tongyuan.vocabulary.problems import ConflictError, Problem
from tongyuan.vocabulary.scope import EVERYTHING, Scope
from tongyuan.vocabulary.tables import RegistryEntry
from tongyuan.workspace.engine import Database
from tongyuan.workspace.hashing import hash_record
from tongyuan.workspace.models.registry import RegistryEntryRow, RegistryTypeRow
from tongyuan.workspace.scoping import seen_in_sql
from tongyuan.workspace.types import now

__all__ = ["Registry"]


@dataclass(frozen=True, slots=True)
class Registry:
    """Entries of every type.

    Parameters
    ----------
    database
        Holds the rows.
    scope
        What its reader sees.
    """

    database: Database
    scope: Scope = EVERYTHING

    def define(self, kind: str, *, content: str, actor: str) -> int:
        """Write a type down; one of the same code is replaced by it.

        Parameters
        ----------
        kind
            Its code.
        content
            What it is, in JSON.
        actor
            Who.

        Returns
        -------
        int
            Number of the version.
        """
        with self.database.write() as session:
            row = RegistryTypeRow(type=kind, content=content, actor=actor, at=now())
            session.add(row)
            session.flush()
            return row.id

    def defined(self) -> dict[str, str]:
        """List the types that were defined here, by code, in JSON."""
        with self.database.read() as session:
            rows = session.scalars(select(RegistryTypeRow).order_by(RegistryTypeRow.id))
            return {row.type: row.content for row in rows}

    def put(
        self,
        versions: Sequence[Mapping[str, Any]],
        *,
        actor: str,
        refuse: Callable[[pl.DataFrame], None],
    ) -> list[int]:
        """Write versions of entries, all or none; a key that wrote the same before changes nothing.

        Parameters
        ----------
        versions
            Columns of ``RegistryEntry`` without number, actor and time, each with its ``key``.
        actor
            Who.
        refuse
            Looks at all versions of these entries so far, and raises where one of these may not be.

        Returns
        -------
        list of int
            Number of each version.

        Raises
        ------
        ConflictError
            If a key stands for another version.
        """
        with self.database.write() as session:
            rows, fresh = [], []
            for told in versions:
                same = {name: value for name, value in told.items() if name != "change"}
                fingerprint = hash_record({**same, "since": str(told["since"])})
                held = select(RegistryEntryRow).where(RegistryEntryRow.key == told["key"])
                before = session.scalars(held).first()
                if before is not None and before.fingerprint != fingerprint:
                    raise ConflictError(Problem("registry.key_taken", {"key": told["key"]}))
                if before is None:
                    row = RegistryEntryRow(**told, fingerprint=fingerprint, actor=actor, at=now())
                    fresh.append(row)
                rows.append(before or row)
            if fresh:
                entries = sorted({row.entry for row in fresh})
                which = RegistryEntryRow.entry.in_(entries) & RegistryEntryRow.type.in_(
                    sorted({row.type for row in fresh})
                )
                found = session.scalars(select(RegistryEntryRow).where(which).order_by(RegistryEntryRow.id))
                refuse(_frame(list(found)))
                session.add_all(fresh)
                session.flush()
            return [row.id for row in rows]

    def frame(self, *, kind: str | None = None, on: date | None = None) -> pl.DataFrame:
        """List the entries within reach as they stand.

        Parameters
        ----------
        kind
            Of this type alone.
        on
            As they stood on this day; without it, now.

        Returns
        -------
        pl.DataFrame
            Rows of ``RegistryEntry``, one an entry.
        """
        latest = select(func.max(RegistryEntryRow.id)).group_by(RegistryEntryRow.type, RegistryEntryRow.entry)
        if on is not None:
            latest = latest.where(RegistryEntryRow.since <= on)
        statement = select(RegistryEntryRow).where(RegistryEntryRow.id.in_(latest), self._seen())
        if kind is not None:
            statement = statement.where(RegistryEntryRow.type == kind)
        ordered = statement.order_by(RegistryEntryRow.type, RegistryEntryRow.entry)
        with self.database.read() as session:
            return _frame(list(session.scalars(ordered)))

    def versions(self, kind: str, entry: str) -> pl.DataFrame:
        """List every version of an entry, oldest first; none where the last is out of reach.

        Parameters
        ----------
        kind, entry
            Type and number.

        Returns
        -------
        pl.DataFrame
            Rows of ``RegistryEntry``.
        """
        which = (RegistryEntryRow.type == kind) & (RegistryEntryRow.entry == entry)
        statement = select(RegistryEntryRow).where(which, self._seen()).order_by(RegistryEntryRow.id)
        with self.database.read() as session:
            last = session.scalar(select(func.max(RegistryEntryRow.id)).where(which))
            rows = list(session.scalars(statement))
        return _frame(rows if rows and rows[-1].id == last else [])

    def _seen(self) -> ColumnElement[bool]:
        bound = {
            "regions": RegistryEntryRow.region,
            "departments": RegistryEntryRow.department,
            "enterprises": RegistryEntryRow.enterprise,
        }
        return seen_in_sql(self.scope, bound)


def _frame(rows: Sequence[RegistryEntryRow]) -> pl.DataFrame:
    names = [name for name in RegistryEntry.column_names() if name != "version"]
    told = [{**{name: getattr(row, name) for name in names}, "version": row.id} for row in rows]
    return pl.DataFrame(told, schema=RegistryEntry.create_empty().schema)
