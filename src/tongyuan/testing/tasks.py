"""Tasks as work, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

__all__ = ["a_task"]


def a_task(task: str = "T1", **changes: Any) -> dict[str, Any]:
    """State a task of the plan that a department leads from 2024 to the end of 2025."""
    stated = {
        "task": task,
        "level": "plan",
        "text": "清理散烧煤",
        "region": "990000",
        "department": "D01",
        "helpers": ";D02;",
        "starts_on": date(2024, 1, 1),
        "due_on": date(2025, 12, 31),
    }
    return stated | changes
