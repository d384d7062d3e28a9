"""Records that a workspace holds, as one reader sees them: a kind of record is its department's.

Datasets bear a region and a level; which department keeps a kind stands with the jurisdiction. Whoever's
reach is limited to a department sees the records of that department and no others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from tongyuan.services.jurisdiction import Jurisdiction, jurisdiction
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.records import RecordKind, owner_of, record_kinds
from tongyuan.vocabulary.scope import Scope
from tongyuan.workspace import workbooks

if TYPE_CHECKING:
    from tongyuan.services.declaration import Context
    from tongyuan.workspace.workspace import Workspace

__all__ = ["Holding", "code_names", "holding_of", "holdings", "owned"]


@dataclass(frozen=True, slots=True)
class Holding:
    """What is held of one kind of record.

    Parameters
    ----------
    kind
        The kind.
    owner
        Id of the department that keeps it; None where the jurisdiction names none.
    workspace
        The workspace as the reader sees this kind.
    """

    kind: RecordKind
    owner: str | None
    workspace: Workspace

    def listing(self) -> pl.DataFrame:
        """List what stands of it: one row a region and year, as the lake's catalogue has it."""
        return self.workspace.datasets(self.kind.dataset)

    def years(self, region: str) -> list[int]:
        """List the years held of a region, ascending."""
        return sorted(self.listing().filter(pl.col("region") == region)["year"].drop_nulls().to_list())

    def frame(self, *, region: str, year: int) -> pl.DataFrame:
        """Return the rows of a region and year; NotFoundError names the years that are held."""
        held = self.years(region)
        if year not in held:
            values = {"name": self.kind.name_zh, "region": region, "year": year}
            raise NotFoundError(
                Problem("record.none", {**values, "expected": "、".join(map(str, held)) or "—"})
            )
        frame = self.workspace.dataset_frame(self.kind.dataset, region=region, year=year)
        return self.kind.schema.cast(frame)


def owned(scope: Scope, owner: str | None) -> Scope:
    """Say a scope for the rows of one department: whoever reaches it sees them whatever they bear.

    Parameters
    ----------
    scope
        What a reader sees.
    owner
        The department; None where nobody owns the rows.

    Returns
    -------
    Scope
        Reaches of the department, without their limit of departments.

    Examples
    --------
    >>> from tongyuan.vocabulary.scope import Reach
    >>> bureau = Scope((Reach(departments=frozenset({"D1"})),))
    >>> owned(bureau, "D1").everything, owned(bureau, "D2").reaches
    (True, ())
    """
    reaches = [reach for reach in scope.reaches if reach.departments is None or owner in reach.departments]
    return Scope(tuple(replace(reach, departments=None) for reach in reaches))


def holding_of(ctx: Context, kind: RecordKind) -> Holding:
    """Return what is held of a kind, as the actor of a call sees it."""
    return _holding(ctx, kind, jurisdiction(ctx.workspace))


def holdings(ctx: Context) -> Iterator[Holding]:
    """Give what is held of every kind of which the actor sees anything at all."""
    place = jurisdiction(ctx.workspace)
    for kind in record_kinds():
        found = _holding(ctx, kind, place)
        if found.workspace.scope.reaches:
            yield found


def code_names(rows: pl.DataFrame) -> dict[str, dict[str, tuple[str, str]]]:
    """Name the codes of each column of words, in both languages."""
    words = [name for name, dtype in rows.schema.items() if dtype in (pl.String, pl.Enum)]
    told = {name: rows[name].cast(pl.String).drop_nulls().unique(maintain_order=True) for name in words}
    return {name: names for name in words if (names := workbooks.code_names(name, told[name]))}


def _holding(ctx: Context, kind: RecordKind, place: Jurisdiction) -> Holding:
    owner = owner_of(kind, place.departments)
    return Holding(kind, owner, ctx.workspace.whole.scoped(owned(ctx.scope, owner)))
