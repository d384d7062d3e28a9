"""Targets of several policies side by side: which say the same thing, and how much each asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.deploy.versions.coverage import alike_above
from tongyuan.deploy.versions.differences import stated
from tongyuan.deploy.versions.strictness import strictness
from tongyuan.vocabulary.tables import PolicyBeside

__all__ = ["beside"]

Row = Mapping[str, Any]


def beside(policies: Sequence[pl.DataFrame], *, places: Mapping[str, str]) -> dy.DataFrame[PolicyBeside]:
    """Set the targets of policies side by side, the first being the one that the others are held against.

    A target belongs to the one that a person linked it to; else to the one most alike by its words, and is
    marked as alike; else it stands alone.

    Parameters
    ----------
    policies
        Rows of ``PolicyStatement`` of each, the highest first.
    places
        Region by policy: amounts of different places are not called stricter or looser.

    Returns
    -------
    dy.DataFrame[PolicyBeside]
        A row for each target of each policy.
    """
    groups: dict[str, Row] = {}
    rows = []
    for frame in policies:
        above = list(groups.items())
        for row in _targets(frame, places):
            name = f"{row['policy']}/{row['phrase']}"
            group, link = _group(row, above, groups)
            groups[name] = groups.get(group or "", row)
            first = groups[name]
            rows.append(_row(row, group or name, link, first))
    frame = pl.DataFrame(rows, schema=PolicyBeside.create_empty().schema, orient="row")
    return PolicyBeside.validate(frame, cast=True)


def _targets(frame: pl.DataFrame, places: Mapping[str, str]) -> list[dict[str, Any]]:
    held = frame.filter(pl.col("kind").is_in(["target", "aim"]))
    rows = held.unique(["policy", "phrase"], keep="first", maintain_order=True).to_dicts()
    return [{**row, "place": places[row["policy"]]} for row in rows]


def _group(
    row: Row, above: Sequence[tuple[str, Row]], groups: Mapping[str, Row]
) -> tuple[str | None, str | None]:
    """Find the group of a target, and how it belongs there."""
    if row["upper"] in groups:
        first = groups[row["upper"]]
        return f"{first['policy']}/{first['phrase']}", "linked"
    near = alike_above(row, above=[one for name, one in above if name == f"{one['policy']}/{one['phrase']}"])
    return (None, None) if near is None else (f"{near['policy']}/{near['phrase']}", "alike")


def _row(row: Row, group: str, link: str | None, first: Row) -> dict[str, Any]:
    same = first["policy"] == row["policy"] and first["phrase"] == row["phrase"]
    return {
        "group": group,
        "group_zh": first["name_zh"] or first["phrase_zh"],
        "policy": row["policy"],
        "version": row["version"],
        "phrase": row["phrase"],
        "phrase_zh": row["phrase_zh"],
        "stated": stated(row),
        "link": link,
        "direction": None if same else strictness(first, row),
    }
