"""Feeds: what each poll found, the records that could not be taken and how each of them ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import select

from tongyuan.vocabulary.tables import FeedLetter, FeedPoll
from tongyuan.workspace.engine import Database
from tongyuan.workspace.hashing import hash_bytes
from tongyuan.workspace.models.feeds import FeedLetterEndRow, FeedLetterRow, FeedPollRow
from tongyuan.workspace.types import now

__all__ = ["Feeds"]


@dataclass(frozen=True, slots=True)
class Feeds:
    """Polls of feeds and the records that were put aside.

    Parameters
    ----------
    database
        Holds the rows.
    """

    database: Database

    def polled(self, poll: Mapping[str, Any], *, letters: Sequence[tuple[str, str]], actor: str) -> int:
        """Keep a poll and the records that it could not take.

        Parameters
        ----------
        poll
            ``feed``, ``state``, ``tries``, ``status``, ``sha256``, ``batch``, ``records``, ``added``,
            ``corrected``, ``told``.
        letters
            Record as it came, and what is wrong with it; one that is held already is not kept again.
        actor
            Who polled.

        Returns
        -------
        int
            How many records were put aside that were not before.
        """
        given = {hash_bytes(record.encode()): (record, told) for record, told in letters}
        with self.database.write() as session:
            of_feed = FeedLetterRow.feed == poll["feed"]
            held = set(session.scalars(select(FeedLetterRow.sha256).where(of_feed)))
            fresh = {sha256: letter for sha256, letter in given.items() if sha256 not in held}
            row = FeedPollRow(**poll, letters=len(fresh), actor=actor, at=now())
            session.add(row)
            session.flush()
            for sha256, (record, told) in fresh.items():
                kept = {"feed": poll["feed"], "poll": row.id, "sha256": sha256}
                session.add(FeedLetterRow(**kept, record=record, told=told))
            return len(fresh)

    def end(
        self, letters: Sequence[int], *, outcome: str, reason: str, actor: str, batch: int | None = None
    ) -> None:
        """Keep how records that were put aside ended.

        Parameters
        ----------
        letters
            Their numbers.
        outcome
            ``delivered`` or ``dropped``.
        reason
            Why.
        actor
            Who.
        batch
            With which batch they were delivered.
        """
        told = {"outcome": outcome, "reason": reason, "actor": actor, "batch": batch, "at": now()}
        with self.database.write() as session:
            session.add_all(FeedLetterEndRow(letter=number, **told) for number in letters)

    def polls(self) -> pl.DataFrame:
        """List the polls, newest first, as rows of ``FeedPoll``."""
        statement = select(FeedPollRow).order_by(FeedPollRow.id.desc())
        names = FeedPoll.column_names()
        with self.database.read() as session:
            rows = [
                {name: one.id if name == "number" else getattr(one, name) for name in names}
                for one in session.scalars(statement)
            ]
        return FeedPoll.validate(pl.DataFrame(rows, schema=FeedPoll.create_empty().schema), cast=True)

    def last_document(self, feed: str) -> str | None:
        """Give the fingerprint of what a feed said when it was last read; None where it never was."""
        read = FeedPollRow.state.in_(["taken", "unchanged"])
        statement = (
            select(FeedPollRow.sha256)
            .where(FeedPollRow.feed == feed, read)
            .order_by(FeedPollRow.id.desc())
            .limit(1)
        )
        with self.database.read() as session:
            return session.scalar(statement)

    def letters(self) -> pl.DataFrame:
        """List the records that were put aside, newest first, as rows of ``FeedLetter``."""
        statement = (
            select(FeedLetterRow, FeedPollRow.at, FeedLetterEndRow)
            .join(FeedPollRow, FeedPollRow.id == FeedLetterRow.poll)
            .outerjoin(FeedLetterEndRow, FeedLetterEndRow.letter == FeedLetterRow.id)
            .order_by(FeedLetterRow.id.desc())
        )
        with self.database.read() as session:
            rows = [
                {
                    **{name: getattr(letter, name) for name in ("feed", "poll", "record", "told")},
                    "number": letter.id,
                    "at": at,
                    "state": "waiting" if end is None else end.outcome,
                    "reason": None if end is None else end.reason,
                    "ended_by": None if end is None else end.actor,
                }
                for letter, at, end in session.execute(statement)
            ]
        return FeedLetter.validate(pl.DataFrame(rows, schema=FeedLetter.create_empty().schema), cast=True)
