"""Files about surface water: sections with their targets, plants' figures; every fault with its row."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import dataframely as dy
import polars as pl

from tongyuan.services.advance.stack_files import leaf_of, read_columns
from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.vocabulary.tables import WaterPlant, WaterSection

if TYPE_CHECKING:
    from tongyuan.services.advance.monitor_files import Leaf
    from tongyuan.vocabulary.tables.contract import Contract

__all__ = ["plants_of", "sections_of"]

SHOWN = 320


def sections_of(file: Path) -> pl.DataFrame:
    """Read sections: all, or none with every fault named."""
    return _read(leaf_of(file), WaterSection, key=["station"], optional=["target_class", "programme"])


def plants_of(file: Path, *, regions: Mapping[str, str]) -> tuple[pl.DataFrame, list[Place]]:
    """Read the figures of plants, regions by code or name: all, or none with every fault named.

    Parameters
    ----------
    file
        A row a plant and period.
    regions
        Code of each region by its name and code.

    Returns
    -------
    tuple of pl.DataFrame and list of Place
        Rows of ``WaterPlant``, and where each stands in the file.
    """
    schema = WaterPlant.create_empty().schema
    amounts = [name for name, kind in schema.items() if kind == pl.Float64]
    leaf = leaf_of(file)
    rows = _read(leaf, WaterPlant, key=["plant", "period"], optional=[*amounts, "region", "origin"])
    places = [leaf.place(number) for number in leaf.numbers]
    problems = [
        Problem("monitoring.region", {"got": name}, place)
        for name, place in zip(rows["region"], places, strict=True)
        if name is not None and name not in regions
    ]
    if problems:
        raise InputError(problems)
    code = pl.col("region").replace_strict(dict(regions), default=None, return_dtype=pl.String)
    return rows.with_columns(region=code), places


def _read(leaf: Leaf, contract: type[Contract], *, key: list[str], optional: list[str]) -> pl.DataFrame:
    schema = contract.create_empty().schema
    numbers = [name for name, kind in schema.items() if kind in (pl.Float64, pl.Int64)]
    needed = [name for name in schema if name not in optional]
    rows = read_columns(leaf, needed=needed, numbers=numbers, key=key, optional=optional)
    try:
        return contract.validate(rows.select(list(schema)), cast=True)
    except (dy.exc.ValidationError, ValueError, pl.exceptions.PolarsError) as error:
        fault = " ".join(str(error).split())[:SHOWN]
        raise InputError(Problem("water.file", {"fault": fault}, leaf.place())) from error
