"""Tables: texts of policies as taken, their phrases, what persons decided, and links; append-only."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tongyuan.workspace.models.base import Base, Hash

__all__ = ["PolicyDecisionRow", "PolicyLinkRow", "PolicyPhraseRow", "PolicyVersionRow"]


class PolicyVersionRow(Base):
    """A text as it was taken; whether it is published its decisions tell."""

    __tablename__ = "policy_version"
    __table_args__ = (
        UniqueConstraint("policy", "version"),
        CheckConstraint("version >= 1", name="version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    policy: Mapped[str]
    version: Mapped[int]
    level: Mapped[str]
    region: Mapped[str]
    title_zh: Mapped[str]
    document_no: Mapped[str | None]
    issued_on: Mapped[date | None]
    issuers: Mapped[str | None]
    in_force_from: Mapped[date | None]
    file: Mapped[str]
    file_hash: Mapped[str] = mapped_column(Hash)
    text: Mapped[str]
    synthetic: Mapped[bool]
    actor: Mapped[str]
    at: Mapped[datetime]


class PolicyPhraseRow(Base):
    """A phrase as the rules read it, in JSON."""

    __tablename__ = "policy_phrase"
    __table_args__ = (UniqueConstraint("taken", "phrase"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    taken: Mapped[int] = mapped_column(ForeignKey("policy_version.id"))
    phrase: Mapped[str]
    content: Mapped[str]


class PolicyDecisionRow(Base):
    """What a person decided of a phrase, or of the whole; the last holds."""

    __tablename__ = "policy_decision"
    __table_args__ = (Index(None, "taken", "phrase"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    taken: Mapped[int] = mapped_column(ForeignKey("policy_version.id"))
    phrase: Mapped[str | None]
    deed: Mapped[str]
    content: Mapped[str]
    day: Mapped[date | None]
    memo: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]


class PolicyLinkRow(Base):
    """How a policy stands to another; the last of the same three holds, if ``held``."""

    __tablename__ = "policy_link"
    __table_args__ = (Index(None, "policy"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    policy: Mapped[str]
    link: Mapped[str]
    other: Mapped[str]
    held: Mapped[bool]
    region: Mapped[str]
    from_day: Mapped[date | None]
    reason: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
