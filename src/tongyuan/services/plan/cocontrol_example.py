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
from tongyuan.services.plan.inventory_runs import compiled
from tongyuan.vocabulary.quality import Quality

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["example", "written_problem"]

#: The cap of the example is on the first of these that the inventory knows.
CAPPED = ("SO2", "NOx", "CO2")
YEARLY = 0.05
LATER = 5
PLANNED = 2


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
