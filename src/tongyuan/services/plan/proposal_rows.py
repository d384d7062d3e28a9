"""The tables of a deployment proposal, out of a kept plan: rows, tonnes, targets, assumptions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.plan.cocontrol import BASE, credited
from tongyuan.plan.cocontrol.crediting import REST
from tongyuan.plan.cocontrol.problem import CocontrolProblem
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.cocontrol_costs import invested
from tongyuan.services.plan.cocontrol_labels import named_rows, with_measure_names
from tongyuan.vocabulary.tables import ProposalAssumption, ProposalFall, ProposalRow, ProposalTarget

if TYPE_CHECKING:
    from tongyuan.services.plan.cocontrol_cases import Kept
    from tongyuan.workspace.workspace import Workspace

__all__ = ["KEY", "NONE", "tables_of"]

#: A row of a proposal, and what its tonnes are found by.
KEY = ["year", "region", "source", "measure", "subject", "unit"]
NONE = "-"
CHAIN = "+"
CHOICE = ["subject", "item", "part", "year"]
NAMES = [f"{part}_{language}" for part in ("region", "source", "measure") for language in ("zh", "en")]


def tables_of(found: Kept) -> dict[str, pl.DataFrame]:
    """Make the tables of a proposal.

    Parameters
    ----------
    found
        A kept plan that is feasible.

    Returns
    -------
    dict
        ``proposal_row``, ``proposal_fall``, ``proposal_target`` and ``proposal_assumption``.
    """
    chosen = _chosen(found)
    return {
        "proposal_row": _rows(found, chosen),
        "proposal_fall": _falls(found, chosen),
        "proposal_target": _targets(found),
        "proposal_assumption": _assumptions(found),
    }


def _chosen(found: Kept) -> pl.DataFrame:
    """Name what the plan chooses; a project is its own measure and stands where it changes emission."""
    uptake = found.plan.uptake.with_columns(pl.col("subject").cast(pl.String))
    named = named_rows(found.workspace, uptake)
    built = pl.col("subject") == "project"
    places = found.case.project_emissions.unique("project", keep="first", maintain_order=True)
    placed = named.join(
        places.select(item="project", stands="region"), on="item", how="left", maintain_order="left"
    )
    regions = jurisdiction(found.workspace).regions.select("region", zh="name_zh", en="name_en")
    whole = pl.lit(found.workspace.meta.region)
    return (
        placed.with_columns(
            region=pl.when(built).then(pl.coalesce("stands", whole)).otherwise("region"),
            source=pl.when(built).then(pl.lit(NONE)).otherwise("source"),
            measure=pl.when(built).then("item").otherwise("measure"),
        )
        .join(regions, on="region", how="left", maintain_order="left")
        .with_columns(
            region_zh="zh",
            region_en="en",
            measure_zh=pl.when(built).then("item").otherwise("measure_zh"),
            measure_en=pl.when(built).then("item").otherwise("measure_en"),
        )
        .filter(pl.col("measure") != BASE)
    )


def _rows(found: Kept, chosen: pl.DataFrame) -> pl.DataFrame:
    asked = found.case.levels.select("activity", "year", pl.col("quantity").alias("level"))
    guess = found.found.table("unbounded").select("activity", "measure", guessed=pl.lit(value=True)).unique()
    behind = invested(found.found).select(*CHOICE, "investment_cny")
    told = (
        chosen.join(asked, on=["activity", "year"], how="left", maintain_order="left")
        .join(guess, on=["activity", "measure"], how="left", maintain_order="left")
        .join(behind, on=CHOICE, how="left", maintain_order="left")
    )
    named = [pl.col(name).first() for name in NAMES]
    summed = told.group_by(KEY, maintain_order=True).agg(
        *named,
        pl.col("quantity").sum(),
        pl.when(pl.col("level").is_not_null().all()).then(pl.col("level").sum()).alias("level"),
        pl.col("cost_cny").sum(),
        # A row is known where all that it sums is: a part of a sum would be read as the whole.
        pl.when((pl.col("investment_cny").is_not_null() | (pl.col("quantity") == 0)).all()).then(
            pl.col("investment_cny").sum()
        ),
        share_known=~(pl.col("guessed").fill_null(value=False) & (pl.col("quantity") > 0)).any(),
    )
    rows = summed.filter(pl.col("quantity") > 0).with_columns(
        share=pl.when(pl.col("level") > 0).then(pl.col("quantity") / pl.col("level"))
    )
    bound = _bound(found.workspace, rows["measure"].unique(maintain_order=True).to_list())
    joined = rows.join(bound, on="measure", how="left", maintain_order="left")
    ordered = joined.sort(
        ["year", "region", "cost_cny"], descending=[False, False, True], maintain_order=True
    )
    return ProposalRow.validate(ordered.select(ProposalRow.column_names()), cast=True)


def _bound(workspace: Workspace, names: list[str]) -> pl.DataFrame:
    """Give the articles that ask for each measure, their targets, and the departments that they name."""
    place = jurisdiction(workspace)
    asked = place.frame("measure_bindings").sort("measure", "article")
    named = dict(place.frame("articles").select("article", "departments").iter_rows())
    rows = []
    for name in names:
        own = asked.filter(pl.col("measure").is_in(name.split(CHAIN)))
        articles = own["article"].unique().sort().to_list()
        targets = _once(" ".join(own["targets"].drop_nulls()).split())
        departments = _once(";".join(named.get(one) or "" for one in articles).split(";"))
        rows.append(
            {
                "measure": name,
                "articles": " ".join(map(str, articles)) or None,
                "targets": " ".join(targets) or None,
                "departments": ";".join(departments) or None,
            }
        )
    columns = ("measure", "articles", "targets", "departments")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))


def _once(parts: list[str]) -> list[str]:
    return list(dict.fromkeys(part for part in parts if part))


def _falls(found: Kept, chosen: pl.DataFrame) -> pl.DataFrame:
    """Credit the rows with their tonnes; what nothing is credited with is a row of its own."""
    told = credited(found.plan.uptake, found.case, emission=found.plan.emission)
    keys = chosen.select(*CHOICE, "source", "measure", "unit")
    joined = told.join(keys, on=CHOICE, how="left", maintain_order="left").with_columns(
        pl.col("source", "unit").fill_null(NONE),
        pl.col("measure").fill_null(REST),
    )
    summed = joined.group_by([*KEY, "species"], maintain_order=True).agg(pl.col("fall_t").sum())
    ordered = summed.sort([*KEY, "species"])
    return ProposalFall.validate(ordered.select(ProposalFall.column_names()), cast=True)


def _targets(found: Kept) -> pl.DataFrame:
    """List the limits with what the plan reaches, those that bind first."""
    moved = {(row["limit"], row["year"]): row["stated"] for row in found.run.params.get("moved", [])}
    limits = found.case.limits.select(
        "limit", "year", "name_zh", "name_en", "target", "article", "hedge", "sense"
    )
    prices = found.plan.prices.select("limit", "year", "value", "bound", "unit", "binding", "price_cny")
    rows = [
        row | {"stated": moved.get((row["limit"], row["year"]), row["bound"])}
        for row in limits.join(prices, on=["limit", "year"], maintain_order="left").to_dicts()
    ]
    frame = pl.DataFrame(rows, schema=ProposalTarget.create_empty().schema)
    ordered = frame.sort("binding", descending=True, maintain_order=True)
    return ProposalTarget.validate(ordered.select(ProposalTarget.column_names()), cast=True)


def _assumptions(found: Kept) -> pl.DataFrame:
    rows = [*_of_problem(found), *_of_measures(found), *_of_run(found)]
    frame = pl.DataFrame(rows, schema=ProposalAssumption.create_empty().schema).unique(
        ["kind", "item"], keep="first", maintain_order=True
    )
    return ProposalAssumption.validate(frame, cast=True)


def _row(kind: str, item: str, **more: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "item": item,
        "name_zh": item,
        "name_en": item,
        "quality": None,
        "value": None,
    } | more


def _of_problem(found: Kept) -> Iterator[dict[str, Any]]:
    asked = CocontrolProblem.model_validate_json(str(found.run.params["problem"]))
    for name, driver in asked.scenario.drivers.items():
        named = {"name_zh": driver.name_zh, "name_en": driver.name_en}
        yield _row("driver", name, **named, quality=driver.quality.value)
    for name, share in asked.most_shares.items():
        yield _row("share_stated", name, value=f"{share:g}")
    for row in found.run.params.get("moved", []):
        named = {"name_zh": row["name_zh"], "name_en": row["name_en"]}
        value = f"{row['stated']:.6g} -> {row['bound']:.6g} {row['unit']}"
        yield _row("bound_moved", f"{row['limit']}:{row['year']}", **named, value=value)


def _of_measures(found: Kept) -> Iterator[dict[str, Any]]:
    """Name the measures that are taken up and rest on what nobody found or verified."""
    used = found.plan.uptake.filter(pl.col("quantity") > 0, pl.col("part") != BASE)
    named = named_rows(found.workspace, used.with_columns(pl.col("subject").cast(pl.String)))
    single = {one for chain in named["measure"].unique() for one in chain.split(CHAIN)}
    library = found.measures().filter(pl.col("measure").is_in(single)).sort("measure")
    for row in with_measure_names(found.workspace, library).iter_rows(named=True):
        zh, en = row["measure_zh"], row["measure_en"]
        if row["quality"] in ("unverified", "synthetic"):
            yield _row("measure", row["measure"], name_zh=zh, name_en=en, quality=row["quality"])
        if not row["share_known"]:
            yield _row("share_unknown", row["measure"], name_zh=zh, name_en=en)


def _of_run(found: Kept) -> Iterator[dict[str, Any]]:
    params = found.run.params
    synthetic = "synthetic" if found.workspace.meta.synthetic else None
    yield _row("inventory", str(params["inventory"]), quality=synthetic, value=str(params["year"]))
    for origin in params["origins"]:
        yield _row("cost_origin", str(origin))
    factor = params.get("grid_factor")
    named = {"name_zh": "电力", "name_en": "electricity"}
    yield _row("grid_factor", "electricity", **named, value=None if factor is None else f"{factor:.4g} t/MWh")
    if params.get("air"):
        yield _row("air", str(params["air"]), value=str(params.get("air_model")))
