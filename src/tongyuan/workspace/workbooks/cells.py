"""Cells as people write them: full-width digits, 千分位, 万 and 亿, dashes for missing, 是 and 否.

What can be read in one way only is read; everything else is refused by its address. A mark of missing is a
state, never zero; ``…`` of yearbooks (less than half the smallest unit) is read as not reported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from math import isfinite

from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.problems import InputError
from tongyuan.workspace.workbooks.grid import Cell

__all__ = ["Number", "plain", "read_flag", "read_number", "read_text", "same_words"]


@dataclass(frozen=True, slots=True)
class Number:
    """What a cell for a number holds: a value, or the state that says why there is none.

    Parameters
    ----------
    value
        The number, in the unit asked for; None where it is missing.
    state
        Why it is missing; None where it is there.
    blank
        True where nothing was written at all.
    """

    value: float | None
    state: Missing | None
    blank: bool = False


_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys((0x00A0, 0x3000, 0x2002, 0x2003, 0x2009, 0x202F), " ")
_NOTHING = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), None)
_PLAIN = {**_WIDE, **_SPACES, **_NOTHING, 0x2212: "-", 0xFE63: "-", 0x2011: "-", 0x3000: " "}

_KEYS = {state.value: state for state in Missing} | {state.label_zh: state for state in Missing}
_NOT_REPORTED = re.compile(r"-+|—+|–+|─+|…+|\.{3,}|/|／|\\|无|暂无|空|缺|未填报|未统计|N/A|n/a", re.ASCII)

_NUMBER = re.compile(
    r"(?P<sign>[+-]?) ?(?:(?P<comma>\d{1,3}(?:,\d{3})+)|(?P<space>\d{1,3}(?: \d{3})+)|(?P<digits>\d+(?!,)))?"
    r"(?P<fraction>\.\d*)?(?P<power>[eE][+-]?\d{1,3})?(?P<rest>.*)",
    re.ASCII | re.DOTALL,
)
_SCALES = {"万": Decimal(10**4), "亿": Decimal(10**8), "万亿": Decimal(10**12)}
_SCALED_UNIT = re.compile(r"[万亿]|1e\d")


def plain(text: str) -> str:
    r"""Write full-width characters as plain ones and drop what cannot be seen.

    Parameters
    ----------
    text
        Text as typed.

    Returns
    -------
    str
        The same words, trimmed, without a leading apostrophe.

    Examples
    --------
    >>> plain("'１２３．４\u3000")
    '123.4'
    """
    return text.translate(_PLAIN).strip().removeprefix("'").strip()


def same_words(text: str) -> str:
    """Reduce words to what tells them apart: no spaces, no difference of width or case.

    Parameters
    ----------
    text
        A name, heading or unit.

    Returns
    -------
    str
        Its comparable form.

    Examples
    --------
    >>> same_words("万 吨（标准煤）") == same_words("万吨(标准煤)")
    True
    """
    return re.sub(r"\s+", "", plain(text)).casefold().translate(_POWERS)


_POWERS = str.maketrans({"²": "2", "³": "3", "㎡": "m2", "μ": "µ"})


def read_number(cell: Cell, *, unit: str) -> Number:
    """Read a cell that holds a number in a known unit.

    Parameters
    ----------
    cell
        The cell.
    unit
        Unit in which the number is asked for; it decides how 万, 亿, % and a unit in the cell are read.

    Returns
    -------
    Number
        Value [unit], or the state of missing.

    Raises
    ------
    InputError
        If the cell cannot be read in exactly one way: words, a date, another unit, 万 beside a unit that
        holds 万 itself, a formula without a kept result, an error value, a merged cell.

    Examples
    --------
    >>> from tongyuan.vocabulary.problems import Place
    >>> read_number(Cell("３．２万", Place(cell="D7")), unit="辆").value
    32000.0
    >>> read_number(Cell("—", Place(cell="D7")), unit="辆").state
    <Missing.NOT_REPORTED: 'not_reported'>
    """
    cell.refuse_fault()
    if cell.blank:
        return Number(None, Missing.NOT_REPORTED, blank=True)
    value = cell.value
    if isinstance(value, bool):
        raise InputError(cell.problem("workbook.flag_in_number", unit=unit))
    if isinstance(value, date | datetime | time | timedelta):
        raise InputError(cell.problem("workbook.date_in_number", unit=unit))
    if isinstance(value, int | float):
        return Number(_typed(cell, value, unit), None)
    text = plain(str(value))
    if text in _KEYS:
        return Number(None, _KEYS[text])
    if _NOT_REPORTED.fullmatch(text):
        return Number(None, Missing.NOT_REPORTED)
    return Number(_written(cell, text, unit), None)


def _typed(cell: Cell, value: float, unit: str) -> float:
    """Read a number that the spreadsheet holds as one; its display format may change what people saw."""
    literal = "".join(re.findall(r'"([^"]*)"', cell.format))
    shape = re.sub(r'"[^"]*"|\[[^\]]*\]|_.', "", cell.format)
    if "%" in shape:
        if same_words(unit) != "%":
            raise InputError(cell.problem("workbook.percent_in_cell", unit=unit))
        return _finite(cell, Decimal(repr(value)) * 100, unit)
    scaled = re.search(r"[0#?],+(?=$|[^0#?,])|[!\\]\.", shape)
    if scaled or (re.search(r"[万亿%]", literal) and same_words(literal) != same_words(unit)):
        raise InputError(cell.problem("workbook.display_scaled", format=cell.format, unit=unit))
    return _finite(cell, Decimal(repr(value)), unit)


def _written(cell: Cell, text: str, unit: str) -> float:
    bracketed = re.fullmatch(r"\((.*)\)(.*)", text, re.DOTALL)
    if bracketed and re.match(r" *[\d.]", bracketed[1], re.ASCII):
        text = f"-{bracketed[1].strip()}{bracketed[2]}"
    match = _NUMBER.fullmatch(text)
    digits = "" if match is None else match["comma"] or match["space"] or match["digits"] or ""
    fraction = "" if match is None else match["fraction"] or ""
    if match is None or (not digits and len(fraction) < 2):
        raise InputError(cell.problem("workbook.text_in_number", unit=unit))
    bare = match["sign"] + re.sub("[, ]", "", digits) + fraction + (match["power"] or "")
    return _finite(cell, Decimal(bare) * _scale(cell, match["rest"].strip(), unit), unit)


def _scale(cell: Cell, rest: str, unit: str) -> Decimal:
    """Return the factor that the words after a number stand for, in the unit asked for."""
    words, asked = same_words(rest), same_words(unit)
    if words in ("", asked):
        return Decimal(1)
    if rest[0] in ",.;0123456789" or not re.search(r"[^\W\d_]|[%°]", rest):
        raise InputError(cell.problem("workbook.text_in_number", unit=unit))
    if words == "%":
        raise InputError(cell.problem("workbook.percent_in_cell", unit=unit))
    for scale in sorted(_SCALES, key=len, reverse=True):
        if words in (scale, scale + asked):
            if _SCALED_UNIT.search(unit):
                raise InputError(cell.problem("workbook.ambiguous_scale", scale=scale, unit=unit))
            return _SCALES[scale]
    raise InputError(cell.problem("workbook.unit_in_cell", rest=rest[:20], unit=unit))


def _finite(cell: Cell, number: Decimal, unit: str) -> float:
    try:
        value = float(number)
    except (OverflowError, InvalidOperation):
        value = float("inf")
    if not isfinite(value):
        raise InputError(cell.problem("workbook.text_in_number", unit=unit))
    return value + 0.0


_YES = {"是", "有", "√", "✓", "y", "yes", "true", "1"}
_NO = {"否", "没有", "×", "✗", "n", "no", "false", "0"}


def read_flag(cell: Cell) -> bool | None:
    """Read 是 or 否, as people write them.

    Parameters
    ----------
    cell
        The cell.

    Returns
    -------
    bool or None
        None where it is blank.

    Raises
    ------
    InputError
        If it is neither.

    Examples
    --------
    >>> from tongyuan.vocabulary.problems import Place
    >>> read_flag(Cell("是", Place(cell="D7")))
    True
    """
    cell.refuse_fault()
    if cell.blank:
        return None
    if isinstance(cell.value, bool):
        return cell.value
    value = int(cell.value) if isinstance(cell.value, float) and cell.value in (0.0, 1.0) else cell.value
    words = same_words(str(value))
    if words in _YES | _NO:
        return words in _YES
    raise InputError(cell.problem("workbook.no_flag"))


def read_text(cell: Cell) -> str:
    """Read a cell of words; a number that stands for a code loses its ``.0``.

    Parameters
    ----------
    cell
        The cell.

    Returns
    -------
    str
        The words, trimmed; empty where it is blank.

    Raises
    ------
    InputError
        If the cell has a fault.

    Examples
    --------
    >>> from tongyuan.vocabulary.problems import Place
    >>> read_text(Cell(990100.0, Place(cell="D7")))
    '990100'
    """
    cell.refuse_fault()
    if cell.value is None:
        return ""
    if isinstance(cell.value, float) and cell.value.is_integer():
        return str(int(cell.value))
    if isinstance(cell.value, datetime):
        return cell.value.date().isoformat()
    return plain(re.sub(r"\s+", " ", str(cell.value)))
