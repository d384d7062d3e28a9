"""A figure of a series: its number or choice, within the limits that the series names."""

from __future__ import annotations

from typing import Any

from tongyuan.vocabulary.problems import InputError
from tongyuan.workspace.workbooks.cells import Number, read_flag, read_number, read_text, same_words
from tongyuan.workspace.workbooks.grid import Cell, shown

__all__ = ["allowed_values", "check_limits", "read_figure"]

_FLAGS = {"是": 1.0, "否": 0.0}


def allowed_values(choices: str | None) -> dict[str, float]:
    """List the values that a series allows, by what is written for them.

    Parameters
    ----------
    choices
        Choices by ``;``: ``words=value``, 是 and 否 (1 and 0), or bare numbers; None allows any number.

    Returns
    -------
    dict
        Written form to value; empty where any number is allowed.

    Raises
    ------
    ValueError
        If a choice is neither a number, 是 or 否, nor ``words=value``.

    Examples
    --------
    >>> allowed_values("是=1;否=0")
    {'是': 1.0, '否': 0.0}
    >>> allowed_values("未开工=0;已建成=1")
    {'未开工': 0.0, '已建成': 1.0}
    """
    allowed = {}
    for choice in (choices or "").split(";"):
        words, _, value = (part.strip() for part in choice.partition("="))
        if value:
            allowed[words] = float(value)
        elif words:
            allowed[words] = _FLAGS[words] if words in _FLAGS else float(words)
    return allowed


def read_figure(cell: Cell, *, series: dict[str, Any]) -> Number:
    """Read a cell that holds a figure of a series.

    Parameters
    ----------
    cell
        The cell.
    series
        A row of Series.

    Returns
    -------
    Number
        Value in the series' unit, or the state of missing.

    Raises
    ------
    InputError
        If it cannot be read in exactly one way, or is not one of the series' choices.
    """
    allowed = allowed_values(series["choices"])
    if not allowed:
        return read_number(cell, unit=series["unit"])
    text = same_words(read_text(cell))
    for words, value in allowed.items():
        if text in (same_words(words), f"{value:g}"):
            return Number(value, None)
    if set(allowed) == set(_FLAGS) and text:
        return _read_yes_or_no(cell)
    return _read_missing(cell, allowed)


def _read_yes_or_no(cell: Cell) -> Number:
    try:
        return Number(float(bool(read_flag(cell))), None)
    except InputError:
        return _read_missing(cell, _FLAGS)


def _read_missing(cell: Cell, allowed: dict[str, float]) -> Number:
    """Read a mark of missing; what else stands in the cell is none of the choices."""
    try:
        number = read_number(cell, unit="")
    except InputError as error:
        if cell.fault is not None:
            raise
        raise InputError(_no_choice(cell, allowed)) from error
    if number.value is not None:
        raise InputError(_no_choice(cell, allowed))
    return number


def _no_choice(cell: Cell, allowed: dict[str, float]) -> Any:
    return cell.problem(
        "workbook.not_a_choice",
        label_zh="数值",
        label_en="value",
        expected_zh="、".join(allowed),
        expected_en=", ".join(allowed),
    )


def check_limits(number: Number, cell: Cell, *, series: dict[str, Any]) -> None:
    """Refuse a value outside the limits of its series.

    Parameters
    ----------
    number
        What the cell holds.
    cell
        The cell, for the message.
    series
        A row of Series.

    Raises
    ------
    InputError
        If the value lies below the minimum or above the maximum.
    """
    value, low, high, unit = number.value, series["minimum"], series["maximum"], series["unit"]
    if value is None:
        return
    got = shown(value)
    if low is not None and value < low:
        if value < 0 <= low:
            raise InputError(
                cell.problem("workbook.negative", got=got, unit=unit, label_zh="数值", label_en="the value")
            )
        raise InputError(cell.problem("workbook.below_minimum", got=got, unit=unit, expected=shown(low)))
    if high is not None and value > high:
        raise InputError(cell.problem("workbook.above_maximum", got=got, unit=unit, expected=shown(high)))
