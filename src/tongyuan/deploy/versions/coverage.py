"""What a policy below does with each target and task of the one above, and with its assigned share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.deploy.versions.likeness import likeness
from tongyuan.deploy.versions.strictness import asks_for_more
from tongyuan.vocabulary.tables import PolicyCoverage

__all__ = ["alike_above", "coverage"]

Row = Mapping[str, Any]
KINDS = ("target", "aim", "task")
#: From what likeness of words a phrase is proposed as carrying out one above [1]: our judgement; a person
#: confirms it.
LEAST = 0.5
#: The first that one of several phrases below reaches stands for all of them.
RANKED = ("covered", "no_share", "weaker", "later", "not_comparable")


def alike_above(row: Row, *, above: Sequence[Row]) -> Row | None:
    """Propose which phrase above a phrase below carries out.

    Parameters
    ----------
    row
        ``kind``, ``name_zh``, ``phrase_zh``, ``unit`` of the phrase below.
    above
        The same of phrases above, each with its ``phrase``.

    Returns
    -------
    Row or None
        The most alike of the same kind; None where none is alike. A target with another unit is none.
    """
    near = [
        (_alike(row, one), one)
        for one in above
        if one["kind"] == row["kind"] and (row["kind"] != "target" or one["unit"] == row["unit"])
    ]
    share, best = max(near, key=lambda pair: pair[0], default=(0.0, None))
    return best if share >= LEAST else None


def _alike(row: Row, one: Row) -> float:
    words = likeness(row["phrase_zh"], one["phrase_zh"])
    if not row["name_zh"] or not one["name_zh"]:
        return words
    return max(words, likeness(row["name_zh"], one["name_zh"]))


def coverage(
    upper: pl.DataFrame,
    *,
    lower: pl.DataFrame,
    policy: str,
    region: str,
    budgets: pl.DataFrame,
    spared: Mapping[str, str],
) -> dy.DataFrame[PolicyCoverage]:
    """Tell for each target, aim and task above what the policy below does with it.

    A target is covered where a phrase that a person linked to it asks for at least the share which a
    decomposition gives the region, by the target's year. Where no budget assigns a share nobody can compare,
    and the row says so; what is only alike by its words is unconfirmed.

    Parameters
    ----------
    upper, lower
        Rows of ``PolicyStatement``; ``upper`` of the lower ones names ``policy/phrase`` above.
    policy, region
        Policy below and its region.
    budgets
        Rows of ``Budget`` of the region, ``indicator`` being the target above.
    spared
        Why a phrase above does not apply, by ``policy/phrase``.

    Returns
    -------
    dy.DataFrame[PolicyCoverage]
        One row for each target, aim and task above.
    """
    above = [row for row in upper.to_dicts() if row["kind"] in KINDS]
    below = [row for row in lower.to_dicts() if row["kind"] in KINDS]
    shares = {(row["indicator"], row["year"]): row for row in budgets.to_dicts()}
    rows = [
        {"policy": policy, "region": region, **_covered(one, below, shares, spared)}
        for one in {(row["policy"], row["phrase"]): row for row in reversed(above)}.values()
    ]
    frame = pl.DataFrame(rows, schema=PolicyCoverage.create_empty().schema, orient="row")
    return PolicyCoverage.validate(frame.sort("article", "upper"), cast=True)


def _covered(
    above: Row, below: Sequence[Row], shares: Mapping[tuple[str, Any], Row], spared: Mapping[str, str]
) -> dict[str, Any]:
    name = f"{above['policy']}/{above['phrase']}"
    share = shares.get((above["phrase"], above["year"]))
    told = {
        "upper": name,
        "kind": above["kind"],
        "article": above["article"],
        "upper_zh": above["phrase_zh"],
        "share_of": share and share["decomposition"],
        "unit": above["unit"],
    }
    linked = [row for row in below if row["upper"] == name]
    if linked:
        return told | _best(above, linked, share)
    if name in spared:
        return told | {"state": "not_applicable", "reason": spared[name]}
    free = [row for row in below if not row["upper"]]
    near = [row for row in free if alike_above(row, above=[above])]
    if not near:
        return told | {"state": "missing"}
    best = max(near, key=lambda row: _alike(row, above))
    return told | {"state": "unconfirmed", **_lower([best])}


def _best(above: Row, linked: Sequence[Row], share: Row | None) -> dict[str, Any]:
    states = [_state(above, row, share) for row in linked]
    state = min((one for one, _ in states), key=RANKED.index)
    held = next(bound for one, bound in states if one == state)
    return {"state": state, "share_value": held, **_lower(linked)}


def _lower(rows: Sequence[Row]) -> dict[str, Any]:
    value = rows[0]["value"] if len(rows) == 1 else None
    words = "；".join(row["phrase_zh"] for row in rows)
    return {"lower": ";".join(row["phrase"] for row in rows), "lower_zh": words, "lower_value": value}


def _state(above: Row, row: Row, share: Row | None) -> tuple[str, float | None]:
    """Judge one phrase below, and give the share it is held against, in its own unit."""
    late = above["year"] is not None and row["year"] is not None and row["year"] > above["year"]
    if above["kind"] != "target":
        return ("later" if late else "covered"), None
    if share is None:
        return ("later" if late else "no_share"), None
    bound = _bound(row, share)
    if bound is None or row["value"] is None:
        return "not_comparable", bound
    more = asks_for_more(row["value"], bound=bound, rule=row["rule"])
    if more is None:
        return "not_comparable", bound
    if more < 0:
        return "weaker", bound
    return ("later" if late else "covered"), bound


def _bound(row: Row, share: Row) -> float | None:
    """Give the share in the terms of the phrase below: a change in per cent, or a level in its unit."""
    if row["rule"] == "relative_change" and row["unit"] == "%":
        return -100 * share["reduction_share"] if row["base_year"] == share["base_year"] else None
    return share["budget_value"] if row["unit"] == share["unit"] else None
