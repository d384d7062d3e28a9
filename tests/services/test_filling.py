"""Filling the departments' workbooks clears the grey: what was not known for want of a figure is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from tongyuan.services.session import Session
from tongyuan.testing.filling import Sheet, opened, saved
from tongyuan.vocabulary.reasons import reasons

YEARS = range(2020, 2026)
TODAY = date(2026, 11, 22)


def filled(content: bytes, series: Mapping[str, Mapping[str, Any]], years: Sequence[int] = YEARS) -> bytes:
    """Type a plausible figure into every year of every row."""
    book = opened(content)
    sheet = Sheet(book, "填报", first="指标代码")
    for row in list(sheet.filled("指标代码")):
        about = series[sheet.read(row, "指标代码")]
        sheet.write(row, {f"{year}年": plausible(about, year) for year in years})
    return saved(book)


def plausible(about: Mapping[str, Any], year: int) -> object:
    if about["choices"]:
        return str(about["choices"]).split(";")[0].split("=")[0]
    low = about["minimum"] if about["minimum"] is not None else 0.0
    high = about["maximum"] if about["maximum"] is not None else low + 1000.0
    return round(low + (high - low) * (0.5 + (year - YEARS.start) / 100), 3)


def catalogue(session: Session) -> dict[str, dict[str, Any]]:
    series = session.workspace.dataset_frame("jurisdiction.series")
    return {row["series"]: row for row in series.iter_rows(named=True)}


def grey(session: Session) -> pl.DataFrame:
    """Statuses that wait for a figure of a year that is over."""
    kinds = {code: reason.kind for code, reason in reasons().items()}
    status = session.target.status(on=TODAY.isoformat()).frame()
    over = session.call("policy.targets").frame().filter(pl.col("target_year") < TODAY.year)["target"]
    wanting = pl.col("reason_code").replace_strict(kinds, default=None) == "figure"
    return status.filter(
        (pl.col("status") == "cannot_tell") & wanting & pl.col("target").is_in(over.to_list())
    )


def test_filling_every_workbook_clears_the_grey(own: Session, tmp_path: Path) -> None:
    before = grey(own)
    assert before.height, "nothing is grey: this test shows nothing"
    known = catalogue(own)
    for department in dict.fromkeys(about["owner"] for about in known.values() if about["owner"]):
        template = own.statistic.template(department=department, years=f"{YEARS[0]}-{YEARS[-1]}").document
        path = tmp_path / template.name
        path.write_bytes(filled(template.content, known))
        own.call("statistic.import", file=path, department=department)
    assert grey(own).select("target", "reason_code", "reason_zh").rows() == []
    assert own.statistic.owed().frame()["missing"].sum() == 0
    assert own.call("workspace.doctor").passed


def test_a_filled_workbook_says_who_handed_it_in(own: Session, tmp_path: Path) -> None:
    known = catalogue(own)
    department = next(about["owner"] for about in known.values() if about["owner"])
    template = own.statistic.template(department=department, years="2025").document
    path = tmp_path / template.name
    book = opened(template.content)
    sheet = Sheet(book, "填报", first="指标代码")
    row = next(iter(sheet.filled("指标代码")))
    code = sheet.read(row, "指标代码")
    sheet.write(row, {"2025年": plausible(known[code], 2025)})
    path.write_bytes(saved(book))
    answer = own.call("statistic.import", file=path, department=department)
    assert answer.frame().height == 1
    figure = own.statistic.list(series=code).frame().filter(period="2025").row(0, named=True)
    assert (figure["reporter"], figure["kind"], figure["version"]) == ("test:tester", "declared", 1)
    assert path.name in figure["evidence"]
    audit = own.audit.list().frame().sort("seq").row(-1, named=True)
    assert (audit["actor"], audit["service"]) == ("test:tester", "statistic.import")


def test_the_same_workbook_again_says_nothing_new(own: Session, tmp_path: Path) -> None:
    known = catalogue(own)
    department = next(about["owner"] for about in known.values() if about["owner"])
    template = own.statistic.template(department=department, years="2025").document
    path = tmp_path / template.name
    path.write_bytes(filled(template.content, known, [2025]))
    first = own.call("statistic.import", file=path).meta
    again = own.call("statistic.import", file=path).meta
    assert (first["new"] > 0, again["new"], again["corrected"]) == (True, 0, 0)
