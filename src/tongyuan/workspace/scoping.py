"""A reader's scope in the languages of the stores: SQL for the database, Ibis for the lake."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, false, true

from tongyuan.vocabulary.scope import COLUMNS, Scope, condition
from tongyuan.vocabulary.sensitivity import Sensitivity

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["seen_in_ibis", "seen_in_sql"]


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
