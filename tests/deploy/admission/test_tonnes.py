"""Sources beside the register of reductions: what is recognised, what others have, and what counts then."""

from __future__ import annotations

from typing import Any

import pytest

from tongyuan.deploy.admission import Opinion, Registered, judge
from tongyuan.deploy.admission.tonnes import standing
from tongyuan.testing.admission import a_case, a_source, registered, the_book

BOOK = the_book()
CAPACITY = a_source("capacity", 1_500_000.0)
COAL = a_source("coal", 110_000.0)
NOX = a_source("NOx", 800.0)
CLEAN = (CAPACITY, COAL, NOX)


def opinion(**changed: Any) -> Opinion:
    return judge(a_case(**changed), book=BOOK)


def the_row(rule: str, **changed: Any) -> dict[str, Any]:
    return opinion(**changed).findings.filter(rule=rule).row(0, named=True)


def one(source: dict[str, Any], **told: Any) -> dict[str, Any]:
    """The clean project with another source in the place of that of its kind, and its standing changed."""
    sources = tuple(source if row["offset_kind"] == source["offset_kind"] else row for row in CLEAN)
    register = registered(sources) | (registered([source], **told) if told else {})
    return {"sources": sources, "register": register}


def test_a_clean_project_whose_sources_are_registered_passes_with_conditions() -> None:
    found = opinion()
    assert (found.outcome, found.unmet()) == ("support_with_conditions", ())
    assert ("为本项目预留替代量（开工前）", "replacement held for this project (before building)") in (
        found.conditions()
    )


def test_a_source_that_is_not_linked_needs_evidence_whatever_its_form_states() -> None:
    facts = one(NOX | {"registration": None, "available_t": 1e9})
    row = the_row("R27", **facts)
    assert (row["verdict"], "未关联减排登记" in row["reason_zh"]) == ("needs_evidence", True)
    assert opinion(**facts).outcome == "hold"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"recognised": None}, "offset.not_recognised"),
        ({"recognised": 799.0}, "offset.over"),
        ({"recognised": 800.0, "others": 1.0}, "offset.twice"),
        ({"recognised": 800.0, "reduced": 1.0}, "offset.both"),
        ({"recognised": 900.0, "reduced": 60.0, "others": 41.0}, "offset.both"),
    ],
)
def test_what_stands_in_the_way_of_a_source_is_told_apart(told: dict[str, Any], code: str) -> None:
    facts = one(NOX, **told)
    found = standing(a_case(**facts), NOX)
    assert found.code == code
    assert opinion(**facts).outcome == "hold"


def test_an_overstated_form_is_refused_by_the_ratio_that_the_recognised_amount_misses() -> None:
    """1.5 million t stated, 1.4 million recognised: 1.4:1 where 1.5:1 is asked for."""
    facts = one(CAPACITY | {"available_t": 9e9}, recognised=1_400_000.0)
    row = the_row("R06", **facts)
    assert (row["verdict"], row["have"], row["need"]) == ("fail", 1.4, 1.5)
    assert opinion(**facts).outcome == "not_supported"


def test_capacity_that_another_project_holds_is_not_used_twice() -> None:
    facts = one(CAPACITY, recognised=1_500_000.0, others=100_000.0)
    assert (the_row("R06", **facts)["have"], opinion(**facts).outcome) == (1.4, "not_supported")
    row = the_row("R27", **facts)
    assert (row["verdict"], row["have"], row["need"]) == ("needs_evidence", 1_500_000.0, 1_400_000.0)
    assert "1,500,000 t" in row["reason_en"]


def test_the_rule_of_one_use_says_that_it_is_accounting_and_no_clause_of_law() -> None:
    row = the_row("R27", **one(NOX, recognised=800.0, reduced=1.0))
    assert (row["status"], row["verdict"]) == ("accounting", "needs_evidence")
    assert "核算规则，非法律条款" in row["reason_zh"]
    assert "no clause of law" in row["reason_en"]


def test_what_is_held_for_the_project_itself_is_its_own() -> None:
    facts = one(NOX, recognised=1000.0, others=900.0, own=800.0)
    assert opinion(**facts).outcome == "support_with_conditions"
    assert standing(a_case(**facts), NOX).code == "offset.once"
    assert Registered(1, "nox", "t", 1000.0, others=900.0).left == 100.0


def test_coal_is_compared_in_standard_coal_by_the_factor_that_is_stated() -> None:
    """110,000 t at 0.7 tce/t are 77,000 tce: recognised 77,000 they fit, 76,999 leave a gap."""
    coal = COAL | {"coal_tce_per_t": 0.7}
    assert opinion(**one(coal, recognised=77_000.0)).outcome == "support_with_conditions"
    assert opinion(**one(coal, recognised=76_999.0)).outcome == "not_supported"
    unknown = one(COAL | {"coal_tce_per_t": None}, recognised=1e9)
    assert "折标系数" in the_row("R27", **unknown)["reason_zh"]
    assert opinion(**unknown).outcome == "hold"


def test_a_registration_of_another_commodity_is_no_source() -> None:
    register = registered(CLEAN) | {4: Registered(4, "so2", "t", 800.0)}
    assert "不符" in the_row("R27", register=register)["reason_zh"]
    assert opinion(register={}).outcome == "hold"


def test_two_sources_of_one_registration_share_what_it_has() -> None:
    halves = (NOX | {"amount_t": 400.0}, NOX | {"amount_t": 400.0, "offset_source": "B"})
    facts = {"sources": (CAPACITY, COAL, *halves), "register": registered(CLEAN)}
    assert opinion(**facts).outcome == "support_with_conditions"
    short = registered(CLEAN) | {4: Registered(4, "nox", "t", 799.0)}
    found = opinion(**facts | {"register": short}).findings.filter(rule="R27")
    assert found["need"].to_list() == [399.0]


def test_a_form_that_contradicts_itself_counts_no_more_than_it_has() -> None:
    """Not linked, and another project of the list states the same source: only what is left counts."""
    alone = CAPACITY | {"registration": None}
    facts = {"sources": (alone, COAL, NOX), "used": {("来源-capacity", "capacity"): 100_000.0}}
    assert the_row("R06", **facts)["have"] == 1.4
    both = CAPACITY | {"registration": None, "reduced_t": 100_000.0}
    assert the_row("R06", sources=(both, COAL, NOX))["have"] == 1.4
