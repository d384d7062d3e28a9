"""Landfills: the hand-checked decay, carbon neither made nor lost, years that nobody reported."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.accounting.derivation import explain_derived
from tongyuan.accounting.emission import estimate
from tongyuan.accounting.landfill_gas import recover_gas
from tongyuan.accounting.landfills import decay_deposits, decayed_carbon, stored_carbon
from tongyuan.reference import factors
from tongyuan.testing.accounting import a_factor, controls_of, factors_of
from tongyuan.testing.waste import a_deposit, deposits_of
from tongyuan.vocabulary.problems import InputError
from tongyuan.vocabulary.tables import GasRecovery

FAMILY = "GBT32150_2025"
PRINTED = {0.7: (106.404, 88.433, 73.497, 61.084), 0.5: (76.003, 63.166, 52.498, 43.631)}


def with_share(doc_f: float) -> Any:
    """Give the packaged factors with another share of food's carbon that decays."""
    other = a_factor(method="landfill.decay", parameter="doc_f", source="5A", fuel="food_waste", value=doc_f)
    replaced = (pl.col("parameter") == "doc_f") & (pl.col("fuel") == "food_waste")
    return pl.concat([factors(FAMILY).filter(~replaced), factors_of(other)])


def methane(records: pl.DataFrame, *, year: int, table: Any) -> float | None:
    activity = decay_deposits(records, factors=table, family=FAMILY, year=year)
    found = estimate(activity, factors=table, controls=controls_of(), family=FAMILY, species=["CH4"])
    return found["mass_t"].item()


@pytest.mark.parametrize("doc_f", PRINTED)
def test_ten_thousand_tonnes_of_food_give_the_hand_checked_methane(doc_f: float) -> None:
    table = with_share(doc_f)
    found = [methane(deposits_of(a_deposit()), year=year, table=table) for year in range(2021, 2025)]
    assert found == pytest.approx(PRINTED[doc_f], abs=5e-4)
    assert methane(deposits_of(a_deposit()), year=2020, table=table) == 0.0


masses = st.dictionaries(
    st.integers(1980, 2010), st.floats(0, 1e6, allow_subnormal=False), min_size=1, max_size=12
)


@given(masses=masses, decomposable=st.floats(0, 0.5), decay_rate=st.floats(0, 1))
def test_carbon_put_in_is_decayed_or_still_there(
    masses: dict[int, float], decomposable: float, decay_rate: float
) -> None:
    put_in = sum(masses.values()) * decomposable
    given_rate: dict[str, float] = {"decomposable": decomposable, "decay_rate": decay_rate}
    gone = sum(decayed_carbon(masses, year=year, **given_rate) for year in range(1980, 2031))
    left = stored_carbon(masses, year=2030, **given_rate)
    assert gone + left == pytest.approx(put_in, rel=1e-9, abs=1e-9)


@given(masses=masses, year=st.integers(1981, 2030))
def test_the_sum_over_years_is_the_recursion_of_the_guidelines(masses: dict[int, float], year: int) -> None:
    stock = decayed = 0.0
    for one in range(1980, year + 1):
        decayed = stock * (1 - math.exp(-0.185))
        stock = stock * math.exp(-0.185) + masses.get(one, 0.0) * 0.105
    found = decayed_carbon(masses, year=year, decomposable=0.105, decay_rate=0.185)
    assert found == pytest.approx(decayed, rel=1e-9, abs=1e-9)


def test_a_year_that_nobody_reported_is_never_zero() -> None:
    rows = deposits_of(
        a_deposit(year=2018, opened=2018, closed=None),
        a_deposit(year=2020, opened=2018, closed=None),
    )
    found = decay_deposits(rows, factors=factors(FAMILY), family=FAMILY, year=2021)
    assert found.select("quantity", "state", "note").row(0) == (None, "not_reported", "未报告的年份: 2019")


def test_years_before_the_first_figure_are_filled_by_the_declared_rule_alone() -> None:
    late = {"year": 2020, "opened": 2010, "closed": None}
    silent = decay_deposits(deposits_of(a_deposit(**late)), factors=factors(FAMILY), family=FAMILY, year=2021)
    declared = decay_deposits(
        deposits_of(a_deposit(**late, backcast_growth=0.05)),
        factors=factors(FAMILY),
        family=FAMILY,
        year=2021,
    )
    assert silent["state"].to_list() == ["not_reported"]
    history = {year: 10_000 / 1.05 ** (2020 - year) for year in range(2010, 2021)}
    by_hand = decayed_carbon(history, year=2021, decomposable=0.105, decay_rate=0.185)
    assert declared["quantity"].item() == pytest.approx(by_hand)
    assert declared.select(pl.col("quality").cast(pl.String), "note").row(0) == (
        "derived",
        "按声明的增长率回推的年份: 2010-2019",
    )


def test_a_closed_landfill_goes_on_giving_gas() -> None:
    found = methane(deposits_of(a_deposit()), year=2035, table=factors(FAMILY))
    assert found is not None
    assert 0 < found < 10


def test_rows_of_a_stream_that_disagree_are_refused() -> None:
    rows = deposits_of(
        a_deposit(year=2019, opened=2019, closed=None), a_deposit(year=2020, opened=2018, closed=None)
    )
    with pytest.raises(InputError) as caught:
        decay_deposits(rows, factors=factors(FAMILY), family=FAMILY, year=2021)
    assert [problem.code for problem in caught.value.problems] == ["waste.stream_disagrees"]


def test_a_class_of_waste_without_parameters_is_not_estimated() -> None:
    found = decay_deposits(deposits_of(a_deposit()), factors=factors_of(), family=FAMILY, year=2021)
    assert found["state"].to_list() == ["NE"]


def test_a_year_in_which_a_class_does_not_occur_counts_as_nothing_put_in() -> None:
    none = a_deposit(year=2021, opened=2020, closed=None, mass_t=None, state="NO")
    rows = deposits_of(a_deposit(opened=2020, closed=None), none)
    found = decay_deposits(rows, factors=factors(FAMILY), family=FAMILY, year=2022)
    assert found["quantity"].item() == pytest.approx(147.38845)
    tree = explain_derived(
        found.row(0, named=True), records={"deposit": rows}, factors=factors(FAMILY), family=FAMILY
    )
    assert tree is not None
    assert [child.children[0].value for child in tree.children] == [10_000.0, 0.0]


def test_recovered_gas_is_deducted_in_a_row_of_its_own() -> None:
    row = {
        "region": "990000",
        "year": 2021,
        "site": "site A",
        "landfill": "managed_covered",
        "recovered_ch4_t": 20.0,
        "state": None,
        "use": "power",
        "quality": "measured",
        "citation": "meter",
        "note": None,
    }
    records = GasRecovery.validate(pl.DataFrame([row], schema=GasRecovery.create_empty().schema), cast=True)
    table = factors(FAMILY)
    gas = recover_gas(records, factors=table, family=FAMILY, year=2021)
    decayed = decay_deposits(deposits_of(a_deposit()), factors=table, family=FAMILY, year=2021)
    found = estimate(
        pl.concat([decayed, gas]), factors=table, controls=controls_of(), family=FAMILY, species=["CH4"]
    )
    assert found["mass_t"].to_list() == pytest.approx([106.4043, -18.0], abs=1e-4)
    generated = 177.34050195526808 * 0.5 * 16 / 12
    assert found["mass_t"].sum() == pytest.approx((generated - 20.0) * (1 - 0.1))


def test_the_tree_of_decayed_carbon_is_arithmetic_alone() -> None:
    open_site = {"opened": 2017, "closed": None, "backcast_growth": 0.0}
    rows = deposits_of(a_deposit(year=2019, **open_site), a_deposit(year=2020, mass_t=500.0, **open_site))
    table = factors(FAMILY)
    key = decay_deposits(rows, factors=table, family=FAMILY, year=2021).row(0, named=True)
    tree = explain_derived(key, records={"deposit": rows}, factors=table, family=FAMILY)
    assert tree is not None
    assert len(tree.children) == 4
    for child in tree.children:
        names = {leaf.name: leaf.value for leaf in child.children}
        assert eval(child.equation, {"__builtins__": {}, "exp": math.exp}, names) == pytest.approx(
            child.value, rel=1e-12
        )
    assert sum(child.value or 0.0 for child in tree.children) == pytest.approx(key["quantity"], rel=1e-12)
