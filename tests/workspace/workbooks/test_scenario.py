"""A scenario's workbook: what is written is read back alike, and every fault stands with its cell."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tongyuan.vocabulary.problems import InputError
from tongyuan.workspace import workbooks

REGIONS = pl.DataFrame(
    {"region": ["990000", "990100"], "name_zh": ["某省", "甲市"], "name_en": ["Province", "Jia"]}
)
DRIVER = {
    "name_zh": "增加值",
    "name_en": "GDP",
    "unit": "2025 = 1",
    "quality": "synthetic",
    "citation": "演练",
}
TOLD: dict[str, Any] = {
    "scenario": "planned",
    "name_zh": "规划",
    "name_en": "planned",
    "base_year": 2025,
    "years": [2030, 2035],
    "drivers": {
        "gdp": {
            **DRIVER,
            "values": {2025: 1.0, 2030: 1.25, 2035: 1.5},
            "share_by_city": {"990100": {2025: 0.2, 2035: 0.25}},
        },
        "steel": {**DRIVER, "series": "crude_steel", "read": "growth", "values": {2035: 0.9}},
    },
    "growth": [
        {"source": "*", "driver": "gdp", "elasticity": 0.5},
        {"source": "2C1", "fuel": "coke", "driver": "steel", "yearly_change": -0.01},
    ],
    "adoptions": [{"measure": "M052+M051", "source": "1A2g", "shares": {2030: 0.2, 2035: 0.5}}],
}


def cells() -> dict[str, list[list[str]]]:
    return workbooks.scenario_cells(TOLD, regions=REGIONS)


def read(held: dict[str, list[list[str]]]) -> workbooks.ScenarioRead:
    return workbooks.read_scenario(workbooks.write_cells(held), file="plan.xlsx", regions=REGIONS)


def test_what_is_written_is_read_back_alike() -> None:
    found = read(cells())
    assert found.told == TOLD
    template = workbooks.scenario_template(TOLD, regions=REGIONS)
    assert workbooks.read_scenario(template, file="t.xlsx", regions=REGIONS).told == TOLD


def test_a_field_is_found_in_its_cell() -> None:
    place = read(cells()).place("adoptions.0.shares.2035")
    assert place is not None
    assert (place.sheet, place.cell) == ("措施采用", "E2")
    city = read(cells()).place("drivers.gdp.share_by_city.990100.2025")
    assert city is not None
    assert city.cell == "F3"


def test_every_fault_is_told_at_once_with_sheet_and_cell() -> None:
    held = cells()
    held["驱动因素"][1][5] = "大约一"
    held["驱动因素"][2][1] = "不存在的市"
    held["措施采用"][1][3] = "40%"
    held["增长规则"][1][2] = ""
    with pytest.raises(InputError) as caught:
        read(held)
    told = {(problem.code, problem.place.sheet, problem.place.cell) for problem in caught.value.problems}
    assert told == {
        ("workbook.text_in_number", "驱动因素", "F2"),
        ("workbook.unknown_region", "驱动因素", "B3"),
        ("workbook.percent_in_cell", "措施采用", "D2"),
        ("workbook.blank", "增长规则", "C2"),
    }


def test_a_driver_that_stands_twice_is_refused() -> None:
    held = cells()
    held["驱动因素"].append(held["驱动因素"][1])
    with pytest.raises(InputError) as caught:
        read(held)
    assert [problem.code for problem in caught.value.problems] == ["workbook.duplicate"]


def test_a_workbook_without_its_sheets_says_what_is_missing() -> None:
    with pytest.raises(InputError) as caught:
        read({"情景": cells()["情景"]})
    assert {problem.code for problem in caught.value.problems} == {"workbook.no_table"}
    assert len(caught.value.problems) == 2
