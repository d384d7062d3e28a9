"""Every status of the exercise province equals the planted one; with any rule altered, some do not.

The planter knows nothing of the room that judges (``tests/packs/test_exercise.py``): it tells statuses from
marks that were drawn before any figure, by the rules as they are documented.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tongyuan import packs
from tongyuan.assess import case as cases
from tongyuan.assess import event_rules, indicators, level_rules, run_rules, targets
from tongyuan.assess.case import Case, Verdict
from tongyuan.assess.rules import RULES
from tongyuan.packs.pack import Pack
from tongyuan.vocabulary.indicators import Indicator, parse_indicators
from tongyuan.vocabulary.statistics_choice import current

Judge = Callable[[Case], Verdict]
KEY = ["target", "reading", "on"]
A_LITTLE = 1e-5


@cache
def _evaluated(seed: int) -> tuple[Pack, tuple[Indicator, ...], pl.DataFrame]:
    pack = packs.load("exercise", seed=seed)
    return pack, parse_indicators(pack.indicators), _values(pack, current(pack.statistics))


def _values(pack: Pack, statistics: pl.DataFrame) -> pl.DataFrame:
    declared = parse_indicators(pack.indicators)
    years = indicators.years_needed(declared, until=2028)
    return indicators.evaluate(
        declared, statistics=statistics, series=pack.series, region=pack.region, years=years
    )


def _differences(seed: int, *, rule: str | None = None, values: pl.DataFrame | None = None) -> pl.DataFrame:
    """Rows of the planted truth that the judged statuses, or the reasons the documents fix, do not equal."""
    pack, declared, evaluated = _evaluated(seed)
    asked = pack.targets if rule is None else pack.targets.filter(pl.col("rule") == rule)
    names = set(asked["target"])
    binding = [one for one in declared if names & {target.split("/")[0] for target in one.targets}]
    planted = pack.extra["planted"].join(asked.select("target", "reading"), on=["target", "reading"])
    taken = evaluated if values is None else values
    judged = [
        targets.judge(asked, taken, on=on, indicators=binding, series=pack.series)
        for on in planted["on"].unique().sort()
    ]
    got = pl.concat(judged).select(*KEY, pl.col("status").cast(pl.String), "reason_code")
    both = planted.join(got, on=KEY, how="full", suffix="_judged")
    told = pl.col("reason_code").is_not_null()
    return both.filter(
        pl.col("status").ne_missing(pl.col("status_judged"))
        | (told & pl.col("reason_code").ne_missing(pl.col("reason_code_judged")))
    )


@pytest.mark.parametrize("seed", range(3))
def test_every_status_is_the_planted_one(seed: int) -> None:
    assert _differences(seed).rows(named=True) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3, 21))
def test_every_status_is_the_planted_one_for_many_seeds(seed: int) -> None:
    assert _differences(seed).rows(named=True) == []


@pytest.mark.slow
@settings(max_examples=15, deadline=None, phases=[Phase.generate])
@given(seed=st.integers(min_value=-(2**40), max_value=2**40))
def test_every_status_is_the_planted_one_for_any_seed(seed: int) -> None:
    assert _differences(seed).rows(named=True) == []


def _with(rule: str, **changes: object) -> Judge:
    """Judge by the rule with something of the case altered."""
    original = RULES[rule]
    return lambda case: original(replace(case, **changes))


def _shifted(rule: str, by: float) -> Judge:
    """Judge with the target moved a little: what is exactly at it falls on the other side."""
    original = RULES[rule]
    return lambda case: original(replace(case, goal=None if case.goal is None else case.goal + by))


def _as(other: str) -> Judge:
    """Judge by another rule."""
    judge = RULES[other]
    return lambda case: judge(replace(case, rule=other))


def _last_year_alone(rule: str) -> Judge:
    """Judge a run of years by its last year."""
    original = RULES[rule]

    def judge(case: Case) -> Verdict:
        year = case.judged_year
        return original(case if year is None else replace(case, base_year=year - 1))

    return judge


def _never_over(rule: str) -> Judge:
    """Judge as if the target year were still running."""
    original = RULES[rule]
    running = {"done": "on_track", "not_done": "behind"}

    def judge(case: Case) -> Verdict:
        verdict = original(case)
        return replace(verdict, status=running.get(verdict.status, verdict.status))

    return judge


def _latest_counts(rule: str) -> Judge:
    """Judge the latest figure where the target year's is missing."""
    original = RULES[rule]

    def judge(case: Case) -> Verdict:
        latest = max(case.figures, default=None)
        if case.target_year is None or case.target_year in case.figures or latest is None:
            return original(case)
        return original(replace(case, figures={**case.figures, case.target_year: case.figures[latest]}))

    return judge


def _equal_is_enough(rule: str) -> Judge:
    """Judge with >= where the rule says >."""
    original = RULES[rule]

    def judge(case: Case) -> Verdict:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(run_rules, "beyond", cases.at_least)
            patch.setattr(level_rules, "beyond", cases.at_least)
            return original(case)

    return judge


def _without_base(rule: str) -> Judge:
    """Judge with a base of zero where it is not known."""
    original = RULES[rule]
    return lambda case: original(replace(case, base_value=case.base_value or 0.0))


def _undone(case: Case) -> Verdict:
    """Judge an event year by year."""
    return event_rules.judge_deliverable(replace(case, irreversible=False))


def _third_will_do(case: Case) -> Verdict:
    """Judge a rank that the text does not state by one of our own."""
    return event_rules.judge_rank(replace(case, goal=3.0 if case.goal is None else case.goal))


ALTERED: list[tuple[str, str, Judge]] = [
    ("at_least", "strictly above", _shifted("at_least", A_LITTLE)),
    ("at_least", "no tolerance", _with("at_least", tolerance=0.0)),
    ("at_least", "tolerance without a hedge", _with("at_least", hedged=True)),
    ("at_least", "hedge without a tolerance", _with("at_least", hedged=False)),
    ("at_least", "what was reached may be lost", _with("at_least", irreversible=False)),
    ("at_least", "everything stays reached", _with("at_least", irreversible=True)),
    ("at_least", "unknown base is zero", _without_base("at_least")),
    ("at_most", "strictly below", _shifted("at_most", -A_LITTLE)),
    ("at_most", "the wrong way", _as("at_least")),
    ("at_most", "no tolerance", _with("at_most", tolerance=0.0)),
    ("greater_than", "equal is enough", _as("at_least")),
    ("equal", "more will do", _as("at_least")),
    ("about", "one-sided", _with("about", direction="up")),
    ("about", "no tolerance", _with("about", tolerance=0.0)),
    ("relative_change", "a change of the level", _as("at_least")),
    ("relative_change", "in points", _as("percentage_points")),
    ("relative_change", "a little more", _shifted("relative_change", -A_LITTLE)),
    ("percentage_points", "relative", _as("relative_change")),
    ("every_year_at_least", "the last year alone", _last_year_alone("every_year_at_least")),
    ("every_year_at_least", "strictly above", _shifted("every_year_at_least", A_LITTLE)),
    ("stable_at_least", "the last year alone", _last_year_alone("stable_at_least")),
    ("stable_at_least", "strictly above", _shifted("stable_at_least", A_LITTLE)),
    ("trend_down", "standing still is enough", _equal_is_enough("trend_down")),
    ("trend_down", "since the base alone", _with("trend_down", trend="since_base")),
    ("trend_down", "upwards", _as("trend_up")),
    ("trend_up", "standing still is enough", _equal_is_enough("trend_up")),
    ("trend_up", "year by year always", _with("trend_up", trend="every_year")),
    ("trend_up", "downwards", _as("trend_down")),
    ("growth_slows", "the same growth is enough", _equal_is_enough("growth_slows")),
    ("growth_slows", "a fall is asked", _as("trend_down")),
    ("event", "it may be undone", _undone),
    ("event", "always asked twice", _with("event", goal=2.0)),
    ("deliverable", "once is never enough", _with("deliverable", irreversible=False)),
    ("deliverable", "once is always enough", _with("deliverable", irreversible=True)),
    ("deliverable", "one more is asked", _shifted("deliverable", A_LITTLE)),
    ("rank_lead", "better than the rank", _shifted("rank_lead", -A_LITTLE)),
    ("rank_lead", "third will do where none is stated", _third_will_do),
    ("ban", "nothing at all", _with("ban", goal=None)),
    ("ban", "the last year alone", _last_year_alone("ban")),
]
ALTERED += [(rule, "the target year never ends", _never_over(rule)) for rule in RULES]
ALTERED += [(rule, "figures never age", _with(rule, stale_after_years=99)) for rule in RULES]
ALTERED += [
    (rule, "the latest figure stands for the target year", _latest_counts(rule))
    for rule in RULES
    if rule != "event"
]


ALTERED_NAMES = [f"{rule}: {how}" for rule, how, _ in ALTERED]


@pytest.mark.parametrize(("rule", "how", "judge"), ALTERED, ids=ALTERED_NAMES)
def test_an_altered_rule_is_found_out(
    rule: str, how: str, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RULES, rule, judge)
    assert any(_differences(seed, rule=rule).height for seed in range(12)), how


def test_every_rule_of_the_table_is_altered() -> None:
    assert {rule for rule, _, _ in ALTERED} == set(RULES)


def test_a_flash_figure_that_displaced_the_final_one_is_found_out() -> None:
    pack, _, _ = _evaluated(1)
    flash_first = pack.statistics.sort(pl.col("vintage").cast(pl.String) != "flash", maintain_order=True)
    wrong = flash_first.unique(subset=["series", "region", "period"], keep="first", maintain_order=True)
    assert _differences(1, values=_values(pack, wrong)).height > 0


def test_a_figure_of_a_year_that_is_not_over_would_be_found_out() -> None:
    pack, declared, values = _evaluated(1)
    late = targets.judge(pack.targets, values, on=date(2026, 12, 31), indicators=declared, series=pack.series)
    planted = pack.extra["planted"].filter(pl.col("on") == date(2026, 11, 22))
    both = planted.join(late, on=["target", "reading"])
    assert both.filter(pl.col("status") != pl.col("status_right").cast(pl.String)).height > 0


def test_a_reading_that_only_strives_is_judged_alike_and_says_so() -> None:
    pack, declared, values = _evaluated(1)
    judged = targets.judge(
        pack.targets, values, on=date(2026, 11, 22), indicators=declared, series=pack.series
    )
    told = judged.select("target", "reading", "aspirational").sort("target", "reading")
    assert told.equals(pack.targets.select("target", "reading", "aspirational").sort("target", "reading"))
    assert judged["aspirational"].any()
