"""Standard coal: energy is conserved, what has no coefficient cannot be told."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan import reference
from tongyuan.plan import energy
from tongyuan.plan.lineage import explain_standard_coal
from tongyuan.testing.energy import balanced
from tongyuan.vocabulary import units
from tongyuan.vocabulary.problems import InputError

COEFFICIENTS = reference.standard_coal()
KNOWN = ("raw_coal", "coke", "natural_gas", "diesel_oil", "heat", "electricity")
quantities = st.dictionaries(
    st.sampled_from(KNOWN), st.integers(1, 100_000).map(lambda n: n / 100), min_size=1
)


@settings(max_examples=25, deadline=None)
@given(quantities)
def test_what_is_produced_equals_what_is_used_in_standard_coal_too(amounts: dict[str, float]) -> None:
    cells = {(row, fuel): amount for fuel, amount in amounts.items() for row in (2, 23)}
    totals = energy.row_totals(
        energy.standard_coal(balanced(cells), coefficients=COEFFICIENTS, basis="calorific")
    )
    by_row = dict(totals.select("row", "total_1e4_tce").rows())
    assert by_row[2] == pytest.approx(by_row[21], rel=1e-12)
    assert by_row[33] == pytest.approx(by_row[21], rel=1e-12)


def test_electricity_by_heat_content_is_its_joules() -> None:
    coal = energy.standard_coal(
        balanced({(2, "electricity"): 1.0}), coefficients=COEFFICIENTS, basis="calorific"
    )
    value = coal.filter(row=2, fuel="electricity")["quantity_1e4_tce"].item()
    assert value == pytest.approx(units.factor("1e8_kWh", to="1e4_tce"), rel=1e-3)


def test_electricity_by_the_coal_behind_it_needs_the_years_coefficient() -> None:
    made = balanced({(2, "electricity"): 10.0, (23, "electricity"): 10.0})
    without = energy.standard_coal(made, coefficients=COEFFICIENTS, basis="coal_equivalent")
    cell = without.filter(row=2, fuel="electricity").row(0, named=True)
    assert (cell["quantity_1e4_tce"], cell["state"], cell["reason"]) == (None, "NE", "no_power_coefficient")
    assert energy.row_totals(without).filter(row=2)["total_1e4_tce"].item() is None
    given_one = energy.standard_coal(
        made, coefficients=COEFFICIENTS, basis="coal_equivalent", power_kgce_per_kwh=0.3
    )
    assert given_one.filter(row=2, fuel="electricity")["quantity_1e4_tce"].item() == pytest.approx(30.0)


def test_a_fuel_without_a_coefficient_is_missing_with_its_reason() -> None:
    made = balanced({(2, "other_washed_coal"): 10.0, (2, "raw_coal"): 1.0})
    coal = energy.standard_coal(made, coefficients=COEFFICIENTS, basis="calorific")
    assert coal.filter(row=2, fuel="other_washed_coal").select("state", "reason").rows() == [
        ("NE", "no_coefficient")
    ]
    total = energy.row_totals(coal).filter(row=2).row(0, named=True)
    assert (total["missing_fuels"], total["total_1e4_tce"]) == ("other_washed_coal", None)
    assert total["known_1e4_tce"] == pytest.approx(0.7143)


def test_the_total_columns_are_not_converted() -> None:
    coal = energy.standard_coal(
        balanced({(2, "raw_coal"): 1.0}), coefficients=COEFFICIENTS, basis="calorific"
    )
    assert not {"coal_total", "petroleum_total"} & set(coal["fuel"])


def test_net_consumption_does_not_count_what_was_made_inside_twice() -> None:
    made = balanced(
        {(2, "raw_coal"): 10.0, (12, "raw_coal"): -10.0, (12, "electricity"): 2.0, (23, "electricity"): 2.0}
    )
    totals = energy.row_totals(energy.standard_coal(made, coefficients=COEFFICIENTS, basis="calorific"))
    assert totals.filter(row=33)["total_1e4_tce"].item() == pytest.approx(7.143)


@pytest.mark.parametrize("power", [0.05, 3.0])
def test_a_power_coefficient_out_of_range_is_refused(power: float) -> None:
    with pytest.raises(InputError, match="out of range"):
        energy.standard_coal(
            balanced({}), coefficients=COEFFICIENTS, basis="coal_equivalent", power_kgce_per_kwh=power
        )


def test_a_coefficient_in_another_unit_is_refused() -> None:
    wrong = COEFFICIENTS.with_columns(pl.lit("MWh").alias("unit"))
    with pytest.raises(InputError, match="raw_coal"):
        energy.standard_coal(balanced({}), coefficients=wrong, basis="calorific")


def test_the_tree_of_a_converted_cell_is_its_arithmetic() -> None:
    made = balanced({(2, "natural_gas"): 3.0})
    coal = energy.standard_coal(made, coefficients=COEFFICIENTS, basis="calorific")
    key = {"region": "990000", "year": 2020, "row": 2, "fuel": "natural_gas", "basis": "calorific"}
    node = explain_standard_coal(key, converted=coal, balance=made)
    quantity, scale, coefficient = (child.value for child in node.children)
    assert node.value == quantity * scale * coefficient / 10000
    missing = explain_standard_coal(key | {"row": 3}, converted=coal, balance=made)
    assert (missing.value, missing.detail["reason"]) == (None, "blank")
