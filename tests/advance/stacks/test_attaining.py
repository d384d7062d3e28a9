"""Limits, shares of months, episodes and the checklist of a works: met only where it is shown."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan import reference
from tongyuan.advance.stacks import (
    attainment,
    checklist,
    clean_share,
    episodes,
    share_status,
    stack_hours,
    with_limits,
    worst_answer,
)
from tongyuan.testing.stacks import a_profile, profiles_of, stack_facts, told_hours
from tongyuan.vocabulary.problems import InputError

FACTS = stack_facts()
FIRST, LAST = date(2024, 1, 1), date(2024, 1, 31)
HOURS = 31 * 24
COUNTS = st.integers(0, 800)


def limited(observations: pl.DataFrame, *, last: date = LAST, **stated: Any) -> pl.DataFrame:
    profiles = profiles_of(a_profile(**({"source_class": "sinter_head", "pollutants": "SO2"} | stated)))
    hours = stack_hours(observations, profiles=profiles, facts=FACTS, first=FIRST, last=last)
    return with_limits(hours, profiles=profiles, facts=FACTS)


def test_a_month_with_38_hours_over_of_744_is_not_met_and_with_37_is() -> None:
    for over, status in ((37, "met"), (38, "not_met")):
        so2 = [40.0] * over + [30.0] * (HOURS - over)
        row = attainment(limited(told_hours(HOURS, flue_so2=so2, flue_o2=16.0)), facts=FACTS).row(
            0, named=True
        )
        assert (row["status"], row["over"]) == (status, over)
        assert row["greatest_multiple"] == pytest.approx(40 / 35 - 1)


def test_a_month_with_too_many_hours_not_judged_cannot_be_told() -> None:
    row = attainment(limited(told_hours(700, flue_so2=30.0, flue_o2=16.0)), facts=FACTS).row(0, named=True)
    assert (row["status"], row["reason"], row["share"]) == ("cannot_tell", "hours_not_judged", 1.0)
    assert row["share_least"] == pytest.approx(700 / 744)


def test_a_part_of_a_month_and_a_class_without_a_least_share_cannot_be_told() -> None:
    part = attainment(limited(told_hours(24, flue_o2=16.0), last=FIRST), facts=FACTS).row(0, named=True)
    assert part["reason"] == "part_of_month"
    power = attainment(limited(told_hours(HOURS), source_class="coal_power"), facts=FACTS).row(0, named=True)
    assert (power["status"], power["reason"], power["share"]) == ("cannot_tell", "no_least_share", 1.0)


def test_a_class_without_a_limit_cannot_be_told() -> None:
    row = attainment(limited(told_hours(HOURS), source_class="waste_incineration"), facts=FACTS).row(
        0, named=True
    )
    assert (row["status"], row["reason"], row["not_judged"]) == ("cannot_tell", "no_limit", HOURS)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_an_hour_that_is_lost_never_makes_a_month_met(
    within: int, over: int, not_judged: int, lost: int
) -> None:
    gone_within, gone_over = min(lost // 2, within), min(lost - lost // 2, over)
    before, _ = share_status(within, over=over, not_judged=not_judged, least=0.95, whole=True)
    after, _ = share_status(
        within - gone_within,
        over=over - gone_over,
        not_judged=not_judged + gone_within + gone_over,
        least=0.95,
        whole=True,
    )
    assert before == "met" or after != "met"


def test_runs_of_hours_over_a_limit_are_episodes_and_an_absent_hour_ends_one_and_is_told() -> None:
    so2 = [30.0, 40.0, 70.0, None, 40.0, 30.0]
    found = episodes(limited(told_hours(6, flue_so2=so2, flue_o2=16.0), last=FIRST))
    assert found.select("hours", "next").rows() == [(2, "not_judged"), (1, "within")]
    assert found["greatest_multiple"].to_list() == pytest.approx([1.0, 40 / 35 - 1])


def test_an_unknown_regime_is_refused() -> None:
    profiles = profiles_of(a_profile())
    hours = stack_hours(told_hours(1), profiles=profiles, facts=FACTS, first=FIRST, last=FIRST)
    with pytest.raises(InputError) as refused:
        with_limits(hours, profiles=profiles, facts=FACTS, regime="wish")
    assert refused.value.problems[0].code == "stack.regime"


def answers(*rows: tuple[str, str | None, float | None, str | None]) -> pl.DataFrame:
    schema = {"item": pl.String, "answer": pl.String, "share": pl.Float64, "evidence": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_an_item_is_met_only_with_evidence_and_a_share_by_its_figure() -> None:
    given_ = answers(
        ("storage", "met", None, "photo 1"),
        ("conveying", "met", None, None),
        ("process", "not_met", None, None),
        ("transport_share", None, clean_share(70.0, total_t=100.0), "weighbridge"),
    )
    rows = checklist(given_, items=reference.stack_checklist())
    told = dict(zip(rows["item"], zip(rows["status"], rows["reason"], strict=True), strict=True))
    assert told["storage"] == ("met", None)
    assert told["conveying"] == ("cannot_tell", "no_evidence")
    assert told["process"] == ("not_met", None)
    assert told["transport_share"] == ("not_met", None)
    assert told["watching"] == ("cannot_tell", "not_answered")
    assert worst_answer(rows["status"].to_list()) == "not_met"


def test_a_share_that_is_claimed_without_a_figure_cannot_be_told() -> None:
    rows = checklist(answers(("transport_share", "met", None, "letter")), items=reference.stack_checklist())
    assert rows.filter(item="transport_share").select("status", "reason").row(0) == (
        "cannot_tell",
        "no_share",
    )


def test_every_fault_of_a_checklist_is_told_at_once() -> None:
    given_ = answers(
        ("roof", "met", None, "x"),
        ("storage", "perhaps", None, None),
        ("storage", "met", None, "x"),
        ("transport_share", None, 80.0, "x"),
    )
    with pytest.raises(InputError) as refused:
        checklist(given_, items=reference.stack_checklist())
    assert [one.code for one in refused.value.problems] == [
        "stack.checklist_item",
        "stack.checklist_answer",
        "stack.checklist_share",
        "stack.checklist_twice",
    ]
