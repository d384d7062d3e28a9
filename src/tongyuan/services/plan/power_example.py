"""Studies of the power system to begin with: those of the pack, else one on the latest units."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import yaml

from tongyuan.services.plan.activity import years_with
from tongyuan.services.plan.power_runs import PowerRun
from tongyuan.vocabulary.problems import NotFoundError, Problem

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["example_studies", "example_study", "written_study"]

FIRST = "power"


def example_studies(workspace: Workspace) -> list[str]:
    """List the names of examples: ``power`` first, then the pack's others.

    Parameters
    ----------
    workspace
        The workspace.

    Returns
    -------
    list of str
        Names.
    """
    folder = files("tongyuan.packs") / workspace.meta.pack
    shipped = (
        [one.name for one in folder.iterdir() if one.name.startswith(f"{FIRST}_")] if folder.is_dir() else []
    )
    return [FIRST, *sorted(name.removesuffix(".yaml") for name in shipped if name.endswith(".yaml"))]


def example_study(workspace: Workspace, *, name: str, now: int) -> str:
    """Write an example by its name.

    Parameters
    ----------
    workspace
        The workspace.
    name
        One of :func:`example_studies`.
    now
        Year of a study where no units are held.

    Returns
    -------
    str
        YAML.

    Raises
    ------
    NotFoundError
        If there is no such example.
    """
    if name not in example_studies(workspace):
        raise NotFoundError(
            Problem("power.no_example", {"got": name, "known": "、".join(example_studies(workspace))})
        )
    shipped = files("tongyuan.packs") / workspace.meta.pack / f"{name}.yaml"
    if shipped.is_file():
        return shipped.read_text("utf-8")
    held = years_with(workspace, "power_units", workspace.meta.region)
    told = {
        "study": "first",
        "name_zh": "首次研究",
        "name_en": "first study",
        "year": held[-1] if held else now,
    }
    return yaml.safe_dump(told | {"representative_weeks": 4}, allow_unicode=True, sort_keys=False)


def written_study(found: PowerRun) -> str:
    """Write the study of a kept run as YAML, as it was asked.

    Parameters
    ----------
    found
        The run.

    Returns
    -------
    str
        YAML.
    """
    return yaml.safe_dump(found.run.params["asked"], allow_unicode=True, sort_keys=False)
