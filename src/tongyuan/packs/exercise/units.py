"""The units of the province as ``regions.csv`` and ``memberships.csv`` have them."""

from __future__ import annotations

from collections.abc import Mapping

from tongyuan.packs.exercise.outline import read

__all__ = ["cities", "counties", "overlaps", "parks"]


def cities() -> list[str]:
    """List the codes of the cities."""
    return [row["region"] for row in read("regions") if row["level"] == "prefecture"]


def counties(city: str) -> list[str]:
    """List the codes of the counties of a city."""
    return [row["region"] for row in read("regions") if row["level"] == "county" and row["parent"] == city]


def overlaps() -> dict[str, Mapping[str, float]]:
    """Tell which share of each city lies in an assessed area that overlaps cities [1]."""
    areas = [row["region"] for row in read("regions") if row["level"] == "functional"]
    shares: dict[str, dict[str, float]] = {area: {} for area in areas}
    for row in read("memberships"):
        if row["share"]:
            shares[row["group"]][row["region"]] = float(row["share"])
    return {area: parts for area, parts in shares.items() if parts}


def parks() -> dict[str, str]:
    """Tell which park lies in which county: county to park."""
    within = {row["region"]: row["parent"] for row in read("regions") if row["level"] == "county"}
    return {row["region"]: row["group"] for row in read("memberships") if row["region"] in within}
