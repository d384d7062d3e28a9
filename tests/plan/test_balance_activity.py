"""Activity from a balance: final use less feedstock plus what power and heat took in, and nothing twice."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.plan import balance_activity
from tongyuan.plan.lineage import explain_activity, trace_to_balance
from tongyuan.testing.energy import altered, balanced
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.problems import InputError
from tongyuan.vocabulary.sources import codes

FUELS = ("raw_coal", "coke", "diesel_oil", "natural_gas")
FINAL = (22, 23, 25, 26, 27, 29, 30, 31)
used = st.dictionaries(
    st.tuples(st.sampled_from(FINAL), st.sampled_from(FUELS)), st.integers(0, 10_000).map(lambda n: n / 100)
)
taken_in = st.dictionaries(
    st.tuples(st.sampled_from((12, 13)), st.sampled_from(FUELS)),
    st.integers(-10_000, 0).map(lambda n: n / 100),
)


@settings(max_examples=30, deadline=None)
@given(used, taken_in)
def test_activity_is_final_use_plus_inputs_to_power_and_heat(
    final: dict[tuple[int, str], float], inputs: dict[tuple[int, str], float]
) -> None:
    cells = final | inputs
    activity = balance_activity.activity(balanced(cells)).filter(activity="combustion")
    for fuel in FUELS:
        expected = sum(abs(amount) for (_, named), amount in cells.items() if named == fuel)
        burned = activity.filter(fuel=fuel)["quantity"].sum()
        assert burned == pytest.approx(expected * 10_000, abs=1e-6)


def test_seventeen_carriers_are_burned() -> None:
    burned = set(balance_activity.burned_fuels())
    assert len(burned) == 17
    assert not burned & {"coal_total", "petroleum_total", "heat", "electricity", "other_energy"}


def test_each_use_has_a_known_source_and_each_fuel_one_use_a_sector() -> None:
    uses = balance_activity.uses()
    assert set(uses["source"]) <= set(codes())
    assert uses.select("sector", "fuel").is_unique().all()
    assert uses.height == uses["sector"].n_unique() * 17


@pytest.mark.parametrize(
    ("fuel", "source"),
    [
        ("gasoline", "1A3b"),
        ("kerosene", "1A3a"),
        ("fuel_oil", "1A3d"),
        ("raw_coal", "1A3c"),
        ("refinery_gas", "1A3e"),
    ],
)
def test_transport_is_divided_by_fuel_and_says_that_it_is_assumed(fuel: str, source: str) -> None:
    row = balance_activity.activity(balanced({(26, fuel): 1.0})).filter(sector="transport", fuel=fuel)
    assert row["source"].item() == source
    assert "假定" in row["note"].item()


def test_feedstock_is_not_burned() -> None:
    cells = {(23, "crude_oil"): 9.0, (24, "crude_oil"): 4.0}
    industry = balance_activity.activity(balanced(cells)).filter(sector="industry", fuel="crude_oil")
    assert industry["quantity"].item() == 50_000.0


def test_more_feedstock_than_consumption_is_refused() -> None:
    with pytest.raises(InputError, match=r"crude oil: feedstock 4\.0 is more"):
        balance_activity.activity(balanced({(23, "crude_oil"): 3.0, (24, "crude_oil"): 4.0}))


def test_other_transformation_and_losses_are_not_burned() -> None:
    cells = {(14, "raw_coal"): -5.0, (15, "raw_coal"): -5.0, (20, "raw_coal"): 5.0, (2, "raw_coal"): 15.0}
    assert balance_activity.activity(balanced(cells)).filter(fuel="raw_coal")["quantity"].sum() == 0.0


def test_a_blank_that_the_sum_leaves_nothing_for_does_not_occur() -> None:
    made = balanced({(23, "coke"): 1.0, (2, "coke"): 1.0})
    states = balance_activity.activity(made).filter(fuel="coke", activity="combustion")
    assert states.filter(pl.col("sector") != "industry")["state"].unique().to_list() == ["NO"]


def test_a_blank_whose_sum_stays_open_is_not_reported() -> None:
    made = altered(balanced({(23, "coke"): 1.0, (2, "coke"): 2.0}), row=21, fuel="coke", by=1.0)
    row = balance_activity.activity(made).filter(sector="transport", fuel="coke").row(0, named=True)
    assert (row["quantity"], row["state"]) == (None, "not_reported")


def test_scope_two_is_what_came_from_outside_never_all_use() -> None:
    cells = {
        (2, "electricity"): 5.0,
        (4, "electricity"): 8.0,
        (5, "electricity"): 1.0,
        (7, "electricity"): -2.0,
        (12, "electricity"): 20.0,
        (23, "electricity"): 32.0,
    }
    bought = balance_activity.activity(balanced(cells)).filter(activity="purchased_electricity")
    assert bought.select("source", "sector", "quantity", "unit").rows() == [
        ("none", "net_import", 700_000.0, "MWh")
    ]


def test_a_region_that_sends_power_out_has_a_negative_net_import() -> None:
    cells = {(7, "electricity"): -2.0, (12, "electricity"): 2.0}
    bought = balance_activity.activity(balanced(cells)).filter(activity="purchased_electricity")
    assert bought["quantity"].item() == -200_000.0


def test_bought_heat_is_counted_where_it_is_made() -> None:
    made = balanced({(13, "heat"): 9.0, (23, "heat"): 9.0})
    row = balance_activity.activity(made).filter(activity="purchased_heat").row(0, named=True)
    assert (row["quantity"], row["state"]) == (None, "IE")


def test_a_column_in_another_unit_is_refused() -> None:
    wrong = balanced({(2, "coke"): 1.0}).with_columns(
        pl.when(pl.col("fuel") == "coke").then(pl.lit("t")).otherwise(pl.col("unit")).alias("unit")
    )
    with pytest.raises(InputError, match="1e4_t"):
        balance_activity.activity(wrong)


def test_the_tree_of_each_activity_is_arithmetic_of_printed_cells() -> None:
    made = balanced(
        {
            (23, "coke"): 9.1,
            (24, "coke"): 1.3,
            (12, "coke"): -0.7,
            (4, "electricity"): 8.3,
            (7, "electricity"): -1.1,
        }
    )
    for row in balance_activity.activity(made).drop_nulls("quantity").iter_rows(named=True):
        node = explain_activity(row, balance=made)
        names = {child.name: child.value for child in node.children}
        assert eval(node.equation, {}, names) == pytest.approx(row["quantity"], rel=1e-12)
        leaf = Node("quantity", NodeKind.REPORTED, row["quantity"], row["unit"], detail=row)
        assert (
            trace_to_balance(Node("x", NodeKind.EQUATION, 1.0, "t", children=(leaf,)), balance=made)
            .children[0]
            .equation
        )


def test_activity_that_is_not_from_the_balance_stays_a_leaf() -> None:
    detail = {"region": "990000", "year": 2020, "sector": "industry", "fuel": "coke"}
    leaf = Node("quantity", NodeKind.REPORTED, 123.0, "t", detail=detail)
    assert trace_to_balance(leaf, balance=balanced({(23, "coke"): 9.0})) is leaf
