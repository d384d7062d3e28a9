"""Where each key of a document stood first: a second cell of the same key is a problem."""

from __future__ import annotations

from dataclasses import dataclass, field

from tongyuan.vocabulary.problems import Place
from tongyuan.workspace.workbooks.grid import Cell, Findings

__all__ = ["Firsts", "address"]

Key = tuple[object, ...]


def address(place: Place) -> str:
    """Write where a cell stands in its document.

    Parameters
    ----------
    place
        Place of a cell.

    Returns
    -------
    str
        Sheet and cell.

    Examples
    --------
    >>> address(Place(sheet="填报", cell="D7"))
    '填报!D7'
    """
    return f"{place.sheet}!{place.cell}" if place.sheet else str(place.cell)


@dataclass(slots=True)
class Firsts:
    """The place of each key that was read so far."""

    places: dict[Key, Place] = field(default_factory=dict)

    def take(self, key: Key, cell: Cell, *, findings: Findings, shown: str | None = None) -> bool:
        """Note where a key stands, or state that it stood elsewhere before.

        Parameters
        ----------
        key
            The key of a row.
        cell
            The cell that stands for the row.
        findings
            Gathers the problem.
        shown
            The key as the message shows it; its parts by default.

        Returns
        -------
        bool
            True where the key is new.
        """
        first = self.places.setdefault(key, cell.place)
        if first == cell.place:
            return True
        words = "，".join(map(str, key)) if shown is None else shown
        findings.problems.append(cell.problem("workbook.duplicate", first=address(first), key=words))
        return False
