"""Files about surface water: sections with their targets, plants' figures; every fault with its row."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import dataframely as dy
import polars as pl

from tongyuan.services.advance.stack_files import leaf_of, read_columns
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables import WaterPlant, WaterSection

if TYPE_CHECKING:
    from tongyuan.vocabulary.tables.contract import Contract

__all__ = ["plants_of", "sections_of"]

SHOWN = 320


def sections_of(file: Path) -> pl.DataFrame:
    """Read sections: all, or none with every fault named."""
    return _read(file, WaterSection, key=["station"], optional=["target_class", "programme"])


def plants_of(file: Path) -> pl.DataFrame:
    """Read the figures of plants: all, or none with every fault named."""
    schema = WaterPlant.create_empty().schema
    return _read(
        file,
        WaterPlant,
        key=["plant", "period"],
        optional=[name for name, kind in schema.items() if kind == pl.Float64],
    )


def _read(file: Path, contract: type[Contract], *, key: list[str], optional: list[str]) -> pl.DataFrame:
    leaf = leaf_of(file)
    schema = contract.create_empty().schema
    numbers = [name for name, kind in schema.items() if kind in (pl.Float64, pl.Int64)]
    needed = [name for name in schema if name not in optional]
    rows = read_columns(leaf, needed=needed, numbers=numbers, key=key, optional=optional)
    try:
        return contract.validate(rows.select(list(schema)), cast=True)
    except (dy.exc.ValidationError, ValueError, pl.exceptions.PolarsError) as error:
        fault = " ".join(str(error).split())[:SHOWN]
        raise InputError(Problem("water.file", {"fault": fault}, leaf.place())) from error
