"""What judgements say in one line, and the dates at which they can be asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from tongyuan.web.frame import Times
from tongyuan.web.status import STATUS_WORDS, status_text
from tongyuan.web.view import View

__all__ = ["departments", "judged_times", "judgement_line", "names_of"]


def judged_times(view: View, meta: Mapping[str, Any]) -> Times:
    """Offer today and the year ends for the date of judgement.

    Parameters
    ----------
    view
        Its query may hold ``on``.
    meta
        Of ``target.status``.

    Returns
    -------
    Times
        The choice in the header.
    """
    asked = view.query.get("on", "")
    choices = {
        "": f"{view.word('今天')} {meta['on']}" if not asked else view.word("今天"),
        **{day: day for day in meta["year_ends"]},
    }
    if asked and asked not in choices:
        choices[asked] = asked
    return Times(key="on", choices=choices, value=asked)


def judgement_line(view: View, rows: pl.DataFrame, *, on: str) -> str:
    """Say how many targets stand where, how many figures are owed, and what the latest figures show.

    Parameters
    ----------
    view
        What is shown.
    rows
        Rows of ``target.status``.
    on
        Date of judgement.

    Returns
    -------
    str
        One or two sentences.
    """
    comma = view.pick("，", ", ")
    stand = comma.join(_counts(view, rows["status"]))
    line = view.pick(
        f"截至 {on}，{rows.height} 项目标判定：{stand}。", f"{rows.height} targets on {on}: {stand}."
    )
    owed = rows.filter((pl.col("status") == "cannot_tell") & pl.col("owed_by").is_not_null())
    if owed.height:
        owners = owed["owed_by"].str.split(";").explode().n_unique()
        line += view.pick(
            f"无法判断者中 {owed.height} 项缺数据，待 {owners} 个部门报送（归属待确认）。",
            f" {owed.height} of them lack figures, owed by {owners} departments (owners to be confirmed).",
        )
    earlier = rows.filter((pl.col("status") == "cannot_tell") & pl.col("latest_status").ne("cannot_tell"))
    if earlier.height:
        found = comma.join(_counts(view, earlier["latest_status"]))
        line += view.pick(f"按最近一期已有数据判定：{found}。", f" By the latest figures there are: {found}.")
    return line


def _counts(view: View, statuses: pl.Series) -> list[str]:
    counted = {status: int((statuses == status).sum()) for status in STATUS_WORDS}
    return [f"{status_text(view, status)} {count}" for status, count in counted.items() if count]


async def departments(view: View) -> dict[str, str]:
    """Name the departments in the view's language: id to name, in the policy's order."""
    rows = (await view.ask("policy.departments")).frame()
    return {
        row["department"]: row["short_zh"] if view.lang == "zh" else row["name_en"] or row["short_zh"]
        for row in rows.iter_rows(named=True)
    }


def names_of(ids: str | None, names: Mapping[str, str], view: View) -> str:
    """Write a list of department ids, as ``D01;D02`` gives it, in names."""
    return view.pick("、", "; ").join(names.get(one, one) for one in (ids or "").split(";") if one)
