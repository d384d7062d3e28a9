"""What tables of observations look like: which column is what, in which of the forms in use.

Three forms are known: ``long`` (a row a value), ``items`` (a row a station and time, a column an item) and
``places`` (a row a time and item, a column a place, as the national daily files have it).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["FACTORS", "Form", "Named", "form_of", "item_of", "unit_of"]

WORDS: Mapping[str, tuple[str, ...]] = {
    "station": (
        "station",
        "station_code",
        "station_zh",
        "点位",
        "点位编码",
        "站点",
        "站点编码",
        "监测点",
        "监测点编码",
    ),
    "city": ("city", "city_zh", "region", "城市", "地区", "地区编码"),
    "time": ("time", "time_local", "ended_at", "datetime", "时间", "监测时间", "采样时间"),
    "date": ("date", "日期"),
    "hour": ("hour", "小时", "时"),
    "item": ("item", "pollutant", "项目", "监测项目", "污染物", "因子"),
    "type": ("type", "类型"),
    "value": ("value", "concentration", "数值", "监测值", "浓度"),
    "unit": ("unit", "单位"),
    "mark": ("mark", "flag", "标记", "标识", "数据标识"),
}
#: How units are written, in one spelling: a micro sign is a Greek letter in some files.
UNITS = {
    "ug/m3": ("ug/m3", "μg/m3", "µg/m3", "ugm3", "微克/立方米"),
    "mg/m3": ("mg/m3", "mgm3", "毫克/立方米"),
    "mg/L": ("mg/l", "毫克/升"),
    "ug/L": ("ug/l", "μg/l", "µg/l", "微克/升"),
    "ng/L": ("ng/l", "纳克/升"),
    "1/L": ("1/l", "个/l", "mpn/l", "cfu/l"),
    "ppm": ("ppm", "umol/mol", "μmol/mol", "µmol/mol"),
    "ppb": ("ppb", "nmol/mol"),
    "ppt": ("ppt", "pmol/mol"),
    "degC": ("degc", "℃", "°c"),
    "1": ("1", "无量纲"),
    "NTU": ("ntu",),
    "uS/cm": ("us/cm", "μs/cm", "µs/cm"),
    "nGy/h": ("ngy/h",),
    "Bq/L": ("bq/l",),
}
#: From one unit to another; what is not here is not converted.
FACTORS: Mapping[tuple[str, str], float] = {
    **{("mg/m3", "ug/m3"): 1e3, ("ug/m3", "mg/m3"): 1e-3},
    **{("ug/L", "mg/L"): 1e-3, ("ng/L", "mg/L"): 1e-6, ("mg/L", "ug/L"): 1e3, ("ug/L", "mg/m3"): 1.0},
    **{("ppm", "ppb"): 1e3, ("ppb", "ppm"): 1e-3, ("ppt", "ppb"): 1e-3, ("ppb", "ppt"): 1e3},
}
SUFFIX = re.compile(r"^(?P<name>.+?)(?:[_ ]?[（(\[](?P<unit>[^）)\]]+)[）)\]]|_(?P<plain>ugm3|mgm3))?$")


@dataclass(frozen=True, slots=True)
class Named:
    """An item that a column or a cell names, and the unit that stands with the name, if one does."""

    item: str
    unit: str | None


@dataclass(frozen=True, slots=True)
class Form:
    """What the columns of a table are.

    Parameters
    ----------
    kind
        ``long``, ``items`` or ``places``.
    columns
        Column of each known word.
    items
        Items by column, in the form ``items``.
    places
        Columns of places, in the form ``places``.
    """

    kind: str
    columns: Mapping[str, str]
    items: Mapping[str, Named]
    places: Sequence[str] = ()


def _plain(text: str) -> str:
    return text.strip().strip("\ufeff").lower().replace("³", "3").replace("₃", "3").replace("₂", "2")


def unit_of(text: str) -> str | None:
    """Read a unit however it is spelt; None where it is not known."""
    plain = _plain(text).replace(" ", "")
    return next((unit for unit, spelt in UNITS.items() if plain in spelt), None)


def item_of(text: str, *, names: Mapping[str, str]) -> Named | None:
    """Read the name of an item, with or without its unit.

    Parameters
    ----------
    text
        Head of a column, or a cell.
    names
        Item by name, in small letters.

    Returns
    -------
    Named or None
        The item; None where the name is not known.

    Examples
    --------
    >>> names = {"pm2.5": "pm2.5", "pm25": "pm2.5", "co": "co"}
    >>> item_of("CO（mg/m³）", names=names)
    Named(item='co', unit='mg/m3')
    >>> item_of("pm25_ugm3", names=names)
    Named(item='pm2.5', unit='ug/m3')
    >>> item_of("AQI", names=names) is None
    True
    """
    plain = _plain(text)
    if plain in names:
        return Named(names[plain], None)
    found = SUFFIX.match(plain)
    if found is None or found["name"].strip() not in names:
        return None
    told = found["unit"] or found["plain"] or ""
    return Named(names[found["name"].strip()], unit_of(told) or told or None)


def form_of(heads: Sequence[str], *, names: Mapping[str, str]) -> Form | None:
    """Tell the form of a table by the heads of its columns.

    Parameters
    ----------
    heads
        The heads.
    names
        Item by name, in small letters.

    Returns
    -------
    Form or None
        The form; None where it is none of the three.

    Examples
    --------
    >>> names = {"pm2.5": "pm2.5"}
    >>> form_of(["date", "hour", "type", "甲市", "乙市"], names=names).places
    ('甲市', '乙市')
    >>> form_of(["时间", "点位", "PM2.5"], names=names).kind
    'items'
    >>> form_of(["a", "b"], names=names) is None
    True
    """
    columns: dict[str, str] = {}
    for head in heads:
        word = next((word for word, spelt in WORDS.items() if _plain(head) in spelt), None)
        if word is not None:
            columns.setdefault(word, head)
    rest = [head for head in heads if head not in columns.values()]
    if not columns.keys() & {"time", "date"}:
        return None
    if {"item", "value"} <= columns.keys() and columns.keys() & {"station", "city"}:
        return Form("long", columns, {})
    if "type" in columns and rest:
        return Form("places", columns, {}, tuple(rest))
    items = {head: named for head in rest if (named := item_of(head, names=names))}
    if items and columns.keys() & {"station", "city"}:
        return Form("items", columns, items)
    return None
