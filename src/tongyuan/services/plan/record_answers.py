"""Answers of departments that were asked for records: they wait beside the records until they are approved.

An answer is a version of the dataset ``answer.KIND``; what its assignment keeps of it is how many rows there
are and which file they are, by its hash. What was approved is what lands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.vocabulary.records import RecordKind, record_kind
from tongyuan.workspace.lake import Dataset, Source

if TYPE_CHECKING:
    from tongyuan.services.declaration import Context
    from tongyuan.workspace.rounds import Rounds
    from tongyuan.workspace.workspace import Workspace

__all__ = ["ANSWER", "FORM", "ITEM", "handed_in", "keep_approved"]

#: How the form of an assignment for records, its only item and the waiting dataset are called.
FORM, ITEM, ANSWER = "record_", "rows", "answer."


def handed_in(
    workspace: Workspace, rounds: Rounds, assignment: Mapping[str, Any], kind: RecordKind
) -> Dataset | None:
    """Find the answer that an assignment names by its hash.

    Parameters
    ----------
    workspace
        Where answers wait, unnarrowed.
    rounds
        The rounds as the reader sees them.
    assignment
        The assignment as a record.
    kind
        What it asks for.

    Returns
    -------
    Dataset or None
        The version of the answer; None where it was not answered, or names no answer of its own place and
        year.
    """
    entered = {
        row["item"]: row["reason"] for row in rounds.entries([assignment["assignment"]]).iter_rows(named=True)
    }
    sha = str(entered.get(ITEM) or "").rpartition(" ")[2]
    held = workspace.lake.history(f"{ANSWER}{kind.dataset}").filter(
        sha256=sha, region=assignment["region"], year=int(rounds.about(assignment["round"])["period"])
    )
    return Dataset(**held.row(0, named=True)) if held.height else None


def keep_approved(ctx: Context, rounds: Rounds, assignments: pl.DataFrame) -> None:
    """Keep the records that approved assignments were answered with; figures of other forms are none.

    Parameters
    ----------
    ctx
        Who approves, and where.
    rounds
        The rounds as the approver sees them.
    assignments
        What was approved.
    """
    whole = ctx.workspace.whole
    for row in assignments.filter(pl.col("form").str.starts_with(FORM)).iter_rows(named=True):
        kind = record_kind(row["form"].removeprefix(FORM))
        found = handed_in(whole, rounds, row, kind)
        if found is None:
            continue
        ctx.workspace.put_dataset(
            kind.dataset,
            whole.get_dataset(found.sha256),
            actor=found.actor,
            contract=kind.schema,
            region=found.region,
            year=found.year,
            source=Source(str(found.source_name), found.source_sha256),
            sensitivity=kind.schema.sensitivity,
        )
