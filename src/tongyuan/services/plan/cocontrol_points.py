"""A point of a kept front as a problem of its own: that of the front, under the bounds of the point."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import polars as pl

from tongyuan.plan.cocontrol.limits import moved
from tongyuan.plan.cocontrol.problem import CocontrolProblem
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.plan.cocontrol_posing import Posed, pose
from tongyuan.services.plan.cocontrol_runs import cocontrol_run
from tongyuan.services.plan.differing import differences
from tongyuan.vocabulary.problems import ConflictError, NotFoundError, Problem

if TYPE_CHECKING:
    from tongyuan.services.plan.cocontrol_fronts import FrontRun
    from tongyuan.workspace.workspace import Workspace

__all__ = ["bounds_of", "differ", "moved_of", "posed_at"]

#: Tables of the problem that must stand as they were when the front was found, beside its limits.
SAME = ("activity_level", "technology_option", "option_factor", "substitution", "saving", "fixed_emission")


@service("cocontrol.differ", permits="cocontrol.show")
def differ(
    ctx: Context,
    *,
    run: Annotated[str, "方案运行编号 · run of the plan"],
    other: Annotated[str, "与之比较的方案 · the plan beside it"],
) -> Answer:
    """Set two plans side by side: what one does otherwise, and what that changes. 比较两个方案。"""
    one, two = cocontrol_run(ctx.workspace, run=run), cocontrol_run(ctx.workspace, run=other)
    cells = ["region", "species", "year"]
    emitted = one.table("planned_emission").join(
        two.table("planned_emission").select(*cells, other_mass_t="mass_t"),
        on=cells,
        how="left",
        maintain_order="left",
    )
    summed = emitted.group_by("species", "year", maintain_order=True).agg(
        pl.col("mass_t").sum(), pl.col("other_mass_t").sum()
    )
    meta = one.meta() | {"other": two.meta(), "emission": summed.to_dicts()}
    return Answer(meta=meta, data=differences(one.by_source(), two.by_source()))


def bounds_of(front: FrontRun, *, point: int) -> dict[str, float]:
    """Give the bounds of a point of a front or curve, by ``limit:year``.

    Parameters
    ----------
    front
        The kept front or curve.
    point
        Number of the point, from 0, the cheapest first.

    Returns
    -------
    dict
        Bounds in the units of the limits.

    Raises
    ------
    NotFoundError
        If there is no such point.
    """
    rows = front.points
    if "point" not in rows.columns:
        rows = rows.with_row_index("point")
        swept = front.run.params["limits"][0]
        rows = rows.with_columns(limit=pl.lit(swept["limit"]), year=pl.lit(swept["year"], pl.Int32))
    found = rows.filter(pl.col("point") == point)
    if found.is_empty():
        last = int(rows["point"].max() or 0)  # type: ignore[arg-type]
        raise NotFoundError(Problem("cocontrol.no_point", {"got": point, "known": f"0-{last}"}))
    return {
        f"{limit}:{year}": bound for limit, year, bound in found.select("limit", "year", "bound").iter_rows()
    }


def posed_at(workspace: Workspace, front: FrontRun, *, point: int) -> Posed:
    """Pose the problem of a front again, under the bounds of a point.

    Parameters
    ----------
    workspace
        The workspace.
    front
        The kept front or curve.
    point
        Number of the point.

    Returns
    -------
    Posed
        The problem.

    Raises
    ------
    NotFoundError
        If there is no such point.
    ConflictError
        If measures, costs or records have changed since the front was found.
    """
    params = front.run.params
    stated = CocontrolProblem.model_validate_json(str(params["problem"]))
    bounds = stated.bounds | bounds_of(front, point=point)
    asked = stated.model_copy(update={"bounds": bounds})
    posed = pose(workspace, asked=asked, run=str(params["inventory"]))
    _require_same(workspace, front, posed, bounds=bounds)
    return posed


def moved_of(posed: Posed) -> dict[str, Any]:
    """Say which bounds of a problem were moved, from where to where, and whether that is looser.

    Parameters
    ----------
    posed
        The problem.

    Returns
    -------
    dict
        ``moved``: limit, year, names, target, article, unit, ``stated``, ``bound``, ``looser``; empty where
        none was moved.
    """
    if not posed.asked.bounds:
        return {}
    plain = posed.asked.model_copy(update={"bounds": {}})
    stated = replace(posed, asked=plain).case.limits
    now = posed.case.limits.select("limit", "year", pl.col("bound").alias("now"))
    both = stated.join(now, on=["limit", "year"], maintain_order="left").filter(
        pl.col("bound") != pl.col("now")
    )
    rows = []
    for row in both.iter_rows(named=True):
        looser = row["now"] < row["bound"] if row["sense"] == "at_least" else row["now"] > row["bound"]
        named = ("limit", "year", "name_zh", "name_en", "target", "article", "unit")
        told = {name: row[name] for name in named}
        rows.append(told | {"stated": row["bound"], "bound": row["now"], "looser": looser})
    return {"moved": rows}


def _require_same(workspace: Workspace, front: FrontRun, posed: Posed, *, bounds: dict[str, float]) -> None:
    """Refuse where the problem is no longer that of the front: its point would be another plan."""
    case = posed.case
    now = (
        case.levels,
        case.options,
        case.factors,
        case.substitutions,
        case.savings,
        case.fixed,
    )
    held = {name: workspace.run_input(front.run.id, name) for name in (*SAME, "limit")}
    pairs = [*zip(SAME, now, strict=True), ("limit", case.limits)]
    held["limit"] = moved(held["limit"], bounds=bounds)
    changed = [name for name, frame in pairs if not _equal(frame, held[name])]
    if changed:
        raise ConflictError(
            Problem("cocontrol.front_changed", {"got": front.run.id, "changed": " ".join(changed)})
        )


def _equal(one: pl.DataFrame, two: pl.DataFrame) -> bool:
    plain = [frame.with_columns(pl.selectors.enum().cast(pl.String)) for frame in (one, two)]
    columns = plain[0].columns
    if set(columns) != set(plain[1].columns):
        return False
    first, second = (frame.select(columns).sort(columns) for frame in plain)
    return first.equals(second)
