"""A problem to begin with: on the latest inventory of the workspace, or as a kept plan was asked."""

from __future__ import annotations

from enum import StrEnum
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any

import polars as pl
import yaml

from tongyuan.plan.cocontrol.problem import CocontrolProblem
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.air_runs import air_run
from tongyuan.services.plan.inventory_runs import compiled
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.regions import additive_children

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["example", "example_by_city", "written_problem"]

#: The cap of the example is on the first of these that the inventory knows.
CAPPED = ("SO2", "NOx", "CO2")
YEARLY = 0.05
LATER = 5
PLANNED = 2
GROUPED = 3
SYNTHETIC = "演练数据，虚构 / synthetic"
IMPORTED = "工作区导入的观测年均值 / yearly mean imported into the workspace"
#: Stands where no response of the air with an observation is kept.
NO_AIR = """# 浓度约束要先运行 air response，并有该年观测值
# caps on concentrations need air response and an observation of that year
# concentrations: [{limit: air, name_zh: 细颗粒物, name_en: PM2.5, year: …, city: …, at_most_ugm3: …,
#   observed_ugm3: …, citation: …}]"""


def example(workspace: Workspace) -> str:
    """Write an example: that of the pack where it ships one, else one on the latest inventory.

    The latter has the next years of the policy's targets, one driver and one cap.

    Parameters
    ----------
    workspace
        The workspace.

    Returns
    -------
    str
        YAML with comments; the growth in it is assumed and says so.

    Raises
    ------
    NotFoundError
        If there is no inventory.
    """
    shipped = files("tongyuan.packs") / workspace.meta.pack / "cocontrol.yaml"
    if shipped.is_file():
        return shipped.read_text("utf-8")
    found = compiled(workspace)
    base = found.year
    years = _years(workspace, base=base)
    emitted = set(found.emission.filter(pl.col("mass_t") > 0)["species"].cast(pl.String))
    quality = Quality.SYNTHETIC if workspace.meta.synthetic else Quality.UNVERIFIED
    text = (files("tongyuan.services") / "data" / "cocontrol_example.yaml").read_text("utf-8")
    return Template(text).substitute(
        base=base,
        years=", ".join(map(str, years)),
        last=years[-1],
        values=", ".join(f"{year}: {(1 + YEARLY) ** (year - base):.4f}" for year in (base, *years)),
        quality=quality.value,
        species=next((one for one in CAPPED if one in emitted), CAPPED[-1]),
    )


def example_by_city(workspace: Workspace) -> str:
    """Write the example by city: a group of cities, and the air of one of them no worse than observed.

    Parameters
    ----------
    workspace
        The workspace.

    Returns
    -------
    str
        YAML with comments; without an observation its cap on the air is but a comment.

    Raises
    ------
    NotFoundError
        If there is no inventory.
    """
    text = example(workspace)
    stated = yaml.safe_load(text)["scenario"]
    base, last = int(stated["base_year"]), int(stated["years"][-1])
    cities = list(additive_children(jurisdiction(workspace).regions, parent=workspace.meta.region))
    more = (files("tongyuan.services") / "data" / "cocontrol_cities_example.yaml").read_text("utf-8")
    return text.rstrip("\n") + Template(more).substitute(
        base=base,
        last=last,
        city=cities[0],
        group=", ".join(f'"{city}"' for city in cities[:GROUPED]),
        concentrations=_air_cap(workspace, base=base, last=last),
    )


def _air_cap(workspace: Workspace, *, base: int, last: int) -> str:
    """Write a cap on the air of the city with the highest observation, at what was observed."""
    try:
        totals = air_run(workspace, year=base).totals
    except NotFoundError:
        return NO_AIR
    seen = totals.drop_nulls("observed_ug_m3").sort("observed_ug_m3", "region")
    if seen.is_empty():
        return NO_AIR
    city, observed = seen.select("region", "observed_ug_m3").row(-1)
    asked = {
        "limit": f"air_{city}",
        "name_zh": "细颗粒物年均浓度不高于基准年",
        "name_en": "yearly mean of PM2.5 not above the base year",
        "year": last,
        "city": city,
        "pollutant": "PM2.5",
        "at_most_ugm3": observed,
        "observed_ugm3": observed,
        "citation": SYNTHETIC if workspace.meta.synthetic else IMPORTED,
    }
    return yaml.safe_dump({"concentrations": [asked]}, allow_unicode=True, sort_keys=False)


def _years(workspace: Workspace, *, base: int) -> list[int]:
    """Take the next years for which the policy has targets; a step on where it has none."""
    targets = jurisdiction(workspace).targets["target_year"].drop_nulls().unique().sort()
    return targets.filter(targets > base).to_list()[:PLANNED] or [base + LATER]


def written_problem(run: Run) -> str:
    """Write the problem of a kept plan as YAML, as it was asked.

    Parameters
    ----------
    run
        The run.

    Returns
    -------
    str
        YAML.
    """
    asked = CocontrolProblem.model_validate_json(str(run.params["problem"]))
    plain = _plain(asked.model_dump(exclude_defaults=True))
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.value if isinstance(value, StrEnum) else value
