"""The audit: a chain of hashes over every change of state, written in the change's own transaction.

Each head of the chain is also appended to a file outside the database, so that rows cut off at the end are
missed too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import select

from tongyuan.vocabulary.problems import Problem
from tongyuan.workspace.engine import Database
from tongyuan.workspace.hashing import hash_record
from tongyuan.workspace.models import AuditRow
from tongyuan.workspace.types import now

__all__ = ["Audit", "AuditCheck", "AuditEntry"]

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change of state, as the chain holds it."""

    seq: int
    at: datetime
    actor: str
    service: str
    params: dict[str, Any]
    outcome: str
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """What a check of the chain found: its length, its head, and every fault."""

    rows: int
    head: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """The chain of changes.

    Parameters
    ----------
    database
        Holds the chain.
    anchor
        File outside the database that each head is appended to.
    """

    database: Database
    anchor: Path

    def append(self, *, actor: str, service: str, params: Mapping[str, Any], outcome: str) -> AuditEntry:
        """Add a row to the chain, in the current transaction."""
        plain = json.loads(json.dumps(dict(params), default=str))
        with self.database.write() as session:
            last = session.scalars(select(AuditRow).order_by(AuditRow.seq.desc()).limit(1)).first()
            row = AuditRow(
                seq=last.seq + 1 if last else 1,
                at=now(),
                actor=actor,
                service=service,
                params=plain,
                outcome=outcome,
                previous_hash=last.hash if last else GENESIS,
            )
            row.hash = _hash(row)
            session.add(row)
            session.flush()
            entry = _entry(row)
            self.anchor.open(
                "a", encoding="ascii"
            ).close()  # what cannot be anchored must fail before it lands
            self.database.after_commit(lambda: self._anchor(entry))
        return entry

    def rows(self, *, limit: int = 200, before: int | None = None) -> pl.DataFrame:
        """List the latest changes, newest first; ``params`` as JSON."""
        statement = select(AuditRow).order_by(AuditRow.seq.desc()).limit(limit)
        if before is not None:
            statement = statement.where(AuditRow.seq < before)
        with self.database.read() as session:
            entries = [_entry(row) for row in session.scalars(statement)]
        records = [
            {name: getattr(entry, name) for name in _SCHEMA}
            | {"params": json.dumps(entry.params, ensure_ascii=False, sort_keys=True)}
            for entry in entries
        ]
        return pl.DataFrame(records, schema=_SCHEMA)

    def verify(self) -> AuditCheck:
        """Follow the chain from its beginning, and name each row that is missing, altered or misplaced."""
        anchored = self._anchored()
        problems: list[Problem] = []
        expected, previous = 1, GENESIS
        with self.database.read() as session:
            for row in session.scalars(select(AuditRow).order_by(AuditRow.seq)):
                problems += [Problem("workspace.audit_gap", {"seq": seq}) for seq in range(expected, row.seq)]
                problems += _faults(row, previous, anchored.pop(row.seq, row.hash))
                expected, previous = row.seq + 1, row.hash
        # What is left in the anchor and lies behind the head was cut off; gaps before it are named already.
        cut = [seq for seq in sorted(anchored) if seq >= expected]
        problems += [Problem("workspace.audit_gap", {"seq": seq}) for seq in cut]
        return AuditCheck(rows=expected - 1, head=previous, problems=tuple(problems))

    def _anchor(self, entry: AuditEntry) -> None:
        with self.anchor.open("a", encoding="ascii") as file:
            file.write(f"{entry.seq} {entry.hash}\n")
            file.flush()
            os.fsync(file.fileno())

    def _anchored(self) -> dict[int, str]:
        if not self.anchor.exists():
            return {}
        lines = self.anchor.read_text(encoding="ascii").splitlines()
        pairs = (line.split(" ") for line in lines if line.count(" ") == 1)
        # The first word stands: a chain that is written anew appends its own heads behind.
        return {int(seq): head for seq, head in reversed(list(pairs))}


_SCHEMA: dict[str, pl.DataType] = {field.name: pl.String() for field in fields(AuditEntry)} | {
    "seq": pl.Int64(),
    "at": pl.Datetime("us", "UTC"),
}


def _faults(row: AuditRow, previous: str, anchored: str) -> list[Problem]:
    place = {"seq": row.seq}
    faults = (
        (row.previous_hash != previous, "workspace.audit_broken"),
        (_hash(row) != row.hash, "workspace.audit_edited"),
        (row.hash != anchored, "workspace.audit_anchor"),
    )
    return [Problem(code, place) for wrong, code in faults if wrong]


def _hash(row: AuditRow) -> str:
    return hash_record(
        {
            "seq": row.seq,
            "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": row.actor,
            "service": row.service,
            "params": row.params,
            "outcome": row.outcome,
            "previous_hash": row.previous_hash,
        }
    )


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(**{field.name: getattr(row, field.name) for field in fields(AuditEntry)})
