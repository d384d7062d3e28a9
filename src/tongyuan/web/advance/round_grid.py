"""The table of a form, as one piece of HTML that ``static/rounds.js`` makes alive.

One row an item: last year's value, the sum of the units below, this period's value, its change, why it is
missing, and a reason, which appears where the change asks for one.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import polars as pl

from tongyuan.vocabulary.missing import Missing
from tongyuan.web.advance.round_typed import choices
from tongyuan.web.figures import DASH, figure, missing, worded
from tongyuan.web.view import View
from tongyuan.web.words import mark

__all__ = ["change_text", "grid_html", "jumps"]

SAME = 1e-9
Row = Mapping[str, Any]
HEADS = (
    ("item", mark("项目")),
    ("unit", mark("计量单位")),
    ("last", mark("上年值")),
    ("sum", mark("下级合计")),
    ("value", mark("本期值")),
    ("change", mark("比上年（%）")),
    ("state", mark("缺失原因")),
    ("reason", mark("说明")),
)
NUMBERS = ("last", "sum", "value", "change")


def grid_html(view: View, rows: pl.DataFrame, *, jump: float, writable: bool) -> str:
    """Write the table of a form.

    Parameters
    ----------
    view
        What is shown.
    rows
        As ``round.form`` gives them.
    jump
        Change against last year from which a reason is asked [share].
    writable
        The visitor may fill it in.

    Returns
    -------
    str
        HTML, every text escaped.
    """
    summed = rows["sum_value"].null_count() < rows.height or rows["sum_state"].null_count() < rows.height
    heads = [(name, word) for name, word in HEADS if name != "sum" or summed]
    head = "".join(
        f'<th scope="col" class="ty-{"right" if name in NUMBERS else "left"}">{escape(view.word(word))}</th>'
        for name, word in heads
    )
    body = "".join(
        _row(view, row, names=[name for name, _ in heads], jump=jump, writable=writable)
        for row in rows.iter_rows(named=True)
    )
    kind = "ty-round-open" if writable else "ty-round-shut"
    return (
        f'<table class="ty-round {kind}" data-jump="{jump!r}" data-testid="round-grid">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def jumps(row: Row, *, jump: float) -> bool:
    """Tell whether a row's change against last year asks for a reason.

    Parameters
    ----------
    row
        Of the form: ``value`` and ``last_value``.
    jump
        Change from which a reason is asked [share of last year's value].

    Returns
    -------
    bool
        True above it; any change from zero is above it.

    Examples
    --------
    >>> jumps({"value": 121.0, "last_value": 100.0}, jump=0.2)
    True
    """
    value, last = row["value"], row["last_value"]
    return value is not None and last is not None and abs(value - last) > jump * abs(last) * (1 + SAME)


def change_text(row: Row) -> str:
    """Write the change against last year in percent, without its sign of percent."""
    value, last = row["value"], row["last_value"]
    if value is None or last is None or last == 0 or row["choices"]:
        return DASH
    return f"{(value - last) / abs(last) * 100:+.1f}"


def _row(view: View, row: Row, *, names: list[str], jump: float, writable: bool) -> str:
    label = escape(view.of(row, "label"))
    told = label + ("" if row["required"] else f' <span class="ty-dim">{escape(view.word("选填"))}</span>')
    cells = {
        "item": f'<th scope="row">{told}</th>',
        "unit": _td(view, "unit", escape(view.unit(row["unit"]))),
        "last": _td(view, "last", _shown(view, row, "last"), right=True),
        "sum": _td(view, "sum", _sum(view, row), right=True),
        "change": _td(view, "change", f'<output class="ty-change">{change_text(row)}</output>', right=True),
    }
    fill = _inputs if writable else _texts
    cells |= fill(view, row)
    wants = jumps(row, jump=jump) and not row["choices"]
    marks = ["ty-jump"] if wants else []
    marks += ["ty-has-reason"] if row["reason"] else []
    last = "" if row["last_value"] is None or row["choices"] else repr(row["last_value"])
    opened = (
        f'<tr id="item-{escape(row["item"])}" data-item="{escape(row["item"])}" data-order="{row["order"]}" '
        f'data-last="{last}" data-label="{label}" class="{" ".join(marks)}">'
    )
    return opened + "".join(cells[name] for name in names) + "</tr>"


def _td(view: View, name: str, inner: str, *, right: bool = False) -> str:
    word = next(word for known, word in HEADS if known == name)
    side = ' class="ty-right"' if right else ""
    return f'<td{side} data-head="{escape(view.word(word))}">{inner}</td>'


def _shown(view: View, row: Row, stem: str) -> str:
    value, state = row[f"{stem}_value"], row[f"{stem}_state"]
    if value is None:
        return escape(missing(state, view.lang)) if state else DASH
    return escape(_figure(view, value, row))


def _sum(view: View, row: Row) -> str:
    if not row["sums"]:
        return ""
    shown = _shown(view, row, "sum")
    if not row["sum_absent"]:
        return shown
    told = view.pick(f"缺 {row['sum_absent']} 个单位", f"{row['sum_absent']} units missing")
    return f'{shown} <abbr class="ty-mark" title="{escape(told)}" tabindex="0">!</abbr>'


def _figure(view: View, value: float, row: Row) -> str:
    words = {allowed: word for word, allowed in choices(row["choices"]).items()}
    if value in words:
        return view.word(words[value]) if words[value] in ("是", "否") else words[value]
    return worded(value, row["unit"], view.lang) if value == round(value) else figure(value)


def _texts(view: View, row: Row) -> dict[str, str]:
    value = DASH if row["value"] is None else escape(_figure(view, row["value"], row))
    state = "" if row["state"] is None else escape(view.term("missing", row["state"]))
    return {
        "value": _td(view, "value", f"<strong>{value}</strong>", right=True),
        "state": _td(view, "state", state),
        "reason": _td(view, "reason", escape(row["reason"] or "")),
    }


def _inputs(view: View, row: Row) -> dict[str, str]:
    label = view.of(row, "label")
    problem = '<div class="ty-field-problem" aria-live="polite"></div>'
    return {
        "value": _td(view, "value", _value_input(view, row, label) + problem, right=True),
        "state": _td(view, "state", _state_input(view, row, label)),
        "reason": _td(view, "reason", _reason_input(view, row, label)),
    }


def _value_input(view: View, row: Row, label: str) -> str:
    named = _named("value", view.pair(label, view.word("本期值")))
    allowed = choices(row["choices"])
    value = row["value"]
    if allowed:
        options = [("", "")] + [(word, view.word(word) if word in ("是", "否") else word) for word in allowed]
        held = next((word for word, number in allowed.items() if number == value), "")
        return _select(named, options, held)
    text = "" if value is None else _plain(value)
    return f'<input type="text" inputmode="decimal" autocomplete="off" {named} value="{text}">'


def _plain(value: float) -> str:
    """Write a number whole, as it is stored, so that looking at it never changes it."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def _state_input(view: View, row: Row, label: str) -> str:
    options = [("", "")] + [(state.value, view.term("missing", state.value)) for state in Missing]
    named = _named("state", view.pair(label, view.word("缺失原因")))
    return _select(named, options, row["state"] or "")


def _reason_input(view: View, row: Row, label: str) -> str:
    named = _named("reason", view.pair(label, view.word("说明")))
    hint = escape(view.word("变化较大，请说明原因"))
    add = escape(view.word("写说明"))
    return (
        f'<input type="text" autocomplete="off" maxlength="500" {named} placeholder="{hint}" '
        f'value="{escape(row["reason"] or "")}">'
        f'<button type="button" class="ty-add-reason">＋ {add}</button>'
    )


def _named(field: str, label: str) -> str:
    return f'data-field="{field}" class="ty-cell" aria-label="{escape(label)}"'


def _select(named: str, options: list[tuple[str, str]], held: str) -> str:
    written = "".join(
        f'<option value="{escape(value)}"{" selected" if value == held else ""}>{escape(word)}</option>'
        for value, word in options
    )
    return f"<select {named}>{written}</select>"
