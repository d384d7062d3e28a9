"""The lake's catalogue: datasets by name, each import a further version."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

import polars as pl
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.scope import EVERYTHING, Scope
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.checking import conforming
from tongyuan.vocabulary.tables.contract import Contract
from tongyuan.vocabulary.tables.upcasting import upcast
from tongyuan.workspace.artefacts import Artefacts, Prepared
from tongyuan.workspace.failpoints import failpoint
from tongyuan.workspace.models import DatasetRow
from tongyuan.workspace.reading import note
from tongyuan.workspace.scoping import enterprises_seen, rows_seen, seen_in_sql
from tongyuan.workspace.types import now

__all__ = ["Dataset", "Lake", "Source"]

JURISDICTION = "jurisdiction."
ENTERPRISES = f"{JURISDICTION}enterprises"


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a dataset came from."""

    name: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """One version of a named dataset."""

    name: str
    sha256: str
    contract: str | None
    contract_version: int | None
    region: str | None
    year: int | None
    actor: str
    source_name: str | None
    source_sha256: str | None
    imported_at: datetime
    sensitivity: str


@dataclass(frozen=True, slots=True)
class Lake:
    """Datasets by name and time.

    Parameters
    ----------
    artefacts
        Holds the files.
    scope
        What of them is seen.
    """

    artefacts: Artefacts
    scope: Scope = EVERYTHING

    def put(
        self,
        name: str,
        frame: pl.DataFrame,
        *,
        contract: type[Contract] | None,
        actor: str,
        region: str | None = None,
        year: int | None = None,
        source: Source | None = None,
        sensitivity: Sensitivity = Sensitivity.INTERNAL,
    ) -> Dataset:
        """Keep a frame as the latest version of a dataset; the same content again adds nothing.

        What describes the jurisdiction itself (its regions, series, policy) is public.

        Parameters
        ----------
        name
            Name of the dataset.
        frame
            Its rows.
        contract
            What they must conform to; None where there is no contract.
        actor
            Who hands it in.
        region, year
            Place and year that it is kept under.
        source
            The file that it came from.
        sensitivity
            Its level.

        Returns
        -------
        Dataset
            The version that stands.
        """
        kept = conforming(frame, contract=contract) if contract else frame
        prepared = self.artefacts.prepare(kept, shelf="lake")
        row = DatasetRow(
            name=name,
            sha256=prepared.sha256,
            contract=contract.__name__ if contract else None,
            contract_version=contract.contract_version if contract else None,
            region=region,
            year=year,
            actor=actor,
            source_name=source.name if source else None,
            source_sha256=source.sha256 if source else None,
            sensitivity=(Sensitivity.PUBLIC if name.startswith(JURISDICTION) else sensitivity).value,
        )
        with self.artefacts.database.write() as session:
            return self._enter(session, row, prepared)

    def _enter(self, session: Session, row: DatasetRow, prepared: Prepared) -> Dataset:
        place = (
            DatasetRow.region.is_not_distinct_from(row.region),
            DatasetRow.year.is_not_distinct_from(row.year),
        )
        latest = session.scalars(_versions(row.name).where(*place)).first()
        if latest is not None and _same(latest, row):
            return _dataset(latest)
        self.artefacts.enter(session, prepared)
        failpoint("lake.catalogued")
        last = session.scalar(select(func.max(DatasetRow.imported_at)))
        row.imported_at = max(now(), last + timedelta(microseconds=1)) if last else now()
        session.add(row)
        session.flush()
        failpoint("lake.entered")
        return _dataset(row)

    def find(
        self, name: str, *, as_of: datetime | None = None, region: str | None = None, year: int | None = None
    ) -> Dataset:
        """Return the latest version of a dataset, as known at ``as_of``."""
        statement = _versions(name, as_of=as_of, region=region, year=year).where(self._seen())
        with self.artefacts.database.read() as session:
            row = session.scalars(statement).first()
        if row is None:
            raise NotFoundError(Problem("workspace.no_dataset", {"name": name}))
        return _dataset(row)

    def frame(self, sha256: str) -> pl.DataFrame:
        """Return the content of a dataset by its hash: the rows that are seen."""
        statement = select(DatasetRow).where(DatasetRow.sha256 == sha256, self._seen())
        with self.artefacts.database.read() as session:
            rows = session.scalars(statement).all()
        kept = self.artefacts.read(sha256) if rows else None
        if kept is None:
            raise NotFoundError(Problem("workspace.no_dataset", {"name": sha256}))
        frame = upcast(kept, contract=rows[0].contract)
        freest = min(rows, key=lambda row: Sensitivity(row.sensitivity).rank)
        note(freest.sensitivity)
        level = Sensitivity(freest.sensitivity)
        if freest.name == ENTERPRISES:  # kept with the jurisdiction, which is public; they are not
            return enterprises_seen(self.scope, frame)
        return rows_seen(self.scope, frame, region=freest.region, sensitivity=level)

    def imported_until(self) -> datetime | None:
        """Return when the latest dataset came in."""
        with self.artefacts.database.read() as session:
            return session.scalar(select(func.max(DatasetRow.imported_at)).where(self._seen()))

    def listing(self, name: str | None = None, *, as_of: datetime | None = None) -> pl.DataFrame:
        """List what stands under each name, region and year."""
        versions = self.history(name, as_of=as_of)
        return versions.unique(["name", "region", "year"], keep="first", maintain_order=True).sort(
            "name", "region", "year", maintain_order=True
        )

    def history(self, name: str | None = None, *, as_of: datetime | None = None) -> pl.DataFrame:
        """List every version of one dataset or of all, newest first."""
        with self.artefacts.database.read() as session:
            rows = session.scalars(_versions(name, as_of=as_of).where(self._seen())).all()
        return pl.DataFrame([{name: getattr(row, name) for name in _SCHEMA} for row in rows], schema=_SCHEMA)

    def _seen(self) -> ColumnElement[bool]:
        return seen_in_sql(self.scope, {"regions": DatasetRow.region, "sensitivity": DatasetRow.sensitivity})


_SCHEMA: dict[str, pl.DataType] = {field.name: pl.String() for field in fields(Dataset)} | {
    "contract_version": pl.Int64(),
    "year": pl.Int64(),
    "imported_at": pl.Datetime("us", "UTC"),
}


def _versions(
    name: str | None, *, as_of: datetime | None = None, region: str | None = None, year: int | None = None
) -> Select[DatasetRow]:
    statement = select(DatasetRow).order_by(DatasetRow.imported_at.desc(), DatasetRow.id.desc())
    if name is not None:
        statement = statement.where(DatasetRow.name == name)
    if as_of is not None:
        statement = statement.where(DatasetRow.imported_at <= as_of)
    if region is not None:
        statement = statement.where(DatasetRow.region == region)
    if year is not None:
        statement = statement.where(DatasetRow.year == year)
    return statement


def _same(one: DatasetRow, other: DatasetRow) -> bool:
    ignored = {"imported_at", "actor"}
    names = [field.name for field in fields(Dataset) if field.name not in ignored]
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _dataset(row: DatasetRow) -> Dataset:
    return Dataset(**{field.name: getattr(row, field.name) for field in fields(Dataset)})
