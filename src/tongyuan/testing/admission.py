"""Builders of projects at the admission desk; every one is synthetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import shapely
import yaml
from shapely.geometry.base import BaseGeometry

from tongyuan import packs
from tongyuan.deploy.admission import Carbon, Case, Price, Registered, Rulebook, Settings
from tongyuan.reference.admission import admission_regions, admission_rules
from tongyuan.services.session import Session
from tongyuan.testing.sessions import an_actor
from tongyuan.testing.zones import zoned
from tongyuan.vocabulary.tables import AdmissionProject, AdmissionSource, Budget, ShadowPrice, ZoneRule
from tongyuan.vocabulary.tables.admission import POLLUTANTS
from tongyuan.workspace.workspace import Workspace

__all__ = [
    "PLAIN",
    "a_case",
    "a_list",
    "a_project",
    "a_source",
    "cleared",
    "draw_red_line",
    "fill_projects",
    "keep_budget",
    "keep_price",
    "recognised",
    "registered",
    "the_book",
]

DAY = date(2026, 3, 2)
#: Outside of all key regions.
PLAIN = "990100"
KINDS = ["capacity", "coal", *POLLUTANTS]
COMMODITIES = ["clinker_capacity", "coal", "so2", "nox", "pm", "voc", "cod", "nh3n"]
CAPACITIES = {"steel": "steel_capacity", "flat_glass": "glass_capacity", "aluminium": "aluminium_capacity"}


def the_book() -> Rulebook:
    """Return the rules of the nation with those of the invented province."""
    own = packs.load("exercise").admission_rules
    return Rulebook(pl.concat([admission_rules(), own]), admission_regions())


def a_project(**changed: Any) -> dict[str, Any]:
    """Return a clinker line that meets every rule; a test changes one fact."""
    row: dict[str, Any] = dict.fromkeys(AdmissionProject.column_names())
    told: dict[str, Any] = {
        "project": "A1",
        "name": "演练水泥熟料线",
        "region": PLAIN,
        "project_sector": "clinker",
        "project_stage": "planned",
        "catalogue_class": "permitted",
        "unit_list": "allowed",
        "unit_list_document": "清单对照意见 1 号",
        "announced_on": date(2025, 6, 1),
        "swap_case": "ordinary",
        "capacity_t": 1_000_000.0,
        "coal_t": 100_000.0,
        "energy_tce": 110_000.0,
        "electricity_mwh": 60_000.0,
        "water_m3": 200_000.0,
        "co2_t": 800_000.0,
        "NOx_t": 400.0,
        "energy_review": "节审 1 号",
        "carbon_evaluation": "碳评 1 号",
        "eia": "环评 1 号",
        "water_permit": "取水 1 号",
        "energy_level": "advanced",
        "material_level": "advanced",
        "water_level": "advanced",
        "level_document": "清洁生产 1 号",
        "told_as": "synthetic",
    }
    return row | told | changed


def a_source(kind: str, amount: float, **changed: Any) -> dict[str, Any]:
    """Return a lawful source that has just what is used of it."""
    row: dict[str, Any] = dict.fromkeys(AdmissionSource.column_names())
    told: dict[str, Any] = {
        "project": "A1",
        "offset_source": f"来源-{kind}",
        "offset_kind": kind,
        "registration": 1 + KINDS.index(kind),
        "amount_t": amount,
        "available_t": amount,
        "coal_tce_per_t": 1.0 if kind == "coal" else None,
        "substitute": "gas" if kind == "coal" else None,
        "base_on": date(2024, 12, 31),
        "began_on": date(2025, 6, 30),
        "lawful": True,
        "evidence": "证明 1 号",
    }
    return row | told | changed


def registered(
    sources: Sequence[Mapping[str, Any]], *, sector: str = "clinker", **changed: Any
) -> dict[int, Registered]:
    """Return a register that recognises just what the sources use, but for what a test changes of all."""
    found: dict[int, Registered] = {}
    for source in sources:
        number, kind = source["registration"], source["offset_kind"]
        if number is None:
            continue
        told = COMMODITIES[KINDS.index(kind)]
        commodity = CAPACITIES.get(sector, told) if kind == "capacity" else told
        before = found[number].recognised or 0.0 if number in found else 0.0
        whole = before + source["amount_t"] * (source["coal_tce_per_t"] or 1.0)
        row = {"recognised": whole} | changed
        found[number] = Registered(number, commodity, "tce" if kind == "coal" else "t", **row)
    return found


def a_list(unit: str, effect: str, subject: str, **changed: Any) -> pl.DataFrame:
    """Return a line of a unit's list."""
    row: dict[str, Any] = dict.fromkeys(ZoneRule.column_names())
    told = {"unit": unit, "edition": "2024", "rule": "1", "dimension": "space", "effect": effect}
    told |= {"subject": subject, "text": "演练条目", "citation": "演练", "quality": "synthetic"}
    frame = pl.DataFrame([row | told | {"valid_from": date(2024, 1, 1)} | changed])
    return ZoneRule.validate(frame, cast=True)


def a_case(**changed: Any) -> Case:
    """Return the clean project as it is looked at: units, city, budget and sources as a test has them."""
    facts: dict[str, Any] = {
        "on": DAY,
        "sources": (a_source("capacity", 1_500_000.0), a_source("coal", 110_000.0), a_source("NOx", 800.0)),
        "parts": pl.DataFrame({"unit": ["U1"], "zone_class": ["key"], "red_line": [False], "share": [1.0]}),
        "red_line": "clear",
        "lists": a_list("U1", "allow", "水泥"),
        "settings": Settings(coal_ratio=1.1, two_high=(), pm25_ug_m3=38.0),
        "carbon": Carbon(cap_t=5_000_000.0, now_t=4_000_000.0, run="run", year=2030, base_year=2025),
        "price": Price(60.0, "run", PLAIN, 2030, "synthetic"),
        "used": {},
    }
    named = {name: changed.pop(name, default) for name, default in facts.items()}
    own = registered(named["sources"], sector=changed.get("project_sector", "clinker"))
    return Case(register=changed.pop("register", own), project=a_project(**changed), **named)


def keep_budget(session: Session, *, left_t: float, region: str | None = None) -> str:
    """Keep a decomposition that leaves a region so much CO2; give its run."""
    row = {
        "region": region or session.workspace.meta.region,
        "indicator": "CO2",
        "year": 2030,
        "method": "grandfathering",
        "form": "amount",
        "base_year": 2025,
        "base_value": 10.0,
        "budget_value": 10.0 + left_t / 1e4,
        "exact_value": 10.0,
        "method_value": 10.0,
        "unit": "10 kt",
        "reduction_share": 0.0,
        "decomposition": "演练",
        "origin": "method",
        "reason": None,
        "quality": "synthetic",
    }
    rows = Budget.validate(pl.DataFrame([row]), cast=True)
    made: dict[str, Any] = {"params": {}, "inputs": {}, "tables": {"budget": rows}}
    return str(session.workspace.record_run("decomposition", actor="tester", **made).id)


def keep_price(session: Session, *, cny_per_t: float, region: str | None = None) -> str:
    """Keep a co-control plan whose limit of CO2 binds at a price; give its run."""
    row = {"limit": "CO2_total", "year": 2030, "value": 1.0, "bound": 1.0, "unit": "t", "binding": True}
    row |= {"price_cny": cny_per_t, "relaxed_cny": None, "tightened_cny": None}
    rows = ShadowPrice.validate(pl.DataFrame([row]), cast=True)
    made: dict[str, Any] = {"params": {"region": region or session.workspace.meta.region}, "inputs": {}}
    kept = session.workspace.record_run("cocontrol", actor="tester", **made, tables={"shadow_price": rows})
    return str(kept.id)


def recognised(session: Session, commodity: str, amount: str, **changed: Any) -> int:
    """Register a reduction and let somebody else recognise it whole; give its number."""
    told: dict[str, Any] = {
        "facility": f"设施 {commodity}",
        "commodity": commodity,
        "year": 2025,
        "amount": amount,
        "holder": f"region:{session.workspace.meta.region}",
        "measure": "closure",
        "base": "2024-12-31",
        "began": "2025-06-30",
        "lawful": "yes",
        "evidence": "核定文件",
        "key": f"登记 {commodity} {amount}",
    }
    number = int(session.call("reduction.register", **told | changed).frame()["reduction"][0])
    other = Session(session.workspace, an_actor("recogniser"))
    other.call("reduction.recognise", number=number, amount=amount, key=f"核定 {number}")
    return number


def draw_red_line(session: Session, shape: BaseGeometry, *, folder: Path) -> None:
    """Import a red line; drawn again it corrects the one before."""
    line = {"管控单元编码": "R1", "管控单元名称": "示例红线", "管控分类": "优先保护", "wkt": shape.wkt}
    pl.DataFrame({name: [text] for name, text in line.items()}).write_csv(folder / "line.csv")
    told: dict[str, Any] = {"valid_from": "2024-01-01", "source": "示例", "origin": "synthetic"}
    session.call("zone.import", file=folder / "line.csv", edition="2024", layer="red_line", **told)


def cleared(session: Session, *, folder: Path) -> dict[str, Any]:
    """Leave all that the example needs to be supported: register, units, settings, air, budget; its form."""
    made = session.call("admission.example").document
    form: dict[str, Any] = yaml.safe_load(b"" if made is None else made.content)
    numbers = (
        recognised(session, "clinker_capacity", "1500000"),
        recognised(session, "coal", "78573", substitute="gas"),
        recognised(session, "nox", "800"),
    )
    for source, number in zip(form["sources"], numbers, strict=True):
        source["registration"] = number
    session.call(
        "admission.settle",
        setting="coal_ratio",
        figure=1.1,
        effective_from="2024-01-01",
        document="演练省煤炭消费替代规定（合成）",
    )
    point = shapely.from_wkt(zoned(session, folder=folder))
    draw_red_line(session, shapely.box(point.x + 0.1, point.y, point.x + 0.12, point.y + 0.02), folder=folder)
    region = session.workspace.meta.region
    held = session.workspace.statistics(series="pm25_annual_mean").tail(1)
    air = {"region": region, "period": "2025", "value": 38.0}
    rows = held.with_columns(*(pl.lit(value).alias(name) for name, value in air.items()))
    session.workspace.add_statistics(rows, actor="tester")
    keep_budget(session, left_t=900_000.0)
    keep_price(session, cny_per_t=62.5)
    return form | {"longitude": point.x, "latitude": point.y}


def fill_projects(workspace: Workspace) -> None:
    """Leave a row in every table of projects."""
    workspace.projects.put(a_project(), [a_source("coal", 1.0)], actor="tester")
    entry = workspace.projects.entered()[0]
    kept: dict[str, Any] = {"day": DAY, "rules": "0" * 64, "inputs": "1" * 64, "outcome": "hold"}
    opinion = workspace.projects.keep(entry, kept | {"findings": []}, actor="tester")
    step = {"project": "A1", "step": "refuse", "done_on": DAY, "document": "函", "memo": "演练"}
    workspace.projects.take(step | {"opinion": opinion}, key="k", actor="tester", refuse=lambda steps: None)
