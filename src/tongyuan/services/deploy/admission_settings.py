"""What the province sets for the desk: ratio of coal replacement, list of two-high industries; dated rows."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day, require_between
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import AdmissionSetting

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["held_settings", "settings", "settle"]

DATASET = "admission.settings"
KEY = ["setting", "industry", "effective_from"]
PUBLIC = {"contract": "AdmissionSetting", "sensitivity": Sensitivity.PUBLIC.value}
HIGHEST_RATIO = 100.0
CODE = re.compile(r"[A-Z](\d{2,4})?")


def held_settings(workspace: Workspace) -> pl.DataFrame:
    """Read the dated rows that were entered.

    Parameters
    ----------
    workspace
        The workspace.

    Returns
    -------
    pl.DataFrame
        Rows of ``AdmissionSetting``; none where nothing was entered.
    """
    try:
        return workspace.dataset_frame(DATASET)
    except NotFoundError:
        return AdmissionSetting.create_empty()


@service("admission.settings", permits="admission.rules")
def settings(ctx: Context) -> Answer:
    """List what the province set for the desk, with its document. 省级设定。"""
    rows = held_settings(ctx.workspace).sort("setting", "effective_from", "industry")
    return Answer(meta={"workspace": ctx.workspace.meta.region, **PUBLIC}, data=rows)


@service("admission.settle", changes=True)
def settle(
    ctx: Context,
    *,
    setting: Annotated[
        Literal["coal_ratio", "two_high"],
        Positional("事项：煤炭替代比例、两高行业 · ratio of coal replacement, two-high industries"),
    ],
    effective_from: Annotated[str, "生效日 · in force from"],
    document: Annotated[str, "文件 · document that sets it"],
    clause: Annotated[str, "条款 · clause"] = "",
    figure: Annotated[float | None, "煤炭替代比例 · ratio"] = None,
    industries: Annotated[str, "行业代码（GB/T 4754），以 ; 分隔 · industry codes, by ;"] = "",
    effective_to: Annotated[str | None, "失效日 · in force until"] = None,
) -> Answer:
    """Enter a dated setting of the province; the same row again corrects it. 录入省级设定。"""
    begins, ends = day(effective_from, name="effective_from"), day(effective_to, name="effective_to")
    told = {"setting": setting, "document": document.strip(), "clause": clause.strip()}
    problems, codes = _faults(told, begins, ends, figure, industries)
    if problems:
        raise InputError(problems)
    row = {**told, "effective_from": begins, "effective_to": ends, "figure": figure, "actor": ctx.actor.id}
    made = pl.DataFrame(
        [row | {"industry": code} for code in codes], schema=AdmissionSetting.create_empty().schema
    )
    kept = held_settings(ctx.workspace.whole).join(made, on=KEY, how="anti")
    whole = AdmissionSetting.validate(pl.concat([kept, made]), cast=True)
    ctx.workspace.put_dataset(
        DATASET, whole, actor=ctx.actor.id, contract=AdmissionSetting, sensitivity=Sensitivity.PUBLIC
    )
    return Answer(meta={"outcome": f"{setting} {effective_from}", **PUBLIC}, data=made)


def _faults(
    told: dict[str, Any], begins: date | None, ends: date | None, figure: float | None, industries: str
) -> tuple[list[Problem], list[str]]:
    """Name everything that is wrong with a setting, and give the industries that it is of."""
    problems = []
    if not told["document"]:
        problems.append(Problem("admission.lacking", {"name": "文件 document"}))
    if begins is None:
        problems.append(Problem("admission.lacking", {"name": "生效日 effective_from"}))
    elif ends is not None and ends <= begins:
        problems.append(Problem("admission.setting_days", {"from": begins, "to": ends}))
    codes = [one.strip() for one in industries.split(";") if one.strip()]
    if told["setting"] == "coal_ratio":
        if figure is None or codes:
            problems.append(Problem("admission.setting_figure", {}))
        else:
            require_between(figure, name="figure", least=0.001, most=HIGHEST_RATIO)
        return problems, ["*"]
    wrong = [one for one in codes if not CODE.fullmatch(one)]
    problems += [Problem("admission.industry", {"got": one}) for one in wrong]
    if not codes or figure is not None:
        problems.append(Problem("admission.setting_list", {}))
    return problems, list(dict.fromkeys(codes))
