"""A bad workbook gives one report that names every cell; the workspace is unchanged, the exit code is 2."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import Result

from tongyuan.services.session import Session
from tongyuan.testing.filling import Sheet, opened, saved
from tongyuan.testing.sessions import state_of
from tongyuan.vocabulary.problems import InputError

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Inside = Callable[..., Result]
Bad = tuple[Path, dict[str, str]]
YEAR = 2021


@pytest.fixture
def activity(own: Session, tmp_path: Path) -> Bad:
    """The inventory's workbook with six faults; and the fault by its cell."""
    book = opened(own.inventory.template(year=YEAR).document.content)
    sheet = Sheet(book, "活动水平", first="地区")
    place = own.workspace.meta.title_zh
    good = {
        "地区": place,
        "年份": YEAR,
        "行业": "ferrous_mining",
        "能源品种": "焦炭",
        "数量": 10.5,
        "计量单位": "吨",
        "数据质量": "未核实",
        "出处": "企业台账",
    }
    sheet.append(
        [
            good,
            good | {"能源品种": "原煤", "计量单位": "亿千瓦时"},
            good | {"行业": "炼丹业"},
            good,
            good | {"能源品种": "汽油", "数量": -3},
            good | {"能源品种": "柴油", "数量": "约三千"},
            good | {"能源品种": "煤油", "年份": None},
        ],
        below="行业",
    )
    path = tmp_path / "台账.xlsx"
    path.write_bytes(saved(book))
    faults = {
        sheet.address(1, "计量单位"): "workbook.wrong_unit",
        sheet.address(2, "行业"): "workbook.unknown_sector",
        sheet.address(3, "数量"): "workbook.duplicate",
        sheet.address(4, "数量"): "workbook.negative",
        sheet.address(5, "数量"): "workbook.text_in_number",
        sheet.address(6, "年份"): "workbook.missing_year",
    }
    return path, faults


@pytest.fixture
def statistics(own: Session, tmp_path: Path) -> Bad:
    """A department's workbook with six faults; and the fault by its cell."""
    series = own.workspace.dataset_frame("jurisdiction.series")
    bounded = series.filter((pl.col("minimum") == 0) & pl.col("choices").is_null())
    department = str(bounded["owner"].drop_nulls().mode().sort()[0])
    book = opened(own.statistic.template(department=department, years=str(YEAR)).document.content)
    sheet = Sheet(book, "填报", first="指标代码")
    known = set(bounded["series"])
    rows = [row for row in sheet.filled("指标代码") if sheet.read(row, "指标代码") in known][:5]
    year = f"{YEAR}年"
    sheet.write(rows[0], {year: 1})
    sheet.write(rows[1], {year: 1, "计量单位": "光年"})
    sheet.write(rows[2], {year: -1})
    sheet.write(rows[3], {year: "约三成"})
    again = {heading: sheet.read(rows[0], heading) for heading in ("指标代码", "地区", "计量单位", year)}
    added = sheet.append([again, {**again, "指标代码": "philosophers_stone"}], below="指标代码")
    path = tmp_path / "填报.xlsx"
    path.write_bytes(saved(book))
    faults = {
        sheet.address(rows[1], "计量单位"): "workbook.wrong_unit",
        sheet.address(rows[2], year): "workbook.negative",
        sheet.address(rows[3], year): "workbook.text_in_number",
        sheet.address(added[0], year): "workbook.duplicate",
        sheet.address(added[1], "指标代码"): "workbook.unknown_series",
    }
    return path, faults


@pytest.fixture
def table(own: Session, tmp_path: Path) -> Bad:
    """A plain table of figures, one a row, with six faults; and the fault by its cell."""
    series = own.workspace.dataset_frame("jurisdiction.series")
    known = series.filter((pl.col("minimum") == 0) & pl.col("choices").is_null()).row(0, named=True)
    code, unit, region = known["series"], known["unit"], own.workspace.meta.region
    lines = [
        ("指标代码", "地区", "计量单位", "时期", "数值"),
        (code, region, unit, "2021", "1"),
        (code, region, "光年", "2022", "1"),
        ("philosophers_stone", region, unit, "2021", "1"),
        (code, region, unit, "2021", "1"),
        (code, region, unit, "2023", "-1"),
        (code, region, unit, "2024", "约三成"),
        (code, region, unit, "", "1"),
    ]
    path = tmp_path / "报表.csv"
    path.write_text("\n".join(",".join(line) for line in lines), encoding="utf-8")
    faults = {
        "C3": "workbook.wrong_unit",
        "A4": "workbook.unknown_series",
        "E5": "workbook.duplicate",
        "E6": "workbook.negative",
        "E7": "workbook.text_in_number",
        "D8": "workbook.missing_year",
    }
    return path, faults


@pytest.fixture(params=["activity", "statistics", "table"])
def bad(request: pytest.FixtureRequest) -> Bad:
    return request.getfixturevalue(request.param)


@pytest.fixture
def noun(bad: Bad) -> str:
    return "inventory" if bad[0].name == "台账.xlsx" else "statistic"


def test_the_report_names_every_cell_and_nothing_has_changed(
    tongyuan: Run, own_folder: Path, noun: str, bad: Bad
) -> None:
    path, faults = bad
    before = state_of(own_folder)
    done = tongyuan(noun, "import", path, workspace=own_folder)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert [cell for cell in faults if f"· {cell} " not in done.stderr] == []
    assert done.stderr.count(path.name) >= len(faults)
    assert state_of(own_folder) == before


def test_the_report_is_there_as_json_too(inside: Inside, own_folder: Path, noun: str, bad: Bad) -> None:
    path, faults = bad
    before = state_of(own_folder)
    done = inside(noun, "import", path, "--json", workspace=own_folder)
    problems = json.loads(done.stdout)["data"]
    assert (done.exit_code, done.stderr) == (2, "")
    assert {problem["cell"]: problem["code"] for problem in problems} == faults
    for problem in problems:
        assert problem["file"] == path.name
        assert all(problem[f"{part}_{language}"] for part in ("what", "remedy") for language in ("zh", "en"))
    assert state_of(own_folder) == before


def test_the_report_is_english_where_it_is_asked_for(tongyuan: Run, own_folder: Path, activity: Bad) -> None:
    path, faults = activity
    done = tongyuan("inventory", "import", path, "--lang", "en", workspace=own_folder)
    assert done.stderr.count("to go on:") >= len(faults)
    assert "处理" not in done.stderr


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 torn", "年份,数量\n2021,1\n".encode()])
@pytest.mark.parametrize("name", ["x.xlsx", "x.csv"])
def test_what_is_no_workbook_is_refused_without_a_traceback(
    own: Session, own_folder: Path, tmp_path: Path, content: bytes, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    before = state_of(own_folder)
    for noun in ("inventory", "statistic"):
        with pytest.raises(InputError) as caught:
            own.call(f"{noun}.import", file=path)
        assert name in caught.value.text("zh")
    assert state_of(own_folder) == before


def test_a_file_that_is_not_there_is_said_not_to_be_there(inside: Inside, own_folder: Path) -> None:
    done = inside("statistic", "import", "/nowhere/填报.xlsx", workspace=own_folder)
    assert done.exit_code == 2
    assert "/nowhere/填报.xlsx" in done.stderr
    assert "Traceback" not in done.stderr
    told = inside("statistic", "import", "/nowhere/填报.xlsx", "--json", workspace=own_folder)
    assert told.exit_code == 2
    assert json.loads(told.stdout)["data"][0]["code"] == "service.file"
