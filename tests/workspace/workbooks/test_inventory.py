"""Activity and energy balance come back from their workbook; a bad one gives one report of every cell."""

from __future__ import annotations

from typing import Any

import pytest

from tongyuan.testing import workbooks as books
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.workspace.workbooks import (
    InventoryRead,
    inventory_template,
    read_inventory,
)
from tongyuan.workspace.workbooks.inventory_template import ACTIVITY_SHEET, BALANCE_SHEET

STEEL = {"行业": "黑色金属冶炼及压延加工业", "能源品种": "焦炭", "数量": 1200, "计量单位": "吨"}
POWER = {"行业": "黑色金属冶炼及压延加工业", "能源品种": "电力", "数量": 3, "计量单位": "亿千瓦时"}
CLINKER = {"行业": "非金属矿物制品业", "能源品种": "水泥熟料", "数量": "２", "计量单位": "万吨"}


def read(content: bytes, **words: Any) -> InventoryRead:
    return read_inventory(content, **{"file": "台账.xlsx", "regions": books.regions(), **words})


def problems(content: bytes, **words: Any) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read(content, **words)
    assert all(problem.text(language) for problem in caught.value.problems for language in ("zh", "en"))
    return caught.value.problems


def test_activity_comes_back_in_each_fuels_own_unit_with_its_source() -> None:
    activity = read(books.activity_book([STEEL, POWER, CLINKER])).activity
    columns = ["sector", "source", "fuel", "activity", "quantity", "unit", "quality"]
    assert activity.select(columns).rows() == [
        ("ferrous_metals", "1A2a", "coke", "combustion", 1200.0, "t", "synthetic"),
        ("ferrous_metals", "none", "electricity", "purchased_electricity", 300_000.0, "MWh", "synthetic"),
        ("nonmetal_minerals", "2A1", "clinker", "production", 20_000.0, "t", "synthetic"),
    ]


def test_a_source_category_may_stand_for_the_sector() -> None:
    rows = [{**STEEL, "行业": "1A3b 道路运输", "能源品种": "柴油"}, {**STEEL, "行业": "1A2a"}]
    activity = read(books.activity_book(rows)).activity
    assert activity.select("sector", "source").rows() == [("1A2a", "1A2a"), ("1A3b", "1A3b")]


def test_a_quantity_that_is_missing_is_a_state() -> None:
    reading = read(books.activity_book([{**STEEL, "数量": "C"}, {**STEEL, "能源品种": "原煤", "数量": None}]))
    assert reading.activity.select("fuel", "quantity", "state").rows() == [
        ("coke", None, "C"),
        ("raw_coal", None, "not_reported"),
    ]
    assert "workbook.note_blank_quantity" in [note.code for note in reading.notes]


def test_a_technology_is_read_by_its_name_and_other_words_stand_for_themselves() -> None:
    told = ("煤粉炉", "grate_manual", "一种新炉型", None)
    rows = [{**STEEL, "工艺或技术": technology} for technology in told]
    read_back = read(books.activity_book(rows)).activity["technology"].to_list()
    assert read_back == ["grate_manual", "pulverised", "unstated", "一种新炉型"]


def test_range_and_origin_are_read() -> None:
    row = read(books.activity_book([{**STEEL, "下限": 1100, "上限": 1300, "由CO2反推": "是"}])).activity
    assert row.select("low", "high", "derived_from_co2").rows() == [(1100.0, 1300.0, True)]


@pytest.mark.parametrize(
    ("change", "code", "heading"),
    [
        ({"计量单位": "亿立方米"}, "wrong_unit", "计量单位"),
        ({"计量单位": "吨标准煤"}, "wrong_unit", "计量单位"),
        ({"计量单位": None}, "blank", "计量单位"),
        ({"行业": "炼丹业"}, "unknown_sector", "行业"),
        ({"行业": None}, "blank", "行业"),
        ({"能源品种": "煤饼"}, "unknown_fuel", "能源品种"),
        ({"能源品种": "煤合计"}, "unknown_fuel", "能源品种"),
        ({"数量": -12.5}, "negative", "数量"),
        ({"数量": "约一千"}, "text_in_number", "数量"),
        ({"年份": None}, "missing_year", "年份"),
        ({"年份": "去年"}, "bad_year", "年份"),
        ({"地区": "乙市"}, "unknown_region", "地区"),
        ({"下限": 1300}, "range_order", "数量"),
        ({"数据质量": "很好"}, "not_a_choice", "数据质量"),
        ({"由CO2反推": "可能"}, "no_flag", "由CO2反推"),
        ({"排放源": "9Z"}, "unknown_source", "排放源"),
    ],
)
def test_one_wrong_cell_is_refused_by_its_address(change: dict[str, object], code: str, heading: str) -> None:
    (problem,) = problems(books.activity_book([CLINKER, {**STEEL, **change}]))
    headings = ["地区", "年份", "行业", "能源品种", "数量", "计量单位", "数据质量", "出处", "下限", "上限"]
    headings += ["由CO2反推", "活动类型", "排放源", "说明"]
    column = "ABCDEFGHIJKLMN"[headings.index(heading)]
    assert (problem.code, problem.place.cell) == (f"workbook.{code}", f"{column}5")
    assert (problem.place.file, problem.place.sheet) == ("台账.xlsx", ACTIVITY_SHEET)


def test_a_bad_workbook_gives_one_report_that_names_every_cell() -> None:
    rows = [
        STEEL,
        {**STEEL, "能源品种": "原煤", "计量单位": "亿立方米"},
        {**STEEL, "行业": "炼丹业"},
        STEEL,
        {**STEEL, "能源品种": "汽油", "数量": -1},
        {**STEEL, "能源品种": "柴油", "数量": "若干"},
        {**STEEL, "能源品种": "煤油", "年份": None},
    ]
    found = problems(books.activity_book(rows))
    assert [(problem.code.split(".")[1], problem.place.cell) for problem in found] == [
        ("wrong_unit", "F5"),
        ("unknown_sector", "C6"),
        ("duplicate", "E7"),
        ("negative", "E8"),
        ("text_in_number", "E9"),
        ("missing_year", "B10"),
    ]
    assert found[2].values["first"] == f"{ACTIVITY_SHEET}!E4"


def test_the_nearest_name_is_offered() -> None:
    (problem,) = problems(books.activity_book([{**STEEL, "行业": "黑色金属冶炼和压延加工业"}]))
    assert "黑色金属冶炼及压延加工业" in problem.expected()


def test_rows_without_a_region_take_the_one_that_is_given() -> None:
    content = books.activity_book([{**STEEL, "地区": None}])
    assert [problem.code for problem in problems(content)] == ["workbook.blank"]
    assert read(content, region="990100").activity["region"].to_list() == ["990100"]


def test_activity_written_out_for_correction_comes_back_the_same() -> None:
    activity = read(
        books.activity_book([STEEL, POWER, CLINKER, {**STEEL, "能源品种": "汽油", "数量": "NE"}])
    ).activity
    content = inventory_template(region="990000", year=2023, regions=books.regions(), activity=activity)
    assert read(content).activity.equals(activity)


def test_a_balance_comes_back_with_every_cell_and_blanks_stay_null() -> None:
    figures = {(1, "原煤"): "1,234.5", (6, "焦炭"): -3, (21, "热力"): 12.5, (33, "电力"): "—"}
    balance = read(books.balance_book(figures)).balance
    assert balance.height == 33 * 22
    known = balance.drop_nulls("quantity").select("region", "year", "row", "fuel", "quantity", "unit")
    assert known.rows() == [
        ("990000", 2023, 1, "raw_coal", 1234.5, "1e4_t"),
        ("990000", 2023, 6, "coke", -3.0, "1e4_t"),
        ("990000", 2023, 21, "heat", 12.5, "1e10_kJ"),
    ]


def test_a_balance_with_numbered_names_and_units_in_the_headings_is_read() -> None:
    text = '项目,原煤（万吨）,天然气（亿立方米）,电力（亿千瓦时）\n1.火力发电,-5,,7\n终端消费量,6,"1,000",\n'
    balance = read_inventory(
        text.encode("gbk"), file="表.csv", regions=books.regions(), region="990000", year=2007
    ).balance
    assert balance.drop_nulls("quantity").select("row", "fuel", "quantity").rows() == [
        (12, "raw_coal", -5.0),
        (12, "electricity", 7.0),
        (21, "raw_coal", 6.0),
        (21, "natural_gas", 1000.0),
    ]


@pytest.mark.parametrize(
    ("text", "code", "cell"),
    [
        ("项目,原煤,焦炭,电力\n,万吨,万吨,吨\n火力发电,1,,\n", "wrong_unit", "D2"),
        ("项目,原煤,焦炭,电力\n火力发电,1,,\n", "blank", "B1"),
        ("项目,原煤,焦炭,电力\n,万吨,万吨,亿千瓦时\n炼丹,1,,\n", "unknown_item", "A3"),
        ("项目,原煤,焦炭,电力\n,万吨,万吨,亿千瓦时\n火力发电,一,,\n", "text_in_number", "B3"),
        ("行号,项目,原煤,焦炭,电力\n,,万吨,万吨,亿千瓦时\n13,火力发电,1,,\n", "name_mismatch", "B3"),
        ("项目,原煤,焦炭,电力\n,万吨,万吨,亿千瓦时\n炼焦,1,,\n4.炼焦,1,,\n", "duplicate", "B4"),
        ("项目,原煤,焦炭,原煤,电力\n,万吨,万吨,万吨,亿千瓦时\n炼焦,1,,,\n", "column_twice", "D1"),
    ],
)
def test_one_wrong_cell_of_a_balance_is_refused_by_its_address(text: str, code: str, cell: str) -> None:
    with pytest.raises(InputError) as caught:
        read_inventory(text.encode(), file="表.csv", regions=books.regions(), region="990000", year=2007)
    first = caught.value.problems[0]
    assert (first.code, first.place.cell) == (f"workbook.{code}", cell)


def test_a_balance_needs_a_year() -> None:
    text = "项目,原煤,焦炭,电力\n,万吨,万吨,亿千瓦时\n火力发电,1,,\n"
    with pytest.raises(InputError) as caught:
        read_inventory(text.encode(), file="表.csv", regions=books.regions(), region="990000")
    assert [problem.code for problem in caught.value.problems] == ["workbook.no_year"]


def test_one_workbook_may_hold_both_tables_or_one() -> None:
    both = books.activity_book([STEEL])
    both = books.altered(both, sheet=BALANCE_SHEET, cell="D30", value=7.5)
    reading = read(both)
    assert (reading.activity.height, reading.balance.drop_nulls("quantity").height) == (1, 1)
    assert read(books.activity_book([STEEL])).balance.is_empty()
    assert read(books.balance_book({(21, "原煤"): 1})).activity.is_empty()


def test_a_workbook_without_a_figure_or_a_table_is_refused() -> None:
    assert [problem.code for problem in problems(books.activity_book([]))] == ["workbook.no_figure"]
    assert [problem.code for problem in problems("甲,乙\n1,2\n".encode())] == ["workbook.no_table"]
