"""Restricted series: data with no open licence, read from a folder of the user's own, never shipped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from tongyuan.vocabulary.problems import NotFoundError, Problem

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["import_restricted"]


def import_restricted(workspace: Workspace, folder: Path, *, actor: str) -> list[str]:
    """Keep every CSV file of a folder as a dataset ``restricted.<name>``.

    Parameters
    ----------
    workspace
        The workspace.
    folder
        Folder of CSV files.
    actor
        Who imports.

    Returns
    -------
    list of str
        Names of the datasets.

    Raises
    ------
    NotFoundError
        If there is no such folder, or no CSV file in it.
    """
    files = sorted(folder.glob("*.csv")) if folder.is_dir() else []
    if not files:
        raise NotFoundError(Problem("service.no_restricted", {"got": folder}))
    for file in files:
        rows = pl.read_csv(file, infer_schema_length=None)
        workspace.put_dataset(f"restricted.{file.stem}", rows, actor=actor)
    return [f"restricted.{file.stem}" for file in files]
