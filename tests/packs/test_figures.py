"""Published figures: each cited, each with its quality, and none that is not an observation."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from tongyuan import packs
from tongyuan.vocabulary import regions
from tongyuan.vocabulary.tables import EnergyBalance

PACK = packs.load("liaoning")


def _value(series: str, period: str, **keys: str) -> float:
    rows = PACK.statistics.filter((pl.col("series") == series) & (pl.col("period") == period))
    for name, wanted in {"region": PACK.region, **keys}.items():
        rows = rows.filter(pl.col(name) == wanted)
    return float(rows["value"].item())


def test_units_add_up_to_fourteen_cities_and_an_area_that_is_not_added() -> None:
    assert len(regions.additive_children(PACK.regions, parent=PACK.region)) == 14
    assert len(regions.assessed(PACK.regions)) == 14 + 1
    area = PACK.regions.filter((pl.col("level") == "functional") & pl.col("assessed"))
    assert area["additive"].to_list() == [False]


def test_members_that_the_text_does_not_name_are_unverified() -> None:
    quality = dict(PACK.memberships.select("group", "quality").unique().rows())
    assert quality["LN-COAST6"] == "unverified"
    assert quality["LN-WATERSHORT"] == "published"
    assert len(regions.members(PACK.memberships, group="LN-WATERSHORT")) == 6
    assert regions.members(PACK.memberships, group="LN-LIAOBASIN") == ()


def test_gdp_keeps_its_two_vintages_apart() -> None:
    assert _value("gdp_nominal", "2015", vintage="preliminary") == 28669.02
    assert _value("gdp_nominal", "2015", vintage="census_revised") == 20210.3


def test_growth_chained_from_2020_gives_the_known_fall_of_a_flat_numerator() -> None:
    chain = 1.0
    for year in range(2021, 2025):
        chain *= 1 + _value("gdp_growth_constant_price", str(year)) / 100
    assert round(100 * (1 / chain - 1), 1) == -16.4
    nominal = _value("gdp_nominal", "2020", vintage="census_revised") / _value("gdp_nominal", "2024")
    assert round(100 * (nominal - 1), 1) == -23.3


def test_wind_and_solar_capacity_of_2023() -> None:
    assert _value("capacity_wind", "2023") + _value("capacity_solar", "2023") == 2387


def test_a_figure_of_part_of_a_year_is_not_the_years() -> None:
    wind = PACK.statistics.filter(pl.col("series") == "capacity_wind")["period"].to_list()
    assert "2024-11" in wind
    assert "2024" not in wind
    assert _value("capacity_clean_share", "2024-06") == 50.5
    shares = PACK.statistics.filter(pl.col("series") == "capacity_clean_share")["period"].to_list()
    assert shares == ["2024-06"]


def test_no_goal_is_taken_for_a_result() -> None:
    present = set(PACK.statistics["series"])
    assert not present & {"rural_sewage_treatment_rate", "afforestation_annual", "grassland_restored_annual"}


def test_zeros_of_the_compilation_are_missing() -> None:
    outputs = PACK.statistics.filter(pl.col("series").str.ends_with("_output"))
    assert (outputs["value"] > 0).all()


def test_one_key_has_one_figure() -> None:
    key = ["series", "region", "period", "kind", "vintage"]
    assert PACK.statistics.select(key).is_unique().all()


def test_every_figure_says_who_published_it_and_a_second_hand_one_through_whom() -> None:
    assert PACK.statistics["citation"].str.contains("：").all()
    press = PACK.statistics.filter(pl.col("quality") == "unverified")
    second_hand = press["citation"].str.contains("转引自|国际能源网|辽宁日报")
    assert press.filter(~second_hand)["citation"].to_list() == []


def test_every_progress_row_is_used_or_left_out_with_a_reason(shared: Path) -> None:
    with (shared / "plan" / "progress.csv").open(encoding="utf-8-sig") as rows:
        collected = len(list(csv.DictReader(rows)))
    left = [row for row in PACK.left_out if row["origin"] == "progress"]
    assert all(row["reason_zh"] and row["reason_en"] for row in PACK.left_out)
    assert collected - len(left) == 180


def test_the_balance_of_2007_is_the_yearbooks(shared: Path) -> None:
    balance = PACK.balances
    assert EnergyBalance.is_valid(balance)
    assert balance.height == 33 * 22
    with (shared / "data" / "energy_balance_liaoning_2007_physical.csv").open(encoding="utf-8-sig") as rows:
        printed = {(int(r["row_no"]), r["fuel"]): r["value"] for r in csv.DictReader(rows)}
    for row, fuel, quantity in balance.select("row", "fuel", "quantity").rows():
        text = printed[row, fuel]
        assert quantity == (float(text) if text else None)


@pytest.mark.parametrize(
    "target", ["T01", "T02", "T08", "T09", "T10", "T24", "T37", "T38", "T39", "T40", "T41"]
)
def test_targets_with_published_progress_have_a_figure(target: str) -> None:
    serving = PACK.series.drop_nulls("targets").filter(pl.col("targets").str.split(";").list.contains(target))
    assert set(serving["series"]) & set(PACK.statistics["series"])
