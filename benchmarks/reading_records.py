"""One year of a province that holds many years of records: read what is needed, against the whole history.

What is timed is a compilation without its keeping: records read from the workspace, activity derived, masses
estimated, and the hashes by which a run pins its inputs. Both give the same masses.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import polars as pl

from tongyuan import reference
from tongyuan.accounting.derivation import derivations, derive_all
from tongyuan.plan import inventory
from tongyuan.services.plan.activity import records_of
from tongyuan.testing.records import exercise_records
from tongyuan.testing.sessions import a_bare_demo
from tongyuan.vocabulary import species
from tongyuan.vocabulary.records import record_kind
from tongyuan.workspace.hashing import hash_frame
from tongyuan.workspace.workspace import Workspace

FAMILY = "CEADs_2018"
REGION, LAST = "990000", 2025
SIZES = {"small": 3, "full": 15}

Read = Callable[[Workspace], Mapping[str, pl.DataFrame]]


def held(size: str) -> Workspace:
    """Found a workspace that holds the records of a size's years."""
    folder = Path(tempfile.mkdtemp()) / "workspace"
    workspace = Workspace.open(a_bare_demo(folder, pack="exercise"))
    drawn = exercise_records(1, region=REGION, first=LAST - SIZES[size] + 1, last=LAST)
    with workspace.transaction():
        for name, rows in drawn.items():
            for (year,), part in rows.group_by(["year"], maintain_order=True):
                workspace.put_dataset(
                    name,
                    part,
                    actor="benchmark",
                    contract=record_kind(name).schema,
                    region=REGION,
                    year=int(str(year)),
                )
    return workspace


def needed(workspace: Workspace) -> Mapping[str, pl.DataFrame]:
    """Read the years that each derivation needs, as a compilation does."""
    return records_of(workspace, region=REGION, year=LAST)


def whole(workspace: Workspace) -> Mapping[str, pl.DataFrame]:
    """Read all years of every dataset, each version sought by its name."""
    wanted = sorted({found.dataset for found in derivations()})
    listed = workspace.datasets().filter(pl.col("name").is_in(wanted), pl.col("region") == REGION)
    return {
        name: pl.concat(
            [
                workspace.dataset_frame(name, region=REGION, year=year)
                for year in sorted(listed.filter(name=name)["year"].to_list())
            ]
        )
        for name in wanted
        if listed.filter(name=name).height
    }


def compiling(read: Read, size: str) -> Callable[[], float]:
    """Prepare the compilation of the last year on records that are read in one way."""
    workspace, factors, controls = held(size), reference.factors(FAMILY), reference.controls()

    def run() -> float:
        records = read(workspace)
        activity = derive_all(records, factors=factors, family=FAMILY, year=LAST)
        emission = inventory.compile(
            activity, factors=factors, controls=controls, family=FAMILY, species=species.inventoried()
        )
        for frame in (*records.values(), activity, factors, controls):
            hash_frame(frame)
        return float(emission["mass_t"].sum())

    return run


def disagreement(mine: float, theirs: float) -> float:
    """Tell whether two sums of all masses differ."""
    return float(mine != theirs)


CONTENDERS = {"whole history": partial(compiling, whole), "years needed": partial(compiling, needed)}
