"""Activity of a jurisdiction and year, as the workspace holds it: from a balance and from imported tables."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl

from tongyuan.accounting.derivation import spans
from tongyuan.plan import balance_activity
from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.problems import ConflictError, NotFoundError, Problem
from tongyuan.vocabulary.tables import Activity, key_of

if TYPE_CHECKING:
    import dataframely as dy

    from tongyuan.workspace.workspace import Workspace

__all__ = ["activity_of", "balance_of", "records_of", "years_with"]


def years_with(workspace: Workspace, name: str, region: str, *, as_of: datetime | None = None) -> list[int]:
    """List the years of which the workspace holds a dataset for a region.

    Parameters
    ----------
    workspace
        The workspace.
    name
        ``balance`` or ``activity``.
    region
        Region code.
    as_of
        What was held then; now where it is not given.

    Returns
    -------
    list of int
        Years, ascending.
    """
    held = workspace.datasets(name, as_of=as_of).filter(pl.col("region") == region)
    return sorted(held["year"].drop_nulls().unique().to_list())


def balance_of(
    workspace: Workspace, *, region: str, year: int, as_of: datetime | None = None
) -> pl.DataFrame | None:
    """Return the energy balance of a region and year, or None where none was imported."""
    if year not in years_with(workspace, "balance", region, as_of=as_of):
        return None
    return workspace.dataset_frame("balance", region=region, year=year, as_of=as_of)


def records_of(
    workspace: Workspace, *, region: str, year: int, as_of: datetime | None = None
) -> dict[str, pl.DataFrame]:
    """Return the records of a region that derivations of a year need: frames by dataset, where held."""
    # Of most kinds the year alone matters; of what decays or is banked, the years before it too.
    needed = {
        "year": pl.col("year") == year,
        "until": pl.col("year") <= year,
        "all": pl.col("year").is_not_null(),
    }
    within = pl.any_horizontal(
        (pl.col("name") == name) & needed[span] for name, span in sorted(spans().items())
    )
    held = workspace.datasets(as_of=as_of).filter(pl.col("region") == region, within).sort("name", "year")
    return {
        str(name): pl.concat([workspace.get_dataset(sha256) for sha256 in versions["sha256"]])
        for (name,), versions in held.group_by(["name"], maintain_order=True)
    }


def activity_of(
    workspace: Workspace,
    *,
    region: str,
    year: int,
    as_of: datetime | None = None,
    derived: dy.DataFrame[Activity] | None = None,
) -> dy.DataFrame[Activity]:
    """Return all activity of a region and year: what the balance and records give, and what was imported.

    Parameters
    ----------
    workspace
        The workspace.
    region
        Region code.
    year
        Year.
    as_of
        What was held then; now where it is not given.
    derived
        Activity that records of the region gave.

    Returns
    -------
    dy.DataFrame[Activity]
        Activity.

    Raises
    ------
    NotFoundError
        If there is neither a balance nor a table of activity.
    ConflictError
        If both give the same row, or records give a part of what an imported row states as the whole.
    """
    parts: list[pl.DataFrame] = []
    balance = balance_of(workspace, region=region, year=year, as_of=as_of)
    if balance is not None:
        parts.append(balance_activity.activity(balance))
    if year in years_with(workspace, "activity", region, as_of=as_of):
        held = workspace.dataset_frame("activity", region=region, year=year, as_of=as_of)
        parts.append(Activity.cast(held))
    if derived is not None and derived.height:
        _refuse_doubled(parts, derived)
        parts.append(derived)
    if not parts:
        years = {*years_with(workspace, "balance", region), *years_with(workspace, "activity", region)}
        values = {
            "region": region,
            "year": year,
            "what_zh": "活动水平或能源平衡表",
            "what_en": "activity or energy balance",
            "expected": "、".join(str(held) for held in sorted(years)) or "—",
        }
        raise NotFoundError(Problem("service.no_data", values))
    joined = pl.concat(parts)
    _refuse_repeated(joined)
    return Activity.validate(joined)


def _refuse_repeated(activity: pl.DataFrame) -> None:
    key = list(key_of(Activity))
    repeated = activity.filter(pl.struct(key).is_duplicated()).select(key).unique(maintain_order=True)
    if repeated.height:
        raise ConflictError(
            [
                Problem("service.repeated_activity", {"got": "，".join(map(str, row))})
                for row in repeated.rows()
            ]
        )


def _refuse_doubled(stated: list[pl.DataFrame], derived: pl.DataFrame) -> None:
    """Refuse a material that records give and that an imported row of no stated technology gives as well.

    A row whose technology is not stated stands for all of its material in the region; beside it the records
    would count the same tonnes again.
    """
    key = ["region", "year", "source", "fuel", "activity"]
    whole = [
        part.filter(pl.col("technology") == UNSTATED, pl.col("quantity").is_not_null()).select(key)
        for part in stated
    ]
    of_records = derived.filter(pl.col("quantity").is_not_null()).select(key).unique()
    doubled = pl.concat([of_records.clear(), *whole]).join(of_records, on=key, how="semi").unique()
    if doubled.height:
        rows = doubled.sort(key).rows()
        raise ConflictError(
            [Problem("service.doubled_activity", {"got": "，".join(map(str, row))}) for row in rows]
        )
