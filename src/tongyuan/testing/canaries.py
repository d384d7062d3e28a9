"""Canaries: internal figures of several regions, departments and enterprises, each with words of its own.

Where the words of one turn up before a reader out of whose reach it lies, something leaks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from tongyuan.services.actors import Actor, Grant, roles
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.session import Session
from tongyuan.testing.canaries_of_work import Work, plant_work
from tongyuan.testing.canary import PREFIX, YEAR, Canary
from tongyuan.testing.workspace import a_statistic, statistics_of
from tongyuan.vocabulary.tables import Activity

__all__ = ["Planted", "plant", "readers"]


@dataclass(frozen=True, slots=True)
class Planted:
    """What was planted, and where to ask after it.

    Parameters
    ----------
    canaries
        The canaries.
    regions, departments, enterprises
        Two of each, that readers are bound to.
    runs, figures, jobs
        Ids of runs, figures and jobs that hold canaries.
    work
        What people did: rounds, findings, the ledger and the like.
    """

    canaries: tuple[Canary, ...]
    regions: tuple[str, ...]
    departments: tuple[str, ...]
    enterprises: tuple[str, ...]
    runs: tuple[str, ...]
    figures: tuple[str, ...]
    jobs: tuple[str, ...]
    work: Work


def plant(session: Session) -> Planted:
    """Plant canaries in a workspace, in the name of who sees everything."""
    place = jurisdiction(session.workspace)
    cities = place.regions.filter(pl.col("level") == "prefecture")["region"].sort()
    owned = place.series.filter(pl.col("owner").is_not_null() & pl.col("choices").is_null())
    owners = tuple(owned["owner"].unique(maintain_order=True)[:2])
    enterprises = tuple(place.enterprises["enterprise"].sort()[:2])
    regions = (cities[0], cities[1])
    statistics, figures = _plant_statistics(session, regions, owned, owners)
    runs = [_plant_run(session, region, number) for number, region in enumerate(regions)]
    filed = [_plant_reports(session, regions[0], enterprises)]
    jobs = [_plant_job(session, f"test:{name}") for name in ("one", "other")]
    work = plant_work(session, regions=regions, departments=owners, enterprises=enterprises)
    emitted = [figure for _, _, run_figures in runs for figure in run_figures]
    return Planted(
        canaries=(
            *statistics,
            *(canary for canary, _, _ in runs),
            *(canary for canaries, _ in filed for canary in canaries),
            *(canary for canary, _ in jobs),
            *work.canaries,
        ),
        regions=regions,
        departments=owners,
        enterprises=enterprises,
        runs=(*(run for _, run, _ in runs), *(run for _, run in filed)),
        figures=(*figures, *emitted),
        jobs=tuple(job for _, job in jobs),
        work=work,
    )


def _plant_statistics(
    session: Session, regions: tuple[str, ...], owned: pl.DataFrame, owners: tuple[str, ...]
) -> tuple[list[Canary], list[str]]:
    canaries, figures, records = [], [], []
    own = session.workspace.meta.region
    places = [(region, owner) for region in (own, *regions) for owner in owners]
    for number, (region, owner) in enumerate(places):
        series = owned.filter(pl.col("owner") == owner).row(0, named=True)
        words = f"{PREFIX}S{number}W"
        value = 880_000_000.25 + 7 * number
        told: dict[str, Any] = {"series": series["series"], "unit": series["unit"], "region": region}
        told |= {"period": str(YEAR), "kind": "declared", "vintage": "flash", "value": value}
        records.append(a_statistic(**told, note=words, citation=words, evidence=words, reporter=words))
        canaries.append(Canary((words, str(value)), region, owner))
        figures.append(f"statistic/{series['series']},{region},{YEAR},declared,flash@1")
    session.workspace.add_statistics(statistics_of(*records), actor="planter")
    return canaries, figures


def _plant_run(session: Session, region: str, number: int) -> tuple[Canary, str, list[str]]:
    """Compile an inventory of a region from activity that was imported for it."""
    words = f"{PREFIX}A{number}W"
    quantity = 660_000_000.75 + 3 * number
    row = session.workspace.dataset_frame("activity").filter(pl.col("quantity").is_not_null()).head(1)
    told = row.with_columns(
        pl.lit(region).alias("region"),
        pl.lit(YEAR, pl.Int32).alias("year"),
        pl.lit(quantity).alias("quantity"),
        pl.lit(words).alias("note"),
        pl.lit(words).alias("citation"),
    )
    session.workspace.put_dataset("activity", Activity.cast(told), actor=words, region=region, year=YEAR)
    run = session.call("inventory.compile", region=region, year=YEAR).meta["run"]
    shown = session.call("inventory.show", run=run).frame().filter(pl.col("mass_t").is_not_null())
    masses = tuple(str(mass) for mass in shown["mass_t"])
    return Canary((words, str(quantity), *masses), region), run, shown["figure"].to_list()[:2]


def _plant_reports(session: Session, region: str, enterprises: tuple[str, ...]) -> tuple[list[Canary], str]:
    """Record a run whose table has a row for each of two enterprises."""
    words = [f"{PREFIX}E{number}W" for number in range(len(enterprises))]
    values = [440_000_000.5 + 11 * number for number in range(len(enterprises))]
    report = pl.DataFrame(
        {"region": region, "enterprise": enterprises, "mass_t": values, "note": words},
        schema_overrides={"region": pl.String},
    )
    run = session.workspace.record_run(
        "report",
        params={"region": region},
        inputs={"report": report},
        tables={"filed": report},
        actor="planter",
    )
    told = zip(enterprises, words, values, strict=True)
    return [Canary((word, str(value)), region, None, who) for who, word, value in told], run.id


def _plant_job(session: Session, actor: str) -> tuple[Canary, str]:
    words = f"{PREFIX}J-{actor}-W"
    job = session.workspace.jobs.submit("target.status", params={"region": words}, actor=actor)
    return Canary((words,), actor=actor), job.id


def readers(planted: Planted) -> list[Actor]:
    """Make a reader of every role and of every way to bind it."""
    made = []
    for role, about in roles().items():
        bound = [
            name for name in ("region", "department", "enterprise") if name in _words(about, "must_bind")
        ]
        free = [name for name in ("region", "department") if name in _words(about, "may_bind")]
        for chosen in ({*bound}, {*bound, *free[:1]}, {*bound, *free[1:]}):
            for number in (0, 1):
                codes = {"region": planted.regions, "department": planted.departments}
                codes |= {"enterprise": planted.enterprises}
                grant = Grant(role, **{name: codes[name][number] for name in sorted(chosen)})
                made.append(Actor(f"test:{'one' if number else 'other'}", role, (grant,)))
    return list({repr(actor.grants): actor for actor in made}.values())


def _words(about: dict[str, str], column: str) -> set[str]:
    return set(filter(None, about[column].split(";")))
