"""What a job's row says, in words: its service, state and progress, when, and where its result is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tongyuan.services.declaration import find
from tongyuan.web.view import View

__all__ = ["ENDED", "job_message", "result_address", "service_words"]

ENDED = ("done", "failed", "cancelled")
RUN = re.compile("[0-9a-f]{12}")


def job_message(view: View, text: str) -> str:
    """Take the half of a message, ``活动水平 · activity``, that is in the view's language."""
    zh, _, en = text.partition(" · ")
    return en if view.lang == "en" and en else zh


def service_words(view: View, name: str) -> str:
    """Name what a job does."""
    named = view.term("service", name)
    return named if named != name else (view.pick(name, find(name).summary.partition(".")[0]))


def result_address(view: View, row: Mapping[str, Any]) -> str | None:
    """Write the address of what came of a job; None where nothing did, or it opens to nobody here."""
    result = str(row.get("result") or "")
    if row["state"] != "done" or not RUN.fullmatch(result):
        return None
    inventory = str(row["service"]).startswith("inventory.") and view.opens("/plan/inventory")
    if inventory:
        return view.link("/plan/inventory", run=result)
    return view.link("/run", run=result) if view.opens("/run") else None
