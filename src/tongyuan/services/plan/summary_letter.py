"""A letter that sums up an inventory: totals, categories, key categories, completeness, what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import docx
import polars as pl
from docx.document import Document as Letter

from tongyuan import reference
from tongyuan.plan import inventory
from tongyuan.plan.quality import completeness
from tongyuan.services.letters import saved
from tongyuan.services.plan.inventory_runs import Compiled
from tongyuan.vocabulary import species as species_words
from tongyuan.workspace.workbooks.names import choices

__all__ = ["write_letter"]

SYNTHETIC = "本文所列为合成数据，不代表任何地区的实际排放。"
MADE = datetime(1980, 1, 1)
KEYS_SHOWN = 15


def write_letter(found: Compiled, *, meta: Mapping[str, Any], table: pl.DataFrame, gwp: str) -> bytes:
    """Write the letter.

    Parameters
    ----------
    found
        The inventory.
    meta
        What the run is.
    table
        The guideline's table of categories by gases.
    gwp
        Set of warming potentials.

    Returns
    -------
    bytes
        A docx file; the same run gives the same words.
    """
    letter = docx.Document()
    letter.core_properties.author = "Tongyuan"
    letter.core_properties.created = letter.core_properties.modified = MADE
    letter.add_heading(f"{meta['region_name_zh']}{meta['year']}年同源排放清单概要", level=0)
    if meta["synthetic"]:
        letter.add_paragraph().add_run(SYNTHETIC).bold = True
    letter.add_paragraph(
        f"运行 {meta['run']}；因子族 {meta['family']}（{meta['reference_edition']}）；GWP 采用 {gwp}。"
        "没有数据的写明状态（NE 未估算、NO 不存在、IE 已计入他处、C 保密、— 未报告），不以零代替。"
    )
    _write_totals(letter, found)
    _write_categories(letter, table)
    _write_keys(letter, found, gwp)
    _write_completeness(letter, found)
    return saved(letter)


def _write_totals(letter: Letter, found: Compiled) -> None:
    letter.add_heading("一、各物种排放量", level=1)
    ranges = found.ranges()
    keys = [name for name in ranges.columns if name not in ("low_t", "high_t")]
    sums = inventory.total(found.emission).join(ranges, on=keys, how="left", maintain_order="left")
    rows = [
        (
            species_words.label(row["species"]),
            str(row["scope"]),
            _number(row["mass_t"], row["state"]),
            _range(row["low_t"], row["high_t"]),
            str(row["gaps"]),
            _quality(row["quality"]),
        )
        for row in sums.iter_rows(named=True)
    ]
    _table(letter, ("物种", "范围", "排放量（t）", "95% 范围（t）", "缺项数", "最低数据质量"), rows)


def _write_categories(letter: Letter, table: pl.DataFrame) -> None:
    letter.add_heading("二、分类别温室气体排放（省级指南分类）", level=1)
    letter.add_paragraph("类别名称按省级指南整理，未与印刷表逐字核对。")
    gases = ("CO2", "CH4", "N2O")
    rows = [
        (
            row["name_zh"],
            *(_number(row[gas], row[f"{gas}_state"]) for gas in gases),
            _number(row["co2e_t"], "—"),
            str(row["gaps"] or 0),
        )
        for row in table.filter(
            pl.any_horizontal(pl.col(f"{gas}_state") == "value" for gas in gases)
        ).iter_rows(named=True)
    ]
    heads = ("类别", *(f"{gas}（t）" for gas in gases), "合计（t CO2e）", "缺项数")
    _table(letter, heads, rows)


def _write_keys(letter: Letter, found: Compiled, gwp: str) -> None:
    letter.add_heading("三、关键类别（水平法，95%）", level=1)
    ranked = inventory.key_categories(found.emission, gwp=reference.gwp(), gwp_set=gwp)
    rows = [
        (
            row["source"],
            row["species"],
            _number(row["co2e_t"], "—"),
            f"{row['level']:.1%}",
            f"{row['cumulative']:.1%}",
        )
        for row in ranked.filter("key").head(KEYS_SHOWN).iter_rows(named=True)
    ]
    _table(letter, ("排放源", "气体", "t CO2e", "份额", "累计"), rows)


def _write_completeness(letter: Letter, found: Compiled) -> None:
    letter.add_heading("四、完整性与依据", level=1)
    cells = completeness.matrix(found.emission)
    whole = completeness.score(cells).row(0, named=True)
    counts = dict(cells.filter("expected").group_by("state").len().sort("state").iter_rows())
    told = "，".join(f"{state} {count}" for state, count in counts.items())
    letter.add_paragraph(
        f"应填 {whole['asked']} 格（排放源 × 物种），已答 {whole['answered']} 格（{whole['share']:.1%}）。"
        f"各状态：{told}。"
    )
    known = found.emission.filter(pl.col("mass_t").is_not_null())
    used = known.group_by(pl.col("quality").cast(pl.String)).len().sort("quality")
    words = "，".join(f"{_quality(quality)} {count}" for quality, count in used.iter_rows())
    letter.add_paragraph(f"各数值所依据的最低数据质量（项数）：{words}。")


def _table(letter: Letter, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    made = letter.add_table(rows=1, cols=len(heads), style="Light Grid Accent 1")
    for cell, text in zip(made.rows[0].cells, heads, strict=True):
        cell.text = text
    for row in rows:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.text = text


def _number(value: float | None, state: str | None) -> str:
    if value is None:
        return "—" if state in (None, "not_reported") else str(state)
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _range(low: float | None, high: float | None) -> str:
    return "—" if low is None or high is None else f"{_number(low, None)} 至 {_number(high, None)}"


def _quality(code: str | None) -> str:
    return "—" if code is None else dict(choices("quality"))[code]
