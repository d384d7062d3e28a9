"""The balance: a layout that loses nothing, identities that hold, faults named by row and column."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.plan import energy
from tongyuan.testing.energy import altered, balanced, free_rows, single_carriers
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import InputError

CARRIERS = (
    "raw_coal",
    "coke",
    "crude_oil",
    "diesel_oil",
    "natural_gas",
    "heat",
    "electricity",
    "other_energy",
)
OUTFLOWS = {7, 8, 9}
EITHER_SIGN = {10, 12, 13, 14, 15, 16, 17, 19}


def amounts(row: int) -> st.SearchStrategy[float]:
    most = 10_000_00
    low, high = (-most if row in OUTFLOWS | EITHER_SIGN else 0), (0 if row in OUTFLOWS else most)
    return st.integers(low, high).map(lambda cents: cents / 100)


cells = st.dictionaries(
    st.tuples(st.sampled_from(free_rows()), st.sampled_from(CARRIERS)), st.none(), min_size=1
)
balances = cells.flatmap(lambda keys: st.fixed_dictionaries({key: amounts(key[0]) for key in keys})).map(
    balanced
)


@settings(max_examples=30, deadline=None)
@given(balances)
def test_a_balance_that_keeps_its_identities_has_no_finding(balance: pl.DataFrame) -> None:
    assert energy.check(balance).is_empty()


@settings(max_examples=30, deadline=None)
@given(balances, st.sampled_from(free_rows()), st.sampled_from(CARRIERS), st.integers(100, 10_000))
def test_an_altered_cell_is_found_in_its_column(
    balance: pl.DataFrame, row: int, fuel: str, cents: int
) -> None:
    found = energy.check(altered(balance, row=row, fuel=fuel, by=-cents / 100))
    identities = energy.equations().filter(term_row=row, term_fuel=fuel, kind="sum")
    results = set(identities["row"].to_list())
    assert results & set(found.filter(fuel=fuel, verdict="fault")["row"].to_list())


@settings(max_examples=20, deadline=None)
@given(balances)
def test_the_layout_reads_back_to_the_same_cells(balance: pl.DataFrame) -> None:
    laid_out = energy.pivot(balance)
    again = energy.unpivot(laid_out, region="990000", year=2020, citation="example")
    key = ["row", "fuel"]
    columns = [*key, "quantity", "unit"]
    assert again.select(columns).sort(key).equals(balance.select(columns).sort(key))


@pytest.mark.parametrize("fuel", single_carriers())
def test_each_column_is_checked(fuel: str) -> None:
    kept = balanced({(2, fuel): 10.0, (23, fuel): 10.0})
    broken = energy.check(altered(kept, row=21, fuel=fuel, by=1.0)).filter(fuel=fuel)
    assert broken.select("identity", "row", "printed", "computed", "difference").rows() == [
        ("final", 21, 11.0, 10.0, 1.0),
        ("difference", 32, 0.0, -1.0, 1.0),
        ("consumption", 33, 10.0, 11.0, -1.0),
    ]


def test_rounding_of_each_printed_cell_is_allowed_and_no_more() -> None:
    kept = balanced({(29, "raw_coal"): 1.0, (30, "raw_coal"): 2.0, (2, "raw_coal"): 3.0})
    for by, faults in ((0.01, 0), (0.015, 0), (0.02, 1)):
        found = energy.check(altered(kept, row=28, fuel="raw_coal", by=by)).filter(
            identity="households", fuel="raw_coal"
        )
        assert found.height == faults, by


def test_feedstock_may_not_exceed_industry() -> None:
    found = energy.check(balanced({(23, "coke"): 1.0, (24, "coke"): 2.0, (2, "coke"): 1.0}))
    assert found.select("identity", "row", "fuel").rows() == [("feedstock", 24, "coke")]


def test_a_positive_outflow_is_a_fault_of_sign() -> None:
    found = energy.check(balanced({(2, "coke"): 5.0, (7, "coke"): 1.0, (23, "coke"): 6.0}))
    assert found.select("identity", "row", "printed").rows() == [("outflow", 7, 1.0)]


def test_coal_total_must_be_the_sum_of_its_columns() -> None:
    kept = balanced({(2, "raw_coal"): 5.0, (2, "briquettes"): 1.0, (23, "raw_coal"): 5.0})
    found = energy.check(altered(kept, row=23, fuel="coal_total", by=2.0)).filter(identity="coal")
    assert found.select("row", "fuel", "printed", "computed").rows() == [(23, "coal_total", 7.0, 5.0)]


def test_total_columns_count_net_transformation_alone() -> None:
    refined = {
        (4, "crude_oil"): 10.0,
        (16, "crude_oil"): -10.0,
        (16, "diesel_oil"): 9.0,
        (23, "diesel_oil"): 9.0,
    }
    balance = balanced(refined)
    total = balance.filter(row=33).filter(
        pl.col("fuel").is_in(["crude_oil", "diesel_oil", "petroleum_total"])
    )
    assert dict(total.select("fuel", "quantity").rows()) == {
        "petroleum_total": 10.0,
        "crude_oil": 10.0,
        "diesel_oil": 9.0,
    }
    assert energy.check(balance).is_empty()


def test_an_identity_with_absent_cells_is_untested_not_kept() -> None:
    kept = balanced({(2, "coke"): 1.0, (23, "coke"): 1.0})
    found = energy.check(kept.filter(pl.col("row") != 11)).filter(fuel="coke")
    assert found.select("identity", "verdict").rows() == [("difference", "untested")]
    assert energy.problems(found) == ()


def test_a_problem_names_row_column_and_both_values() -> None:
    kept = balanced({(2, "raw_coal"): 1000.0, (23, "raw_coal"): 1000.0})
    found = energy.check(altered(kept, row=21, fuel="raw_coal", by=234.5)).filter(
        identity="final", fuel="raw_coal"
    )
    (problem,) = energy.problems(found)
    assert (problem.place.row, problem.place.column) == (21, "raw_coal")
    text = problem.text("zh")
    assert all(part in text for part in ("终端消费量", "原煤", "1,234.50", "1,000.00", "234.50"))


def test_a_layout_holds_one_balance() -> None:
    two = pl.concat([balanced({}), balanced({}, year=2021)])
    with pytest.raises(InputError, match="2 were given"):
        energy.pivot(two)


def test_a_repeated_cell_is_refused_by_row_and_column() -> None:
    made = balanced({(2, "coke"): 1.0})
    with pytest.raises(InputError, match="row 2 column coke appears 2 times"):
        energy.pivot(pl.concat([made, made.filter(row=2, fuel="coke")]))


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(InputError, match="peat"):
        energy.unpivot(pl.DataFrame({"row": [1], "peat": [1.0]}), region="990000", year=2020, citation="x")


def test_each_identity_names_rows_and_carriers_of_the_balance() -> None:
    table = energy.equations()
    carriers = {*single_carriers(), "coal_total", "petroleum_total"}
    assert set(table["fuel"]) | set(table["term_fuel"]) == carriers
    assert table["row"].is_between(1, 33).all()
    assert table["term_row"].is_between(1, 33).all()
    assert set(packaged_table("balance_identities")["carriers"]) <= {"all", "single", "aggregate", *carriers}
