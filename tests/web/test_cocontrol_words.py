"""What a plan says in words: what the next tonne costs, what contends, what it leans on."""

from __future__ import annotations

from typing import Any

from tongyuan.web.plan.cocontrol_words import (
    amount,
    answer,
    conflict_lines,
    money,
    next_unit,
    relaxations,
    wary,
)
from tongyuan.web.view import View

ZH = View(session=None, path="/plan/cocontrol", lang="zh", query={})  # type: ignore[arg-type]
EN = View(session=None, path="/plan/cocontrol", lang="en", query={})  # type: ignore[arg-type]
META = {"feasible": True, "yearly_cny": {"2030": 1.5e9}, "cost_cny": 4.0e9, "price_year": 2020}


def a_row(**changes: Any) -> dict[str, Any]:
    return {
        "limit": "X02",
        "year": 2030,
        "name_zh": "碳强度",
        "name_en": "carbon intensity",
        "article": "1",
        "sense": "at_most",
        "bound": 4.0e8,
        "value": 4.0e8,
        "unit": "t",
        "binding": True,
        "price_cny": 250.0,
        "relaxed_cny": 250.0,
        "tightened_cny": 250.0,
        "needed": 4.0e8,
        "contends": True,
        "conflict_set": 1,
        **changes,
    }


def test_the_next_ten_thousand_tonnes_are_told_in_ten_thousand_yuan() -> None:
    assert next_unit(ZH, a_row()) == "再多减1 万吨，每年要多花250.0 万元。"
    assert next_unit(EN, a_row()) == "1 kt less would cost 250,000 CNY more a year."


def test_a_small_bound_is_told_by_the_tonne() -> None:
    assert next_unit(ZH, a_row(bound=9.0)) == "再多减1 吨，每年要多花250.0 元。"


def test_where_prices_differ_both_are_told() -> None:
    told = next_unit(ZH, a_row(relaxed_cny=100.0, tightened_cny=300.0))
    assert (
        told
        == "再多减1 万吨，每年要多花300.0 万元；少减1 万吨，每年可省100.0 万元（正处在拐点，两边价格不同）。"
    )


def test_where_nothing_stricter_can_be_kept_that_is_told() -> None:
    assert next_unit(ZH, a_row(tightened_cny=None)).startswith("已经不能再严；少减1 万吨，每年可省250.0 万元")
    assert "stricter" in next_unit(EN, a_row(tightened_cny=None))


def test_a_limit_that_is_slack_costs_nothing() -> None:
    assert next_unit(ZH, a_row(binding=False)) == "没有用到极限：再严一点不多花钱。"


def test_a_floor_is_told_by_more() -> None:
    assert next_unit(ZH, a_row(sense="at_least", unit="1")).startswith("再多增1 个单位，每年要多花250.0 元")


def test_a_plan_says_its_yearly_cost_and_what_binds() -> None:
    told = answer(ZH, META, binding=[a_row()], conflicts=[])
    assert "2030年每年15.00 亿元" in told
    assert "第1条“碳强度”（2030年）" in told
    assert "no limit binds" in answer(EN, META, binding=[], conflicts=[])


def test_limits_of_one_set_cannot_hold_together() -> None:
    rows = [a_row(), a_row(limit="SO2", name_zh="二氧化硫", article=None)]
    told = answer(ZH, {"feasible": False}, binding=[], conflicts=rows)
    assert told == "没有可行方案：第1条“碳强度”（2030年）、“二氧化硫”（2030年）不能同时满足。"
    assert conflict_lines(ZH, rows, held_by=["most_share"])[-1] == "技术上受限于：措施的最高应用比例"


def test_limits_of_two_sets_are_not_said_to_conflict_with_each_other() -> None:
    rows = [a_row(), a_row(limit="SO2", name_zh="二氧化硫", article=None, conflict_set=2)]
    told = answer(ZH, {"feasible": False}, binding=[], conflicts=rows)
    assert "同时" not in told
    assert told.count("用尽可选措施也达不到") == 2


def test_a_relaxation_says_from_where_to_where() -> None:
    rows = [a_row(needed=4.4e8), a_row(limit="SO2")]
    assert relaxations(ZH, rows) == ["第1条“碳强度”（2030年）由4.000 亿吨放宽到4.400 亿吨"]


def test_a_plan_that_leans_on_unknown_shares_warns() -> None:
    known = {"share_known": True, "measure_zh": "脱硫", "measure_en": "FGD", "cost_cny": 1.0}
    guess = {"share_known": False, "measure_zh": "屋顶光伏", "measure_en": "rooftop PV", "cost_cny": 3.0}
    assert wary(ZH, [known]) == ""
    told = wary(ZH, [known, guess])
    assert "屋顶光伏" in told
    assert "75%" in told
    assert "脱硫" not in told


def test_amounts_bear_their_units() -> None:
    assert amount(ZH, 4.0e8, "t") == "4.000 亿吨"
    assert amount(EN, 4.0e8, "t") == "400.0 Mt"
    assert amount(ZH, None, "t") == "—"
    assert money(EN, -2.5e6) == "-2.500 million CNY"
