"""Signs of what stands in a cell of an inventory: sign, colour and word, so that print tells them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from nicegui import ui

from tongyuan.web.view import View

__all__ = ["Sign", "legend", "sign_of", "signs"]


@dataclass(frozen=True, slots=True)
class Sign:
    """The sign of a state.

    Parameters
    ----------
    state
        State of a cell, as ``value``, ``NE`` or ``not_asked``.
    sign
        What is drawn; blank for what nobody is asked for.
    tone
        Colour of the style sheet.
    zh, en
        Its word.
    """

    state: str
    sign: str
    tone: str
    zh: str
    en: str

    @property
    def classes(self) -> str:
        """Classes of a cell that bears it."""
        return f"ty-sign ty-sign-{self.tone}"


@cache
def signs() -> dict[str, Sign]:
    """List the signs by state, in the order of the legend."""
    text = (files("tongyuan.web") / "data" / "state_signs.csv").read_text(encoding="utf-8")
    return {row["state"]: Sign(**row) for row in csv.DictReader(text.splitlines())}


def sign_of(state: str) -> Sign:
    """Return the sign of a state.

    Parameters
    ----------
    state
        State of a cell.

    Returns
    -------
    Sign
        Its sign.

    Examples
    --------
    >>> sign_of("NE").sign, sign_of("not_asked").sign
    ('✕', '')
    """
    return signs()[state]


def legend(view: View, *, counts: dict[str, int]) -> None:
    """Draw what each sign means and how many cells bear it; each leads to those cells alone.

    Parameters
    ----------
    view
        What is shown; its query may hold ``state``.
    counts
        Cells by state.
    """
    here = view.query.get("state")
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("按状态筛选")}"'):
        every = ui.link(view.word("全部"), view.here(state=None))
        every.classes("ty-tab" if here else "ty-tab ty-tab-here")
        for sign in signs().values():
            if not sign.sign or not counts.get(sign.state):
                continue
            text = f"{sign.sign} {view.pick(sign.zh, sign.en)} {counts[sign.state]}"
            link = ui.link(text, view.here(state=sign.state)).props(f"data-testid=state-{sign.state}")
            link.classes("ty-tab ty-tab-here" if here == sign.state else "ty-tab")
