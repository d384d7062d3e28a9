"""A deployment proposal as a workbook that officials read: what it is, a sheet per region, its basis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import polars as pl

from tongyuan.plan.cocontrol.crediting import REST
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.sheets import Sheet, write_sheets
from tongyuan.vocabulary.tables import ProposalAssumption, ProposalTarget, column_labels

if TYPE_CHECKING:
    from tongyuan.services.plan.proposal_runs import ProposalRun

__all__ = ["book"]

Language = Literal["zh", "en"]
KEY = ["year", "region", "source", "measure", "subject", "unit"]
MONEY = 1e4
WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "about": "说明",
        "falls": "各地减排",
        "targets": "约束与目标",
        "assumptions": "依据的假设",
        "left_out": "未纳入的措施",
        "whole": "全省",
        "year": "年份",
        "source": "排放源",
        "measure": "措施",
        "quantity": "涉及活动量",
        "unit": "单位",
        "share": "应用比例（%）",
        "guess": "最高比例",
        "known": "已查到",
        "unknown": "未查到，按100%放开",
        "cost": "年成本（万元）",
        "investment": "投资（万元）",
        "fall": "减少{species}（t）",
        "articles": "政策条款",
        "departments": "责任部门（条款所列）",
        "rest": "其余（求解器容许误差内，不归任何措施）",
        "none": "未指明",
        "not_known": "未知",
        "item": "项",
        "text": "内容",
        "name": "名称",
        "version": "版本",
        "state": "状态",
        "proposal": "建议，尚未下达任务",
        "author": "编制人",
        "date": "日期",
        "note": "备注",
        "plan": "协同控制方案",
        "present": "成本现值（万元）",
        "price_year": "价格年份",
        "order": "减排量归属",
        "order_text": "先计节约和替代（按现状因子），再计技术措施（按剩余活动量）；"
        "每一吨只计一次，各行合计等于方案减排量。",
        "lead": "责任部门",
        "lead_text": "只列政策条款写明的部门，不指定牵头；条款没有写明的为“未指明”。",
    },
    "en": {
        "about": "about",
        "falls": "falls",
        "targets": "limits and targets",
        "assumptions": "assumptions",
        "left_out": "left out",
        "whole": "province",
        "year": "year",
        "source": "source",
        "measure": "measure",
        "quantity": "activity covered",
        "unit": "unit",
        "share": "share (%)",
        "guess": "highest share",
        "known": "found",
        "unknown": "not found: let up to 100 %",
        "cost": "cost a year (10,000 CNY)",
        "investment": "investment (10,000 CNY)",
        "fall": "less {species} (t)",
        "articles": "articles",
        "departments": "departments (named by the articles)",
        "rest": "rest (within the solver's tolerance, of no measure)",
        "none": "not named",
        "not_known": "not known",
        "item": "item",
        "text": "text",
        "name": "name",
        "version": "version",
        "state": "state",
        "proposal": "a proposal; no task is made of it",
        "author": "author",
        "date": "date",
        "note": "note",
        "plan": "co-control plan",
        "present": "present value of cost (10,000 CNY)",
        "price_year": "price year",
        "order": "how tonnes are credited",
        "order_text": "What is saved or moved first (at today's factor), then techniques on what is "
        "still run; each tonne counts once, and the rows add up to what the plan lowers.",
        "lead": "departments",
        "lead_text": "Only those that the policy's articles name, without a lead; else 'not named'.",
    },
}


def book(found: ProposalRun, *, language: Language) -> bytes:
    """Write a proposal as a workbook.

    Parameters
    ----------
    found
        The proposal.
    language
        Language of headings and names.

    Returns
    -------
    bytes
        An xlsx file: what it is, a sheet per region, falls, limits, assumptions, what was left out.
    """
    words = WORDS[language]
    rows, falls = found.table("rows"), found.table("falls")
    name = f"region_{language}"
    regions = _regions(found, pl.concat([rows.select("region"), falls.select("region")]), name=name)
    sheets = [Sheet(words["about"], _about(found, words, language))]
    for code, text in regions.iter_rows():
        kept = pl.col("region") == code
        sheets.append(Sheet(text or code, _region(rows.filter(kept), falls.filter(kept), words, language)))
    named = falls.join(regions, on="region", how="left", maintain_order="left")
    summed = named.group_by("year", "region", name, "species", maintain_order=True).agg(
        pl.col("fall_t").sum()
    )
    sheets += [
        Sheet(words["falls"], summed.sort("year", "region", "species")),
        _labelled(words["targets"], found.table("targets"), ProposalTarget, language),
        _labelled(words["assumptions"], found.table("assumptions"), ProposalAssumption, language),
        Sheet(words["left_out"], found.table("left_out")),
    ]
    return write_sheets(sheets, meta=found.meta(), language=language)


def _regions(found: ProposalRun, held: pl.DataFrame, *, name: str) -> pl.DataFrame:
    """Name the regions in which anything is done or falls: each has a sheet."""
    known = jurisdiction(found.workspace).regions.rename({"name_zh": "region_zh", "name_en": "region_en"})
    codes = held.unique().sort("region")
    return codes.join(known.select("region", name), on="region", how="left", maintain_order="left")


def _labelled(
    name: str, frame: pl.DataFrame, contract: type[ProposalTarget | ProposalAssumption], language: Language
) -> Sheet:
    plain = frame.with_columns(pl.selectors.enum().cast(pl.String))
    return Sheet(name, plain, column_labels(contract, language))


def _about(found: ProposalRun, words: dict[str, str], language: Language) -> pl.DataFrame:
    meta = found.meta()
    told = {
        "name": meta[f"name_{language}"],
        "version": str(meta["version"]),
        "state": words["proposal"],
        "author": meta["author"],
        "date": meta["date"],
        "note": meta["note"],
        "plan": meta["plan"],
        "present": f"{meta['cost_cny'] / MONEY:.4g}",
        "price_year": str(meta["price_year"]),
        "order": words["order_text"],
        "lead": words["lead_text"],
    }
    rows = [{words["item"]: words[key], words["text"]: text} for key, text in told.items()]
    return pl.DataFrame(rows)


def _region(
    rows: pl.DataFrame, falls: pl.DataFrame, words: dict[str, str], language: Language
) -> pl.DataFrame:
    """Set the tonnes of each species beside what is done, then the rest: they add up to the plan's.

    A blank is nothing of that species.
    """
    tonnes = falls.with_columns(pl.col("subject").cast(pl.String)).pivot(
        "species", index=KEY, values="fall_t", sort_columns=True
    )
    plain = rows.with_columns(pl.col("subject").cast(pl.String))
    named = pl.when(pl.col("measure") == REST).then(pl.lit(words["rest"])).otherwise("measure")
    others = tonnes.join(plain, on=KEY, how="anti", maintain_order="left").with_columns(
        named.alias(f"measure_{language}"), pl.col("source").alias(f"source_{language}")
    )
    joined = pl.concat(
        [plain.join(tonnes, on=KEY, how="left", maintain_order="left"), others], how="diagonal"
    )
    species = [name for name in tonnes.columns if name not in KEY]
    found = pl.when("share_known").then(pl.lit(words["known"]))
    known = found.when(~pl.col("share_known")).then(pl.lit(words["unknown"])).otherwise(pl.lit("—"))
    return joined.select(
        pl.col("year").alias(words["year"]),
        pl.col(f"source_{language}").alias(words["source"]),
        pl.col(f"measure_{language}").alias(words["measure"]),
        pl.col("quantity").alias(words["quantity"]),
        pl.col("unit").alias(words["unit"]),
        (pl.col("share") * 100).alias(words["share"]),
        known.alias(words["guess"]),
        (pl.col("cost_cny") / MONEY).alias(words["cost"]),
        pl.coalesce(
            (pl.col("investment_cny") / MONEY).round(2).cast(pl.String), pl.lit(words["not_known"])
        ).alias(words["investment"]),
        *(pl.col(name).alias(words["fall"].format(species=name)) for name in species),
        pl.col("articles").fill_null("—").alias(words["articles"]),
        pl.col("departments_zh").fill_null(words["none"]).alias(words["departments"]),
    )
