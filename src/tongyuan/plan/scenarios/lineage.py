"""Why a scenario's figure is what it is: what has grown, by which driver, less what each share takes away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from tongyuan.plan.measures.naming import NAMED, SEPARATOR
from tongyuan.plan.scenarios.projection import rule_of, value_at
from tongyuan.plan.scenarios.scenario import Scenario
from tongyuan.vocabulary.lineage import Node, NodeKind

__all__ = ["explain_scenario", "explain_sum", "explain_without"]

Row = Mapping[str, Any]


def explain_scenario(
    row: Row, *, scenario: Scenario, emission: pl.DataFrame, growth: pl.DataFrame, steps: pl.DataFrame
) -> Node:
    """Explain the emission of a source in a year of a scenario.

    Parameters
    ----------
    row
        Row of the contract ``ScenarioEmission``.
    scenario
        The scenario, its drivers with the values that served.
    emission
        Columns activity_id, mass_t and figure: of the inventory, of the row's source and species.
    growth
        Contract ScenarioGrowth, of the row's region and year.
    steps
        Contract ScenarioStep, of the row's region, source, species and year.

    Returns
    -------
    Node
        The tree [t]: emission that has grown, less what is taken away activity by activity.

    Notes
    -----
    Of a level L with shares s, savings v and factor f: L x (f - product of (1 - s v) x (f + sum of s c)),
    with c what a share changes of the factor.
    """
    if row["mass_t"] is None:
        return Node("mass_t", NodeKind.MISSING, None, "t", detail={"state": row["state"]})
    by_activity = {one["activity"]: one for one in growth.iter_rows(named=True)}
    carried = _all_carried(scenario, emission=emission, growth=growth)
    taken = [
        _taken(part.sort("rank"), by_activity[str(activity)], scenario)
        for (activity,), part in steps.group_by("activity", maintain_order=True)
    ]
    terms = ["sum(baseline_t)"] * bool(carried) + ["- sum(avoided_t)"] * bool(taken)
    return Node(
        name="mass_t",
        kind=NodeKind.AGGREGATE,
        value=row["mass_t"],
        unit="t",
        equation=" ".join(terms) or "0",
        label_zh="情景排放：推算的排放减去各项措施减少的",
        label_en="emission of the scenario: carried on, less what measures take away",
        detail={"baseline_t": row["baseline_t"], "state": row["state"]},
        children=(*carried, *taken),
    )


def explain_without(row: Row, *, scenario: Scenario, emission: pl.DataFrame, growth: pl.DataFrame) -> Node:
    """Explain what a source would emit in a year of a scenario if nothing were taken up.

    Parameters
    ----------
    row, scenario, emission, growth
        As for ``explain_scenario``.

    Returns
    -------
    Node
        The tree [t]: emission that has grown, activity by activity.
    """
    if row["baseline_t"] is None:
        return Node("baseline_t", NodeKind.MISSING, None, "t", detail={"state": row["state"]})
    carried = _all_carried(scenario, emission=emission, growth=growth)
    return Node(
        name="baseline_t",
        kind=NodeKind.AGGREGATE,
        value=row["baseline_t"],
        unit="t",
        equation="sum(baseline_t)" if carried else "0",
        label_zh="不采用措施：各项活动推算的排放之和",
        label_en="without measures: emission carried on, over all activities",
        detail={"region": row["region"], "source": row["source"], "state": row["state"]},
        children=carried,
    )


def explain_sum(rows: pl.DataFrame, *, of: str, told: Callable[[Row], Node]) -> Node:
    """Explain a sum of a scenario over places or sources: what is known of each.

    Parameters
    ----------
    rows
        Rows of the contract ``ScenarioEmission``, in the order in which they are told.
    of
        ``mass_t`` or ``baseline_t``.
    told
        Explains a row.

    Returns
    -------
    Node
        The tree [t] of what is known, with what is not as ``not_known``; missing where nothing is.
    """
    known = rows.filter(pl.col(of).is_not_null())
    states = sorted({state for one in rows["state"].drop_nulls() for state in one.split(" ")})
    lacking = rows.filter(pl.col(of).is_null()).select(pl.concat_str("region", "source", separator=" "))
    detail = {"state": " ".join(states), "not_known": "; ".join(lacking.to_series())}
    if known.is_empty():
        return Node(of, NodeKind.MISSING, None, "t", detail=detail)
    return Node(
        name=of,
        kind=NodeKind.AGGREGATE,
        value=float(known[of].sum()),
        unit="t",
        equation=f"sum({of})",
        label_zh="各地区、各排放源之和；没有估算的部分不计入",
        label_en="sum over places and sources; what is not estimated is not in it",
        detail=detail,
        children=tuple(told(row) for row in known.iter_rows(named=True)),
    )


def _all_carried(scenario: Scenario, *, emission: pl.DataFrame, growth: pl.DataFrame) -> tuple[Node, ...]:
    """Explain what each activity would emit without measures, where the inventory knows it."""
    held = emission.filter(pl.col("mass_t").is_not_null()).with_columns(inner=_inner("activity_id"))
    grown = growth.with_columns(inner=_inner("activity")).join(held, on="inner", maintain_order="left")
    return tuple(_carried(one, scenario) for one in grown.iter_rows(named=True))


def _inner(name: str) -> pl.Expr:
    """Name an activity without its place: what a province and its cities share."""
    return pl.col(name).str.split(SEPARATOR).list.slice(1).list.join(SEPARATOR)


def _carried(row: Row, scenario: Scenario) -> Node:
    """Explain what would be emitted without measures."""
    return Node(
        name="baseline_t",
        kind=NodeKind.EQUATION,
        value=row["mass_t"] * row["share"] * row["growth"],
        unit="t",
        equation="inventory_t * city_share * growth",
        label_zh="不采用措施：清单排放乘增长",
        label_en="without measures: emission of the inventory times growth",
        detail={"activity": row["activity"]},
        children=(
            Node(
                "inventory_t",
                NodeKind.AGGREGATE,
                row["mass_t"],
                "t",
                label_zh="清单中的排放",
                label_en="emission in the inventory",
                detail={"figure": row["figure"]},
            ),
            Node(
                "city_share",
                NodeKind.CONSTANT,
                row["share"],
                "1",
                label_zh="该地区占全省这项活动的份额",
                label_en="part of the province's activity at this place",
            ),
            _growth(row, scenario),
        ),
    )


def _growth(row: Row, scenario: Scenario) -> Node:
    parts = dict(zip(NAMED, row["activity"].split(SEPARATOR), strict=True))
    rule = rule_of(scenario, parts["source"], parts["fuel"])
    assert rule is not None  # noqa: S101 - the scenario was run by it
    whole = scenario.drivers[rule.driver]
    driver = whole.at(parts["region"])
    told = {"driver": rule.driver, "region": parts["region"] if driver is not whole else ""}
    ends = [
        Node(
            name,
            NodeKind.CONSTANT,
            value_at(driver, year=year),
            driver.unit,
            label_zh=f"{driver.name_zh} {year}",
            label_en=f"{driver.name_en} {year}",
            citation=driver.citation,
            quality=driver.quality,
            detail={**told, "year": year},
        )
        for name, year in (("driver", row["year"]), ("driver_base", scenario.base_year))
    ]
    rest = (
        _constant("elasticity", rule.elasticity, "1", ("弹性", "elasticity")),
        _constant("yearly_change", rule.yearly_change, "1", ("年变化率", "change a year")),
        _constant("years", float(row["year"] - scenario.base_year), "a", ("年数", "years")),
    )
    return Node(
        name="growth",
        kind=NodeKind.EQUATION,
        value=row["growth"],
        unit="1",
        equation="(driver / driver_base) ** elasticity * (1 + yearly_change) ** years",
        label_zh="活动水平与清单之比",
        label_en="activity over that of the inventory",
        children=(*ends, *rest),
    )


def _constant(name: str, value: float, unit: str, labels: tuple[str, str]) -> Node:
    return Node(name, NodeKind.CONSTANT, value, unit, label_zh=labels[0], label_en=labels[1])


def _taken(steps: pl.DataFrame, grown: Row, scenario: Scenario) -> Node:
    """Explain what the adoptions of one activity take away at one source."""
    first = steps.row(0, named=True)
    kept, unit = 1.0, first["base_t"]
    parts: list[Node] = []
    for step in steps.iter_rows(named=True):
        kept *= 1 - step["share"] * step["saved"]
        unit += step["share"] * step["change_t"]
        parts += _step(step)
    return Node(
        name="avoided_t",
        kind=NodeKind.EQUATION,
        value=first["level"] * (first["base_t"] - kept * unit),
        unit="t",
        equation="level * (factor_t - product(kept) * (factor_t + sum(step_t)))",
        label_zh="措施减少的排放",
        label_en="what measures take away",
        detail={"activity": grown["activity"]},
        children=(
            _level(first, grown, scenario),
            Node(
                "factor_t",
                NodeKind.FACTOR,
                first["base_t"],
                "t",
                label_zh="清单中单位活动的排放",
                label_en="what a unit of the activity emits in the inventory",
            ),
            *parts,
        ),
    )


def _level(first: Row, grown: Row, scenario: Scenario) -> Node:
    labels = ("基准年活动水平", "activity of the inventory")
    quantity = _constant("quantity", first["quantity"], "", labels)
    return Node(
        name="level",
        kind=NodeKind.EQUATION,
        value=first["level"],
        unit="",
        equation="quantity * growth",
        label_zh="推算的活动水平",
        label_en="activity that has grown",
        children=(quantity, _growth(grown, scenario)),
    )


def _step(step: Row) -> list[Node]:
    """Give what one adoption leaves of the activity, and what it changes of its factor."""
    share = _constant("share", step["share"], "1", ("采用份额", "share taken up"))
    saved = Node("saved", NodeKind.FACTOR, step["saved"], "1", label_zh="节约的部分", label_en="part saved")
    change = Node(
        "change_t",
        NodeKind.FACTOR,
        step["change_t"],
        "t",
        label_zh="因子变化",
        label_en="change of the factor",
    )
    told = {"measure": step["measure"], "rank": step["rank"]}
    return [
        Node(
            "kept",
            NodeKind.EQUATION,
            1 - step["share"] * step["saved"],
            "1",
            equation="1 - share * saved",
            label_zh="节约后剩下的活动",
            label_en="activity that is left",
            detail=told,
            children=(share, saved),
        ),
        Node(
            "step_t",
            NodeKind.EQUATION,
            step["share"] * step["change_t"],
            "t",
            equation="share * change_t",
            label_zh="份额乘因子变化",
            label_en="share times change of the factor",
            detail=told,
            children=(share, change),
        ),
    ]
