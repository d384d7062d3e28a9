"""The city's budget of CO2 and its shadow price, each with the kept run that says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.deploy.admission import Carbon, Price
from tongyuan.services.plan.kept_runs import kept_runs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongyuan.workspace.workspace import Workspace

__all__ = ["carbon_facts", "carbon_of", "price_of", "told_facts"]

#: Masses of a budget in tonnes.
TONNES = {"t": 1.0, "t CO2": 1.0, "吨": 1.0, "kt": 1e3, "Mt": 1e6, "10 kt": 1e4, "万吨": 1e4}
NO_BUDGET = "没有保留的目标分解给出该地区的二氧化碳总量预算"
NO_PRICE = "没有保留的协同控制方案给出起约束的二氧化碳限值"


def carbon_of(workspace: Workspace, region: str) -> Carbon | None:
    """Find what the latest kept or released decomposition leaves of a region's budget of CO2.

    Parameters
    ----------
    workspace
        The workspace.
    region
        Code.

    Returns
    -------
    Carbon or None
        The budget of the last year; None where no run has an amount in a unit of mass.
    """
    for run in kept_runs(workspace, "decomposition"):
        rows = workspace.run_table(run.id, "budget").filter(
            pl.col("region") == region,
            pl.col("indicator").str.starts_with("CO2"),
            pl.col("form").cast(pl.String) == "amount",
            pl.col("unit").is_in(list(TONNES)),
        )
        if rows.height:
            found = rows.sort("year").row(-1, named=True)
            to_t = TONNES[found["unit"]]
            cap, now = found["budget_value"] * to_t, found["base_value"] * to_t
            told = {name: found[name] for name in ("year", "base_year", "quality")}
            return Carbon(cap, now, run.id, **told)
    return None


def price_of(workspace: Workspace, region: str) -> Price | None:
    """Find the shadow price of CO2 in the last year of the latest plan of a region, else of the whole.

    Parameters
    ----------
    workspace
        The workspace.
    region
        Code.

    Returns
    -------
    Price or None
        The price; None where no limit of CO2 binds.
    """
    runs = kept_runs(workspace, "cocontrol")
    for place in dict.fromkeys((region, workspace.meta.region)):
        for run in runs:
            if run.params.get("region") != place or "shadow_price" not in run.tables:
                continue
            rows = workspace.run_table(run.id, "shadow_price").filter(
                pl.col("limit").str.starts_with("CO2"), pl.col("binding"), pl.col("unit") == "t"
            )
            if rows.height:
                last = rows.sort("year").row(-1, named=True)
                quality = "synthetic" if workspace.meta.synthetic else "unverified"
                return Price(float(last["price_cny"]), run.id, place, int(last["year"]), quality)
    return None


def carbon_facts(carbon: Carbon | None, price: Price | None) -> dict[str, Any]:
    """Write budget and price down as they are kept with an opinion.

    Parameters
    ----------
    carbon, price
        What was found.

    Returns
    -------
    dict
        Figures with year, run and quality; None with the reason.

    Examples
    --------
    >>> carbon_facts(None, None)["price_why"] == NO_PRICE
    True
    """
    return {
        "budget_t": carbon and carbon.cap_t,
        "budget_base_t": carbon and carbon.now_t,
        "budget_left_t": carbon and carbon.left_t,
        "budget_year": carbon and carbon.year,
        "budget_base_year": carbon and carbon.base_year,
        "budget_run": carbon and carbon.run,
        "budget_quality": carbon and carbon.quality,
        "budget_why": None if carbon else NO_BUDGET,
        "price_cny_per_t": price and price.cny_per_t,
        "price_year": price and price.year,
        "price_region": price and price.region,
        "price_run": price and price.run,
        "price_quality": price and price.quality,
        "price_why": None if price else NO_PRICE,
    }


def told_facts(facts: Mapping[str, Any]) -> list[str]:
    """Say budget and price in sentences of the letter.

    Parameters
    ----------
    facts
        As ``carbon_facts`` writes them.

    Returns
    -------
    list of str
        Two sentences.

    Examples
    --------
    >>> told_facts(carbon_facts(None, None))[0].startswith("城市碳预算余量：—")
    True
    """
    budget = f"城市碳预算余量：—（{facts['budget_why']}）。"
    if facts["budget_run"]:
        budget = (
            f"城市碳预算余量 {facts['budget_left_t']:,.0f} 吨二氧化碳（{facts['budget_year']} 年预算"
            f" {facts['budget_t']:,.0f} 吨，{facts['budget_base_year']} 年 {facts['budget_base_t']:,.0f} 吨；"
            f"运行 {facts['budget_run'][:12]}，数据质量 {facts['budget_quality']}）。"
        )
    price = f"影子价格：—（{facts['price_why']}）。"
    if facts["price_run"]:
        price = (
            f"影子价格 {facts['price_cny_per_t']:,.2f} 元/吨二氧化碳（{facts['price_year']} 年，"
            f"地区 {facts['price_region']} 的方案；运行 {facts['price_run'][:12]}，"
            f"数据质量 {facts['price_quality']}）。"
        )
    return [budget, price]
