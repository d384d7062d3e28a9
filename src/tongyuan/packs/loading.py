"""Loading a pack: read its folder, check every table at once, and give it as one frozen object.

A folder with a ``plant.py`` is drawn: ``plant(seed)`` returns frames by table name (``regions``, ``targets``,
``statistics`` ...; see ``pack.TABLES``), optionally ``indicators`` (a list of mappings), ``citations``
(mappings by key) and ``records`` (frames by dataset). A table that the planter does not return is read from
the folder's CSV, records from its folder ``records``; a table found in neither is empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import dataframely as dy
import polars as pl
import yaml

from tongyuan.packs.pack import TABLES, Pack
from tongyuan.vocabulary.citations import Citation, citations_of
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import InputError, NotFoundError, Place, Problem
from tongyuan.vocabulary.tables import Contract, Statistic, contracts

__all__ = ["DEFAULT_SEED", "load", "names"]

DEFAULT_SEED = 1

Planted = Mapping[str, Any]
_OPTIONAL = ("indicators", "citations", "records")


def names() -> tuple[str, ...]:
    """List the packs that are shipped.

    Returns
    -------
    tuple of str
        Names, sorted.

    Examples
    --------
    >>> "liaoning" in names()
    True
    """
    folders = (entry for entry in files("tongyuan.packs").iterdir() if entry.is_dir())
    return tuple(sorted(entry.name for entry in folders if (entry / "pack.yaml").is_file()))


@cache
def load(name: str, *, seed: int = DEFAULT_SEED) -> Pack:
    """Load a pack by its name.

    Parameters
    ----------
    name
        One of ``names()``.
    seed
        Seed of a planted pack; a pack of facts does not look at it.

    Returns
    -------
    Pack
        The jurisdiction, every table checked.

    Raises
    ------
    NotFoundError
        If there is no such pack.
    InputError
        If tables break their contract or cite what is not in ``citations.yaml``: all problems at once.

    Examples
    --------
    >>> load("liaoning").regions.filter(pl.col("level") == "prefecture").height
    14
    """
    if name not in names():
        raise NotFoundError(Problem("pack.unknown", {"got": name, "known": ", ".join(names())}))
    folder = files("tongyuan.packs") / name
    about = yaml.safe_load((folder / "pack.yaml").read_text(encoding="utf-8"))
    planted = _plant(folder, name=name, seed=seed)
    citations = _citations(folder, planted=planted)
    frames, problems = _frames(folder, planted=planted)
    records, broken = _records(folder, planted=planted)
    problems += broken
    problems += _uncited({**frames, **records}, citations=citations, folder=name)
    if problems:
        raise InputError(problems)
    frames["statistics"] = _written_out(frames["statistics"], citations=citations)
    return Pack(
        name=name,
        **about,
        **frames,
        citations=citations,
        records=records,
        indicators=tuple(planted.get("indicators", _yaml_list(folder / "indicators.yaml"))),
        restricted=tuple(_yaml_list(folder / "restricted.yaml")),
        left_out=tuple(_csv(folder / "left_out.csv").rows(named=True)),
        seed=seed if planted else None,
        extra={key: value for key, value in planted.items() if key not in {*TABLES, *_OPTIONAL}},
    )


def _plant(folder: Traversable, *, name: str, seed: int) -> Planted:
    if not (folder / "plant.py").is_file():
        return {}
    planted: Planted = import_module(f"tongyuan.packs.{name}.plant").plant(seed)
    return planted


def _frames(folder: Traversable, *, planted: Planted) -> tuple[dict[str, Any], list[Problem]]:
    frames: dict[str, Any] = {}
    problems: list[Problem] = []
    for table, contract in TABLES.items():
        rows = planted[table] if table in planted else _csv(folder / f"{table}.csv")
        frames[table] = _typed(rows, contract)
        problems += _broken(frames[table], contract=contract, file=f"{folder.name}/{table}.csv")
    return frames, problems


def _records(
    folder: Traversable, *, planted: Planted
) -> tuple[dict[str, dy.DataFrame[Contract]], list[Problem]]:
    """Read the records of every kind that the pack has any of."""
    kept: dict[str, dy.DataFrame[Contract]] = {}
    problems: list[Problem] = []
    drawn = planted.get("records", {})
    for kind in packaged_table("records").iter_rows(named=True):
        name, contract = kind["dataset"], contracts()[kind["contract"]]
        rows = _typed(drawn[name] if name in drawn else _csv(folder / "records" / f"{name}.csv"), contract)
        if rows.is_empty():
            continue
        problems += _broken(rows, contract=contract, file=f"{folder.name}/records/{name}.csv")
        kept[name] = rows  # type: ignore[assignment]  # checked just now: a problem stops the pack
    return kept, problems


def _csv(path: Traversable) -> pl.DataFrame:
    if not path.is_file():
        return pl.DataFrame()
    return pl.read_csv(path.read_bytes(), infer_schema=False)


def _yaml_list(path: Traversable) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    found = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    return list(found["indicators"] if isinstance(found, dict) else found)


def _typed(rows: pl.DataFrame, contract: type[Contract]) -> pl.DataFrame:
    """Give text columns their types; absent columns become null, so that the check names them."""
    if rows.is_empty():
        return contract.create_empty()
    columns = []
    for name, definition in contract.columns().items():
        held = pl.col(name) if name in rows.columns else pl.lit(None, dtype=pl.String).alias(name)
        columns.append(_parsed(held, definition.dtype, text=rows.schema.get(name, pl.String) == pl.String))
    return rows.select(columns)


def _parsed(held: pl.Expr, dtype: pl.DataType, *, text: bool) -> pl.Expr:
    if not text or dtype == pl.String:
        return held.cast(dtype, strict=False)
    if dtype == pl.Boolean:
        return held.replace_strict({"true": True, "false": False}, default=None, return_dtype=pl.Boolean)
    if dtype == pl.Date:
        return held.str.to_date("%Y-%m-%d", strict=False)
    if isinstance(dtype, pl.Datetime):
        return held.str.to_datetime(
            "%Y-%m-%dT%H:%M:%SZ", strict=False, time_unit=dtype.time_unit
        ).dt.replace_time_zone("UTC")
    return held.cast(dtype, strict=False)


def _broken(rows: pl.DataFrame, *, contract: type[Contract], file: str) -> list[Problem]:
    _, failure = contract.filter(rows)
    return [
        Problem(
            "vocabulary.contract",
            {
                "table": contract.__name__,
                "column": rule.split("|", 1)[0],
                "rule": rule.rsplit("|", 1)[-1],
                "count": count,
            },
            Place(file=file),
        )
        for rule, count in sorted(failure.counts().items())
    ]


def _citations(folder: Traversable, *, planted: Planted) -> dict[str, Citation]:
    path = folder / "citations.yaml"
    written = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else None
    rows = {**(written or {}), **planted.get("citations", {})}
    return citations_of(rows)


def _uncited(frames: Mapping[str, Any], *, citations: Mapping[str, Citation], folder: str) -> list[Problem]:
    problems = []
    for table, rows in frames.items():
        if "citation" not in rows.columns:
            continue
        unknown = sorted(set(rows["citation"].to_list()) - set(citations))
        place = Place(file=f"{folder}/{table}.csv", column="citation")
        problems += [Problem("pack.citation", {"pack": folder, "got": key}, place) for key in unknown]
    return problems


def _written_out(statistics: dy.DataFrame[Any], *, citations: Mapping[str, Citation]) -> dy.DataFrame[Any]:
    """Write citations in words: a statistic leaves the pack for a workspace, which knows no keys."""
    words = {key: citation.text() for key, citation in citations.items()}
    return Statistic.validate(statistics.with_columns(pl.col("citation").replace(words)))
