"""A form that is open in a browser: what was last read of it, and what was typed into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import Problem
from tongyuan.web.advance.round_typed import read_typed
from tongyuan.web.view import View

__all__ = ["Filling", "typed_values"]


@dataclass(slots=True)
class Filling:
    """A form that is open in a browser: what was last read of it, and the step that its reader has seen."""

    view: View
    number: int
    answer: Answer
    answered: ui.column = field(init=False)
    hindrances: ui.column = field(init=False)

    @property
    def meta(self) -> dict[str, Any]:
        """About the assignment."""
        return self.answer.meta

    @property
    def items(self) -> dict[str, dict[str, Any]]:
        """Rows of the form by item."""
        return {row["item"]: row for row in self.answer.frame().iter_rows(named=True)}

    async def read(self) -> None:
        """Read the form again."""
        self.answer = await self.view.ask("round.form", number=self.number)

    def may(self, step: str) -> bool:
        """Tell whether the reader may take a step now."""
        return step in self.meta["allowed"]


def typed_values(
    items: Mapping[str, dict[str, Any]], typed: Mapping[str, Mapping[str, str]]
) -> tuple[dict[str, dict[str, Any]], dict[str, Problem]]:
    """Read what was typed into rows of a form.

    Parameters
    ----------
    items
        Rows of the form by item.
    typed
        Item to the texts of ``value``, ``state`` and ``reason``.

    Returns
    -------
    dict, dict
        What to save by item; what is wrong by item.
    """
    values: dict[str, dict[str, Any]] = {}
    wrong: dict[str, Problem] = {}
    for item, texts in typed.items():
        if item not in items:
            continue
        read = read_typed(texts["value"], item=items[item])
        if isinstance(read, Problem):
            wrong[item] = read
            continue
        value, state = read
        chosen = state or (None if value is not None else texts["state"] or None)
        values[item] = {"value": value, "state": chosen, "reason": texts["reason"].strip() or None}
    return values, wrong
