"""Notices: what a person should know, until it is read."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from tongyuan.workspace.engine import Database
from tongyuan.workspace.models.notices import NoticeRow
from tongyuan.workspace.types import now

__all__ = ["Notice", "Notices"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice; its words stand in the message table under ``code``, with ``params`` in their blanks."""

    id: str
    actor: str
    code: str
    params: dict[str, Any]
    link: str | None
    sent_by: str
    sent_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Notices:
    """What people were told.

    Parameters
    ----------
    database
        Holds the rows.
    """

    database: Database

    def send(
        self, actor: str, code: str, *, values: Mapping[str, Any], sent_by: str, link: str | None = None
    ) -> Notice:
        """Tell somebody something, in the current transaction.

        Parameters
        ----------
        actor
            Whom: an actor's id.
        code
            Message of the message tables, such as ``round.remind``.
        values
            What goes into its blanks.
        sent_by
            Who sends it.
        link
            Page that it leads to, with its query.

        Returns
        -------
        Notice
            The notice, unread.
        """
        row = NoticeRow(
            id=secrets.token_hex(8),
            actor=actor,
            code=code,
            params=json.loads(json.dumps(dict(values), default=str)),
            link=link,
            sent_by=sent_by,
            sent_at=now(),
        )
        with self.database.write() as session:
            session.add(row)
            session.flush()
            return _notice(row)

    def of(self, actor: str, *, limit: int = 200) -> tuple[Notice, ...]:
        """List somebody's notices, newest first."""
        statement = select(NoticeRow).where(NoticeRow.actor == actor)
        newest = statement.order_by(NoticeRow.sent_at.desc(), NoticeRow.id).limit(limit)
        with self.database.read() as session:
            return tuple(_notice(row) for row in session.scalars(newest))

    def unread(self, actor: str) -> int:
        """Count what somebody has not read."""
        mine = (NoticeRow.actor == actor, NoticeRow.read_at.is_(None))
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(NoticeRow).where(*mine)) or 0

    def read(self, actor: str, *, notice: str | None = None) -> int:
        """Mark one of somebody's notices as read, or all of them; returns how many were."""
        mine = [NoticeRow.actor == actor, NoticeRow.read_at.is_(None)]
        if notice is not None:
            mine.append(NoticeRow.id == notice)
        with self.database.write() as session:
            found = session.scalar(select(func.count()).select_from(NoticeRow).where(*mine)) or 0
            session.execute(update(NoticeRow).where(*mine).values(read_at=now()))
        return found


def _notice(row: NoticeRow) -> Notice:
    return Notice(**{field.name: getattr(row, field.name) for field in fields(Notice)})
