"""Runs: computations with everything they stood on; same inputs, same run, and runs never change."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import polars as pl
from polars.testing import assert_frame_equal
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

import tongyuan
from tongyuan.vocabulary.problems import CheckFailed, InputError, NotFoundError, Problem
from tongyuan.vocabulary.scope import EVERYTHING, Scope
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import frame_contract
from tongyuan.vocabulary.tables.upcasting import upcast
from tongyuan.workspace.artefacts import Artefacts, Prepared
from tongyuan.workspace.failpoints import failpoint
from tongyuan.workspace.hashing import canonical, hash_frame, hash_record
from tongyuan.workspace.models import ReleaseRow, RunFrameRow, RunRow
from tongyuan.workspace.reading import note
from tongyuan.workspace.recording import recorded
from tongyuan.workspace.run_units import UNITS, runs_of_units
from tongyuan.workspace.scoping import rows_seen, seen_in_sql
from tongyuan.workspace.types import now

__all__ = ["Run", "Runs"]

#: Sums of many floats may differ in their last digits with the number of processors; more is another result.
SAME_RELATIVE = 1e-9
SAME_ABSOLUTE = 1e-9
OFFICIAL = "official"

_COLUMNS: dict[str, pl.DataType] = {
    "run": pl.String(),
    "kind": pl.String(),
    "params": pl.String(),
    "family": pl.String(),
    "seed": pl.Int64(),
    "as_of": pl.Datetime("us", "UTC"),
    "package_version": pl.String(),
    "actor": pl.String(),
    "started_at": pl.Datetime("us", "UTC"),
    "finished_at": pl.Datetime("us", "UTC"),
    "region": pl.String(),
    "sensitivity": pl.String(),
}


@dataclass(frozen=True, slots=True)
class Run:
    """A recorded computation; ``inputs`` and ``tables`` map names to hashes of content."""

    id: str
    fingerprint: str
    kind: str
    params: dict[str, Any]
    family: str | None
    seed: int | None
    as_of: datetime | None
    package_version: str
    actor: str
    started_at: datetime
    finished_at: datetime
    region: str | None
    sensitivity: str
    inputs: dict[str, str]
    tables: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Pinned:
    """What makes a run the run that it is, apart from its inputs."""

    kind: str
    params: dict[str, Any]
    family: str | None
    seed: int | None
    as_of: datetime | None

    def fingerprint(self, inputs: Mapping[str, str]) -> str:
        """Hash what was pinned, the content of the inputs and the version of the program.

        ``as_of`` tells until when the data were read; what was read is pinned by the hashes, so that data
        that came in later and do not matter leave the run the same.
        """
        record = {name: value for name, value in asdict(self).items() if name != "as_of"}
        return hash_record(record | {"inputs": dict(inputs), "package_version": tongyuan.__version__})

    def row(
        self,
        fingerprint: str,
        *,
        actor: str,
        started_at: datetime | None,
        region: str | None,
        sensitivity: Sensitivity,
    ) -> RunRow:
        """Return the row of the run, finished now."""
        moment = now()
        return RunRow(
            id=fingerprint[:12],
            fingerprint=fingerprint,
            package_version=tongyuan.__version__,
            actor=actor,
            started_at=started_at or moment,
            finished_at=moment,
            region=region or self.params.get("region"),
            sensitivity=sensitivity.value,
            **asdict(self),
        )


@dataclass(frozen=True, slots=True)
class Runs:
    """The registry of runs.

    Parameters
    ----------
    artefacts
        Holds inputs and results.
    scope
        What of them is seen: public runs, those that an official release points at, those within reach.
    """

    artefacts: Artefacts
    scope: Scope = EVERYTHING
    #: Runs whose inputs the reader handed in: who has all that a run stands on may read what came of it.
    handed_in: set[str] = field(default_factory=set)

    def record(
        self,
        kind: str,
        *,
        params: Mapping[str, Any],
        inputs: Mapping[str, pl.DataFrame],
        tables: Mapping[str, pl.DataFrame],
        actor: str,
        family: str | None = None,
        seed: int | None = None,
        as_of: datetime | None = None,
        started_at: datetime | None = None,
        region: str | None = None,
        sensitivity: Sensitivity = Sensitivity.INTERNAL,
    ) -> Run:
        """Record a computation, or return the run that the same inputs made before.

        Its region is the one given, else the one that its parameters name.

        Parameters
        ----------
        kind
            What was computed.
        params
            What was asked.
        inputs, tables
            Frames that it stood on, and that it gave.
        actor
            Who asked.
        family
            Factor family.
        seed
            Seed of draws.
        as_of
            Moment up to which figures were believed.
        started_at
            When the work began.
        region
            Its region.
        sensitivity
            Level of what it stands on.

        Returns
        -------
        Run
            The run.
        """
        pinned = _Pinned(kind, _plain(params), family, seed, as_of)
        held = {
            "input": {name: self.artefacts.prepare(frame, shelf="lake") for name, frame in inputs.items()},
            "table": {name: self.artefacts.prepare(frame, shelf="runs") for name, frame in tables.items()},
        }
        fingerprint = pinned.fingerprint({name: file.sha256 for name, file in held["input"].items()})
        self._remember(fingerprint[:12])
        with self.artefacts.database.write() as session:
            before = session.get(RunRow, fingerprint[:12])
            if before is None:
                row = pinned.row(
                    fingerprint, actor=actor, started_at=started_at, region=region, sensitivity=sensitivity
                )
                self._enter(session, row, held)
                recorded(row.id)
                return _run(session, row)
            run = _run(session, before)
        self._compare(run, {name: file.sha256 for name, file in held["table"].items()}, tables)
        return run

    def obtain(
        self,
        kind: str,
        *,
        params: Mapping[str, Any],
        inputs: Mapping[str, pl.DataFrame],
        compute: Callable[[], Mapping[str, pl.DataFrame]],
        actor: str,
        family: str | None = None,
        seed: int | None = None,
        as_of: datetime | None = None,
        region: str | None = None,
        sensitivity: Sensitivity = Sensitivity.INTERNAL,
    ) -> Run:
        """Return the run that these inputs made before, or compute its tables and record it."""
        pinned = _Pinned(kind, _plain(params), family, seed, as_of)
        fingerprint = pinned.fingerprint({name: hash_frame(frame) for name, frame in inputs.items()})
        with self.artefacts.database.read() as session:
            before = session.get(RunRow, fingerprint[:12])
            if before is not None:
                self._remember(before.id)
                return _run(session, before)
        started_at = now()
        return self.record(
            kind,
            params=params,
            inputs=inputs,
            tables=compute(),
            actor=actor,
            family=family,
            seed=seed,
            as_of=as_of,
            started_at=started_at,
            region=region,
            sensitivity=sensitivity,
        )

    def _remember(self, run_id: str) -> None:
        if not self.scope.everything:
            self.handed_in.add(run_id)

    def _enter(self, session: Session, row: RunRow, held: dict[str, dict[str, Prepared]]) -> None:
        session.add(row)
        session.flush()
        failpoint("runs.entered")
        for role, frames in held.items():
            for name, prepared in frames.items():
                self.artefacts.enter(session, prepared)
                session.add(RunFrameRow(run_id=row.id, role=role, name=name, sha256=prepared.sha256))
        session.flush()
        failpoint("runs.framed")

    def _compare(self, run: Run, hashes: dict[str, str], tables: Mapping[str, pl.DataFrame]) -> None:
        differing = sorted(
            name
            for name in run.tables.keys() | hashes.keys()
            if run.tables.get(name) != hashes.get(name)
            and not self._agrees(run.tables.get(name), tables.get(name))
        )
        if differing:
            raise CheckFailed(
                [Problem("workspace.run_differs", {"run": run.id, "name": name}) for name in differing]
            )

    def _agrees(self, sha256: str | None, frame: pl.DataFrame | None) -> bool:
        if sha256 is None or frame is None:
            return False
        recorded = self.artefacts.read(sha256)
        if recorded is None:
            return False
        try:
            assert_frame_equal(recorded, canonical(frame), rel_tol=SAME_RELATIVE, abs_tol=SAME_ABSOLUTE)
        except AssertionError:
            return False
        return True

    def find(self, run_id: str) -> Run:
        """Return a run by its id, or by the beginning of it where that fits one run alone."""
        if not re.fullmatch(r"[0-9a-f]{1,12}", run_id):
            raise NotFoundError(Problem("workspace.no_run", {"run": run_id}))
        begins = RunRow.id.startswith(run_id)
        statement = select(RunRow).where(begins, self._seen()).order_by(RunRow.id).limit(5)
        with self.artefacts.database.read() as session:
            rows = session.scalars(statement).all()
            if len(rows) == 1:
                return _run(session, rows[0])
        if not rows:
            raise NotFoundError(Problem("workspace.no_run", {"run": run_id}))
        found = ", ".join(row.id for row in rows)
        raise InputError(Problem("workspace.run_ambiguous", {"run": run_id, "found": found}))

    def listing(self, kind: str | None = None) -> pl.DataFrame:
        """List the runs of a kind or all, newest first: their id in ``run``, ``params`` as JSON."""
        statement = select(RunRow).where(self._seen()).order_by(RunRow.finished_at.desc(), RunRow.id)
        if kind is not None:
            statement = statement.where(RunRow.kind == kind)
        with self.artefacts.database.read() as session:
            rows = session.scalars(statement).all()
        records = [
            {name: getattr(row, "id" if name == "run" else name) for name in _COLUMNS}
            | {"params": json.dumps(row.params, ensure_ascii=False, sort_keys=True)}
            for row in rows
        ]
        return pl.DataFrame(records, schema=_COLUMNS)

    def frame(self, run_id: str, name: str, *, role: str) -> pl.DataFrame:
        """Return an input (``role="input"``) or a result (``role="table"``) of a run: the rows that are seen.

        An official release makes results public, not what they stand on.

        Parameters
        ----------
        run_id
            The run, or the beginning of its id.
        name
            Name of the frame.
        role
            ``input`` or ``table``.

        Returns
        -------
        pl.DataFrame
            Rows within reach, in canonical order.
        """
        run = self.find(run_id)
        hashes = run.inputs if role == "input" else run.tables
        if name not in hashes:
            values = {"run": run.id, "name": name, "expected": ", ".join(hashes)}
            raise NotFoundError(Problem("workspace.no_table", values))
        frame = self.artefacts.read(hashes[name])
        assert frame is not None  # noqa: S101 - a foreign key holds the catalogue's row
        level = self._level(run, name, role)
        note(level)
        contract = frame_contract(name)
        frame = upcast(frame, contract=contract.__name__ if contract else None)
        if run.id in self.handed_in:
            return frame
        return rows_seen(
            self.scope, frame, region=run.region, units=run.params.get(UNITS, ()), sensitivity=level
        )

    def _level(self, run: Run, name: str, role: str) -> Sensitivity:
        contract = frame_contract(name)
        if contract is not None and contract.sensitivity is Sensitivity.PUBLIC:
            return Sensitivity.PUBLIC
        if role == "table" and self._official(run.id):
            return Sensitivity.PUBLIC
        return Sensitivity(run.sensitivity)

    def _official(self, run_id: str) -> bool:
        statement = select(ReleaseRow.id).where(ReleaseRow.run_id == run_id, ReleaseRow.state == OFFICIAL)
        with self.artefacts.database.read() as session:
            return session.scalar(statement.limit(1)) is not None

    def seen_ids(self) -> Select[str] | None:
        """Return a statement of the runs that are seen, for rows that point at one; None where all are."""
        return None if self.scope.everything else select(RunRow.id).where(self._seen())

    def _seen(self) -> ColumnElement[bool]:
        within = seen_in_sql(self.scope, {"regions": RunRow.region, "sensitivity": RunRow.sensitivity})
        if self.scope.everything:
            return within
        official = select(ReleaseRow.run_id).where(ReleaseRow.state == OFFICIAL)
        named = sorted({*self.handed_in, *runs_of_units(self.artefacts.database, self.scope)})
        return within | RunRow.id.in_(official) | RunRow.id.in_(named)


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(dict(params), default=str, allow_nan=False))
    return plain


def _run(session: Session, row: RunRow) -> Run:
    frames = session.scalars(
        select(RunFrameRow).where(RunFrameRow.run_id == row.id).order_by(RunFrameRow.name)
    ).all()
    return Run(
        id=row.id,
        fingerprint=row.fingerprint,
        kind=row.kind,
        params=row.params,
        family=row.family,
        seed=row.seed,
        as_of=row.as_of,
        package_version=row.package_version,
        actor=row.actor,
        started_at=row.started_at,
        finished_at=row.finished_at,
        region=row.region,
        sensitivity=row.sensitivity,
        inputs={frame.name: frame.sha256 for frame in frames if frame.role == "input"},
        tables={frame.name: frame.sha256 for frame in frames if frame.role == "table"},
    )
