"""Tax on pollution by the schedule of the law."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan import reference
from tongyuan.plan import money
from tongyuan.testing.funds import rates_of
from tongyuan.vocabulary.problems import InputError


def taxed(*rows: tuple[str, str, str, float], rates: dict[str, float] | None = None) -> pl.DataFrame:
    discharge = pl.DataFrame(
        [
            {"outlet": outlet, "medium": medium, "pollutant": name, "mass_t": mass, "tax_share": 1.0}
            for outlet, medium, name, mass in rows
        ]
    )
    return money.pollution_tax(
        discharge,
        equivalents=reference.pollution_equivalents(),
        rules=reference.pollution_tax_rules(),
        rates=rates_of(rates or {"air": 1.2, "water": 1.4}),
    )


def test_an_equivalent_of_sulphur_dioxide_is_ninety_five_hundredths_of_a_kilogram() -> None:
    row = taxed(("A", "air", "SO2", 0.95)).row(0, named=True)
    assert row["taxed_as"] == "二氧化硫"
    assert row["equivalents"] == pytest.approx(1000)
    assert row["tax_cny"] == pytest.approx(1200)


def test_the_three_largest_of_an_outlet_count_and_the_fourth_does_not() -> None:
    rows = taxed(
        ("A", "air", "SO2", 0.95 * 4),
        ("A", "air", "NOx", 0.95 * 3),
        ("A", "air", "烟尘", 2.18 * 2),
        ("A", "air", "CO", 16.7 * 1),
        ("B", "air", "CO", 16.7 * 1),
    )
    left_out = rows.filter(~pl.col("counted")).select("outlet", "pollutant").rows()
    assert left_out == [("A", "CO")]
    assert rows["tax_cny"].sum() == pytest.approx((4000 + 3000 + 2000 + 1000) * 1.2)


def test_of_water_five_of_class_one_and_three_others_count() -> None:
    first = ["总汞", "总镉", "总铬", "六价铬", "总砷", "总铅"]
    others = ["COD", "NH3-N", "TP", "石油类"]
    rows = taxed(*(("A", "water", name, 1.0) for name in (*first, *others)))
    counted = rows.filter("counted").group_by("tax_class").len().sort("tax_class")
    assert counted.rows() == [("first", 5), ("other", 3)]


def test_of_cod_bod_and_toc_the_largest_alone_is_taxed() -> None:
    rows = taxed(("A", "water", "COD", 1.0), ("A", "water", "生化需氧量(BOD5)", 0.6))
    assert rows.filter("counted")["pollutant"].to_list() == ["生化需氧量(BOD5)"]


def test_another_measure_of_oxygen_does_not_push_a_pollutant_out() -> None:
    rows = taxed(
        ("A", "water", "COD", 3.0),
        ("A", "water", "生化需氧量(BOD5)", 1.4),
        ("A", "water", "NH3-N", 0.8),
        ("A", "water", "TP", 0.125),
    )
    assert set(rows.filter("counted")["pollutant"]) == {"COD", "NH3-N", "TP"}


def test_carbon_dioxide_is_not_in_the_schedule_and_bears_no_tax() -> None:
    row = taxed(("A", "air", "CO2", 1000.0)).row(0, named=True)
    assert (row["taxed_as"], row["counted"], row["tax_cny"]) == (None, False, None)


def test_fine_dust_is_taxed_under_the_name_that_the_owner_states_alone() -> None:
    assert taxed(("A", "air", "PM2.5", 1.0))["taxed_as"].to_list() == [None]
    assert taxed(("A", "air", "一般性粉尘", 4.0))["tax_cny"].to_list() == [pytest.approx(1200)]


def test_every_medium_without_a_rate_is_named() -> None:
    with pytest.raises(InputError) as refused:
        taxed(("A", "air", "SO2", 1.0), ("A", "water", "COD", 1.0), rates={"soil": 1.0})
    assert [problem.values["medium"] for problem in refused.value.problems] == ["air", "water"]
