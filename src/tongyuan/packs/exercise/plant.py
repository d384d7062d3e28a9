"""The exercise province: everything drawn from one seed, with the truth about it.

Nothing here knows the rooms that will judge: statuses follow from the documented rules alone (``truth``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from tongyuan.packs.exercise import energy, places, policy
from tongyuan.packs.exercise.breathing import breathing
from tongyuan.packs.exercise.enterprises import enterprises
from tongyuan.packs.exercise.forms import form_items, forms
from tongyuan.packs.exercise.outline import read
from tongyuan.packs.exercise.planting import Planting, plant_courses
from tongyuan.packs.exercise.powering import power_profiles
from tongyuan.packs.exercise.records import records
from tongyuan.packs.exercise.reports import reported, reports
from tongyuan.packs.exercise.statistics import REPORTER, statistics

__all__ = ["plant"]


def plant(seed: int) -> Mapping[str, Any]:
    """Draw the province.

    Parameters
    ----------
    seed
        Any integer.

    Returns
    -------
    mapping of str to frame
        Tables of a pack (``targets``, ``articles``, ``enterprises``, ``forms``, ``form_items``,
        ``statistics``, ``balances``, ``activity``), its ``records`` by dataset, its ``indicators`` and
        ``citations``; and the truth:
        ``planted`` (``target``, ``reading``, ``on``, ``status``, ``reason_code``: null where the documents
        fix none), ``marks`` (where each figure was meant to stand), ``burned`` (fuel burned by year, in
        the unit of the balance) and ``reported`` (the share of the statistics that enterprises report).
    """
    about = read("regions")
    region = next(row["region"] for row in about if row["level"] == "province")
    limits = {row["series"]: float(row["maximum"]) if row["maximum"] else None for row in read("series")}
    plantings = plant_courses(seed, highest=limits)
    goals = {one.target: planting.goal for planting in plantings for one in planting.readings}
    units = {f"{row['target']}/{row['reading']}": row["unit"] for row in read("outline")}
    processes = energy.processes(seed, region=region)
    return {
        "targets": policy.targets(goals),
        "articles": policy.articles(goals),
        "indicators": policy.indicators(units),
        "enterprises": enterprises(seed),
        "forms": forms(),
        "form_items": form_items(),
        "statistics": statistics(plantings, seed=seed, region=region),
        "balances": energy.balances(seed, region=region),
        "activity": pl.concat([processes, places.works(processes)]),
        "records": {
            **records(seed, region=region),
            **breathing(seed, region=region),
            "power_profiles": power_profiles(seed, region=region),
            "points": places.points(seed),
            "enterprise_fuels": reports(seed, region=region),
        },
        "citations": {"synthetic": {"document": f"synthetic, seed {seed}", "publisher": REPORTER}},
        "planted": _planted(plantings),
        "marks": _marks(plantings),
        "burned": energy.burned(seed),
        "reported": reported(seed),
    }


def _planted(plantings: Iterable[Planting]) -> pl.DataFrame:
    rows = [
        (target, reading, on, status, code)
        for planting in plantings
        for (target, reading, on), (status, code) in planting.told.items()
    ]
    schema = {
        "target": pl.String,
        "reading": pl.String,
        "on": pl.Date,
        "status": pl.String,
        "reason_code": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _marks(plantings: Iterable[Planting]) -> pl.DataFrame:
    rows = [
        (planting.name, carrier.case.measure.indicator, year, mark.value, carrier.course.absent.get(year))
        for planting in plantings
        for carrier in planting.carriers
        for year, mark in carrier.course.marks.items()
    ]
    schema = {
        "course": pl.String,
        "indicator": pl.String,
        "year": pl.Int32,
        "mark": pl.String,
        "absent": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")
