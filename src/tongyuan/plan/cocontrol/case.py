"""A co-control problem as tables: what is asked for, what may be chosen, what is fixed, what must hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import polars as pl

from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables import (
    ActivityLevel,
    FixedEmission,
    Limit,
    LimitEmission,
    LimitResponse,
    LimitTerm,
    OptionFactor,
    Period,
    Project,
    ProjectEmission,
    Saving,
    Substitution,
    TechnologyOption,
)
from tongyuan.vocabulary.tables.contract import Contract

__all__ = ["BASE", "Case"]

#: The option in which an activity runs as it does without any measure.
BASE = "base"


#: The contract of each table of a case.
CONTRACTS: dict[str, type[Contract]] = {
    "periods": Period,
    "levels": ActivityLevel,
    "options": TechnologyOption,
    "factors": OptionFactor,
    "substitutions": Substitution,
    "savings": Saving,
    "fixed": FixedEmission,
    "projects": Project,
    "project_emissions": ProjectEmission,
    "limits": Limit,
    "terms": LimitTerm,
    "counted": LimitEmission,
    "responses": LimitResponse,
}


@dataclass(frozen=True)
class Case:
    """A problem of least cost: which options, substitutions, savings and projects keep every limit.

    Parameters
    ----------
    periods
        Years and the present value of a yuan of each.
    levels
        Activity that the scenario asks for, by year [unit of the activity].
    options
        Ways to run each activity, with cost [CNY per unit] and bounds on their share.
    factors
        Emission of each option [t per unit], with the energy and reagents that it uses.
    substitutions, savings
        Activity moved to another one, or made needless.
    fixed
        Emission and uptake that nothing here chooses [t].
    projects, project_emissions
        Indivisible projects, and what they change [CNY, t].
    limits, terms
        What must hold: bounds on sums of terms.
    counted
        Which emission the limits on branches of sources count.
    responses
        Which emission moves the limits on concentrations, and how far.

    Raises
    ------
    InputError
        With every problem at once, if the tables do not fit together.
    """

    periods: pl.DataFrame = field(default_factory=Period.create_empty)
    levels: pl.DataFrame = field(default_factory=ActivityLevel.create_empty)
    options: pl.DataFrame = field(default_factory=TechnologyOption.create_empty)
    factors: pl.DataFrame = field(default_factory=OptionFactor.create_empty)
    substitutions: pl.DataFrame = field(default_factory=Substitution.create_empty)
    savings: pl.DataFrame = field(default_factory=Saving.create_empty)
    fixed: pl.DataFrame = field(default_factory=FixedEmission.create_empty)
    projects: pl.DataFrame = field(default_factory=Project.create_empty)
    project_emissions: pl.DataFrame = field(default_factory=ProjectEmission.create_empty)
    limits: pl.DataFrame = field(default_factory=Limit.create_empty)
    terms: pl.DataFrame = field(default_factory=LimitTerm.create_empty)
    counted: pl.DataFrame = field(default_factory=LimitEmission.create_empty)
    responses: pl.DataFrame = field(default_factory=LimitResponse.create_empty)

    def __post_init__(self) -> None:
        for name, contract in CONTRACTS.items():
            object.__setattr__(self, name, contract.validate(getattr(self, name), cast=True))
        problems = list(_problems(self))
        if problems:
            raise InputError(problems)

    @property
    def years(self) -> list[int]:
        """The years of the plan, in order."""
        return sorted(self.periods["year"].to_list())

    def with_limits(
        self,
        limits: pl.DataFrame,
        terms: pl.DataFrame,
        *,
        counted: pl.DataFrame | None = None,
        responses: pl.DataFrame | None = None,
    ) -> Case:
        """Give the same choices under other limits; which emission moves them is kept where not told."""
        moving = {
            name: held.join(limits, on=["limit", "year"], how="semi", maintain_order="left")
            if told is None
            else told
            for name, held, told in (
                ("counted", self.counted, counted),
                ("responses", self.responses, responses),
            )
        }
        return replace(self, limits=limits, terms=terms, **moving)

    def without(self, limit: str) -> Case:
        """Give the same problem without one limit."""
        return replace(
            self,
            limits=self.limits.filter(pl.col("limit") != limit),
            terms=self.terms.filter(pl.col("limit") != limit),
            counted=self.counted.filter(pl.col("limit") != limit),
            responses=self.responses.filter(pl.col("limit") != limit),
        )


def _problems(case: Case) -> Iterator[Problem]:
    """Find what does not fit: rows that point nowhere, species that an option forgets, unknown terms."""
    for name, frame, key, owner in _references(case):
        for row in _lost(frame, owner, on=key).iter_rows():
            yield Problem("cocontrol.unknown_item", {"table": name, "got": " ".join(map(str, row))})
    for row in _without_base(case).iter_rows():
        yield Problem("cocontrol.no_base", {"activity": row[0], "year": row[1]})
    for row in _forgotten(case).iter_rows():
        yield Problem(
            "cocontrol.factor_missing",
            {"activity": row[0], "option": row[1], "year": row[2], "species": row[3]},
        )
    for row in _too_much_asked(case).iter_rows():
        yield Problem("cocontrol.least_above_one", {"activity": row[0], "year": row[1], "sum": row[2]})


def _references(case: Case) -> Iterator[tuple[str, pl.DataFrame, dict[str, str], pl.DataFrame]]:
    at = {"activity": "activity", "year": "year"}
    option = {**at, "option": "option"}
    year = {"year": "year"}
    for name in CONTRACTS:
        yield name, getattr(case, name), year, case.periods
    yield "options", case.options, at, case.levels
    yield "factors", case.factors, option, case.options
    yield "substitutions", case.substitutions, {"from_activity": "activity", "year": "year"}, case.levels
    yield "substitutions", case.substitutions, {"to_activity": "activity", "year": "year"}, case.levels
    yield "savings", case.savings, at, case.levels
    yield "project_emissions", case.project_emissions, {"project": "project", "year": "year"}, case.projects
    yield "terms", case.terms, {"limit": "limit", "year": "year"}, case.limits
    yield "limits", case.limits, {"limit": "limit", "year": "year"}, case.terms
    yield "counted", case.counted, {"limit": "limit", "year": "year"}, case.limits
    yield "responses", case.responses, {"limit": "limit", "year": "year"}, case.limits
    yield from _term_references(case)


def _term_references(
    case: Case,
) -> Iterator[tuple[str, pl.DataFrame, dict[str, str], pl.DataFrame]]:
    def of(subject: str) -> pl.DataFrame:
        return case.terms.filter(pl.col("subject") == subject)

    running = {"item": "activity", "part": "option", "year": "year"}
    yield "terms", of("emission"), {"item": "region", "part": "species", "year": "year"}, _emitted(case)
    yield "terms", of("running"), running, case.options
    yield "terms", of("moved"), {"item": "substitution", "year": "year"}, case.substitutions
    yield "terms", of("saved"), {"item": "saving", "year": "year"}, case.savings
    yield "terms", of("project"), {"item": "project", "year": "year"}, case.projects


def _emitted(case: Case) -> pl.DataFrame:
    """Find the cells in which anything is emitted: a limit on nothing would hold and mean nothing."""
    key = ["region", "species", "year"]
    placed = case.factors.join(
        case.levels.select("activity", "year", "region"), on=["activity", "year"], maintain_order="left_right"
    )
    return pl.concat([frame.select(key) for frame in (placed, case.fixed, case.project_emissions)]).unique()


def _lost(frame: pl.DataFrame, owner: pl.DataFrame, *, on: dict[str, str]) -> pl.DataFrame:
    keys = frame.select(list(on)).unique(maintain_order=True)
    return keys.join(
        owner.select(list(on.values())).unique(),
        left_on=list(on),
        right_on=list(on.values()),
        how="anti",
        maintain_order="left",
    )


def _without_base(case: Case) -> pl.DataFrame:
    based = case.options.filter(pl.col("option") == BASE)
    return case.levels.select("activity", "year").join(
        based, on=["activity", "year"], how="anti", maintain_order="left"
    )


def _forgotten(case: Case) -> pl.DataFrame:
    """Find options that say nothing of a species which the activity emits as it runs today."""
    emitted = case.factors.filter(pl.col("option") == BASE).select("activity", "year", "species")
    asked = case.options.select("activity", "option", "year").join(
        emitted, on=["activity", "year"], maintain_order="left_right"
    )
    keys = ["activity", "option", "year", "species"]
    return asked.select(keys).join(case.factors, on=keys, how="anti", maintain_order="left").sort(keys)


def _too_much_asked(case: Case) -> pl.DataFrame:
    summed = (
        case.options.group_by("activity", "year", maintain_order=True)
        .agg(pl.col("least_share").sum())
        .sort("activity")
    )
    return summed.filter(pl.col("least_share") > 1 + 1e-9)
