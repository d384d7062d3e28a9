"""What a problem names that inventory, library or policy do not know: told before anything is solved."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongyuan.vocabulary.problems import InputError, Problem

if TYPE_CHECKING:
    from tongyuan.plan.cocontrol.problem import CocontrolProblem

__all__ = ["Known", "refuse_unfit"]

#: So many of the words that would do are told.
SHOWN = 30
#: Joins a target and one of its parts.
PART = ":"


@dataclass(frozen=True, slots=True)
class Known:
    """What a problem may name.

    Parameters
    ----------
    year
        Year of the inventory.
    species
        Species of which the inventory knows any emission.
    measures
        Measures of the library.
    targets
        Targets of the policy.
    """

    year: int
    species: Collection[str]
    measures: Collection[str]
    targets: Collection[str]


def refuse_unfit(asked: CocontrolProblem, *, known: Known) -> None:
    """Refuse a problem that names what is not there: each fault with its field.

    Parameters
    ----------
    asked
        The problem.
    known
        What it may name.

    Raises
    ------
    InputError
        With every fault.
    """
    found = [
        Problem("cocontrol.unfit", {"field": field, "got": got, "known": _listed(words)})
        for field, got, words in _faults(asked, known)
    ]
    if found:
        raise InputError(found)


def _faults(asked: CocontrolProblem, known: Known) -> Iterator[tuple[str, object, Collection[object]]]:
    scenario = asked.scenario
    if scenario.base_year != known.year:
        yield "scenario.base_year", scenario.base_year, [known.year]
    for number, target in enumerate(asked.without):
        if target.split(PART)[0] not in known.targets:
            yield f"without.{number}", target, known.targets
    for measure in asked.most_shares:
        if measure not in known.measures:
            yield f"most_shares.{measure}", measure, known.measures
    yield from _faults_of_limits(asked, known)
    for number, project in enumerate(asked.projects):
        if project.first_year > scenario.years[-1]:
            yield f"projects.{number}.first_year", project.first_year, scenario.years


def _faults_of_limits(
    asked: CocontrolProblem, known: Known
) -> Iterator[tuple[str, object, Collection[object]]]:
    years = asked.scenario.years
    emitted = {*known.species, *(species for project in asked.projects for species in project.change_t)}
    seen: set[tuple[str, int]] = set()
    for number, limit in enumerate(asked.limits):
        field = f"limits.{number}"
        if (limit.limit, limit.year) in seen or limit.limit in known.targets:
            yield f"{field}.limit", limit.limit, []
        seen.add((limit.limit, limit.year))
        if limit.year not in years:
            yield f"{field}.year", limit.year, years
        for species in limit.species:
            if species not in emitted:
                yield f"{field}.species", species, sorted(emitted)
        if limit.against is not None and not known.year <= limit.against <= years[-1]:
            yield f"{field}.against", limit.against, [known.year, *years]


def _listed(words: Collection[object]) -> str:
    shown = [str(word) for word in words][:SHOWN]
    more = len(words) > SHOWN
    return " ".join([*shown, "…"] if more else shown) or "—"
