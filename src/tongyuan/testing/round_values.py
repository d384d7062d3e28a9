"""What units fill in: figures drawn by seed near last year's, sums of the level below, a few that jump."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple

from tongyuan.workspace.workbooks.figures import allowed_values

__all__ = ["Book", "Cell", "Values"]

JUMP = 0.2
WHY = "设施投运，产量变化"


class Cell(NamedTuple):
    """What was entered in an item: a value or a state, perhaps a reason."""

    value: float | None
    state: str | None
    reason: str | None

    def said(self) -> dict[str, Any]:
        """Give it as the services take it."""
        return self._asdict()


@dataclass(slots=True)
class Book:
    """Everything that was entered, by hand of the script: what the workspace must hold at the end.

    Parameters
    ----------
    versions
        Cells with who entered them, by assignment and item, oldest first.
    """

    versions: dict[tuple[int, str], list[tuple[Cell, str]]] = field(default_factory=dict)

    def write(self, assignment: int, cells: Mapping[str, Cell], actor: str) -> None:
        """Note what somebody saves; the same again is no version."""
        for item, cell in cells.items():
            held = self.versions.setdefault((assignment, item), [])
            if not held or held[-1][0] != cell:
                held.append((cell, actor))

    def latest(self, assignment: int, item: str) -> Cell | None:
        """Return what stands in an item."""
        held = self.versions.get((assignment, item))
        return held[-1][0] if held else None


@dataclass(frozen=True, slots=True)
class Values:
    """Draws what units fill in.

    Parameters
    ----------
    rng
        Chance, by seed.
    book
        What was entered before: sums are made from it.
    """

    rng: Random
    book: Book

    def cells(self, items: list[dict[str, Any]], children: list[int]) -> dict[str, Cell]:
        """Fill in an assignment.

        Parameters
        ----------
        items
            Its rows as ``round_filling.filled`` lays them out.
        children
            Assignments that it sums up.

        Returns
        -------
        dict
            Cell by item.
        """
        return {item["item"]: self._cell(item, children) for item in items}

    def _cell(self, item: Mapping[str, Any], children: list[int]) -> Cell:
        if item["sums"] and children:
            return self._sum(item, children)
        if item["choices"]:
            return _reasoned(self.rng.choice(list(allowed_values(item["choices"]).values())), item)
        if self.rng.random() < 0.03:
            return Cell(None, self.rng.choice(("NO", "NE")), None)
        last = item["last_value"]
        factor = 1.6 if self.rng.random() < 0.05 else self.rng.uniform(0.85, 1.15)
        value = self.rng.uniform(1, 100) if last is None else last * factor
        low = -1e9 if item["minimum"] is None else item["minimum"]
        high = 1e12 if item["maximum"] is None else item["maximum"]
        return _reasoned(round(min(max(value, low), high), 4), item)

    def _sum(self, item: Mapping[str, Any], children: list[int]) -> Cell:
        held = [self.book.latest(child, item["item"]) for child in children]
        parts = [cell.value for cell in held if cell is not None and cell.value is not None]
        return _reasoned(sum(parts), item) if parts else Cell(None, "NE", None)

    def mended(self, items: list[dict[str, Any]], assignment: int) -> dict[str, Cell]:
        """Fill in one item anew, with a reason: after a return, or as a correction."""
        item = self.rng.choice(items)
        before = self.book.latest(assignment, item["item"])
        number = sum(len(held) for key, held in self.book.versions.items() if key[0] == assignment)
        reason = f"复核后更正（{number}）"
        if before is None or before.value is None or item["choices"]:
            return {item["item"]: (before or Cell(None, "NE", None))._replace(reason=reason)}
        moved = before.value * (0.99 if item["maximum"] is not None else 1.01)
        low = moved if item["minimum"] is None else max(moved, item["minimum"])
        return {item["item"]: Cell(low, None, reason)}


def _reasoned(value: float, item: Mapping[str, Any]) -> Cell:
    last = item["last_value"]
    jumped = last is not None and abs(value - last) > JUMP * abs(last)
    return Cell(value, None, WHY if jumped else None)
