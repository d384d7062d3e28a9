"""What a problem names that inventory, library or policy do not know: told before anything is solved."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongyuan.plan.cocontrol.problem import CO2E
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.species import codes
from tongyuan.vocabulary.tables.air import PRECURSORS, RELEASES

if TYPE_CHECKING:
    from tongyuan.plan.cocontrol.problem import (
        AskedBurden,
        AskedConcentration,
        AskedLimit,
        CocontrolProblem,
    )

__all__ = ["Known", "refuse_unfit"]

#: So many of the words that would do are told.
SHOWN = 30
#: Pollutants of which a linear matrix may be asked, and the one of which it never may.
LINEAR = ("PM2.5",)
OZONE = ("O3", "ozone", "臭氧")


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
        Targets of the policy, and their parts as limits name them.
    inventory, province
        Run and region of the inventory.
    cities
        Cities of its kept inventory of cities; none where there is none, or the problem is of the province.
    receptors
        Cities whose air responds in the kept response; none where there is none.
    gases
        Gases of the named GWP set.
    carriers
        Fuels, groups of them and reagents that may have a price.
    """

    year: int
    species: Collection[str]
    measures: Collection[str]
    targets: Collection[str]
    inventory: str = ""
    province: str = ""
    cities: Collection[str] = ()
    receptors: Collection[str] = ()
    gases: Collection[str] = ()
    carriers: Collection[str] = ()


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
    found = [*_faults(asked, known), *_faults_of_places(asked, known), *_faults_of_limits(asked, known)]
    found += [
        *_faults_of_gases(asked, known),
        *_faults_of_air(asked, known),
        *_faults_of_burdens(asked, known),
        *_faults_of_prices(asked, known),
    ]
    if found:
        raise InputError(found)


def _unfit(field: str, got: object, words: Collection[object]) -> Problem:
    return Problem("cocontrol.unfit", {"field": field, "got": got, "known": _listed(words)})


def _faults(asked: CocontrolProblem, known: Known) -> Iterator[Problem]:
    scenario = asked.scenario
    if scenario.base_year != known.year:
        yield _unfit("scenario.base_year", scenario.base_year, [known.year])
    for number, target in enumerate(asked.without):
        if target not in known.targets:
            yield _unfit(f"without.{number}", target, known.targets)
    for field in ("most_shares", "hours", "energy_in_cost"):
        for measure in getattr(asked, field):
            if measure not in known.measures:
                yield _unfit(f"{field}.{measure}", measure, known.measures)
    for number, project in enumerate(asked.projects):
        if project.first_year > scenario.years[-1]:
            yield _unfit(f"projects.{number}.first_year", project.first_year, scenario.years)
        # A species that nothing counts would be a change without any effect: CO2e is told gas by gas.
        for name in project.change_t:
            if name not in codes():
                yield _unfit(f"projects.{number}.change_t.{name}", name, codes())


def _faults_of_places(asked: CocontrolProblem, known: Known) -> Iterator[Problem]:
    """Find cities that are not there, and what is asked of cities where none are."""
    if asked.by == "province":
        for field, got in _asked_of_cities(asked, known):
            yield Problem("cocontrol.needs_cities", {"field": field, "got": got})
        return
    if not known.cities:
        yield Problem("cocontrol.no_city_run", {"got": asked.cities or known.inventory})
        return
    for name, members in asked.groups.items():
        if name in (*known.cities, known.province) or not members:
            yield _unfit(f"groups.{name}", name, [])
        for city in members:
            if city not in known.cities:
                yield _unfit(f"groups.{name}", city, known.cities)
    for field, city in _own_drivers(asked):
        if city not in known.cities:
            yield _unfit(field, city, known.cities)
    words = [known.province, *asked.groups, *known.cities]
    # A project stands in one place, a burden is borne by one city: a group is neither.
    single = {"projects": [known.province, *known.cities], "burdens": [*known.cities]}
    for field, got in _named_places(asked):
        may = single.get(field.split(".")[0], words)
        if got not in may:
            yield _unfit(field, got, may)


def _asked_of_cities(asked: CocontrolProblem, known: Known) -> Iterator[tuple[str, str]]:
    if asked.cities is not None:
        yield "cities", asked.cities
    for name in asked.groups:
        yield f"groups.{name}", name
    for number, cap in enumerate(asked.concentrations):
        yield f"concentrations.{number}", cap.city
    for number, burden in enumerate(asked.burdens):
        yield f"burdens.{number}", burden.city
    yield from _own_drivers(asked)
    for field, got in _named_places(asked):
        if got != known.province and not field.startswith("burdens"):
            yield field, got


def _own_drivers(asked: CocontrolProblem) -> Iterator[tuple[str, str]]:
    """Name the cities that the scenario gives values or shares of their own."""
    for name, driver in asked.scenario.drivers.items():
        yield from ((f"scenario.drivers.{name}", city) for city in driver.regions)


def _named_places(asked: CocontrolProblem) -> Iterator[tuple[str, str]]:
    for number, limit in enumerate(asked.limits):
        yield from ((f"limits.{number}.regions", one) for one in limit.regions)
    for number, burden in enumerate(asked.burdens):
        yield f"burdens.{number}.city", burden.city
    for number, project in enumerate(asked.projects):
        if project.region is not None:
            yield f"projects.{number}.region", project.region


def _faults_of_limits(asked: CocontrolProblem, known: Known) -> Iterator[Problem]:
    years = asked.scenario.years
    emitted = _emitted(asked, known)
    seen: set[tuple[str, int]] = set()
    stated: dict[str, Sequence[AskedLimit | AskedConcentration | AskedBurden]] = {
        "limits": asked.limits,
        "concentrations": asked.concentrations,
        "burdens": asked.burdens,
    }
    for table, rows in stated.items():
        for number, row in enumerate(rows):
            if (row.limit, row.year) in seen or row.limit in known.targets:
                yield _unfit(f"{table}.{number}.limit", row.limit, [])
            seen.add((row.limit, row.year))
            if row.year not in years:
                yield _unfit(f"{table}.{number}.year", row.year, years)
    for field, weights in _weighed(asked):
        for species in weights:
            if species not in (*emitted, CO2E):
                yield _unfit(field, species, sorted(emitted))
    for number, limit in enumerate(asked.limits):
        if limit.against is not None and not known.year <= limit.against <= years[-1]:
            yield _unfit(f"limits.{number}.against", limit.against, [known.year, *years])


def _emitted(asked: CocontrolProblem, known: Known) -> set[str]:
    return {*known.species, *(species for project in asked.projects for species in project.change_t)}


def _weighed(asked: CocontrolProblem) -> Iterator[tuple[str, Mapping[str, float]]]:
    yield from ((f"limits.{number}.species", one.species) for number, one in enumerate(asked.limits))
    yield from ((f"burdens.{number}.species", one.species) for number, one in enumerate(asked.burdens))


def _faults_of_gases(asked: CocontrolProblem, known: Known) -> Iterator[Problem]:
    """Find CO2e without a set, and weights by hand beside a set."""
    gases = codes("greenhouse_gas")
    for field, weights in _weighed(asked):
        carbon = [by for gas, by in weights.items() if gas in gases]
        if CO2E in weights:
            if asked.gwp is None:
                yield _unfit("gwp", "—", ["SAR", "AR4", "AR5", "AR6"])
            if len(weights) > 1 or weights[CO2E] != 1:
                yield Problem("cocontrol.weights_mixed", {"field": field, "got": " ".join(weights)})
            lacking = sorted({gas for gas in _emitted(asked, known) if gas in gases} - set(known.gases))
            if asked.gwp is not None and lacking:
                yield _unfit("gwp", f"{asked.gwp} {' '.join(lacking)}", known.gases)
        elif asked.gwp is not None and (len(carbon) > 1 or any(by != 1 for by in carbon)):
            yield Problem("cocontrol.weights_mixed", {"field": field, "got": " ".join(weights)})


def _faults_of_air(asked: CocontrolProblem, known: Known) -> Iterator[Problem]:
    if asked.concentrations and not known.receptors:
        yield Problem("cocontrol.no_air_run", {"got": asked.air or "—"})
    for number, cap in enumerate(asked.concentrations):
        field = f"concentrations.{number}"
        if cap.pollutant in OZONE:
            yield Problem("cocontrol.no_ozone", {"field": f"{field}.pollutant"})
        elif cap.pollutant not in LINEAR:
            yield _unfit(f"{field}.pollutant", cap.pollutant, LINEAR)
        if known.receptors and cap.city not in known.receptors:
            yield _unfit(f"{field}.city", cap.city, known.receptors)
    for number, project in enumerate(asked.projects if asked.concentrations else []):
        if not set(project.change_t) & set(PRECURSORS):
            continue
        if project.region is None:
            yield _unfit(f"projects.{number}.region", "—", known.cities)
        if project.release is None:
            yield _unfit(f"projects.{number}.release", "—", RELEASES)


def _faults_of_burdens(asked: CocontrolProblem, known: Known) -> Iterator[Problem]:
    for number, burden in enumerate(asked.burdens):
        if burden.at_least is not None and burden.at_most is not None and burden.at_least > burden.at_most:
            yield _unfit(f"burdens.{number}.at_least", burden.at_least, [f"<= {burden.at_most}"])


def _listed(words: Collection[object]) -> str:
    shown = [str(word) for word in words][:SHOWN]
    more = len(words) > SHOWN
    return " ".join([*shown, "…"] if more else shown) or "—"


def _faults_of_prices(asked: CocontrolProblem, known: Known) -> Iterator[Problem]:
    """Find prices of what is no carrier, prices stated twice, and years of the plan without one."""
    for number, price in enumerate(asked.prices):
        field = f"prices.{number}"
        if price.carrier not in known.carriers:
            yield _unfit(f"{field}.carrier", price.carrier, known.carriers)
        if price.carrier in [other.carrier for other in asked.prices[:number]]:
            yield Problem("cocontrol.price_twice", {"field": f"{field}.carrier", "got": price.carrier})
        for year in asked.scenario.years if price.by_year else ():
            if year not in price.by_year:
                yield Problem("cocontrol.price_year_lacking", {"field": f"{field}.by_year", "got": year})
