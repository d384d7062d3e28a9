"""Intensity on the published growth of the province: real growth counts, current prices never."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tongyuan import packs
from tongyuan.assess import indicators
from tongyuan.packs.pack import Pack
from tongyuan.vocabulary.indicators import Indicator, parse_indicators
from tongyuan.vocabulary.problems import ConflictError
from tongyuan.vocabulary.statistics_choice import current

PACK = packs.load("liaoning")
YEARS = range(2020, 2025)
NUMERATOR = {"energy_co2_official": 48000.0, "net_imported_electricity_co2": 2000.0}


def _flat(pack: Pack) -> pl.DataFrame:
    """Published statistics, and the same CO2 in every year in place of the figures that are not there."""
    model = pack.statistics.row(0, named=True)
    unit = dict(pack.series.select("series", "unit").rows())
    rows = [
        {
            **model,
            "series": series,
            "period": str(year),
            "value": value,
            "state": None,
            "unit": unit[series],
            "region": pack.region,
        }
        for series, value in NUMERATOR.items()
        for year in YEARS
    ]
    published = pack.statistics.filter(~pl.col("series").is_in(list(NUMERATOR)))
    return pl.concat([published, pl.DataFrame(rows, schema=pack.statistics.schema)])


def _declared(**changes: Any) -> tuple[Indicator, ...]:
    record = next(one for one in PACK.indicators if one["id"] == "carbon_intensity_computed")
    return parse_indicators([{**record, **changes}])


def _change(declared: tuple[Indicator, ...], year: int) -> float:
    values = indicators.evaluate(
        declared, statistics=current(_flat(PACK)), series=PACK.series, region=PACK.region, years=[year]
    )
    return float(values["value"].item())


def test_flat_co2_from_2020_to_2024_is_16_4_percent_less_for_each_yuan_of_real_gdp() -> None:
    assert round(_change(_declared(), 2024), 1) == -16.4


def test_gdp_at_current_prices_would_say_23_3_percent_and_is_refused() -> None:
    gdp = (
        current(PACK.statistics)
        .filter(pl.col("series") == "gdp_nominal")
        .filter(pl.col("region") == PACK.region)
    )
    level = dict(gdp.select("period", "value").rows())
    assert round((level["2020"] / level["2024"] - 1) * 100, 1) == -23.3
    series = {"series": "gdp_nominal", "unit": "亿元"}
    inputs = {
        **{name: {"series": name, "unit": "万吨"} for name in NUMERATOR},
        **{f"{name}_base": {"series": name, "unit": "万吨", "at": "base"} for name in NUMERATOR},
        "gdp": series,
        "gdp_base": {**series, "at": "base"},
    }
    total = " + ".join(NUMERATOR)
    base = " + ".join(f"{name}_base" for name in NUMERATOR)
    nominal = _declared(formula=f"(({total}) / gdp / (({base}) / gdp_base) - 1) * 100", inputs=inputs)
    with pytest.raises(ConflictError):
        _change(nominal, 2024)
