"""Which of two targets asks for more."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from tongyuan.vocabulary.packaged import packaged_table

__all__ = ["asks_for_more", "strictness"]

Row = Mapping[str, Any]
#: Columns in which two targets must agree before their values can be compared.
GROUND = ("rule", "unit", "base_year")
#: Units of shares, which places of any size have in common.
SHARES = ("%", "百分点")


@cache
def _sense() -> dict[str, str]:
    rules = packaged_table("target_rules")
    return dict(rules.select("rule", "stricter").iter_rows())


def strictness(old: Row, new: Row) -> str:
    """Tell whether a target became stricter.

    Value, year and obligation are each compared; where one became stricter and
    another looser nobody can tell.

    Parameters
    ----------
    old, new
        ``rule``, ``value``, ``unit``, ``base_year``, ``year``, ``aspirational`` of each, and ``place`` where
        they may be of different ones: an amount of a city is not held against that of a province.

    Returns
    -------
    str
        ``stricter``, ``looser``, ``equal`` or ``cannot_tell``.

    Examples
    --------
    >>> told = {"rule": "relative_change", "unit": "%", "base_year": 2020, "year": 2025}
    >>> told |= {"aspirational": False}
    >>> strictness(told | {"value": -10.0}, told | {"value": -16.8})
    'stricter'
    >>> strictness(told | {"value": -10.0}, told | {"value": -16.8, "aspirational": True})
    'cannot_tell'
    """
    value = _by_value(old, new)
    if value is None:
        return "cannot_tell"
    moves = {value, _by_year(old, new), _by_duty(old, new)} - {0}
    if len(moves) > 1:
        return "cannot_tell"
    return {1: "stricter", -1: "looser"}.get(next(iter(moves), 0), "equal")


def asks_for_more(value: float, *, bound: float, rule: str) -> int | None:
    """Tell whether a value asks for more than a bound.

    Parameters
    ----------
    value, bound
        In one unit; of a change, falls are negative.
    rule
        Rule of the target.

    Returns
    -------
    int or None
        1 more, 0 the same, -1 less; None where the rule has no sense.

    Examples
    --------
    A fall by 16.8 % asks for more than one by 10 %; 34 ug/m3 at most for less than 33.

    >>> asks_for_more(-16.8, bound=-10.0, rule="relative_change")
    1
    >>> asks_for_more(34.0, bound=33.0, rule="at_most")
    -1
    """
    if value == bound:
        return 0
    sense = _sense().get(rule, "none")
    if sense == "none" or (sense == "sign" and value * bound < 0):
        return None
    up = sense == "up" or (sense == "sign" and max(value, bound) > 0)
    return 1 if (value > bound) == up else -1


def _by_value(old: Row, new: Row) -> int | None:
    if any(old[name] != new[name] for name in GROUND) or not _same_extent(old, new):
        return None
    if old["value"] is None or new["value"] is None:
        return 0 if old["value"] == new["value"] else None
    return asks_for_more(new["value"], bound=old["value"], rule=new["rule"])


def _same_extent(old: Row, new: Row) -> bool:
    """Tell whether an amount is of the same place, or no amount: a share or a quantity per another."""
    unit = str(new["unit"] or "")
    return old.get("place") == new.get("place") or unit in SHARES or "/" in unit


def _by_year(old: Row, new: Row) -> int:
    if old["year"] is None or new["year"] is None or old["year"] == new["year"]:
        return 0
    return 1 if new["year"] < old["year"] else -1


def _by_duty(old: Row, new: Row) -> int:
    hoped, hopes = bool(old["aspirational"]), bool(new["aspirational"])
    return 0 if hoped == hopes else -1 if hopes else 1
