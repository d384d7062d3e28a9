"""The engine that reads the lake: DuckDB through Ibis, within bounded memory, spilling to the workspace.

A house with a cluster states its address (``TONGYUAN_SPARK``): the same expressions then run there.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.services.advance.monitor_spark import spark_engine
from tongyuan.services.settings import read_settings

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tongyuan.workspace.workspace import Workspace

__all__ = ["engine", "frame_of", "read_anew"]

#: What the engine may keep in memory; more is spilled to the disk of the workspace.
MEMORY = "2GB"


@contextmanager
def engine(workspace: Workspace) -> Iterator[Any]:
    """Open an engine over the files of a workspace.

    Parameters
    ----------
    workspace
        Whose files; what does not fit into memory is written beside them for the while.

    Yields
    ------
    Backend
        DuckDB through Ibis, or Spark where the house states the address of a cluster.
    """
    import ibis

    master = read_settings().spark
    with TemporaryDirectory(dir=workspace.folder, prefix=".spill-") as spill:
        if master is not None:
            with spark_engine(master, spill=Path(spill)) as session:
                yield session
            return
        connection = ibis.duckdb.connect(memory_limit=MEMORY, temp_directory=spill)
        try:
            yield connection
        finally:
            connection.disconnect()


def read_anew(connection: Any, table: ir.Table, *, name: str) -> ir.Table:
    """Have a table read anew by each that reads it.

    DuckDB writes down whole what an expression names twice, a year of a network's hours too; a view it reads
    each time with the filters of the reader, in half of the time.

    Parameters
    ----------
    connection
        The engine.
    table
        What is read more than once; it must outlive the view where it holds rows of its own.
    name
        Of the view.

    Returns
    -------
    ir.Table
        The view.
    """
    view: ir.Table = connection.create_view(name, table)
    return view


def frame_of(table: ir.Table) -> pl.DataFrame:
    """Compute a table and give its rows.

    Parameters
    ----------
    table
        A table of any engine.

    Returns
    -------
    pl.DataFrame
        Its rows.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found = pl.from_arrow(table.to_pyarrow())
    assert isinstance(found, pl.DataFrame)  # noqa: S101 - for the checker of types
    return found
