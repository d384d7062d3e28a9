"""How two versions of a policy, or two policies, differ: by article, by target, by task."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.deploy.versions.likeness import likeness, paired
from tongyuan.deploy.versions.strictness import strictness
from tongyuan.vocabulary.tables import PolicyDifference

__all__ = ["differences", "stated"]

Row = Mapping[str, Any]
#: From what likeness two phrases are one that changed [1]: our judgement, shown beside each pair.
LEAST = {"article": 0.3, "target": 0.5, "aim": 0.5, "task": 0.45}
#: Columns that are held against each other, by kind.
COMPARED = {
    "article": ("name_zh", "phrase_zh"),
    "target": ("name_zh", "rule", "value", "unit", "base_year", "year", "hedge", "aspirational", "lead"),
    "aim": ("name_zh", "rule", "year", "lead"),
    "task": ("phrase_zh", "year", "lead", "departments"),
}


def differences(
    old: pl.DataFrame, *, new: pl.DataFrame, places: tuple[str, str] = ("", "")
) -> dy.DataFrame[PolicyDifference]:
    """Hold two versions against each other.

    Phrases are matched one to one within their kind, the most alike first; an article by its title before
    its words, a target by the name of its indicator and its unit.

    Parameters
    ----------
    old, new
        Rows of ``PolicyStatement``.
    places
        Region of each: amounts of different places are not called stricter or looser.

    Returns
    -------
    dy.DataFrame[PolicyDifference]
        Every article, target, aim and task of both, once: same, changed, moved (the same words elsewhere),
        added or removed.
    """
    rows = [row for kind in COMPARED for row in _of_kind(kind, *_both(old, new, kind, places))]
    frame = pl.DataFrame(
        [{"number": at, **row} for at, row in enumerate(rows, start=1)],
        schema=PolicyDifference.create_empty().schema,
        orient="row",
    )
    return PolicyDifference.validate(frame, cast=True)


def _both(
    old: pl.DataFrame, new: pl.DataFrame, kind: str, places: tuple[str, str]
) -> Iterator[list[dict[str, Any]]]:
    for frame, place in zip((old, new), places, strict=True):
        yield [{**row, "place": place} for row in frame.filter(pl.col("kind") == kind).to_dicts()]


def _of_kind(kind: str, olds: Sequence[Row], news: Sequence[Row]) -> Iterator[dict[str, Any]]:
    alike = ALIKE[kind]
    pairs = paired(
        range(len(olds)),
        range(len(news)),
        alike=lambda one, other: alike(olds[one], news[other]),
        least=LEAST[kind],
    )
    met = {new: (old, share) for old, new, share in pairs}
    for at, new in enumerate(news):
        old = olds[met[at][0]] if at in met else None
        yield _difference(kind, old, new, met[at][1] if at in met else None)
    kept = {old for old, _, _ in pairs}
    yield from (_difference(kind, old, None, None) for at, old in enumerate(olds) if at not in kept)


def _articles(one: Row, other: Row) -> float:
    words = likeness(one["phrase_zh"], other["phrase_zh"])
    return max(words, 0.9) if one["name_zh"] and one["name_zh"] == other["name_zh"] else words


def _targets(one: Row, other: Row) -> float:
    """Hold indicators against each other; another unit or year is less alike than other words."""
    name = likeness(one["name_zh"] or one["phrase_zh"], other["name_zh"] or other["phrase_zh"])
    same = sum(1 for column in ("unit", "year") if one[column] == other[column])
    return 0.8 * name + 0.1 * same


def _phrases(one: Row, other: Row) -> float:
    return likeness(one["phrase_zh"], other["phrase_zh"])


ALIKE: Mapping[str, Callable[[Row, Row], float]] = {
    "article": _articles,
    "target": _targets,
    "aim": _targets,
    "task": _phrases,
}


def _difference(kind: str, old: Row | None, new: Row | None, share: float | None) -> dict[str, Any]:
    fields = [] if old is None or new is None else [one for one in COMPARED[kind] if old[one] != new[one]]
    return {
        "kind": kind,
        "change": _change(old, new, fields),
        "old_phrase": old and old["phrase"],
        "new_phrase": new and new["phrase"],
        "fields": ";".join(fields) or None,
        "direction": strictness(old, new) if old and new and kind == "target" else None,
        "old_zh": old and old["phrase_zh"],
        "new_zh": new and new["phrase_zh"],
        "old_value": stated(old) if old else None,
        "new_value": stated(new) if new else None,
        "likeness": share,
    }


def _change(old: Row | None, new: Row | None, fields: Sequence[str]) -> str:
    if old is None:
        return "added"
    if new is None:
        return "removed"
    if fields:
        return "changed"
    return "same" if old["label"] == new["label"] else "moved"


def stated(row: Row) -> str | None:
    """Write the value of a target as a person reads it.

    Parameters
    ----------
    row
        ``value``, ``unit``, ``base_year``, ``year`` and ``hedge`` of a statement.

    Returns
    -------
    str or None
        Value, unit, years and hedge; None where nothing is quantified.

    Examples
    --------
    >>> stated({"value": -18.0, "unit": "%", "base_year": 2020, "year": 2025, "hedge": "力争"})
    '-18 % (2020-2025, 力争)'
    """
    if row["value"] is None:
        return None
    years = "-".join(str(one) for one in (row["base_year"], row["year"]) if one is not None)
    told = ", ".join(one for one in (years, row["hedge"]) if one)
    number = f"{row['value']:.12g}"
    return " ".join(filter(None, [number, row["unit"] or "", f"({told})" if told else ""]))
