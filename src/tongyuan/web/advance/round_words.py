"""Words and signs of rounds: states, steps, kinds and levels; colour never stands alone."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from tongyuan import __version__
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.web.view import View
from tongyuan.web.words import mark

__all__ = [
    "HEAD",
    "LATE",
    "STATES",
    "label",
    "round_title",
    "short_word",
    "sign",
    "state_html",
    "state_text",
    "tone",
]

HEAD = f"""<link rel="stylesheet" href="/assets/rounds.css?v={__version__}">
<script src="/assets/rounds.js?v={__version__}"></script>"""
LATE = "late"
LATE_WORD = mark("逾期")
KEYS = {"round_states": "state", "round_steps": "step", "round_kinds": "kind", "round_levels": "level"}


@cache
def _signs() -> dict[str, dict[str, str]]:
    text = (files("tongyuan.web") / "data" / "round_signs.csv").read_text(encoding="utf-8")
    return {row["state"]: row for row in csv.DictReader(text.splitlines())}


STATES = tuple(_signs())
"""States as a reader meets them, the most pressing first; ``late`` is owed after its day."""


@cache
def _labels(table: str) -> dict[str, tuple[str, str]]:
    rows = packaged_table(table).to_dicts()
    return {row[KEYS[table]]: (row["label_zh"], row["label_en"]) for row in rows}


def label(view: View, table: str, key: str) -> str:
    """Name a kind, level, state or step.

    Parameters
    ----------
    view
        What is shown.
    table
        ``round_kinds``, ``round_levels``, ``round_states`` or ``round_steps``.
    key
        The code.

    Returns
    -------
    str
        Its word.
    """
    if key == LATE:
        return view.word(LATE_WORD)
    return view.pick(*_labels(table)[key])


def sign(state: str) -> str:
    """Return the sign of a state.

    Parameters
    ----------
    state
        One of :data:`STATES`.

    Returns
    -------
    str
        One character.

    Examples
    --------
    >>> sign("approved"), sign("late")
    ('✓', '!')
    """
    return _signs()[state]["sign"]


def tone(state: str) -> str:
    """Return the class that colours a state."""
    return f"ty-state ty-state-{_signs()[state]['tone']}"


def state_text(view: View, state: str) -> str:
    """Write a state as sign and word."""
    return f"{sign(state)} {label(view, 'round_states', state)}"


def short_word(view: View, state: str) -> str:
    """Write a state in a word that fits a narrow cell."""
    return _signs()[state][f"short_{view.lang}"]


def round_title(view: View, about: Mapping[str, Any]) -> str:
    """Write the title of a round; one that was made from its kind is made anew in the view's language."""
    made = f"{about['period']} {_labels('round_kinds')[about['kind']][0]}" if "kind" in about else ""
    if about["title"] != made:
        return str(about["title"])
    return f"{about['period']} {label(view, 'round_kinds', about['kind'])}"


def state_html(
    view: View, state: str, *, link: str = "", count: str = "", title: str = "", word: str = ""
) -> str:
    """Write a state as HTML: sign, word, colour, perhaps a count; a link where it leads somewhere."""
    said = word or label(view, "round_states", state)
    inner = f'<span aria-hidden="true">{sign(state)}</span> {escape(said)}'
    shown = f"{inner} {escape(count)}" if count else inner
    told = f' title="{escape(title)}" aria-label="{escape(title)}"' if title else ""
    opened = f'<a href="{escape(link)}"' if link else "<span"
    return f'{opened} class="{tone(state)}"{told}>{shown}</{"a" if link else "span"}>'
