"""What somebody types or pastes into a cell of a form: a number, a choice, or a mark of missing."""

from __future__ import annotations

import re
from typing import Any

from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.problems import Problem

__all__ = ["choices", "read_typed"]

WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x2212: "-", 0x3000: " ", 0xA0: " "}
NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?([eE][+-]?\d{1,3})?", re.ASCII)
NOT_REPORTED = re.compile(r"-+|—+|–+|/|无|暂无", re.ASCII)
STATES = {
    word.casefold(): state for state in Missing for word in (state.value, state.label_zh, state.label_en)
}


def choices(written: str | None) -> dict[str, float]:
    """List what an item allows, by the word that stands for it.

    Parameters
    ----------
    written
        ``是=1;否=0`` or bare numbers; None allows any number.

    Returns
    -------
    dict
        Word to value; empty where any number is allowed.

    Examples
    --------
    >>> choices("是=1;否=0"), choices("1;2"), choices(None)
    ({'是': 1.0, '否': 0.0}, {'1': 1.0, '2': 2.0}, {})
    """
    pairs = [part.partition("=") for part in (written or "").split(";") if part.strip()]
    return {word.strip(): float(value or word) for word, _, value in pairs}


def read_typed(text: str, *, item: dict[str, Any]) -> tuple[float | None, str | None] | Problem:
    """Read what stands in a cell for a value.

    Parameters
    ----------
    text
        As typed; full-width digits, separators of thousands and the item's own unit are read.
    item
        A row of the form.

    Returns
    -------
    tuple of (float or None, str or None), or Problem
        Value and state, both None for a blank cell; ``web.not_a_number`` where it is none.

    Examples
    --------
    >>> item = {"unit": "万吨", "choices": None, "label_zh": "煤", "label_en": "coal"}
    >>> read_typed("１,２３４.５", item=item), read_typed("—", item=item), read_typed("", item=item)
    ((1234.5, None), (None, 'not_reported'), (None, None))
    """
    plain = text.translate(WIDE).strip().removeprefix("'").strip()
    if not plain:
        return None, None
    allowed = choices(item["choices"])
    if plain in allowed:
        return allowed[plain], None
    if plain.casefold() in STATES:
        return None, STATES[plain.casefold()].value
    if NOT_REPORTED.fullmatch(plain):
        return None, Missing.NOT_REPORTED.value
    bare = plain.removesuffix(item["unit"]).strip().replace(" ", "")
    if NUMBER.fullmatch(bare) and re.search(r"\d", bare):
        value = float(bare.replace(",", ""))
        if abs(value) != float("inf"):
            return value + 0.0, None
    labels = {"label_zh": item["label_zh"], "label_en": item["label_en"]}
    return Problem("web.not_a_number", {"got": text[:40], "unit": item["unit"], **labels})
