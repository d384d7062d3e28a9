"""Rivers, lakes and basins: shares with both bounds, means where sections are few, the trophic index."""

from __future__ import annotations

from datetime import date
from math import log

import polars as pl
import pytest

from tongyuan.advance.water import Evaluated, evaluate, trophic_index
from tongyuan.testing.water import a_section, samples_of, sections_of, water_standard

STANDARD = water_standard()
JANUARY = {"first": date(2024, 1, 1), "last": date(2024, 1, 31)}


def ammonia_of(*values: float | None, body: str = "river") -> Evaluated:
    """Evaluate as many sections as there are values; None leaves ammonia out."""
    names = [f"W{number}" for number in range(len(values))]
    rows = pl.concat(
        [
            samples_of(name, water_nh3n=-1 if value is None else value)
            for name, value in zip(names, values, strict=True)
        ]
    )
    sections = sections_of(*[a_section(name, body=body) for name in names])
    return evaluate(rows, sections=sections, standard=STANDARD, **JANUARY)


def river(made: Evaluated) -> dict[str, object]:
    return made.states.filter(group="water", month=1).row(0, named=True)


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ((0.4,) * 9 + (1.2,), "excellent"),
        ((0.4,) * 3 + (1.2,), "light"),
        ((0.4,) * 4 + (1.2,), "good"),
        ((0.4,) * 3 + (1.2,) * 2, "light"),
        ((0.4,) * 3 + (1.2, 2.5), "moderate"),
        ((0.4,) * 3 + (2.5, 2.5), "heavy"),
    ],
)
def test_a_river_of_five_sections_is_told_by_shares(values: tuple[float, ...], state: str) -> None:
    row = river(ammonia_of(*values))
    few = len(values) < 5
    assert row["method"] == ("means" if few else "shares")
    expected = "good" if few else state  # a mean of 0.6 mg/L is class III
    assert row["state"] == expected


def test_a_section_that_is_not_whole_leaves_the_state_open_between_bounds() -> None:
    row = river(ammonia_of(0.4, 0.4, 0.4, 0.4, None))
    assert (row["good_least"], row["good_most"]) == (80.0, 100.0)
    assert (row["state"], row["state_best"], row["state_worst"]) == (None, "excellent", "good")
    assert row["complete"] == 4


def test_a_mean_over_few_sections_needs_every_section() -> None:
    whole, part = river(ammonia_of(0.4, 1.6)), river(ammonia_of(0.4, None))
    assert (whole["state"], whole["main"]) == ("good", None)
    assert (part["state"], part["state_best"], part["state_worst"]) == (None, "excellent", "heavy")


def test_main_pollutants_of_a_river_are_those_that_most_sections_exceed() -> None:
    assert river(ammonia_of(1.2, 1.2, 2.5, 0.4, 0.4))["main"] == "water_nh3n"


def test_basins_count_rivers_alone() -> None:
    made = ammonia_of(0.4, 0.4, body="lake")
    assert made.states.filter(group="basin").is_empty()
    assert river(made)["method"] == "means"


def lake(**changed: float) -> Evaluated:
    values = {"water_tn": 1.0, "water_chla": 10.0, "water_transparency": 1.0, "water_tp": 0.05} | changed
    sections = sections_of(a_section(body="lake"))
    return evaluate(samples_of(**values), sections=sections, standard=STANDARD, **JANUARY)


def test_the_trophic_index_is_as_computed_by_hand() -> None:
    parts = {
        "water_chla": (1.0, 10 * (2.5 + 1.086 * log(10.0))),
        "water_tp": (0.84, 10 * (9.436 + 1.624 * log(0.05))),
        "water_tn": (0.82, 10 * 5.453),
        "water_transparency": (-0.83, 10 * 5.118),
        "water_codmn": (0.83, 10 * (0.109 + 2.661 * log(3.0))),
    }
    weights = sum(share**2 for share, _ in parts.values())
    assert weights == pytest.approx(1 + 0.7056 + 0.6724 + 0.6889 + 0.6889)
    expected = sum(share**2 * part for share, part in parts.values()) / weights
    row = lake().trophic.filter(month=1).row(0, named=True)
    assert row["index"] == pytest.approx(expected)
    assert (round(expected, 2), row["level"]) == (46.61, "mesotrophic")


def test_a_lake_that_lacks_chlorophyll_has_no_index() -> None:
    row = lake(water_chla=-1).trophic.filter(month=1).row(0, named=True)
    assert (row["index"], row["level"], row["missing"]) == (None, None, "water_chla")


def test_more_nutrients_raise_the_index_and_clearer_water_lowers_it() -> None:
    base = {
        "water_chla": 5.0,
        "water_tp": 0.03,
        "water_tn": 0.8,
        "water_transparency": 1.5,
        "water_codmn": 3.0,
    }
    before = trophic_index(base, coefficients=STANDARD.trophic)
    for item in base:
        after = trophic_index({**base, item: base[item] * 1.5}, coefficients=STANDARD.trophic)
        assert (after > before) == (item != "water_transparency")
