"""Kinds of activity, by the codes of ``data/activity_kinds.csv``, and the species asked of each."""

from __future__ import annotations

from functools import cache

import polars as pl

from tongyuan.vocabulary.packaged import look_up, packaged_table

__all__ = ["UNSTATED", "expected_species", "kinds", "label", "scopes", "table"]

UNSTATED = "unstated"
"""Technology of an activity of which nobody told one."""


def table() -> pl.DataFrame:
    """Return the table of kinds: code, names, scope."""
    return packaged_table("activity_kinds")


def kinds() -> tuple[str, ...]:
    """List the codes of all kinds, in their fixed order."""
    return tuple(table()["kind"].to_list())


def scopes() -> dict[str, int]:
    """Return the scope of each kind: 2 for purchased energy, else 1."""
    return {kind: int(scope) for kind, scope in table().select("kind", "scope").iter_rows()}


def label(kind: str, *, language: str = "zh") -> str:
    """Name a kind of activity.

    Parameters
    ----------
    kind
        Kind.
    language
        ``zh`` or ``en``.

    Returns
    -------
    str
        Its name.

    Raises
    ------
    InputError
        If there is no such kind.

    Examples
    --------
    >>> label("livestock")
    '畜禽存栏'
    """
    return str(look_up("activity_kinds", key="kind", code=kind, column=f"name_{language}"))


@cache
def expected_species(kind: str, *, source: str, material: str) -> tuple[str, ...] | None:
    """List the species that an activity is asked for; what lacks a factor among them is then NE.

    The row with the longest source that the activity's source begins with is taken, and among these one
    that names the material over ``*``.

    Parameters
    ----------
    kind
        Kind of activity.
    source
        Source category (NFR).
    material
        Fuel, carrier or material.

    Returns
    -------
    tuple of str or None
        Species; None where no row speaks of the activity.

    Examples
    --------
    >>> expected_species("purchased_heat", source="none", material="heat")
    ('CO2',)
    """
    rows = [
        row
        for row in packaged_table("expected_species").filter(activity=kind).iter_rows(named=True)
        if row["material"] in (material, "*") and (row["source"] == "*" or source.startswith(row["source"]))
    ]
    if not rows:
        return None
    best = max(rows, key=lambda row: (len(row["source"].replace("*", "")), row["material"] != "*"))
    return tuple(best["species"].split())
