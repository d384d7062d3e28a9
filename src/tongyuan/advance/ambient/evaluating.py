"""The daily evaluation of places: indices, primary pollutants, levels, compliance (HJ 633, 4 and 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongyuan.advance.ambient.index import individual_index
from tongyuan.advance.ambient.standards import ITEMS, Standard

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["air_days", "averaging_of", "column_of"]


def averaging_of(item: str) -> str:
    """Name the averaging of an item's day: eight hours for ozone, else the whole day."""
    return "8h" if item == "o3" else "24h"


def column_of(item: str) -> str:
    """Name the column of an item in a wide table.

    Parameters
    ----------
    item
        A monitored item.

    Returns
    -------
    str
        Its name without a dot.

    Examples
    --------
    >>> column_of("pm2.5")
    'pm2_5'
    """
    return item.replace(".", "_")


def air_days(days: ir.Table, *, standard: Standard) -> ir.Table:
    """Judge each place's day.

    An index of fewer than six valid items is a least one: such a day may be told to exceed, never to comply.

    Parameters
    ----------
    days
        ``place``, ``item``, ``day``, ``value`` [ug/m3; CO mg/m3], ``valid``.
    standard
        The edition.

    Returns
    -------
    ir.Table
        ``place``, ``day``, of each item its value and ``iaqi_<item>`` (null where not valid), ``items``
        (valid ones), ``aqi``, ``primary`` (codes in the order of the standard; null up to 50), ``exceeds``
        (null: cannot be told).
    """
    import ibis

    valid = days.filter(days.valid & days.item.isin(ITEMS))
    values = {column_of(item): valid.value.max(where=valid.item == item) for item in ITEMS}
    wide = valid.group_by("place", "day").agg(**values)
    indices = {
        f"iaqi_{column_of(item)}": individual_index(
            wide[column_of(item)], item=item, averaging=averaging_of(item), standard=standard
        )
        for item in ITEMS
    }
    found = wide.mutate(**indices)
    zero = ibis.literal(0.0)
    known = [found[name].coalesce(zero) for name in indices]
    counted = [found[name].notnull().ifelse(1, 0) for name in indices]
    found = found.mutate(aqi=ibis.greatest(*known), items=sum(counted[1:], counted[0]))
    over = found.aqi > 100
    names = [
        ibis.ifelse((found.aqi > 50) & (found[f"iaqi_{column_of(item)}"] == found.aqi), f"{item} ", "")
        for item in ITEMS
    ]
    primary = names[0].concat(*names[1:]).strip().nullif("")
    untold = ibis.null("boolean")
    exceeds = ibis.cases(
        (over, ibis.literal(True)), (found["items"] == len(ITEMS), ibis.literal(False)), else_=untold
    )
    return found.mutate(primary=primary, exceeds=exceeds)
