"""Builders of a province and its cities: emissions, rules and values of proxies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from tongyuan.plan.cities.proxies import VALUES
from tongyuan.vocabulary.tables import Emission, ProxyRule

__all__ = ["an_emission", "emissions_of", "proxy_rules_of", "values_of"]

Row = dict[str, Any]


def an_emission(**changes: Any) -> Row:
    """Build one row of emission: 100 t of CO2 from cement made in a province without a name."""
    row = {
        "region": "990000",
        "year": 2020,
        "sector": "cement",
        "source": "2A1",
        "fuel": "clinker",
        "activity": "production",
        "species": "CO2",
        "technology": "unstated",
        "medium": "air",
        "scope": 1,
        "method": "production.mass",
        "mass_t": 100.0,
        "state": None,
        "low_t": None,
        "high_t": None,
        "family": "test",
        "origin": "China",
        "derived_from_co2": False,
        "quality": "published",
        "range_quality": None,
        "controls_stated": None,
    }
    changed = row | changes
    return changed | ({"state": "NE"} if changed["mass_t"] is None and changed["state"] is None else {})


def emissions_of(*rows: Row) -> pl.DataFrame:
    """Make a checked table of emissions."""
    frame = pl.DataFrame(list(rows), schema=Emission.column_names(), infer_schema_length=None, strict=False)
    return Emission.validate(frame, cast=True)


def proxy_rules_of(**proxies: str) -> pl.DataFrame:
    """Declare proxies by prefix of the source, several joined by spaces in order of preference."""
    rows = [
        (source, "*", order, proxy, "unverified", "test", None)
        for source, named in proxies.items()
        for order, proxy in enumerate(named.split(" "), start=1)
    ]
    names = ProxyRule.column_names()
    return ProxyRule.validate(pl.DataFrame(rows, schema=names, orient="row", strict=False), cast=True)


def values_of(proxy: str, values: Mapping[str, float | None], *, year: int = 2020) -> pl.DataFrame:
    """Give a proxy its values by city; None: the city has none."""
    rows = [
        (proxy, region, year, value, "published") for region, value in values.items() if value is not None
    ]
    return pl.DataFrame(rows, schema=VALUES, orient="row")
