"""A reader's scope in the languages of the stores: SQL for the database, Ibis for the lake."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl
from sqlalchemy import ColumnElement, false, true

from tongyuan.vocabulary.scope import COLUMNS, DIMENSIONS, Scope, condition
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import Enterprise

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["by_series", "enterprises_seen", "rows_seen", "seen_in_ibis", "seen_in_sql"]


@dataclass(frozen=True, slots=True)
class _Sql:
    columns: Mapping[str, Any]

    def has(self, dimension: str) -> bool:
        return dimension in self.columns

    def among(self, dimension: str, values: Collection[str]) -> ColumnElement[bool]:
        column: ColumnElement[Any] = self.columns[dimension]
        return column.is_not(None) & column.in_(sorted(values))

    def absent(self, dimension: str) -> ColumnElement[bool]:
        column: ColumnElement[Any] = self.columns[dimension]
        return column.is_(None)

    def constant(self, truth: bool) -> ColumnElement[bool]:
        return true() if truth else false()


@dataclass(frozen=True, slots=True)
class _Ibis:
    table: ir.Table

    def has(self, dimension: str) -> bool:
        return COLUMNS[dimension] in self.table.columns

    def among(self, dimension: str, values: Collection[str]) -> ir.BooleanValue:
        import ibis

        column = self.table[COLUMNS[dimension]]
        return column.notnull() & column.isin(sorted(values)) if values else ibis.literal(False)

    def absent(self, dimension: str) -> ir.BooleanValue:
        return self.table[COLUMNS[dimension]].isnull()

    def constant(self, truth: bool) -> ir.BooleanValue:
        import ibis

        return ibis.literal(truth)


def seen_in_sql(
    scope: Scope, columns: Mapping[str, Any], *, sensitivity: Sensitivity = Sensitivity.INTERNAL
) -> ColumnElement[bool]:
    """Compile a scope for a statement.

    Parameters
    ----------
    scope
        What may be seen.
    columns
        Column for each of ``regions``, ``departments``, ``enterprises`` and ``sensitivity`` that rows bear.
    sensitivity
        Level of the table, where its rows bear none.

    Returns
    -------
    ColumnElement
        A condition for ``where``.
    """
    return condition(scope, _Sql(columns), sensitivity=sensitivity)


def seen_in_ibis(
    scope: Scope, table: ir.Table, *, sensitivity: Sensitivity = Sensitivity.INTERNAL
) -> ir.BooleanValue:
    """Compile a scope for an Ibis table, whatever engine it runs on.

    Parameters
    ----------
    scope
        What may be seen.
    table
        The table; its columns ``region``, ``department``, ``enterprise``, ``sensitivity`` are looked at.
    sensitivity
        Level of the table, where its rows bear none.

    Returns
    -------
    ir.BooleanValue
        A condition for ``filter``.
    """
    return condition(scope, _Ibis(table), sensitivity=sensitivity)


def by_series(scope: Scope, owners: Callable[[], Mapping[str, str | None]]) -> Scope:
    """Say a scope of departments in the series that each owns now, for rows that bear a series.

    Parameters
    ----------
    scope
        What may be seen.
    owners
        Gives the department that owns each series; asked for only where a department limits the scope.

    Returns
    -------
    Scope
        The scope, with series in the place of departments.

    Examples
    --------
    >>> from tongyuan.vocabulary.scope import Reach
    >>> bureau = Scope((Reach(departments=frozenset({"D1"})),))
    >>> sorted(by_series(bureau, lambda: {"a": "D1", "b": "D2", "c": None}).reaches[0].departments)
    ['a']
    """
    # A reach of public rows alone adds nothing: those are seen anyway.
    reaches = [reach for reach in scope.reaches if reach.up_to is not Sensitivity.PUBLIC]
    if all(reach.departments is None for reach in reaches):
        return Scope(tuple(reaches))
    owned = owners()
    return Scope(
        tuple(
            reach
            if reach.departments is None
            else replace(
                reach,
                departments=frozenset(
                    series for series, owner in owned.items() if owner in reach.departments
                ),
            )
            for reach in reaches
        )
    )


def rows_seen(
    scope: Scope,
    frame: pl.DataFrame,
    *,
    region: str | None,
    sensitivity: Sensitivity,
    units: Collection[str] = (),
) -> pl.DataFrame:
    """Keep the rows of a kept frame that are seen.

    Parameters
    ----------
    scope
        What may be seen.
    frame
        The frame.
    region, sensitivity
        Region and level of the frame as a whole. What its rows do not bear, they take from it.
    units
        Regions whose rows the frame holds apart: who sees one of them sees its rows and no others.

    Returns
    -------
    pl.DataFrame
        Its rows within reach.
    """
    if scope.everything or sensitivity is Sensitivity.PUBLIC:
        return frame
    apart = units if COLUMNS["regions"] in frame.columns else ()
    reaches = [
        reach
        for reach in scope.reaches
        if any(
            reach.covers(region=one, department=None, enterprise=None, sensitivity=sensitivity)
            for one in (region, *apart)
        )
    ]
    absent: dict[str, Any] = {name: None for name in DIMENSIONS if COLUMNS[name] not in frame.columns}
    within = Scope(tuple(replace(reach, **absent) for reach in reaches))
    return frame.filter(within.rows(frame.columns, sensitivity=sensitivity))


def enterprises_seen(scope: Scope, enterprises: pl.DataFrame) -> pl.DataFrame:
    """Keep the enterprises within reach; one in a park is the park's as well as its county's.

    Parameters
    ----------
    scope
        What may be seen.
    enterprises
        Rows of the contract ``Enterprise``.

    Returns
    -------
    pl.DataFrame
        Those within reach.
    """
    if scope.everything:
        return enterprises
    # An enterprise belongs to no department: who sees enterprises at all sees them whatever their own is.
    reaches = Scope(tuple(replace(reach, departments=None) for reach in scope.reaches))
    seen = reaches.rows(enterprises.columns, sensitivity=Enterprise.sensitivity)
    of_parks = enterprises.with_columns(pl.col("park").alias("region")).select(seen.alias("seen"))["seen"]
    return enterprises.filter(seen | (of_parks & enterprises["park"].is_not_null()))
