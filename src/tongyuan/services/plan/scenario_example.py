"""Scenarios to begin with: those that the pack ships, else the drivers of its co-control problem."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import yaml

from tongyuan.services.plan.cocontrol_example import example
from tongyuan.vocabulary.problems import NotFoundError, Problem

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["example_text"]

#: What can be written without knowing what shall be taken up.
WITHOUT_MEASURES = "baseline"
HEAD = "# 情景文件示例：驱动因素取自协同控制示例，不采用任何措施；带“假定”的数值不是预测。\n"


def example_text(workspace: Workspace, *, kind: str) -> str:
    """Write a scenario's file.

    Parameters
    ----------
    workspace
        The workspace.
    kind
        ``baseline``, ``planned`` or ``deeper``.

    Returns
    -------
    str
        YAML.

    Raises
    ------
    NotFoundError
        If the pack ships none of this kind and none can be written without assuming what is taken up.
    """
    shipped = files("tongyuan.packs") / workspace.meta.pack / "scenarios" / f"{kind}.yaml"
    if shipped.is_file():
        return shipped.read_text("utf-8")
    if kind != WITHOUT_MEASURES:
        raise NotFoundError(Problem("scenario.no_example", {"got": kind}))
    plan = yaml.safe_load(example(workspace))["scenario"]
    return HEAD + yaml.safe_dump(
        plan | {"scenario": kind, "name_zh": "基准情景", "name_en": "baseline"},
        allow_unicode=True,
        sort_keys=False,
    )
