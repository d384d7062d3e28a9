"""Classes of items and sections: by the worst item, and never better than is known."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.advance.water import Evaluated, class_of, evaluate, monthly_means, standard_of
from tongyuan.testing.water import (
    CLEAN,
    a_section,
    samples_of,
    sections_of,
    water_facts,
    water_standard,
)
from tongyuan.vocabulary.problems import InputError

STANDARD = water_standard()
JANUARY = {"first": date(2024, 1, 1), "last": date(2024, 1, 31)}


def january(*samples: pl.DataFrame, **stated: object) -> Evaluated:
    rows = pl.concat(samples)
    return evaluate(rows, sections=sections_of(a_section(**stated)), standard=STANDARD, **JANUARY)


def section(made: Evaluated, month: int = 1) -> dict[str, object]:
    return made.sections.filter(month=month).row(0, named=True)


def test_a_section_is_as_bad_as_its_worst_item() -> None:
    assert section(january(samples_of()))["class"] == 2
    row = section(january(samples_of(water_nh3n=1.2)))
    assert (row["class"], row["state"], row["status"], row["main"]) == (4, "light", "not_met", "water_nh3n")


@pytest.mark.parametrize(
    ("item", "value", "expected"),
    [
        ("water_do", 7.5, 1),
        ("water_do", 7.49, 2),
        ("water_do", 1.99, 6),
        ("water_codmn", 6.0, 3),
        ("water_codmn", 6.01, 4),
        ("water_hg", 0.00005, 1),
        ("water_hg", 0.00011, 4),
        ("water_hg", 0.0011, 6),
        ("water_cu", 0.5, 2),
        ("water_zn", 1.5, 4),
        ("water_phenol", 0.003, 3),
        ("water_ph", 6.0, 1),
        ("water_ph", 5.9, 6),
    ],
)
def test_values_at_limits_of_table_1_are_within(item: str, value: float, expected: int) -> None:
    items = january(samples_of(**{item: value})).items
    assert items.filter(item=item, month=1)["class"].item() == expected


def test_a_lake_has_limits_of_its_own_for_phosphorus_and_nitrogen_stands_apart() -> None:
    river = january(samples_of(water_tp=0.08))
    lake = january(samples_of(water_tp=0.08, water_tn=1.8), body="lake")
    assert section(river)["class"] == 2
    assert section(lake)["class"] == 4
    assert lake.items.filter(item="water_tn", month=1).select("class", "role").row(0) == (5, "apart")
    assert "water_tn" not in river.items["item"].to_list()


def test_coliforms_and_temperature_make_no_class() -> None:
    made = january(samples_of(water_coliform=90_000.0, water_temperature=35.0))
    assert section(made)["class"] == 2
    assert made.items.filter(item="water_coliform", month=1)["class"].item() == 6
    assert "water_temperature" not in made.items["item"].to_list()
    assert len(STANDARD.items("judged")) == 21


def test_a_section_without_an_item_is_classed_and_says_so() -> None:
    row = section(january(samples_of(water_nh3n=-1, water_do=-1)))
    assert (row["class"], row["complete"], row["missing"]) == (2, False, "water_do;water_nh3n")
    assert (row["status"], row["state"]) == ("cannot_tell", None)


def test_what_lacks_cannot_mend_what_is_bad() -> None:
    row = section(january(samples_of(water_nh3n=-1, water_cod=45.0)))
    assert (row["class"], row["state"], row["status"]) == (6, "heavy", "not_met")


def test_an_item_outside_the_programme_is_told_and_does_not_make_it_incomplete() -> None:
    asked = ";".join(item for item in CLEAN if item != "water_se")
    row = section(january(samples_of(water_se=-1), programme=asked))
    assert (row["complete"], row["outside"], row["status"]) == (True, "water_se", "met")


def test_a_month_without_a_sample_is_there_and_has_no_class() -> None:
    rows = samples_of(month=2)
    made = evaluate(
        rows,
        sections=sections_of(a_section()),
        standard=STANDARD,
        first=date(2024, 1, 1),
        last=date(2024, 2, 29),
    )
    row = section(made)
    assert (row["class"], row["status"], row["measured"]) == (None, "cannot_tell", 0)
    assert made.warnings.filter(kind="not_measured")["month"].to_list() == [1]


def test_a_value_below_detection_counts_as_half_of_the_limit_of_detection() -> None:
    rows = samples_of(mark="L", water_phenol=0.003)
    means = monthly_means(rows, averaging="sample", rules=STANDARD.rules)
    assert means.filter(item="water_phenol").select("mean", "below").row(0) == (0.0015, 1)


def test_a_void_value_is_no_value() -> None:
    rows = pl.concat([samples_of(water_cod=12.0), samples_of(day=9, mark="D", water_cod=400.0)])
    made = evaluate(rows, sections=sections_of(a_section()), standard=STANDARD, **JANUARY, void={"D"})
    assert section(made)["class"] == 2


def test_three_times_a_fifth_is_no_more_than_a_fifth() -> None:
    row = section(january(*[samples_of(day=day, water_tp=0.2) for day in (3, 4, 5)]))
    assert row["class"] == 3  # the float sum of three 0.2 is above 0.6


def test_a_year_is_the_mean_of_its_months_and_eleven_are_no_year() -> None:
    months = [samples_of(month=month, water_cod=14.0 + month) for month in range(1, 13)]
    sections = sections_of(a_section())
    span = {"first": date(2024, 1, 1), "last": date(2024, 12, 31)}
    whole = evaluate(pl.concat(months), sections=sections, standard=STANDARD, **span)
    row = section(whole, 0)
    assert whole.items.filter(item="water_cod", month=0)["mean"].item() == 20.5
    assert (row["class"], row["status"]) == (4, "not_met")
    part = section(evaluate(pl.concat(months[:-1]), sections=sections, standard=STANDARD, **span), 0)
    assert (part["class"], part["complete"], part["status"]) == (3, False, "cannot_tell")


def test_main_pollutants_are_three_by_class_then_by_multiple_with_lead_first() -> None:
    bad = {"water_cod": 31.0, "water_nh3n": 1.9, "water_bod5": 5.0, "water_tp": 0.35, "water_pb": 0.06}
    row = section(january(samples_of(**bad)))
    # class V: ammonia 0.9 above, phosphorus 0.75 above, lead 0.2 above (named first), COD 0.55 above
    assert row["main"] == "water_pb;water_nh3n;water_tp"


def test_an_edition_is_chosen_by_date_and_a_time_without_one_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        standard_of(water_facts(), first=date(2001, 1, 1), last=date(2001, 12, 31))
    assert refused.value.problems[0].code == "water.edition"
    with pytest.raises(InputError):
        standard_of(water_facts(), first=date(2024, 1, 1), last=date(2024, 1, 31), edition="1988")


@given(st.sets(st.integers(0, 41), max_size=42), st.sampled_from([0.4, 1.2, 2.5]))
def test_a_section_that_lost_rows_never_meets_its_target(gone: set[int], ammonia: float) -> None:
    both = pl.concat([samples_of(water_nh3n=ammonia), samples_of(day=20, water_nh3n=0.1)])
    kept = both.with_row_index().filter(~pl.col("index").is_in(list(gone))).drop("index")
    # only a whole sample may go unseen: every item then lost one value alike
    unseen = {frozenset(), frozenset(range(21)), frozenset(range(21, 42))}
    assert section(january(kept))["status"] != "met" or frozenset(gone) in unseen


@given(st.sets(st.sampled_from(sorted(CLEAN)), max_size=21), st.sampled_from([0.4, 1.2, 2.5]))
def test_an_item_that_is_dropped_never_betters_the_status(gone: set[str], ammonia: float) -> None:
    rows = samples_of(water_nh3n=ammonia)
    before = str(section(january(rows))["status"])
    after = str(section(january(rows.filter(~pl.col("item").is_in(list(gone)))))["status"])
    assert after != "met" or not gone
    assert "water_nh3n" in gone or before != "not_met" or after == "not_met"


@given(st.floats(0, 50), st.floats(0, 50))
def test_more_pollution_is_never_a_better_class(one: float, other: float) -> None:
    limits = (2.0, 4.0, 6.0, 10.0, 15.0)
    low, high = sorted((one, other))
    assert class_of(low, direction="most", limits=limits) <= class_of(high, direction="most", limits=limits)
    assert class_of(low, direction="least", limits=limits[::-1]) >= class_of(
        high, direction="least", limits=limits[::-1]
    )


@given(st.lists(st.sampled_from(sorted(CLEAN)), min_size=1, max_size=6), st.floats(0.1, 40))
def test_the_frame_classes_as_the_plain_function_does(items: list[str], factor: float) -> None:
    changed = {item: CLEAN[item] * factor for item in items}
    made = january(samples_of(**changed)).items.filter(month=1, role="judged")
    limits = STANDARD.limits.filter(body="river").to_dicts()
    for row in made.iter_rows(named=True):
        told = next(one for one in limits if one["item"] == row["item"])
        of_range = told["direction"] == "range"
        names = ["least", "most"] if of_range else [f"class_{number}" for number in range(1, 6)]
        bounds = tuple(told[name] for name in names)
        assert row["class"] == class_of(row["mean"], direction=told["direction"], limits=bounds)
