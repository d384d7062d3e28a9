"""Rows of a file as units: fields found by their names, words translated, every fault told at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import shapely

from tongyuan.deploy.zoning.columns import columns_of, word_of
from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.vocabulary.tables import ZoningUnit

__all__ = ["FIELDS", "units_of"]

TEXTS = ("space", "pollution", "risk", "resource")
FIELDS = ("unit", "name", "region", "zone_class", "red_line", *TEXTS)
NEEDED = ("name", "zone_class")


def units_of(
    rows: pl.DataFrame,
    shapes: npt.NDArray[np.object_],
    *,
    head: Mapping[str, Any],
    regions: Mapping[str, str],
    before: pl.DataFrame,
    stated: Mapping[str, str],
    file: str,
) -> pl.DataFrame:
    """Read rows as units.

    Parameters
    ----------
    rows
        Columns of the file, as text.
    shapes
        Outline of each row [degree], valid; None where there is none.
    head
        ``edition``, ``layer``, ``valid_from``, ``valid_to``, ``source``, ``origin``; ``region`` of rows that
        name none.
    regions
        Code by name and by code.
    before
        The same edition as it stands: what the file does not tell is kept from it.
    stated
        Column by field, as a person says it.
    file
        Name of the file.

    Returns
    -------
    pl.DataFrame
        Rows of ``ZoningUnit``.

    Raises
    ------
    InputError
        With every fault of every row.
    """
    found = columns_of(rows.columns, fields=FIELDS, stated=stated)
    if "unit" not in found:
        values = {"got": "unit", "there": "、".join(rows.columns)}
        raise InputError(Problem("zoning.column", values, Place(file=file)))
    known = {row["unit"]: row for row in before.iter_rows(named=True)}
    made: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for number, (row, shape) in enumerate(zip(rows.iter_rows(named=True), shapes, strict=True), start=2):
        told = {field: (row[name] or "").strip() or None for field, name in found.items()}
        kept = known.get(told["unit"] or "", {})
        place = Place(file=file, row=number)
        problems += _faults(told, kept, head, regions, place)
        made.append(_unit(told, kept, head, regions, shape))
    problems += _twice([row["unit"] for row in made], file)
    if problems:
        raise InputError(problems)
    if not made:
        raise InputError(Problem("zoning.empty", {}, Place(file=file)))
    return ZoningUnit.validate(pl.DataFrame(made, schema=ZoningUnit.create_empty().schema), cast=True)


def _faults(
    told: Mapping[str, str | None],
    kept: Mapping[str, Any],
    head: Mapping[str, Any],
    regions: Mapping[str, str],
    place: Place,
) -> Iterator[Problem]:
    unit = told["unit"]
    if unit is None:
        yield Problem("zoning.no_unit", {}, place)
    for field in NEEDED if head["layer"] == "unit" else ("name",):
        if told.get(field) is None and kept.get(field) is None:
            yield Problem("zoning.lacking", {"unit": unit, "field": field}, place)
    for field in ("zone_class", "red_line"):
        text = told.get(field)
        if text is not None and word_of(field, text) is None:
            yield Problem("zoning.word", {"unit": unit, "field": field, "got": text}, place)
    region = told.get("region")
    if region is not None and region not in regions:
        yield Problem("zoning.region", {"unit": unit, "got": region}, place)


def _unit(
    told: Mapping[str, str | None],
    kept: Mapping[str, Any],
    head: Mapping[str, Any],
    regions: Mapping[str, str],
    shape: Any,
) -> dict[str, Any]:
    """Join what a row tells, what was told before, and what holds for the whole edition."""
    red = word_of("red_line", told.get("red_line") or "")
    own: dict[str, Any] = {name: told.get(name) for name in ("unit", "name", *TEXTS)}
    own["zone_class"] = word_of("zone_class", told.get("zone_class") or "")
    own["red_line"] = None if red is None else red == "yes"
    own["region"] = regions.get(told.get("region") or "")
    own["geometry"] = None if shape is None else shapely.to_wkb(shape)
    if head["layer"] == "red_line":
        own |= {"zone_class": "priority", "red_line": True}
    made = {name: kept.get(name) if value is None else value for name, value in own.items()}
    made["region"] = made["region"] or head["region"]
    return {**{name: head[name] for name in head if name != "region"}, **made}


def _twice(units: Sequence[str | None], file: str) -> list[Problem]:
    counted = pl.Series(units, dtype=pl.String).drop_nulls().value_counts()
    many = counted.filter(pl.col("count") > 1)[""].sort().to_list()
    return [Problem("zoning.twice", {"unit": unit}, Place(file=file)) for unit in many]
