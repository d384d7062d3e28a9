"""Long tables are turned at the server: a browser is sent the page that it shows, and never the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from nicegui import events, ui

from tongyuan.services.working import aside

__all__ = ["Turn", "turn_at_server", "turned"]

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """What a reader of a table wants to see.

    Parameters
    ----------
    size
        Rows on a page; all where it is 0.
    page
        Which page, from 1.
    by
        Column that it is sorted by; the order of the rows where None.
    descending
        The largest first.
    words
        What a row must hold in one of its cells.
    """

    size: int
    page: int = 1
    by: str | None = None
    descending: bool = False
    words: str = ""


def turned(rows: Sequence[Row], turn: Turn) -> tuple[list[Row], int]:
    """Choose the rows that are shown.

    Parameters
    ----------
    rows
        All rows: cells by column name.
    turn
        What is wanted.

    Returns
    -------
    list, int
        The rows of the page; how many there are on all pages.

    Examples
    --------
    >>> rows = [{"fuel": "coal", "t": 3}, {"fuel": "oil", "t": 1}, {"fuel": "charcoal", "t": 2}]
    >>> turned(rows, Turn(size=1, by="t", words="coal"))
    ([{'fuel': 'charcoal', 't': 2}], 2)
    """
    words = turn.words.casefold()
    found = [row for row in rows if not words or any(words in text for text in _texts(row))]
    if turn.by is not None:
        found.sort(key=lambda row: _rank(row.get(str(turn.by))), reverse=turn.descending)
    first = (turn.page - 1) * turn.size
    return found[first : first + turn.size] if turn.size else found, len(found)


def turn_at_server(table: ui.table, rows: Sequence[Row]) -> None:
    """Answer a reader who turns, sorts or narrows a table that was sent one page.

    Parameters
    ----------
    table
        The table; its pagination has ``rowsNumber``.
    rows
        All its rows.
    """

    async def answer(event: events.GenericEventArguments) -> None:
        asked = event.args["pagination"]
        turn = Turn(
            size=asked["rowsPerPage"],
            page=asked["page"],
            by=asked.get("sortBy"),
            descending=bool(asked.get("descending")),
            words=event.args.get("filter") or "",
        )
        shown, count = await aside(partial(turned, rows, turn))
        table.rows = [dict(row) for row in shown]
        table.pagination = {**asked, "rowsNumber": count}

    table.on("request", answer, ["pagination", "filter"])


def _texts(row: Row) -> Iterator[str]:
    """Write the cells of a row as they are looked through; a name with _ before it is no column."""
    for name, value in row.items():
        told = value["text"] if isinstance(value, dict) else value
        yield "" if told is None or name.startswith("_") else str(told).casefold()


def _rank(value: Any) -> tuple[int, float, str]:
    """Blanks come first, then numbers, then words."""
    held = value.get("raw", value["text"]) if isinstance(value, dict) else value
    if held is None or held == "":
        return 0, 0.0, ""
    return (1, float(held), "") if isinstance(held, int | float) else (2, 0.0, str(held))
