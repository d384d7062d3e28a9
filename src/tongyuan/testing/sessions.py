"""Builders of demo workspaces and of the sessions that act in them."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import yaml

from tongyuan import packs
from tongyuan.services.actors import Actor, Grant
from tongyuan.services.ground.founding import SETTINGS, found, keep_pack
from tongyuan.services.session import Session
from tongyuan.workspace.workspace import DATABASE_FILE, Workspace

__all__ = ["a_bare_demo", "a_copy", "a_demo", "a_session", "an_actor", "real_pack", "state_of"]


def real_pack() -> str:
    """Return the first shipped pack whose figures are no invention."""
    shelf = files("tongyuan.packs")
    about = {name: (shelf / name / "pack.yaml").read_text(encoding="utf-8") for name in packs.names()}
    return next(name for name, text in about.items() if not yaml.safe_load(text)["synthetic"])


def a_demo(folder: Path, *, pack: str, data: Path | None = None, seed: int = 1) -> Path:
    """Found a workspace from a pack, and return its folder."""
    found(folder, pack=pack, data=data, seed=seed)
    return folder


def a_bare_demo(folder: Path, *, pack: str) -> Path:
    """Found a workspace that has a pack's jurisdiction and none of its figures, and return its folder."""
    loaded = packs.load(pack, seed=1)
    figures = ("balances", "activity", "comparisons", "statistics")
    cleared = {name: getattr(loaded, name).clear() for name in figures}
    emptied = replace(loaded, **cleared, records={})
    Workspace.create(
        folder,
        pack=pack,
        title_zh=loaded.title_zh,
        title_en=loaded.title_en,
        region=loaded.region,
        synthetic=loaded.synthetic,
        settings={"family": loaded.family, "year": loaded.year, "seed": 1, **SETTINGS},
        actor="tester",
        fill=lambda made: keep_pack(made, emptied, actor="tester"),
    )
    return folder


def a_copy(folder: Path, *, to: Path) -> Path:
    """Copy a workspace that nobody writes into, so that a test may change the copy."""
    shutil.copytree(folder, to)
    return to


def an_actor(name: str = "tester", *, role: str = "administrator", **bound: str) -> Actor:
    """Make somebody who acts in one role, bound to ``region``, ``department`` or ``enterprise``."""
    return Actor(id=f"test:{name}", name=name, grants=(Grant(role, **bound),))


def a_session(folder: Path, *, name: str = "tester", role: str = "administrator", **bound: str) -> Session:
    """Open a workspace in the name of somebody in one role."""
    return Session(Workspace.open(folder), an_actor(name, role=role, **bound))


def state_of(folder: Path) -> str:
    """Hash every row of a workspace's database: what has not changed has the same hash."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as database:
        for statement in database.iterdump():
            digest.update(statement.encode())
    return digest.hexdigest()
