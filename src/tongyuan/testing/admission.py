"""Builders of projects at the admission desk; every one is synthetic."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from tongyuan.deploy.admission import Carbon, Case, Rulebook, Settings
from tongyuan.reference.admission import admission_regions, admission_rules
from tongyuan.vocabulary.tables import AdmissionProject, AdmissionSource
from tongyuan.workspace.workspace import Workspace

__all__ = ["PLAIN", "a_case", "a_project", "a_source", "fill_projects", "the_book"]

DAY = date(2026, 3, 2)
#: Outside of all key regions.
PLAIN = "990100"


def the_book() -> Rulebook:
    """Return the rules as they are packaged."""
    return Rulebook(admission_rules(), admission_regions())


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
        "amount_t": amount,
        "available_t": amount,
        "substitute": "gas" if kind == "coal" else None,
        "base_on": date(2024, 12, 31),
        "began_on": date(2025, 6, 30),
        "lawful": True,
        "evidence": "证明 1 号",
    }
    return row | told | changed


def a_case(**changed: Any) -> Case:
    """Return the clean project as it is looked at: units, city, budget and sources as a test has them."""
    facts: dict[str, Any] = {
        "on": DAY,
        "sources": (a_source("capacity", 1_500_000.0), a_source("coal", 110_000.0), a_source("NOx", 800.0)),
        "parts": pl.DataFrame({"unit": ["U1"], "zone_class": ["key"], "red_line": [False], "share": [1.0]}),
        "red_line": "clear",
        "settings": Settings(coal_ratio=1.1, two_high_sectors=frozenset(), pm25_ug_m3=38.0),
        "carbon": Carbon(cap_t=5_000_000.0, now_t=4_000_000.0, price_cny_per_t=60.0),
    }
    named = {name: changed.pop(name, default) for name, default in facts.items()}
    ledger = {name: changed.pop(name, {}) for name in ("used", "reduced")}
    return Case(project=a_project(**changed), **named, **ledger)


def fill_projects(workspace: Workspace) -> None:
    """Leave a row in every table of projects."""
    workspace.projects.put(a_project(), [a_source("coal", 1.0)], actor="tester")
    entry = workspace.projects.entered()[0]
    kept: dict[str, Any] = {"day": DAY, "rules": "0" * 64, "inputs": "1" * 64, "outcome": "hold"}
    opinion = workspace.projects.keep(entry, kept | {"findings": []}, actor="tester")
    step = {"project": "A1", "step": "refuse", "done_on": DAY, "document": "函", "memo": "演练"}
    workspace.projects.take(step | {"opinion": opinion}, key="k", actor="tester", refuse=lambda steps: None)
