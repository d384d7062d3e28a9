"""Builders of registered reductions and of the steps that use them."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from tongyuan.deploy.reduction import refuse_registration, refuse_step
from tongyuan.workspace.types import now
from tongyuan.workspace.workspace import Workspace

__all__ = ["a_cut", "register", "take"]

CLAUSE = "a clause"
_keys = count(1)


def a_cut(**changed: Any) -> dict[str, Any]:
    """Return a boiler closed in 2024 that emitted 100 t of NOx a year, in steps of a kilogram."""
    return {
        "key": f"cut-{next(_keys)}",
        "facility": "boiler 1",
        "region": "990100",
        "enterprise": "E001",
        "commodity": "nox",
        "year": 2024,
        "measure": "closure",
        "claimed": 100_000,
        "emitted_before": 100_000,
        "emitted_after": 0,
        "base_on": date(2020, 12, 31),
        "began_on": date(2024, 3, 1),
        "lawful": True,
        "substitute": None,
        "evidence": "a paper",
        "actor": "plant",
    } | changed


def register(workspace: Workspace, **changed: Any) -> int:
    """Register a reduction by the rules."""
    cut = a_cut(**changed)

    def refuse(cuts: Any, _steps: Any) -> None:
        refuse_registration(cut, cuts, clause=CLAUSE)

    return workspace.reductions.register(cut, refuse=refuse)


def take(workspace: Workspace, reduction: int, step: str, amount: int, **changed: Any) -> int:
    """Take a step by the rules."""
    row = {
        "key": f"step-{next(_keys)}",
        "reduction": reduction,
        "step": step,
        "amount": amount,
        "quarter": 1 if step == "count" else None,
        "project": None,
        "hold": None,
        "expires_at": None,
        "memo": "test",
        "actor": "province",
    } | changed

    def refuse(cuts: Any, steps: Any) -> None:
        cut = next(each for each in cuts if each["id"] == reduction)
        refuse_step(row, cut, steps, clause=CLAUSE, at=now())

    return workspace.reductions.take(row, refuse=refuse)
