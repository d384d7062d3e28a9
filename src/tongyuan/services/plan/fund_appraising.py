"""A project appraised: net present value, rate of return, payback, tax saved, public money a tonne."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan import reference
from tongyuan.plan import money
from tongyuan.services.answer import Answer
from tongyuan.services.citations import citations
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.fund_pool import Projects, projects_of
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.quality import QUALITY
from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["appraise", "appraised", "basis_of", "swings"]

NEEDED = tuple(name for name, default in money.INPUTS.items() if default is None)
Rate = Annotated[float | None, "社会折现率，缺省 0.08 · social rate of discount"]
OwnerRate = Annotated[float | None, "业主折现率，缺省 0.10 · owner's rate of discount"]
TaxRate = Annotated[float | None, "每污染当量税额（元） · rate of the tax per equivalent"]
GwpSet = Annotated[Literal["SAR", "AR4", "AR5", "AR6"], "GWP 集 · set of warming potentials (100 years)"]


@service("fund.appraise")
def appraise(
    ctx: Context,
    *,
    project: Annotated[str, Positional("项目编号 · project id")],
    social_rate: Rate = None,
    owner_rate: OwnerRate = None,
    carbon_value: Annotated[
        float | None, "每吨CO2e的社会价值（元），缺省不计 · value of a tonne of CO2e; not valued by default"
    ] = None,
    air_rate: TaxRate = None,
    water_rate: TaxRate = None,
    gwp_set: GwpSet = "AR5",
) -> Answer:
    """Appraise a project for the society and for its owner. 项目评价。"""
    seen = projects_of(ctx)
    row = seen.one(project)
    basis, told = basis_of(
        ctx,
        rates={"social": social_rate, "private": owner_rate},
        tax={"air": air_rate, "water": water_rate},
        carbon_value=carbon_value,
        gwp_set=gwp_set,
    )
    found = appraised(seen, project, basis)
    rules = reference.green_finance_rules()
    card = {
        "project": project,
        "name": row["name"],
        **_card(found),
        "eligibility": money.eligibility(row["green_activity"], rules=rules, on=ctx.today).to_dicts(),
    }
    meta = {**told, "tax_known": found.tax_known, "quality": _worst(seen, project)}
    return Answer(meta={**meta, "sensitivity": Sensitivity.INTERNAL.value}, data=card)


def _worst(seen: Projects, project: str) -> str | None:
    """Give the worst quality of a project's figures and effects."""
    rows = pl.concat(
        [part.select("project", pl.col("quality").cast(QUALITY)) for part in (seen.inputs, seen.effects)]
    )
    worst = rows.filter(pl.col("project") == project)["quality"].max()
    return None if worst is None else str(worst)


def _card(found: money.Appraisal) -> dict[str, Any]:
    """Write an appraisal down; what is not known is None."""
    return {
        "worth": found.worth.to_dicts(),
        "flows": found.flows.to_dicts(),
        "public_share": found.venture.public_share,
        "tax_saved_cny": found.venture.tax_saved_cny if found.tax_known else None,
        "co2e_t": found.venture.co2e_t if "CO2e" in found.reductions["species"] else None,
        "taxed": found.taxed.to_dicts(),
        "reductions": found.reductions.to_dicts(),
        "swings": [
            {"side": side, **asdict(swing), "width": swing.width}
            for side, swings in found.swings.items()
            for swing in swings
        ],
    }


@service("fund.swings", permits="fund.appraise")
def swings(
    ctx: Context,
    *,
    project: Annotated[str, Positional("项目编号 · project id")],
    side: Annotated[Literal["social", "owner"], "社会或业主 · society or owner"] = "owner",
    social_rate: Rate = None,
    owner_rate: OwnerRate = None,
) -> Answer:
    """List what moves a project's net present value most, input by input. 敏感性（龙卷风图）。"""
    basis, told = basis_of(
        ctx,
        rates={"social": social_rate, "private": owner_rate},
        tax={"air": None, "water": None},
        carbon_value=None,
        gwp_set="AR5",
    )
    found = appraised(projects_of(ctx), project, basis)
    central = found.worth.filter(side=side)["npv_cny"].item()
    rows = [{**asdict(swing), "width": swing.width, "npv_cny": central} for swing in found.swings[side]]
    schema: dict[str, Any] = {"input": pl.String, **dict.fromkeys(_SWUNG, pl.Float64)}
    meta = {**told, "side": side, "sensitivity": Sensitivity.INTERNAL.value}
    return Answer(meta=meta, data=pl.DataFrame(rows, schema=schema))


_SWUNG = ("low", "high", "at_low", "at_high", "width", "npv_cny")


def appraised(seen: Projects, project: str, basis: money.Basis) -> money.Appraisal:
    """Appraise one of the projects within reach.

    Parameters
    ----------
    seen
        Projects.
    project
        Its id.
    basis
        What every project is appraised with.

    Returns
    -------
    money.Appraisal
        The appraisal.

    Raises
    ------
    InputError
        Naming every figure that it lacks.
    """
    told = pl.col("project") == project
    rows = seen.inputs.filter(told)
    figures = {
        str(row["figure"]): money.Figure(row["value"], row["low"], row["high"])
        for row in rows.iter_rows(named=True)
    }
    lacking = [name for name in NEEDED if name not in figures]
    if lacking:
        raise InputError(
            [Problem("fund.figures_lacking", {"project": project, "name": name}) for name in lacking]
        )
    effects = seen.effects.filter(told).with_columns(pl.col("medium").cast(pl.String))
    return money.appraise(figures, effects=effects, basis=basis)


def basis_of(
    ctx: Context,
    *,
    rates: dict[str, float | None],
    tax: dict[str, float | None],
    carbon_value: float | None,
    gwp_set: str,
) -> tuple[money.Basis, dict[str, Any]]:
    """Gather what projects are appraised with, and say what it is.

    Parameters
    ----------
    ctx
        Whose workspace; its jurisdiction states the rates of the tax.
    rates
        ``social`` and ``private`` rate of discount [1 a year]; None: that of the table.
    tax
        ``air`` and ``water``: rate per equivalent [CNY]; None: that of the jurisdiction.
    carbon_value
        Value of a tonne of CO2e [CNY]; None: not valued.
    gwp_set
        Set of warming potentials.

    Returns
    -------
    tuple
        The basis, and what to tell of it.
    """
    known = dict(reference.discount_rates().select("rate", "value").iter_rows())
    chosen = {name: known[name] if given is None else given for name, given in rates.items()}
    wrong = [
        Problem("service.argument", {"name": f"{name}_rate", "got": rate, "expected": "0 … 1"})
        for name, rate in chosen.items()
        if not 0 <= rate < 1
    ]
    if wrong:
        raise InputError(wrong)
    taxes = _tax_rates(ctx, tax)
    basis = money.Basis(
        social_rate=chosen["social"],
        owner_rate=chosen["private"],
        equivalents=reference.pollution_equivalents(),
        rules=reference.pollution_tax_rules(),
        rates=taxes.select("medium", "cny_per_equivalent"),
        gwp=reference.gwp().filter(pl.col("set") == gwp_set).select("species", "value"),
        carbon_value_cny=carbon_value,
    )
    told = {
        "social_rate": chosen["social"],
        "owner_rate": chosen["private"],
        "carbon_value_cny": carbon_value,
        "gwp_set": gwp_set,
        "currency": "CNY",
        "tax_rates": taxes.to_dicts(),
    }
    return basis, told


def _tax_rates(ctx: Context, given: dict[str, float | None]) -> pl.DataFrame:
    """Take the rates that are given, else those of the jurisdiction in force today."""
    texts = citations(ctx.workspace)
    stated = jurisdiction(ctx.workspace).frame("tax_rates").filter(pl.col("from_date") <= ctx.today)
    latest = stated.sort("from_date").unique("medium", keep="last", maintain_order=True)
    own = [
        {"medium": medium, "cny_per_equivalent": rate, "quality": "unverified", "citation": "user"}
        for medium, rate in given.items()
        if rate is not None
    ]
    columns = ("medium", "cny_per_equivalent", "quality", "citation")
    schema = {name: pl.Float64() if name == "cny_per_equivalent" else pl.String() for name in columns}
    asked = pl.DataFrame(own, schema=schema)
    rest = latest.select(pl.col(name).cast(kind) for name, kind in schema.items())
    rows = pl.concat([asked, rest.join(asked, on="medium", how="anti")]).sort("medium")
    return rows.with_columns(citation_text=pl.col("citation").replace(texts))
