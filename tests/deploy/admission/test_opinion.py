"""The admission desk: each rule at both sides of its limit and of its dates, and what follows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.deploy.admission import (
    CONDITIONS,
    Carbon,
    Case,
    Opinion,
    Rulebook,
    Settings,
    differences,
    judge,
)
from tongyuan.reference.admission import admission_rules
from tongyuan.testing.admission import a_case, a_list, a_source, the_book
from tongyuan.vocabulary.tables.admission import GATES

BOOK = the_book()
RULES = BOOK.rules
AIR_PLAN = date(2023, 11, 30)


def opinion(**changed: Any) -> Opinion:
    return judge(a_case(**changed), book=BOOK)


def verdict(rule: str, **changed: Any) -> str | None:
    """Give the worst verdict of a rule; None where it does not hold."""
    told = opinion(**changed).findings.filter(rule=rule)["verdict"].cast(pl.String).to_list()
    return min(told, key=("fail", "needs_evidence", "pass", "not_applicable").index) if told else None


def the_clause(rule: str, **changed: Any) -> dict[str, Any]:
    return opinion(**changed).findings.filter(rule=rule).row(0, named=True)


def with_sources(**amounts: float) -> tuple[dict[str, Any], ...]:
    usual = {"capacity": 1_500_000.0, "coal": 110_000.0, "NOx": 800.0} | amounts
    return tuple(a_source(kind, amount) for kind, amount in usual.items())


def steel(**changed: Any) -> dict[str, Any]:
    return {"project_sector": "steel", "announced_on": date(2024, 8, 22)} | changed


def test_a_clean_project_passes_with_conditions() -> None:
    found = opinion()
    assert found.outcome == "support_with_conditions"
    assert found.unmet() == ()
    assert ("关停验收文件（投产前）", "proof of the shutdown (before operation)") in found.conditions()


def test_steel_capacity_announced_on_the_day_of_the_suspension_is_not_supported() -> None:
    assert opinion(**steel(announced_on=date(2024, 8, 23))).outcome == "not_supported"
    row = the_clause("R04", **steel(announced_on=date(2024, 8, 23)))
    assert (row["document"], row["clause"]) == ("工信厅原函〔2024〕327号", "第一条")


def test_steel_capacity_announced_the_day_before_meets_the_ratio_of_then() -> None:
    assert opinion(**steel()).outcome == "support_with_conditions"
    assert verdict("R02", **steel()) == "pass"


def test_steel_capacity_that_was_never_announced_is_held() -> None:
    assert opinion(**steel(announced_on=None)).outcome == "hold"
    assert verdict("R04", **steel(announced_on=None)) == "needs_evidence"


def test_clinker_at_one_point_four_to_one_is_not_supported_and_the_clause_is_named() -> None:
    row = the_clause("R06", sources=with_sources(capacity=1_400_000.0))
    assert (row["verdict"], row["have"], row["need"]) == ("fail", 1.4, 1.5)
    assert row["document"] == "水泥玻璃行业产能置换实施办法（2021）"
    assert opinion(sources=with_sources(capacity=1_400_000.0)).outcome == "not_supported"


def test_a_site_that_overlaps_the_red_line_is_not_supported() -> None:
    row = the_clause("G2-01", red_line="overlaps")
    assert (row["verdict"], "另行选址" in row["settle_zh"]) == ("fail", True)
    assert opinion(red_line="overlaps").outcome == "not_supported"


def coal_by(fuel: str) -> tuple[dict[str, Any], ...]:
    rest = tuple(source for source in with_sources() if source["offset_kind"] != "coal")
    return (*rest, a_source("coal", 110_000.0, substitute=fuel))


@pytest.mark.parametrize("fuel", ["petcoke", "coke", "semi_coke"])
def test_petcoke_coke_and_semi_coke_replace_no_coal_in_key_regions(fuel: str) -> None:
    facts = {"region": "130200", "sources": (*coal_by(fuel), a_source("capacity", 5e5, offset_source="B"))}
    assert verdict("R14a", **facts) == "fail"
    assert verdict("R14b", **facts) is None
    assert opinion(**facts).outcome == "not_supported"


def test_petcoke_elsewhere_counts_nothing_and_is_refused_for_the_coal_it_does_not_replace() -> None:
    assert verdict("R14b", sources=coal_by("petcoke")) == "needs_evidence"
    assert the_clause("R15", sources=coal_by("petcoke"))["have"] == 0.0
    assert opinion(sources=coal_by("petcoke")).outcome == "not_supported"


#: What to change so that a rule is met, and so that it is not; what it then says.
SIDES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("G0-01", {}, {"project_sector": "other", "settings": Settings()}, "needs_evidence"),
    ("G1-01", {}, {"catalogue_class": "eliminated"}, "fail"),
    ("G1-02", {}, {"catalogue_class": "restricted"}, "needs_evidence"),
    ("G2-01", {}, {"red_line": "touches"}, "needs_evidence"),
    ("G2-02", {}, {"unit_list": None, "parts": "priority"}, "needs_evidence"),
    ("G2-03", {}, {"lists": a_list("U1", "forbid", "水泥")}, "fail"),
    (
        "R01",
        steel(region="310000"),
        steel(region="310000", sources=with_sources(capacity=1_499_999.0)),
        "fail",
    ),
    (
        "R02",
        steel(sources=with_sources(capacity=1_250_000.0)),
        steel(sources=with_sources(capacity=1_249_999.0)),
        "fail",
    ),
    (
        "R03a",
        steel(region="310000", swap_case="merger", sources=with_sources(capacity=1_250_000.0)),
        steel(region="310000", swap_case="merger", sources=with_sources(capacity=1_249_999.0)),
        "fail",
    ),
    (
        "R03b",
        steel(swap_case="merger", sources=with_sources(capacity=1_100_000.0)),
        steel(swap_case="merger", sources=with_sources(capacity=1_099_999.0)),
        "fail",
    ),
    (
        "R03c",
        steel(swap_case="equal_case", sources=with_sources(capacity=1_000_000.0)),
        steel(swap_case="equal_case", sources=with_sources(capacity=999_999.0)),
        "fail",
    ),
    (
        "R05",
        {"region": "310000", "sources": with_sources(capacity=2_000_000.0)},
        {"region": "310000", "sources": with_sources(capacity=1_999_999.0)},
        "fail",
    ),
    ("R06", {}, {"sources": with_sources(capacity=1_499_999.0)}, "fail"),
    (
        "R07",
        {"swap_case": "restricted_or_cross", "sources": with_sources(capacity=2_000_000.0)},
        {"swap_case": "restricted_or_cross", "sources": with_sources(capacity=1_999_999.0)},
        "fail",
    ),
    (
        "R08",
        {"project_sector": "flat_glass", "region": "310000", "sources": with_sources(capacity=1_250_000.0)},
        {"project_sector": "flat_glass", "region": "310000", "sources": with_sources(capacity=1_249_999.0)},
        "needs_evidence",
    ),
    (
        "R09",
        {"project_sector": "flat_glass", "sources": with_sources(capacity=1_000_000.0)},
        {"project_sector": "flat_glass", "sources": with_sources(capacity=999_999.0)},
        "needs_evidence",
    ),
    (
        "R10a",
        {"project_sector": "aluminium", "sources": with_sources(capacity=1_000_000.0)},
        {"project_sector": "aluminium", "sources": with_sources(capacity=999_999.0)},
        "needs_evidence",
    ),
    ("R11", {}, {"sources": with_sources(NOx=799.0)}, "needs_evidence"),
    (
        "R13",
        {"COD_t": 10.0, "sources": with_sources(COD=10.0)},
        {"COD_t": 10.0, "sources": with_sources(COD=9.0)},
        "needs_evidence",
    ),
    ("R13a", {}, {"VOCs_t": 1.0}, "fail"),
    (
        "R14",
        {"region": "310000", "sources": with_sources(coal=100_000.0)},
        {"region": "310000", "sources": with_sources(coal=99_999.0)},
        "fail",
    ),
    ("R15", {}, {"sources": with_sources(coal=109_999.0)}, "fail"),
    ("R20", {}, {"energy_review": None, "energy_tce": 1000.0}, "needs_evidence"),
    ("R21", {}, {"carbon_evaluation": None}, "needs_evidence"),
    ("R22", {}, {"energy_level": "meets"}, "fail"),
    ("R23", {}, {"material_level": "below"}, "fail"),
    ("R24", {}, {"level_document": None}, "needs_evidence"),
    ("R25", {}, {"water_permit": None}, "needs_evidence"),
    ("R17", {}, {"eia": None}, "needs_evidence"),
    ("R26", {"co2_t": 1_000_000.0}, {"co2_t": 1_000_001.0}, "needs_evidence"),
    (
        "R28",
        {},
        {"sources": (a_source("capacity", 1_500_000.0, began_on=date(2024, 12, 31)),)},
        "needs_evidence",
    ),
    ("R27", {}, {"sources": (a_source("NOx", 800.0, registration=None),)}, "needs_evidence"),
]


@pytest.mark.parametrize(("rule", "met", "unmet", "then"), SIDES, ids=[side[0] for side in SIDES])
def test_each_rule_stands_at_both_sides_of_its_limit(
    rule: str, met: dict[str, Any], unmet: dict[str, Any], then: str
) -> None:
    if unmet.get("parts") == "priority":
        row = {"unit": ["U9"], "zone_class": ["priority"], "red_line": [False], "share": [0.1]}
        unmet = unmet | {"parts": pl.DataFrame(row)}
    assert verdict(rule, **met) == "pass"
    assert verdict(rule, **unmet) == then


def test_a_review_is_not_asked_below_both_limits() -> None:
    small = {"energy_review": None, "energy_tce": 999.0, "coal_t": 999.0}
    assert verdict("R20", **small) == "not_applicable"
    assert verdict("R20", **small | {"coal_t": 1000.0}) == "needs_evidence"
    before = {"on": date(2025, 8, 31), "electricity_mwh": 4999.0}
    assert verdict("R20a", **small | before) == "not_applicable"
    assert verdict("R20a", **small | before | {"electricity_mwh": 5000.0}) == "needs_evidence"


def test_rolled_glass_for_pv_replaces_no_capacity() -> None:
    assert verdict("R10", project_sector="pv_glass") == "not_applicable"


def test_a_rule_that_was_not_verified_refuses_nothing_alone() -> None:
    unverified = RULES.filter(pl.col("status") != "verified")["rule"].to_list()
    for rule, _, unmet, _ in SIDES:
        if rule in unverified:
            assert verdict(rule, **unmet) != "fail"


def test_what_the_province_has_not_set_is_open_and_not_assumed() -> None:
    assert verdict("R15", settings=Settings(pm25_ug_m3=38.0)) == "needs_evidence"
    assert verdict("R11", settings=Settings(coal_ratio=1.1)) == "needs_evidence"
    assert opinion(carbon=None).outcome == "hold"
    assert opinion(settings=Settings(pm25_ug_m3=38.0)).outcome == "hold"


def test_a_day_for_which_no_rule_is_known_is_held_and_not_passed() -> None:
    early = opinion(**steel(announced_on=date(2021, 5, 31)))
    assert early.gates()["capacity"] == "needs_evidence"
    assert opinion(on=date(2010, 1, 1)).outcome == "hold"


def test_a_city_whose_air_meets_the_standard_offsets_once() -> None:
    clean = Settings(coal_ratio=1.1, pm25_ug_m3=35.0)
    assert verdict("R13", settings=clean, sources=with_sources(NOx=400.0)) == "pass"
    assert verdict("R11", settings=clean) is None


def test_a_budget_that_is_already_over_leaves_nothing() -> None:
    row = the_clause("R26", carbon=Carbon(cap_t=1.0, now_t=3.0))
    assert (row["verdict"], row["need"]) == ("needs_evidence", -2.0)


def held_on(rule: dict[str, Any], day: date) -> bool:
    """Tell whether a rule holds for a project of its industry and region on a day."""
    sector = "steel" if rule["sector"] == "*" else rule["sector"]
    region = "310000" if not rule["region_set"].startswith("not:") else "990100"
    case = a_case(project_sector=sector, region=region, on=day, announced_on=day)
    return rule["rule"] in {found.rule for found in BOOK.holding(case, rule["gate"])}


@pytest.mark.parametrize("rule", RULES.to_dicts(), ids=RULES["rule"].to_list())
def test_each_rule_begins_and_ends_on_its_days(rule: dict[str, Any]) -> None:
    day = timedelta(days=1)
    assert not held_on(rule, rule["effective_from"] - day)
    assert held_on(rule, rule["effective_from"])
    if rule["effective_to"] is not None:
        assert held_on(rule, rule["effective_to"] - day)
        assert not held_on(rule, rule["effective_to"])


def without_dated(case: Case, first: date, last: date) -> set[str]:
    """Rules that neither begin nor end between two days."""
    moved = pl.col("effective_from").is_between(first, last, closed="right") | pl.col(
        "effective_to"
    ).is_between(first, last, closed="right").fill_null(value=False)
    return set(RULES.filter(~moved)["rule"])


@given(first=st.dates(date(2021, 1, 1), date(2027, 1, 1)), days=st.integers(0, 900))
def test_moving_the_day_changes_only_what_rules_bound_to_a_date_between_say(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    before, after = a_case(on=first, announced_on=first), a_case(on=last, announced_on=last)
    kept = without_dated(before, first, last)
    columns = ["rule", "verdict", "have", "need", "reason_zh"]
    rows = [
        judge(case, book=BOOK).findings.filter(pl.col("rule").is_in(list(kept))).select(columns)
        for case in (before, after)
    ]
    # In force on both days alike: the same words.
    assert rows[0].equals(rows[1])


def test_the_difference_of_two_days_names_the_gate_that_a_new_rule_changed() -> None:
    plan = {"on": date(2025, 8, 31), "carbon_evaluation": None}
    found = differences(opinion(**plan), opinion(**plan | {"on": date(2025, 9, 1)}))
    assert found == [("carbon", "pass", "needs_evidence")]


@pytest.mark.parametrize(
    ("rule", "begins", "lacking"),
    [
        ("R20", date(2025, 9, 1), {"energy_review": None}),
        ("R21", date(2025, 9, 1), {"carbon_evaluation": None}),
        ("R22", date(2023, 10, 20), {"energy_level": None}),
        ("R23", date(2023, 10, 20), {"material_level": None}),
        ("R24", date(2023, 10, 20), {"water_level": None}),
        ("R25", date(2023, 10, 20), {"water_permit": None}),
    ],
)
def test_a_review_is_asked_for_from_its_day_and_not_before(
    rule: str, begins: date, lacking: dict[str, Any]
) -> None:
    assert verdict(rule, on=begins - timedelta(days=1), **lacking) is None
    assert verdict(rule, on=begins, **lacking) == "needs_evidence"
    assert verdict(rule, on=begins) == "pass"


def test_the_review_of_2023_stood_until_the_day_that_of_2025_began() -> None:
    last = date(2025, 8, 31)
    assert (verdict("R20a", on=last, energy_review=None), verdict("R20", on=last)) == ("needs_evidence", None)
    assert verdict("R20a", on=date(2025, 9, 1)) is None


def test_without_the_rules_of_the_province_no_gate_is_passed() -> None:
    """A workspace that an earlier version founded holds none: clean as the project is, it is held."""
    alone = Rulebook(admission_rules(), BOOK.regions, provincial=False)
    found = judge(a_case(), book=alone)
    assert found.outcome == "hold"
    assert set(found.gates().values()) == {"needs_evidence"}
    assert found.findings.filter(pl.col("reason_zh").str.contains("没有省级准入规则")).height == len(GATES)


def test_an_industry_beyond_the_six_is_asked_of_the_list_of_the_province() -> None:
    other = {"project_sector": "other"}
    own = Settings(coal_ratio=1.1, two_high=("C2614",), two_high_document="省级清单", pm25_ug_m3=38.0)
    row = the_clause("G0-01", **other, settings=own, industry="C2614")
    assert (row["verdict"], row["document"]) == ("pass", "省级清单")
    assert verdict("G0-01", **other, settings=own, industry="C1300") == "not_applicable"
    assert verdict("G0-01", **other, settings=own) == "needs_evidence"


def test_every_kind_of_condition_in_the_table_is_known() -> None:
    assert set(RULES["condition"]) == set(CONDITIONS)
