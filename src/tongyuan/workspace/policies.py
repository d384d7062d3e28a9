"""Policies in versions: texts as taken, what persons decided of each phrase, links; never rewritten."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from tongyuan.vocabulary.problems import ConflictError, NotFoundError, Problem
from tongyuan.vocabulary.scope import EVERYTHING, Scope
from tongyuan.workspace.engine import Database
from tongyuan.workspace.models.policies import (
    PolicyDecisionRow,
    PolicyLinkRow,
    PolicyPhraseRow,
    PolicyVersionRow,
)
from tongyuan.workspace.scoping import seen_in_sql
from tongyuan.workspace.types import now

__all__ = ["Policies", "PolicyDecision", "TakenPolicy"]

HEAD = (
    "policy",
    "version",
    "level",
    "region",
    "title_zh",
    "document_no",
    "issued_on",
    "issuers",
    "in_force_from",
    "file",
    "file_hash",
    "synthetic",
    "actor",
    "at",
)
#: Decisions that concern the whole of a text.
OF_THE_WHOLE = ("publish", "drop", "end")


@dataclass(frozen=True, slots=True)
class PolicyDecision:
    """What a person decides.

    Parameters
    ----------
    phrase
        Of which phrase; None of the whole.
    deed
        ``confirm``, ``correct``, ``reject``, ``add``; of the whole ``publish``, ``drop``, ``end``.
    content
        What is corrected or added, by column.
    day
        Day from which it holds, where the deed has one.
    memo
        Why, or what is said.
    """

    phrase: str | None
    deed: str
    content: Mapping[str, Any]
    day: date | None = None
    memo: str = ""


@dataclass(frozen=True, slots=True)
class TakenPolicy:
    """A text with all that was read and decided of it.

    Parameters
    ----------
    head
        Columns of the document.
    phrases
        As the rules read them.
    decisions
        Every one, oldest first, each with ``phrase``, ``deed``, ``content``, ``day``, ``memo``, ``actor``,
        ``at``.
    """

    head: dict[str, Any]
    phrases: tuple[dict[str, Any], ...]
    decisions: tuple[dict[str, Any], ...]

    @property
    def state(self) -> str:
        """Tell whether it is a draft, published or dropped."""
        deeds = {one["deed"] for one in self.decisions if one["phrase"] is None}
        return "dropped" if "drop" in deeds else "published" if "publish" in deeds else "draft"

    def last(self, deed: str) -> dict[str, Any] | None:
        """Find the last decision of this deed on the whole."""
        return next((one for one in reversed(self.decisions) if one["deed"] == deed), None)


@dataclass(frozen=True, slots=True)
class Policies:
    """The policies of a workspace.

    Parameters
    ----------
    database
        Holds the rows.
    scope
        Whose drafts its reader sees; what is published everybody sees.
    """

    database: Database
    scope: Scope = EVERYTHING

    def take(self, head: Mapping[str, Any], phrases: Sequence[Mapping[str, Any]], *, first: int) -> int:
        """Keep a text with the phrases that were read in it, as the next version of its policy.

        Parameters
        ----------
        head
            Columns of the document, with ``text`` and ``actor``, without version.
        phrases
            Rows as read, each with its ``phrase``.
        first
            Version that the first text of a policy gets.

        Returns
        -------
        int
            The version.

        Raises
        ------
        ConflictError
            If the same file was taken for this policy before and not dropped.
        """
        with self.database.write() as session:
            held = _rows(session, PolicyVersionRow.policy == head["policy"])
            same = [row for row in held if row.file_hash == head["file_hash"]]
            taken = [_whole(session, row) for row in same]
            if any(one.state != "dropped" for one in taken):
                values = {"policy": head["policy"], "version": same[-1].version}
                raise ConflictError(Problem("policy.taken_before", values))
            version = max((row.version for row in held), default=first - 1) + 1
            row = PolicyVersionRow(**head, version=version, at=now())
            session.add(row)
            session.flush()
            session.add_all(
                PolicyPhraseRow(
                    taken=row.id, phrase=one["phrase"], content=json.dumps(dict(one), ensure_ascii=False)
                )
                for one in phrases
            )
            return version

    def decide(
        self,
        policy: str,
        version: int,
        *,
        actor: str,
        choose: Callable[[TakenPolicy], Sequence[PolicyDecision]],
    ) -> int:
        """Write decisions on a text, all or none, in one unit with what they rest on.

        Parameters
        ----------
        policy, version
            Which text.
        actor
            Who decides.
        choose
            Looks at all that was decided so far, gives the decisions, and raises where one may not be.

        Returns
        -------
        int
            How many were written.

        Raises
        ------
        NotFoundError
            If there is no such text within reach.
        """
        with self.database.write() as session:
            row = self._row(session, policy, version)
            chosen = choose(_whole(session, row))
            session.add_all(
                PolicyDecisionRow(
                    taken=row.id,
                    phrase=one.phrase,
                    deed=one.deed,
                    content=json.dumps(dict(one.content), ensure_ascii=False),
                    day=one.day,
                    memo=one.memo,
                    actor=actor,
                    at=now(),
                )
                for one in chosen
            )
            return len(chosen)

    def get(self, policy: str, version: int) -> TakenPolicy:
        """Return a text with its phrases and decisions.

        Parameters
        ----------
        policy, version
            Which.

        Returns
        -------
        TakenPolicy
            The text.

        Raises
        ------
        NotFoundError
            If there is no such text within reach.
        """
        with self.database.read() as session:
            return _whole(session, self._row(session, policy, version))

    def text(self, policy: str, version: int) -> str:
        """Return the words of the document, as offsets of its phrases count them.

        Parameters
        ----------
        policy, version
            Which.

        Returns
        -------
        str
            The text.

        Raises
        ------
        NotFoundError
            If there is no such text within reach.
        """
        with self.database.read() as session:
            return self._row(session, policy, version).text

    def every(self) -> list[TakenPolicy]:
        """List the texts within reach by policy and version."""
        with self.database.read() as session:
            return [_whole(session, row) for row in _rows(session, self._seen())]

    def published(self) -> list[dict[str, Any]]:
        """List the heads of the texts that were published, by policy and version."""
        with self.database.read() as session:
            return [{name: getattr(row, name) for name in HEAD} for row in _rows(session, _is_published())]

    def link(self, row: Mapping[str, Any]) -> None:
        """Write how a policy stands to another; the last of the same three holds.

        Parameters
        ----------
        row
            ``policy``, ``link``, ``other``, ``held``, ``region``, ``from_day``, ``reason``, ``actor``.
        """
        with self.database.write() as session:
            session.add(PolicyLinkRow(**row, at=now()))

    def links(self) -> list[dict[str, Any]]:
        """List the links that hold, each with who made it."""
        latest = select(func.max(PolicyLinkRow.id)).group_by(
            PolicyLinkRow.policy, PolicyLinkRow.link, PolicyLinkRow.other
        )
        names = ("policy", "link", "other", "from_day", "reason", "region", "actor", "at")
        statement = select(PolicyLinkRow).where(PolicyLinkRow.id.in_(latest), PolicyLinkRow.held)
        with self.database.read() as session:
            rows = session.scalars(
                statement.order_by(PolicyLinkRow.policy, PolicyLinkRow.link, PolicyLinkRow.other)
            )
            return [{name: getattr(row, name) for name in names} for row in rows]

    def _row(self, session: Session, policy: str, version: int) -> PolicyVersionRow:
        which = (PolicyVersionRow.policy == policy) & (PolicyVersionRow.version == version)
        row = session.scalars(select(PolicyVersionRow).where(which, self._seen())).first()
        if row is None:
            raise NotFoundError(Problem("policy.no_version", {"policy": policy[:80], "version": version}))
        return row

    def _seen(self) -> ColumnElement[bool]:
        mine = seen_in_sql(self.scope, {"regions": PolicyVersionRow.region})
        return or_(mine, _is_published())


def _is_published() -> ColumnElement[bool]:
    return exists().where(PolicyDecisionRow.taken == PolicyVersionRow.id, PolicyDecisionRow.deed == "publish")


def _rows(session: Session, which: ColumnElement[bool]) -> list[PolicyVersionRow]:
    ordered = select(PolicyVersionRow).where(which)
    return list(session.scalars(ordered.order_by(PolicyVersionRow.policy, PolicyVersionRow.version)))


def _whole(session: Session, row: PolicyVersionRow) -> TakenPolicy:
    phrases = session.scalars(
        select(PolicyPhraseRow.content).where(PolicyPhraseRow.taken == row.id).order_by(PolicyPhraseRow.id)
    )
    decisions = session.scalars(
        select(PolicyDecisionRow).where(PolicyDecisionRow.taken == row.id).order_by(PolicyDecisionRow.id)
    )
    names = ("phrase", "deed", "day", "memo", "actor", "at")
    return TakenPolicy(
        {name: getattr(row, name) for name in HEAD},
        tuple(json.loads(content) for content in phrases),
        tuple(
            {name: getattr(one, name) for name in names} | {"content": json.loads(one.content)}
            for one in decisions
        ),
    )
