"""Founding a workspace: a pack's jurisdiction, figures and balances, and the first inventories."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan import packs
from tongyuan.services.actors import folder_owner
from tongyuan.services.answer import Answer
from tongyuan.services.ground.restricted import import_restricted
from tongyuan.services.jurisdiction import FRAMES, declared_frame
from tongyuan.services.session import Session
from tongyuan.vocabulary.indicators import parse_indicators
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import Activity, EnergyBalance
from tongyuan.workspace.workspace import Workspace

if TYPE_CHECKING:
    from tongyuan.packs import Pack

__all__ = ["SETTINGS", "found", "keep_pack"]

SETTINGS = {
    "first_year": 2020,
    "trend_carbon": ["co2_ceads_total"],
    "trend_air": ["pm25_annual_mean", "good_days_share"],
}


def found(
    folder: Path, *, pack: str, data: Path | None = None, seed: int = 1, database: str | None = None
) -> Answer:
    """Make a workspace from a pack and compile what its balances give.

    Parameters
    ----------
    folder
        Folder to make; it must not exist, or be empty.
    pack
        Name of a pack that ships with the program.
    data
        Folder of restricted series that may not ship with the program.
    seed
        Seed of a pack that is drawn.
    database
        Address of an empty PostgreSQL database; without it the database is a file in the folder.

    Returns
    -------
    Answer
        What the workspace holds.

    Raises
    ------
    InputError
        If the pack's name is not known, or the folder is taken.
    """
    if pack not in packs.names():
        values = {"name": "--demo", "got": pack, "expected": "、".join(packs.names())}
        raise InputError(Problem("service.argument", values))
    loaded = packs.load(pack, seed=seed)
    owner = folder_owner()
    with _swept(folder):
        workspace = Workspace.create(
            folder,
            pack=pack,
            title_zh=loaded.title_zh,
            title_en=loaded.title_en,
            region=loaded.region,
            synthetic=loaded.synthetic,
            settings={"family": loaded.family, "year": loaded.year, "seed": seed, **SETTINGS},
            actor=owner.id,
            fill=lambda made: _fill(made, loaded, data=data),
            database=database,
        )
    shown = Session(workspace, owner).call("workspace.show")
    return Answer(meta={"workspace": folder, **shown.meta}, data=shown.data)


@contextmanager
def _swept(folder: Path) -> Iterator[None]:
    """Leave nothing behind of a folder that was new and could not be filled."""
    was_there = folder.exists()
    try:
        yield
    except BaseException:
        if not was_there:
            shutil.rmtree(folder, ignore_errors=True)
        raise


def _fill(workspace: Workspace, pack: Pack, *, data: Path | None) -> None:
    owner = folder_owner()
    keep_pack(workspace, pack, actor=owner.id)
    if data is not None:
        import_restricted(workspace, data, pack=pack, actor=owner.id)
    session = Session(workspace, owner)
    for held in workspace.datasets("balance").sort("year").iter_rows(named=True):
        session.call("inventory.compile", region=held["region"], year=held["year"])
    session.call("target.status")


def keep_pack(workspace: Workspace, pack: Pack, *, actor: str) -> None:
    """Keep what a pack holds, in one transaction.

    Parameters
    ----------
    workspace
        A new workspace.
    pack
        The pack.
    actor
        Who founds the workspace.
    """
    with workspace.transaction():
        for name in FRAMES:
            workspace.put_dataset(f"jurisdiction.{name}", getattr(pack, name), actor=actor)
        workspace.put_dataset("jurisdiction.citations", _citations(pack), actor=actor)
        indicators = parse_indicators(pack.indicators)
        workspace.put_dataset("jurisdiction.indicators", declared_frame(indicators), actor=actor)
        workspace.add_statistics(pack.statistics, actor=actor, sensitivity=Sensitivity.PUBLIC)
        _keep_yearly(workspace, "balance", EnergyBalance.cast(pack.balances), actor=actor)
        _keep_yearly(workspace, "activity", Activity.cast(pack.activity), actor=actor)
        _keep_yearly(workspace, "comparison", pack.comparisons, actor=actor)
        for name, rows in pack.records.items():
            _keep_yearly(workspace, name, rows, actor=actor)
        workspace.audit.append(
            actor=actor, service="workspace.init", params={"pack": pack.name}, outcome="done"
        )


def _keep_yearly(workspace: Workspace, name: str, rows: pl.DataFrame, *, actor: str) -> None:
    for (region, year), part in rows.group_by(["region", "year"], maintain_order=True):
        place: dict[str, Any] = {"region": region, "year": year}
        workspace.put_dataset(name, part, **place, actor=actor, sensitivity=Sensitivity.PUBLIC)


def _citations(pack: Pack) -> pl.DataFrame:
    return pl.DataFrame(
        {"key": list(pack.citations), "text": [cited.text() for cited in pack.citations.values()]},
        schema={"key": pl.String, "text": pl.String},
    )
