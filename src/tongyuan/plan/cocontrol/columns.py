"""What may be chosen, numbered: one frame for each kind of decision, with the size by which it is scaled."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.sizes import Sizes

__all__ = ["Columns", "columns_of"]


@dataclass(frozen=True)
class Columns:
    """Decisions of a problem; ``at`` numbers the rows of each frame, ``size`` is one unit of the variable.

    Parameters
    ----------
    running
        A row for each activity, option and year; ``served`` numbers what it serves.
    served
        A row for each activity and year (``at``); ``open`` where anything moves away, comes or is saved.
    total
        Those that are open: what is run of them is not known before.
    moved, saved, project
        Rows of the substitutions, savings and projects.
    emission
        A row for each region, species and year that a limit counts; the others need no variable.
    """

    running: pl.DataFrame
    served: pl.DataFrame
    total: pl.DataFrame
    moved: pl.DataFrame
    saved: pl.DataFrame
    project: pl.DataFrame
    emission: pl.DataFrame

    def item_and_part(self, subject: str) -> pl.DataFrame:
        """Give the rows of a subject as the terms of limits name them: item, part, year, at, size."""
        frame: pl.DataFrame = getattr(self, subject)
        item, part = NAMES[subject]
        named = pl.lit("-") if part is None else pl.col(part)
        return frame.select(pl.col(item).alias("item"), named.alias("part"), "year", "at", "size")


NAMES: dict[str, tuple[str, str | None]] = {
    "running": ("activity", "option"),
    "moved": ("substitution", None),
    "saved": ("saving", None),
    "project": ("project", None),
    "emission": ("region", "species"),
}


def columns_of(case: Case, *, sizes: Sizes) -> Columns:
    """Give the decisions of a problem numbers.

    Parameters
    ----------
    case
        The problem.
    sizes
        Its sizes.

    Returns
    -------
    Columns
        The decisions.
    """
    by_source = sizes.activity.rename({"activity": "from_activity"})
    served = _served(case, sizes)
    asked = served.select(
        "activity", "year", "region", "quantity", "unit", "size", "open", pl.col("at").alias("served")
    )
    running = case.options.sort("activity", "year", "rank", "option").join(
        asked, on=["activity", "year"], maintain_order="left"
    )
    return Columns(
        running=_numbered(running),
        served=served,
        total=_numbered(served.rename({"at": "served"}).filter("open")),
        moved=_numbered(
            case.substitutions.sort("substitution", "year").join(
                by_source, on="from_activity", maintain_order="left"
            )
        ),
        saved=_numbered(
            case.savings.sort("saving", "year").join(sizes.activity, on="activity", maintain_order="left")
        ),
        project=_numbered(case.projects.sort("project", "year").with_columns(size=1.0)),
        emission=_numbered(_counted(case).join(sizes.species, on="species", maintain_order="left")),
    )


def _served(case: Case, sizes: Sizes) -> pl.DataFrame:
    """List what is asked for, and tell where it may come out otherwise."""
    moved = [
        case.substitutions.select(pl.col(end).alias("activity"), "year")
        for end in ("from_activity", "to_activity")
    ]
    loose = pl.concat([*moved, case.savings.select("activity", "year")]).unique().with_columns(open=True)
    return _numbered(
        case.levels.sort("activity", "year")
        .join(sizes.activity, on="activity", maintain_order="left")
        .join(loose, on=["activity", "year"], how="left", maintain_order="left")
        .with_columns(pl.col("open").fill_null(False))
    )


def _counted(case: Case) -> pl.DataFrame:
    """Find the cells of emission that a limit counts."""
    asked = case.terms.filter(pl.col("subject") == "emission")
    return (
        asked.select(pl.col("item").alias("region"), pl.col("part").alias("species"), "year")
        .unique()
        .sort("region", "species", "year")
    )


def _numbered(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_row_index("at").with_columns(pl.col("at").cast(pl.Int64))
