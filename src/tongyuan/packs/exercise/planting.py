"""Planting one course: draw a status, then draw marks until the rule gives it, then make the numbers.

A course is what readings share: two readings of one phrase look at the same figures. Several figures that one
target asks at once are drawn together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from tongyuan.packs.exercise import figures, zones
from tongyuan.packs.exercise.course import Case, Course
from tongyuan.packs.exercise.draws import draw_course, pick, random_for
from tongyuan.packs.exercise.outline import Measure, Reading, measures, readings
from tongyuan.packs.exercise.truth import Verdict, verdict, worst_of

__all__ = ["DATES", "MAIN_DATE", "Carrier", "Planting", "plant_courses"]

MAIN_DATE = date(2026, 11, 22)
DATES = (
    date(2023, 6, 30),
    date(2024, 12, 31),
    date(2025, 12, 30),
    date(2025, 12, 31),
    date(2026, 1, 1),
    MAIN_DATE,
    date(2029, 3, 1),
)
TRIES = 32
CARDS = {"cannot_tell": 1}
"""Cards of a status in a deck, where they are not two: a province that cannot tell most is no exercise."""

Told = dict[tuple[str, str, date], Verdict]
Decks = dict[tuple[str, ...], list[str]]


@dataclass(frozen=True, eq=False)
class Carrier:
    """An indicator that has figures: its course, and its values in every year."""

    case: Case
    course: Course
    values: Mapping[int, float]


@dataclass(frozen=True, eq=False)
class Planting:
    """A course as planted: goals by target, the indicators that carry it, and what must come of it."""

    name: str
    goal: float
    readings: tuple[Reading, ...]
    carriers: tuple[Carrier, ...]
    told: Told


def plant_courses(seed: int, *, highest: Mapping[str, float | None]) -> tuple[Planting, ...]:
    """Plant every course of the outline.

    Parameters
    ----------
    seed
        Seed of the province.
    highest
        Highest possible value by series.

    Returns
    -------
    tuple of Planting
        In the order of the outline.
    """
    decks: Decks = {}
    shuffle = random_for(seed, "decks")
    return tuple(
        _plant(name, seed=seed, highest=highest, decks=decks, shuffle=shuffle)
        for name in dict.fromkeys(reading.course for reading in readings())
    )


def _plant(
    name: str, *, seed: int, highest: Mapping[str, float | None], decks: Decks, shuffle: np.random.Generator
) -> Planting:
    rng = random_for(seed, name)
    shared = tuple(reading for reading in readings() if reading.course == name)
    carriers = _carriers(shared[0], rng)
    goal = figures.draw_goal(Case(shared[0], carriers[0]), random_for(seed, f"goal {shared[0].target}"))
    found: dict[str, dict[str | None, Planting]] = {}
    for planting in _candidates(name, shared, carriers, goal=goal, rng=rng, highest=highest):
        status, reason = planting.told[shared[0].target, shared[0].reading, MAIN_DATE]
        found.setdefault(status, {}).setdefault(reason, planting)
    return pick(rng, list(found[_deal(tuple(sorted(found)), decks, shuffle)].values()))


def _deal(statuses: tuple[str, ...], decks: Decks, shuffle: np.random.Generator) -> str:
    """Deal a status from a shuffled deck, so that courses that may have the same statuses share them out."""
    deck = decks.setdefault(statuses, [])
    if not deck:
        cards = [status for status in statuses for _ in range(CARDS.get(status, 2))]
        deck += [cards[int(number)] for number in shuffle.permutation(len(cards))]
    return deck.pop()


def _carriers(first: Reading, rng: np.random.Generator) -> tuple[Measure, ...]:
    """Choose the indicators that get figures: all that are asked together, else one of the alternatives."""
    bound = _bound(first)
    return bound if bound[0].together else (pick(rng, bound),)


def _bound(reading: Reading) -> tuple[Measure, ...]:
    names = {reading.target, f"{reading.target}/{reading.reading}"}
    return tuple(measure for measure in measures() if measure.official and names & set(measure.targets))


def _candidates(
    name: str,
    shared: tuple[Reading, ...],
    carriers: tuple[Measure, ...],
    *,
    goal: float,
    rng: np.random.Generator,
    highest: Mapping[str, float | None],
) -> Iterator[Planting]:
    for _ in range(TRIES):
        carried: tuple[Carrier, ...]
        if name in zones.SHARED_FIGURES:
            views, made = zones.draw(name, shared, rng, goal=goal)
            carried = (Carrier(views[0][0], views[0][1], made),)
            told = _told([[view] for view in views])
        else:
            cases = [Case(shared[0], measure) for measure in carriers]
            carried = tuple(_carried(case, goal=goal, rng=rng, highest=highest) for case in cases)
            told = _told([_views(reading, carried) for reading in shared])
        if told is not None and all(_possible(one) for one in carried):
            yield Planting(name, goal, shared, carried, told)


def _views(reading: Reading, carried: tuple[Carrier, ...]) -> list[tuple[Case, Course]]:
    alone = len(_bound(reading)) == len(carried)
    return [(Case(reading, one.case.measure, alone), one.course) for one in carried]


def _carried(
    case: Case, *, goal: float, rng: np.random.Generator, highest: Mapping[str, float | None]
) -> Carrier:
    series = case.measure.inputs[0][1]
    limit = 100.0 if case.measure.kind == "ratio" else highest[series]
    course = draw_course(case, rng, goal=goal, highest=limit)
    return Carrier(case, course, figures.values(case, course, goal=goal, rng=rng))


def _told(
    views: list[list[tuple[Case, Course]]],
) -> Told | None:
    """Tell every reading's status on every date; None where the documents leave one open."""
    told: Told = {}
    for view in views:
        reading = view[0][0].reading
        for on in DATES:
            single = [verdict(case, course, on=on) for case, course in view]
            known = [found for found in single if found is not None]
            joined = worst_of(known) if len(known) == len(single) else None
            if joined is None:
                return None
            told[reading.target, reading.reading, on] = joined
    return told


def _possible(carrier: Carrier) -> bool:
    """Tell whether figures can be so: a running total of what was done never falls."""
    if carrier.case.measure.kind != "cumulated":
        return True
    run = [carrier.values[year] for year in sorted(carrier.values)]
    return all(before <= after for before, after in pairwise(run))
