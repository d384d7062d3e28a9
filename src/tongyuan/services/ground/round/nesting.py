"""Who fills in a form, and to whom it goes: enterprise, county and park to the city, cities to the province.

Administrative regions of one level add up; parks and other functional areas overlap them and never do.
An enterprise adds to the smallest administrative region that is asked; its park sums it for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl

from tongyuan.services.jurisdiction import Jurisdiction
from tongyuan.vocabulary.regions import assessed
from tongyuan.vocabulary.rounds import LEVELS, due_on
from tongyuan.workspace.rounds import Planned

__all__ = ["nested"]

Form = Mapping[str, Any]


def nested(place: Jurisdiction, forms: pl.DataFrame, *, opens_on: date, due: date) -> list[Planned]:
    """Plan the assignments of a round.

    Parameters
    ----------
    place
        The jurisdiction: its regions and enterprises.
    forms
        Forms asked for.
    opens_on, due
        First and last day of the round; lower levels must report earlier.

    Returns
    -------
    list of Planned
        Parents before their children.
    """
    regions = {row["region"]: row for row in place.regions.iter_rows(named=True)}
    units = _units(place, opens_on)
    enterprises = _reporting(place.enterprises, opens_on)
    plan: list[Planned] = []
    for form in forms.iter_rows(named=True):
        places: dict[str, int] = {}
        levels = form["levels"].split(";")
        for level in (level for level in LEVELS if level in levels and level != "enterprise"):
            for region in units[level]:
                parent = _above(regions, regions[region]["parent"], places)
                places[region] = len(plan)
                plan.append(
                    Planned(
                        form=form["form"],
                        department=form["department"],
                        region=region,
                        level=level,
                        due_on=due_on(opens_on, due, level=level),
                        parent=parent,
                        adds=parent is not None and regions[region]["additive"],
                    )
                )
        if "enterprise" in levels:
            by = due_on(opens_on, due, level="enterprise")
            plan.extend(_of_enterprises(form, enterprises, regions, places, by))
    return plan


def _units(place: Jurisdiction, on: date) -> dict[str, list[str]]:
    regions = _reporting(place.regions, on)
    top = place.workspace.meta.region
    parks = regions.filter(
        (pl.col("level") == "functional") & ~pl.col("assessed") & (pl.col("parent") != top)
    )
    return {
        "province": [top],
        "unit": list(assessed(regions)),
        "county": regions.filter((pl.col("level") == "county") & ~pl.col("assessed"))["region"].to_list(),
        "park": parks["region"].to_list(),
    }


def _reporting(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    begun = pl.col("valid_from").is_null() | (pl.col("valid_from") <= on)
    return rows.filter(begun & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= on)))


def _above(regions: Mapping[str, Form], region: str | None, places: Mapping[str, int]) -> int | None:
    """Climb to the next region that has an assignment of its own."""
    while region is not None and region not in places:
        region = regions[region]["parent"]
    return None if region is None else places[region]


def _of_enterprises(
    form: Form,
    enterprises: pl.DataFrame,
    regions: Mapping[str, Form],
    places: Mapping[str, int],
    due: date,
) -> Iterator[Planned]:
    for row in enterprises.sort("region", "enterprise").iter_rows(named=True):
        parent = _above(regions, row["region"], places)
        yield Planned(
            form=form["form"],
            department=form["department"],
            region=row["region"],
            level="enterprise",
            due_on=due,
            enterprise=row["enterprise"],
            park=row["park"],
            parent=parent,
            adds=parent is not None,
        )
