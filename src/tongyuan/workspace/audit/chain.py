"""The chain of changes: each row carries the hash of the row before it, in the change's own transaction.

Each head of the chain is also signed and appended to a file outside the database, so that rows cut off at
the end are missed too, and nobody without the key can write the chain anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from tongyuan.vocabulary.problems import ConflictError, Problem
from tongyuan.workspace.audit.heads import Head, HeadFile, Mark
from tongyuan.workspace.audit.keys import PublicKey, SecretKey, key_file, listed_keys
from tongyuan.workspace.audit.outside import KEYS, Outside
from tongyuan.workspace.audit.proof import GENESIS, AuditCheck, Evidence, Link, prove
from tongyuan.workspace.engine import Database
from tongyuan.workspace.failpoints import failpoint
from tongyuan.workspace.hashing import hash_record
from tongyuan.workspace.models import AuditRow
from tongyuan.workspace.types import now

__all__ = ["Audit", "AuditEntry", "Wanted"]


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
class Wanted:
    """Which changes to list; what is None asks for nothing.

    Parameters
    ----------
    actor
        Id of who acted.
    noun
        What was changed: the part of the service before its point.
    since, until
        First instant, and the instant before which.
    """

    actor: str | None = None
    noun: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> tuple[ColumnElement[bool], ...]:
        """Write it for the database."""
        asked = (
            None if self.actor is None else AuditRow.actor == self.actor,
            None if self.noun is None else _of_noun(self.noun),
            None if self.since is None else AuditRow.at >= self.since,
            None if self.until is None else AuditRow.at < self.until,
        )
        return tuple(each for each in asked if each is not None)


@dataclass(frozen=True, slots=True)
class Audit:
    """The chain of changes.

    Parameters
    ----------
    database
        Holds the chain.
    anchor
        File outside the database that each signed head is appended to; ``audit.keys`` beside it lists the
        public keys.
    key
        File of the secret key; by default as the environment says, or in the user's state folder.
    """

    database: Database
    anchor: Path
    key: Path | None = None

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
            failpoint("audit.appended")
            entry = _entry(row)
            # What cannot be signed and anchored must fail before it lands.
            secret = SecretKey.obtain(self.key_file(_genesis(session)))
            HeadFile(self.anchor).ready()
            self.database.after_commit(lambda: self._anchor(Head(entry.seq, entry.hash), secret))
        return entry

    def rows(
        self, *, limit: int = 200, before: int | None = None, wanted: Wanted | None = None
    ) -> pl.DataFrame:
        """List the latest changes, newest first; ``params`` as JSON."""
        conditions = (wanted or Wanted()).conditions()
        statement = select(AuditRow).where(*conditions).order_by(AuditRow.seq.desc()).limit(limit)
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

    def count(self, wanted: Wanted | None = None) -> int:
        """Count the changes, or those that are wanted."""
        conditions = (wanted or Wanted()).conditions()
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(AuditRow).where(*conditions)) or 0

    def verify(self, *outside: Outside) -> AuditCheck:
        """Follow the chain from its beginning, and hold it against its heads.

        Parameters
        ----------
        *outside
            Heads that were kept elsewhere.

        Returns
        -------
        AuditCheck
            What is proven by which head, and each row or head that is missing, altered or misplaced.
        """
        # Heads come first: a row that commits meanwhile has none yet, and a head is never without its row.
        secret = self.secret()
        kept = (*self._marked(secret), *outside)
        lines = HeadFile(self.anchor).lines()
        evidence = Evidence(lines, self.keys(), secret.public if secret else None, kept)
        with self.database.read() as session:
            return prove(_links(session), evidence)

    def attest(self) -> tuple[Head, PublicKey]:
        """Sign the present head, to be kept elsewhere.

        Returns
        -------
        tuple of Head and PublicKey
            The head, and the key that checks it.

        Raises
        ------
        ConflictError
            If nothing was ever written.
        """
        with self.database.read() as session:
            last = session.scalars(select(AuditRow).order_by(AuditRow.seq.desc()).limit(1)).first()
            if last is None:
                raise ConflictError(Problem("audit.empty"))
            head = Head(last.seq, last.hash)
        return self.sign(head)

    def sign(self, head: Head) -> tuple[Head, PublicKey]:
        """Sign the head of a committed row, to be kept elsewhere; it is anchored here first."""
        secret = self._obtain()
        self._anchor(head, secret)
        return head.signed(secret, at=now()), secret.public

    def seal(self, content: bytes) -> tuple[PublicKey, bytes]:
        """Sign content that is no head: the manifest of a backup."""
        secret = self._obtain()
        return secret.public, secret.sign(content)

    def forget_place(self) -> None:
        """Forget what was last signed for this folder: another workspace stood here."""
        secret = self.secret()
        if secret is not None:
            self.mark(secret).path.unlink(missing_ok=True)

    def _obtain(self) -> SecretKey:
        with self.database.read() as session:
            return SecretKey.obtain(self.key_file(_genesis(session)))

    def keys(self) -> Mapping[str, PublicKey]:
        """Return the public keys that the workspace lists, by fingerprint."""
        return listed_keys(self.anchor.with_name(KEYS))

    def key_file(self, genesis: str) -> Path:
        """Say where the secret key lies."""
        return key_file(genesis, named=self.key)

    def secret(self) -> SecretKey | None:
        """Return the secret key, where it is held here."""
        with self.database.read() as session:
            return SecretKey.load(self.key_file(_genesis(session)))

    def mark(self, secret: SecretKey) -> Mark:
        """Return the mark of this place beside a key."""
        place = sha256(str(self.anchor.parent).encode()).hexdigest()[:12]
        return Mark(secret.file.with_name(f"{secret.file.name}.{place}.head"))

    def _marked(self, secret: SecretKey | None) -> tuple[Outside, ...]:
        if secret is None:
            return ()
        mark = self.mark(secret)
        head = mark.read()
        return (Outside(mark.path.name, (head,)),) if head else ()

    def _anchor(self, head: Head, secret: SecretKey) -> None:
        """Sign a head, and those before it that a crash left without one."""
        failpoint("audit.anchoring")
        file, mark = HeadFile(self.anchor), self.mark(secret)
        with file.locked() as last:
            before = mark.read()
            # What was signed once is never signed again: heads that were taken away stay missed.
            since = max(last, before.seq if before else 0)
            if since >= head.seq:
                return
            self._list(secret.public)
            heads = [each.signed(secret, at=now()) for each in self._unsigned(head, since)]
            file.append(heads)
            mark.write(heads[-1])

    def _unsigned(self, last: Head, since: int) -> list[Head]:
        if since == last.seq - 1:
            return [last]
        statement = select(AuditRow.seq, AuditRow.hash).order_by(AuditRow.seq)
        with self.database.read() as session:
            found = session.execute(statement.where(AuditRow.seq > since, AuditRow.seq <= last.seq)).all()
        return [Head(seq, digest) for seq, digest in found]

    def _list(self, key: PublicKey) -> None:
        if key.fingerprint not in self.keys():
            with self.anchor.with_name(KEYS).open("a", encoding="ascii") as file:
                file.write(f"{key.line}\n")


_SCHEMA: dict[str, pl.DataType] = {field.name: pl.String() for field in fields(AuditEntry)} | {
    "seq": pl.Int64(),
    "at": pl.Datetime("us", "UTC"),
}


def _of_noun(noun: str) -> ColumnElement[bool]:
    verbs = AuditRow.service.startswith(f"{noun}.", autoescape=True)
    return or_(AuditRow.service == noun, verbs)


def _genesis(session: Session) -> str:
    return session.scalar(select(AuditRow.hash).order_by(AuditRow.seq).limit(1)) or GENESIS


def _links(session: Session) -> Iterator[Link]:
    for row in session.scalars(select(AuditRow).order_by(AuditRow.seq).execution_options(yield_per=1000)):
        yield Link(row.seq, row.previous_hash, row.hash, _hash(row))


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
