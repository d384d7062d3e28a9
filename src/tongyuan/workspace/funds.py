"""Movements of the pool of projects: asked about and written in one unit, each once, for good."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from tongyuan.vocabulary.problems import ConflictError, Problem
from tongyuan.vocabulary.scope import EVERYTHING, Scope
from tongyuan.vocabulary.tables import FundMovement
from tongyuan.workspace.engine import Database
from tongyuan.workspace.hashing import hash_record
from tongyuan.workspace.models.funds import FundMovementRow
from tongyuan.workspace.scoping import seen_in_sql
from tongyuan.workspace.types import now

__all__ = ["FundSlip", "Funds"]

MOVED = ("step", "fund", "year", "project", "fen")
FEN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class FundSlip:
    """What stands behind a movement.

    Parameters
    ----------
    key
        The caller's own number: the same number again changes nothing.
    actor, memo
        Who, and why.
    region, enterprise
        Whose project it is; no enterprise where it is of none.
    score
        Score of an evaluation; None where it is none.
    """

    key: str
    actor: str
    memo: str
    region: str
    enterprise: str | None = None
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Funds:
    """The movements of every pot and project.

    Parameters
    ----------
    database
        Holds the rows.
    scope
        What its reader sees; what may be moved is decided on all of them.
    """

    database: Database
    scope: Scope = EVERYTHING

    def take(
        self,
        movement: Mapping[str, Any],
        slip: FundSlip,
        *,
        refuse: Callable[[Sequence[Mapping[str, Any]]], None],
    ) -> int:
        """Write a movement, or find the one that the same key wrote before.

        Parameters
        ----------
        movement
            ``step``, ``fund``, ``year``, ``project``, ``fen``.
        slip
            Key, actor, reason.
        refuse
            Looks at all movements so far, with who made each, and raises where this one may not be.

        Returns
        -------
        int
            Number of the movement.

        Raises
        ------
        ConflictError
            If the key stands for another movement.
        """
        with self.database.write() as session:
            fingerprint = hash_record({**movement, "score": slip.score})
            before = session.scalars(select(FundMovementRow).where(FundMovementRow.key == slip.key)).first()
            if before is not None and before.fingerprint != fingerprint:
                raise ConflictError(Problem("fund.key_taken", {"key": slip.key}))
            if before is not None:
                return before.id
            refuse(_records(session))
            row = FundMovementRow(
                **{name: movement[name] for name in MOVED},
                key=slip.key,
                fingerprint=fingerprint,
                region=slip.region,
                enterprise=slip.enterprise,
                score=slip.score,
                memo=slip.memo,
                actor=slip.actor,
                at=now(),
            )
            session.add(row)
            session.flush()
            return row.id

    def records(self) -> list[dict[str, Any]]:
        """List every movement in order, whoever sees it: for sums of pots."""
        with self.database.read() as session:
            return _records(session)

    def frame(self) -> pl.DataFrame:
        """List the movements within reach, oldest first, money in CNY."""
        statement = select(FundMovementRow).where(self._seen()).order_by(FundMovementRow.id)
        names = (
            "key",
            "step",
            "fund",
            "year",
            "project",
            "region",
            "enterprise",
            "score",
            "memo",
            "actor",
            "at",
        )
        with self.database.read() as session:
            rows = [
                {name: getattr(row, name) for name in names}
                | {"movement": row.id, "amount": row.fen * FEN if row.fen else None}
                for row in session.scalars(statement)
            ]
        return pl.DataFrame(rows, schema=FundMovement.create_empty().schema)

    def _seen(self) -> ColumnElement[bool]:
        return seen_in_sql(
            self.scope, {"regions": FundMovementRow.region, "enterprises": FundMovementRow.enterprise}
        )


def _records(session: Session) -> list[dict[str, Any]]:
    rows = session.scalars(select(FundMovementRow).order_by(FundMovementRow.id))
    return [{name: getattr(row, name) for name in (*MOVED, "actor", "region")} for row in rows]
