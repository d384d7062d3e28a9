"""The progress board: departments by reporting units, each cell a state with colour, sign and word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

from tongyuan.web.advance.round_names import Names
from tongyuan.web.advance.round_words import LATE, STATES, label, short_word, state_html, tone
from tongyuan.web.view import View

__all__ = ["board_html", "cell_state", "share_html"]

SETTLED = ("approved", "locked", "waived")
Row = Mapping[str, Any]


def board_html(view: View, rows: pl.DataFrame, known: Names) -> str:
    """Write the board of one level.

    Parameters
    ----------
    view
        What is shown; a cell of several assignments narrows the page to them.
    rows
        Of ``round.board``, of one level.
    known
        Names of departments and units.

    Returns
    -------
    str
        HTML, every text escaped; on a phone each department is a card.
    """
    regions = list(dict.fromkeys(rows.sort(_order(rows))["region"].to_list()))
    heads = "".join(f'<th scope="col">{escape(_short(known.region(code)))}</th>' for code in regions)
    first, last = escape(view.word("部门")), escape(view.word("已签发"))
    body = "".join(
        _line(view, part, regions, known)
        for part in rows.sort("department").partition_by("department", maintain_order=True)
    )
    told = escape(view.word("进度看板"))
    return (
        f'<div class="ty-board-frame" tabindex="0" role="region" aria-label="{told}">'
        '<table class="ty-board" data-testid="board">'
        f'<thead><tr><th scope="col">{first}</th>{heads}<th scope="col" class="ty-right">{last}</th></tr>'
        "</thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _order(rows: pl.DataFrame) -> pl.Series:
    """Administrative codes first, in their order; areas with ids of their own after them."""
    code = rows["region"]
    return code.str.contains(r"^\d+$").not_().cast(pl.String) + code


def _short(name: str) -> str:
    """Leave out what every city's name ends with: heads must be narrow."""
    return name.removesuffix("市")


def _line(view: View, part: pl.DataFrame, regions: Sequence[str], known: Names) -> str:
    first = part.row(0, named=True)
    cells = {row["region"]: row for row in part.iter_rows(named=True)}
    done, due = (
        sum(sum(row[name] for name in SETTLED) for row in cells.values()),
        int(part["assignments"].sum()),
    )
    shown = "".join(
        f'<td data-head="{escape(known.region(code))}">{_cell(view, cells[code], known)}</td>'
        if code in cells
        else "<td></td>"
        for code in regions
    )
    name = escape(known.department(first))
    link = escape(view.here(department=first["department"]))
    return (
        f'<tr><th scope="row"><a href="{link}">{name}</a></th>{shown}'
        f'<td class="ty-done-share" data-head="{escape(view.word("已签发"))}">{done}/{due}</td></tr>'
    )


def cell_state(row: Row) -> str:
    """Tell the state that a cell shows: the most pressing one of its assignments.

    Parameters
    ----------
    row
        Of ``round.board``: one column a state, and ``late``.

    Returns
    -------
    str
        A state, or ``late`` where somebody owes figures after their day.
    """
    owing = row["not_reported"] + row["returned"]
    if owing and row["late"]:
        return LATE
    return next(state for state in STATES if state != LATE and row[state])


def _cell(view: View, row: Row, known: Names) -> str:
    state = cell_state(row)
    department, unit = known.department(row), known.region(row["region"])
    settled = sum(row[name] for name in SETTLED)
    several = row["assignments"] > 1
    title = view.listing([department, unit, label(view, "round_states", state)])
    if several:
        title += view.pick(
            f"，已签发 {settled}/{row['assignments']}", f", {settled}/{row['assignments']} approved"
        )
        link = view.here(department=row["department"], region=row["region"])
    else:
        link = view.link("/advance/round", assignment=row["assignment"])
    count = f"{settled}/{row['assignments']}" if several else ""
    word = short_word(view, state)
    return state_html(view, state, link=link, count=count, title=title, word=word)


def share_html(view: View, states: Mapping[str, int]) -> str:
    """Draw the shares of the states as one bar; the words stand beside it."""
    total = sum(states.values()) or 1
    parts = [(state, states.get(state, 0)) for state in reversed(STATES) if states.get(state)]
    inner = "".join(
        f'<span class="{tone(state)}" style="width:{count / total * 100:.3f}%" '
        f'title="{escape(label(view, "round_states", state))} {count}"></span>'
        for state, count in parts
    )
    return f'<div class="ty-share" role="img" aria-label="{escape(view.word("各状态的份额"))}">{inner}</div>'
