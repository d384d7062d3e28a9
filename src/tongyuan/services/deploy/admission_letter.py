"""The opinion as a letter: what is advised, each gate with clause, figure and document, what is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import docx

from tongyuan.deploy.admission import Opinion
from tongyuan.services.letters import saved

__all__ = ["OUTCOMES", "write_opinion"]

OUTCOMES = {
    "support_with_conditions": "附条件支持",
    "hold": "暂缓（待补证）",
    "not_supported": "不支持",
}
VERDICTS = {"pass": "通过", "fail": "不通过", "needs_evidence": "待补证", "not_applicable": "不适用"}
STATUSES = {
    "verified": "已核实",
    "unverified": "未核实",
    "draft": "征求意见稿",
    "accounting": "核算规则，非法律条款",
}
GATES = {
    "scope": "清单范围",
    "policy": "产业政策",
    "zoning": "分区管控",
    "capacity": "产能置换",
    "pollutant": "污染物区域削减",
    "coal": "煤炭减量替代",
    "energy": "节能审查与清洁生产",
    "carbon": "碳排放",
    "offset": "替代来源",
}
SYNTHETIC = "本项目为合成演练数据，不对应任何真实项目。"
ADVICE = (
    "本意见供研判参考，由有权机关的人员决定；规则中标“未核实”“征求意见稿”的以及本平台核算规则不单独否决。"
)
MADE = datetime(1980, 1, 1)


def write_opinion(project: Mapping[str, Any], opinion: Opinion, *, facts: Sequence[str]) -> bytes:
    """Write the letter.

    Parameters
    ----------
    project
        Row of ``AdmissionProject``.
    opinion
        The opinion.
    facts
        Sentences on day, edition of rules, budget and price.

    Returns
    -------
    bytes
        A docx file; the same opinion gives the same words.
    """
    letter = docx.Document()
    letter.core_properties.author = "Tongyuan"
    letter.core_properties.created = letter.core_properties.modified = MADE
    letter.add_heading(f"{project['name']}准入研判意见", level=0)
    if project["told_as"] == "synthetic":
        letter.add_paragraph().add_run(SYNTHETIC).bold = True
    letter.add_paragraph(f"项目编号 {project['project']}；研判结论：{OUTCOMES[opinion.outcome]}。")
    letter.add_paragraph(ADVICE)
    for fact in facts:
        letter.add_paragraph(fact)
    _gates(letter, opinion)
    _list(letter, "二、待补证或未通过", [_open(row) for row in _unmet(opinion)])
    _list(letter, "三、支持的条件", [zh for zh, _ in opinion.conditions()])
    return saved(letter)


def _gates(letter: Any, opinion: Opinion) -> None:
    letter.add_heading("一、逐关研判", level=1)
    heads = ("关口", "结论", "理由", "实有", "应有", "单位", "文件与条款", "规则")
    table = letter.add_table(rows=1, cols=len(heads), style="Light Grid Accent 1")
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.text = head
    for row in opinion.findings.iter_rows(named=True):
        texts = (
            GATES[row["gate"]],
            VERDICTS[row["verdict"]],
            row["reason_zh"],
            _figure(row["have"]),
            _figure(row["need"]),
            row["figure_unit"] or "—",
            f"{row['document']} {row['clause']}",
            f"{row['rule']}（{STATUSES[row['status']]}）",
        )
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text


def _figure(value: float | None) -> str:
    return "—" if value is None else f"{value:,.3f}".rstrip("0").rstrip(".")


def _unmet(opinion: Opinion) -> list[dict[str, Any]]:
    rows = opinion.findings.iter_rows(named=True)
    return [row for row in rows if row["verdict"] in ("fail", "needs_evidence")]


def _open(row: Mapping[str, Any]) -> str:
    settle = f"；须提交：{row['settle_zh']}" if row["settle_zh"] else ""
    return f"{GATES[row['gate']]}：{row['reason_zh']}（{row['document']} {row['clause']}）{settle}"


def _list(letter: Any, title: str, lines: Sequence[str]) -> None:
    letter.add_heading(title, level=1)
    for line in lines or ("无",):
        letter.add_paragraph(line, style="List Bullet")
