"""What a reader may see: one scope, written once, compiled into the language of whatever holds the rows.

A row has a region, a department, an enterprise (each may be absent) and a sensitivity. A scope is a set of
reaches; a row is seen where it is public or where one reach covers it. A column that a table does not have is
absent in every one of its rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any, Protocol, TypeVar

import polars as pl

from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["DIMENSIONS", "EVERYTHING", "NOTHING", "Dialect", "PolarsDialect", "Reach", "Scope", "condition"]

DIMENSIONS = ("regions", "departments", "enterprises")
#: Column that each dimension is read from, unless a table says otherwise.
COLUMNS: Mapping[str, str] = {
    "regions": "region",
    "departments": "department",
    "enterprises": "enterprise",
    "sensitivity": "sensitivity",
}

Values = frozenset[str | None]
P = TypeVar("P", bound=Any, covariant=True)  # what a language says yes or no with


@dataclass(frozen=True, slots=True)
class Reach:
    """What one grant lets its holder see.

    Parameters
    ----------
    regions, departments, enterprises
        Codes within reach; None among them stands for rows that bear no code. None for a whole dimension
        sets no limit.
    up_to
        The most guarded level within reach.
    """

    regions: Values | None = None
    departments: Values | None = None
    enterprises: Values | None = None
    up_to: Sensitivity = Sensitivity.SENSITIVE

    def covers(
        self, *, region: str | None, department: str | None, enterprise: str | None, sensitivity: Sensitivity
    ) -> bool:
        """Tell whether a row lies within this reach."""
        found = zip(DIMENSIONS, (region, department, enterprise), strict=True)
        within = all((allowed := getattr(self, name)) is None or code in allowed for name, code in found)
        return within and sensitivity.rank <= self.up_to.rank


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything that a reader may see: public rows, and what each reach covers.

    Parameters
    ----------
    reaches
        One for each grant that counts.
    """

    reaches: tuple[Reach, ...] = ()

    @property
    def everything(self) -> bool:
        """Tell whether nothing is out of reach."""
        return Reach() in self.reaches

    @property
    def sees_enterprises(self) -> bool:
        """Tell whether single enterprises of others' are within reach: no figure need be withheld as C."""
        return any(reach.enterprises is None for reach in self.reaches)

    def covers(
        self,
        *,
        region: str | None = None,
        department: str | None = None,
        enterprise: str | None = None,
        sensitivity: Sensitivity = Sensitivity.INTERNAL,
    ) -> bool:
        """Tell whether a row is seen.

        Parameters
        ----------
        region, department, enterprise
            Codes of the row; None where it bears none.
        sensitivity
            Its level.

        Returns
        -------
        bool
            True where it is public or within one reach.

        Examples
        --------
        >>> city = Scope((Reach(regions=frozenset({"990100"}), up_to=Sensitivity.INTERNAL),))
        >>> city.covers(region="990100"), city.covers(region="990200")
        (True, False)
        >>> city.covers(region="990200", sensitivity=Sensitivity.PUBLIC)
        True
        """
        if sensitivity is Sensitivity.PUBLIC:
            return True
        row = {"region": region, "department": department, "enterprise": enterprise}
        return any(reach.covers(**row, sensitivity=sensitivity) for reach in self.reaches)

    def rows(self, columns: Collection[str], *, sensitivity: Sensitivity = Sensitivity.INTERNAL) -> pl.Expr:
        """Compile for a Polars frame.

        Parameters
        ----------
        columns
            The frame's columns.
        sensitivity
            Level of the table, where its rows bear none.

        Returns
        -------
        pl.Expr
            True for each row that is seen.

        Examples
        --------
        >>> frame = pl.DataFrame({"region": ["990100", "990200"], "value": [1.0, 2.0]})
        >>> city = Scope((Reach(regions=frozenset({"990100"})),))
        >>> frame.filter(city.rows(frame.columns))["value"].to_list()
        [1.0]
        """
        return condition(self, PolarsDialect(frozenset(columns)), sensitivity=sensitivity)


EVERYTHING = Scope((Reach(),))
NOTHING = Scope()


class Dialect(Protocol[P]):
    """The few words that a language of rows needs, so that a scope can be said in it."""

    def has(self, dimension: str) -> bool:
        """Tell whether rows bear a column for a dimension, or for ``sensitivity``."""
        ...

    def among(self, dimension: str, values: Collection[str]) -> P:
        """Say that a row's code is one of several."""
        ...

    def absent(self, dimension: str) -> P:
        """Say that a row bears no code."""
        ...

    def constant(self, truth: bool) -> P:
        """Say yes or no for every row."""
        ...


@dataclass(frozen=True, slots=True)
class PolarsDialect:
    """Says a scope as a Polars expression."""

    columns: frozenset[str]

    def has(self, dimension: str) -> bool:
        """Tell whether the frame has the dimension's column."""
        return COLUMNS[dimension] in self.columns

    def among(self, dimension: str, values: Collection[str]) -> pl.Expr:
        """Say that a code is one of several."""
        return pl.col(COLUMNS[dimension]).cast(pl.String).is_in(sorted(values)).fill_null(value=False)

    def absent(self, dimension: str) -> pl.Expr:
        """Say that there is no code."""
        return pl.col(COLUMNS[dimension]).is_null()

    def constant(self, truth: bool) -> pl.Expr:
        """Say yes or no."""
        return pl.lit(truth)


def condition(scope: Scope, dialect: Dialect[P], *, sensitivity: Sensitivity) -> P:
    """Say a scope in a language of rows.

    Parameters
    ----------
    scope
        What may be seen.
    dialect
        The language: Polars here, SQL and Ibis in the workspace.
    sensitivity
        Level of the table, where its rows bear none.

    Returns
    -------
    P
        The condition under which a row is seen.
    """
    if scope.everything:
        return dialect.constant(True)
    seen = [_level(dialect, Sensitivity.PUBLIC, sensitivity)]
    seen += [_reached(reach, dialect, sensitivity) for reach in scope.reaches]
    told: P = reduce(or_, seen)
    return told


def _reached(reach: Reach, dialect: Dialect[P], sensitivity: Sensitivity) -> P:
    parts = [_within(dialect, name, getattr(reach, name)) for name in DIMENSIONS]
    told: P = reduce(and_, parts, _level(dialect, reach.up_to, sensitivity))
    return told


def _within(dialect: Dialect[P], dimension: str, allowed: Values | None) -> P:
    if allowed is None:
        return dialect.constant(True)
    if not dialect.has(dimension):
        return dialect.constant(None in allowed)
    among = dialect.among(dimension, [code for code in allowed if code is not None])
    told: P = among | dialect.absent(dimension) if None in allowed else among
    return told


def _level(dialect: Dialect[P], highest: Sensitivity, table: Sensitivity) -> P:
    if dialect.has("sensitivity"):
        return dialect.among("sensitivity", [level.value for level in highest.up_to()])
    return dialect.constant(table.rank <= highest.rank)
