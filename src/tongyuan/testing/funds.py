"""Builders of projects that funds support."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import openpyxl
import polars as pl

from tongyuan import reference
from tongyuan.plan import money
from tongyuan.services.session import Session
from tongyuan.vocabulary.tables import FundEffect

__all__ = ["a_basis", "a_book", "a_project", "an_effect", "effects_of", "rates_of"]

SHEETS = {"fund_project": "资金项目", "fund_input": "项目资金数据", "fund_effect": "项目减排数据"}


def rates_of(rates: Mapping[str, float]) -> pl.DataFrame:
    """Write rates of the tax on pollution, by medium."""
    schema = {"medium": pl.String, "cny_per_equivalent": pl.Float64}
    return pl.DataFrame(list(rates.items()), schema=schema, orient="row")


def a_basis(
    *, rates: Mapping[str, float] | None = None, carbon_value_cny: float | None = None
) -> money.Basis:
    """Return what projects are appraised with: 8 % and 10 %, the lowest rates of the tax, AR5."""
    return money.Basis(
        social_rate=0.08,
        owner_rate=0.10,
        equivalents=reference.pollution_equivalents(),
        rules=reference.pollution_tax_rules(),
        rates=rates_of(rates or {"air": 1.2, "water": 1.4}),
        gwp=reference.gwp().filter(pl.col("set") == "AR5").select("species", "value"),
        carbon_value_cny=carbon_value_cny,
    )


def an_effect(**changed: Any) -> dict[str, Any]:
    """Return what an outlet discharges before and after; a test changes one fact."""
    row: dict[str, Any] = dict.fromkeys(FundEffect.column_names())
    told = {"project": "P1", "outlet": "A", "medium": "air", "pollutant": "SO2", "before_t": 1.0}
    return row | told | {"after_t": 0.0, "quality": "synthetic", "citation": "test"} | changed


def effects_of(*rows: dict[str, Any]) -> pl.DataFrame:
    """Write effects by their contract, the medium as plain text."""
    frame = pl.DataFrame(list(rows), schema=FundEffect.create_empty().schema, orient="row")
    return FundEffect.validate(frame, cast=True).with_columns(pl.col("medium").cast(pl.String))


def a_project(region: str, **changed: Any) -> dict[str, list[dict[str, Any]]]:
    """Return a project's three sheets by the Chinese headings that people fill in."""
    told = {"数据质量": "合成", "出处": "演练"}
    figures = {"投资（元）": 1_000_000, "运行年数（年）": 10, "年运行费（元/年）": 50_000}
    figures |= {"年节约与收入（元/年）": 250_000, "财政补助（元）": 300_000}
    project = {"项目编号": "P1", "地区": region, "项目名称": "锅炉改造", "申请资金": "减污降碳奖补资金"}
    effect = {
        "项目编号": "P1",
        "排放口": "DA001",
        "介质": "大气",
        "实施前排放量（吨）": 95,
        "实施后排放量（吨）": 19,
    }
    name = "污染物（物种代码，或税法附表中的名称）"
    return {
        "fund_project": [project | told | changed],
        "fund_input": [
            {"项目编号": "P1", "数据项": item, "数值": value, **told} for item, value in figures.items()
        ],
        "fund_effect": [effect | {name: "SO2"} | told],
    }


def a_book(session: Session, sheets: Mapping[str, Sequence[Mapping[str, Any]]]) -> bytes:
    """Fill the templates in as a person does, by their headings, and put the sheets in one workbook."""
    whole = openpyxl.Workbook()
    whole.remove(whole.worksheets[0])
    for kind, rows in sheets.items():
        document = session.call("fund.template", kind=kind).document
        assert document is not None  # noqa: S101 - a template is a document
        sheet = openpyxl.load_workbook(BytesIO(document.content))[SHEETS[kind]]
        heads = [str(cell.value or "").split("\n")[0] for cell in sheet[3]]
        copy = whole.create_sheet(SHEETS[kind])
        copy.append([cell.value for cell in sheet[3]])
        for row in rows:
            copy.append([row.get(head) for head in heads])
    buffer = BytesIO()
    whole.save(buffer)
    return buffer.getvalue()
