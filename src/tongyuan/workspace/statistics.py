"""Statistics on disk: corrections append, and every day's belief can be read again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypedDict

import dataframely as dy
import polars as pl
from sqlalchemy import ColumnElement, Select, Subquery, and_, func, insert, select
from sqlalchemy.orm import Session

from tongyuan.vocabulary.periods import parse_period
from tongyuan.vocabulary.problems import ConflictError, InputError, Problem
from tongyuan.vocabulary.scope import EVERYTHING, Scope
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import Statistic
from tongyuan.vocabulary.tables.checking import conforming
from tongyuan.workspace.engine import Database
from tongyuan.workspace.failpoints import failpoint
from tongyuan.workspace.models import StatisticRow
from tongyuan.workspace.reading import note
from tongyuan.workspace.scoping import by_series, seen_in_sql
from tongyuan.workspace.types import now

__all__ = ["Added", "Statistics"]

KEY = ("series", "region", "period", "kind", "vintage")
#: What a figure says; a row that says nothing new makes no version, whoever hands it in.
SAID = ("value", "state", "unit", "evidence", "quality", "citation", "note")
_SCHEMA = Statistic.create_empty().schema
_COLUMNS = [getattr(StatisticRow, name) for name in _SCHEMA]


class Added(TypedDict):
    """How many rows were new, corrected an earlier one, or said nothing new."""

    new: int
    corrected: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures that were handed in.

    Parameters
    ----------
    database
        Holds them.
    scope
        What of them is seen.
    owners
        Gives the department that owns each series now.
    """

    database: Database
    scope: Scope = EVERYTHING
    owners: Callable[[], Mapping[str, str | None]] = dict

    def latest(
        self,
        *,
        as_of: datetime | None = None,
        region: str | None = None,
        series: str | list[str] | None = None,
    ) -> dy.DataFrame[Statistic]:
        """Return the latest version of each figure, as believed at ``as_of``."""
        seen = self._seen()
        newest = _newest(as_of, seen)
        statement = select(*_COLUMNS, StatisticRow.sensitivity).join(
            newest,
            and_(
                StatisticRow.version == newest.c.version,
                *(getattr(StatisticRow, name) == newest.c[name] for name in KEY),
            ),
        )
        with self.database.read() as session:
            return _noted(session, _narrowed(statement, region, series))

    def history(
        self, *, region: str | None = None, series: str | list[str] | None = None, period: str | None = None
    ) -> dy.DataFrame[Statistic]:
        """Return every version of each figure."""
        chosen = select(*_COLUMNS, StatisticRow.sensitivity).where(self._seen())
        statement = _narrowed(chosen, region, series)
        if period is not None:
            statement = statement.where(StatisticRow.period == period)
        with self.database.read() as session:
            return _noted(session, statement)

    def level_of(self, frame: pl.DataFrame) -> Sensitivity:
        """Return the most guarded level among the versions that a frame holds."""
        key = [*KEY, "version"]
        statement = select(*(getattr(StatisticRow, name) for name in key), StatisticRow.sensitivity).where(
            StatisticRow.sensitivity != Sensitivity.PUBLIC.value,
            StatisticRow.region.in_(frame["region"].unique().to_list()),
        )
        with self.database.read() as session:
            guarded = [tuple(row) for row in session.execute(statement)]
        schema: dict[str, Any] = {**{name: _SCHEMA[name] for name in key}, "sensitivity": pl.String}
        found = pl.DataFrame(guarded, schema=schema, orient="row").join(frame, on=key, how="semi")
        levels = map(Sensitivity, found["sensitivity"].unique())
        return max(levels, key=lambda level: level.rank, default=Sensitivity.PUBLIC)

    def _seen(self) -> ColumnElement[bool]:
        columns = {
            "regions": StatisticRow.region,
            "departments": StatisticRow.series,
            "sensitivity": StatisticRow.sensitivity,
        }
        if self.scope.everything:
            return seen_in_sql(self.scope, columns)
        return seen_in_sql(by_series(self.scope, self.owners), columns)

    def believed_until(self) -> datetime | None:
        """Return when the latest figure came in; a reading as of then never changes."""
        with self.database.read() as session:
            return session.scalar(select(func.max(StatisticRow.believed_at)).where(self._seen()))

    def add(
        self,
        frame: pl.DataFrame,
        *,
        actor: str,
        believed_at: datetime | None = None,
        sensitivity: Sensitivity = Sensitivity.INTERNAL,
    ) -> Added:
        """Add figures, all or none; versions are counted here, over every version there is."""
        rows = _checked(frame, actor)
        with self.database.write() as session:
            moment = _moment(session.scalar(select(func.max(StatisticRow.believed_at))), believed_at)
            before = _frame(session, _narrowed(select(*_COLUMNS), None, rows["series"].unique().to_list()))
            fresh = _fresh(rows, before)
            records = _records(fresh, moment, sensitivity)
            if records:
                session.execute(insert(StatisticRow), records)
            failpoint("statistics.inserted")
        new = int((fresh["version"] == 1).sum())
        return Added(new=new, corrected=fresh.height - new, unchanged=rows.height - fresh.height)


def _newest(as_of: datetime | None, seen: ColumnElement[bool]) -> Subquery:
    key = [getattr(StatisticRow, name) for name in KEY]
    statement = select(*key, func.max(StatisticRow.version).label("version")).where(seen).group_by(*key)
    if as_of is not None:
        statement = statement.where(StatisticRow.believed_at <= as_of)
    return statement.subquery()


def _narrowed(statement: Select[Any], region: str | None, series: str | list[str] | None) -> Select[Any]:
    if region is not None:
        statement = statement.where(StatisticRow.region == region)
    if series is not None:
        wanted = [series] if isinstance(series, str) else series
        statement = statement.where(StatisticRow.series.in_(wanted))
    return statement


def _frame(session: Session, statement: Select[Any]) -> dy.DataFrame[Statistic]:
    rows = [tuple(row) for row in session.execute(statement)]
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row").sort(*KEY, "version")
    return Statistic.cast(frame)


def _noted(session: Session, statement: Select[Any]) -> dy.DataFrame[Statistic]:
    """Read figures with their levels, note the levels, and hand out the figures."""
    rows = [tuple(row) for row in session.execute(statement)]
    frame = pl.DataFrame(rows, schema={**_SCHEMA, "sensitivity": pl.String}, orient="row")
    note(*frame["sensitivity"].unique())
    return Statistic.cast(frame.drop("sensitivity").sort(*KEY, "version"))


def _checked(frame: pl.DataFrame, actor: str) -> dy.DataFrame[Statistic]:
    reporter = pl.col("reporter").fill_null(actor) if "reporter" in frame.columns else pl.lit(actor)
    optional = [
        pl.lit(None, pl.String).alias(name)
        for name in ("evidence", "note", "state")
        if name not in frame.columns
    ]
    rows = frame.with_columns(
        pl.lit(1, pl.Int32).alias("version"),
        pl.lit(now()).cast(pl.Datetime("us", "UTC")).alias("believed_at"),
        reporter.alias("reporter"),
        *optional,
    )
    _refuse_duplicates(rows)
    _refuse_periods(rows)
    return conforming(rows, contract=Statistic)


def _refuse_duplicates(rows: pl.DataFrame) -> None:
    if not set(KEY) <= set(rows.columns):
        return
    counts = rows.group_by(KEY, maintain_order=True).len(name="count").filter(pl.col("count") > 1)
    if counts.height:
        raise InputError([Problem("workspace.duplicate", record) for record in counts.to_dicts()])


def _refuse_periods(rows: pl.DataFrame) -> None:
    if "period" not in rows.columns:
        return
    wrong = [text for text in rows["period"].unique(maintain_order=True).drop_nulls() if not _is_period(text)]
    if wrong:
        raise InputError([Problem("workspace.period", {"got": text}) for text in wrong])


def _is_period(text: str) -> bool:
    try:
        parse_period(text)
    except ValueError:
        return False
    return True


def _moment(latest: datetime | None, asked: datetime | None) -> datetime:
    # Strictly after all that is believed, so that a reading as of an earlier moment never changes.
    if asked is None:
        return max(now(), latest + timedelta(microseconds=1)) if latest else now()
    if latest is not None and asked <= latest:
        values = {"got": asked.isoformat(), "latest": latest.isoformat()}
        raise ConflictError(Problem("workspace.believed_backwards", values))
    return asked


def _fresh(rows: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    present = before.filter(pl.col("version") == pl.col("version").max().over(KEY))
    joined = rows.drop("version").join(
        present.select(*KEY, *SAID, "version"), on=KEY, how="left", suffix="_before", maintain_order="left"
    )
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_before")) for name in SAID)
    fresh = joined.filter(~(same & pl.col("version").is_not_null()))
    return fresh.with_columns(pl.col("version").fill_null(0) + 1).select(rows.columns)


def _records(fresh: pl.DataFrame, moment: datetime, sensitivity: Sensitivity) -> list[dict[str, Any]]:
    said = {"believed_at": moment, "sensitivity": sensitivity.value}
    return [record | said for record in fresh.to_dicts()]
