"""Trees that compute: what is printed under a derived figure is what gave it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan import reference
from tongyuan.accounting.arithmetic import evaluate
from tongyuan.accounting.derivation import derive_all, explain_derived
from tongyuan.testing.land import (
    a_change,
    a_harvest,
    a_stand,
    changes_of,
    harvests_of,
    some_wood,
    stands_of,
)
from tongyuan.vocabulary.lineage import Node, NodeKind

RECORDS = {
    "stands": stands_of(a_stand(year=2015), a_stand(volume_m3=130.0)),
    "land_changes": changes_of(a_change(biomass_from_t_per_ha=4.0)),
    "harvested_wood": some_wood([10.0, 20.0, 30.0, 40.0, 50.0, 60.0]),
    "mariculture": harvests_of(a_harvest(), a_harvest(material="oyster")),
}
GIVEN = {"factors": reference.factors(), "family": "GBT32150_2025"}


def recomputed(node: Node) -> float | None:
    """The value by the printed equation alone, from the leaves up."""
    if not node.children:
        return node.value
    values = {child.name: recomputed(child) for child in node.children}
    if node.kind == NodeKind.AGGREGATE:
        return sum(recomputed(child) or 0.0 for child in node.children)
    return evaluate(node.equation, values)


def test_every_derived_quantity_has_a_tree_that_gives_it() -> None:
    derived = derive_all(RECORDS, year=2020, **GIVEN)
    assert derived.height == 8
    for row in derived.iter_rows(named=True):
        tree = explain_derived(row, records=RECORDS, **GIVEN)
        assert tree is not None
        assert tree.value == row["quantity"]
        if tree.value is not None:
            assert recomputed(tree) == pytest.approx(tree.value)


def test_every_leaf_that_has_a_value_is_cited() -> None:
    for row in derive_all(RECORDS, year=2020, **GIVEN).iter_rows(named=True):
        tree = explain_derived(row, records=RECORDS, **GIVEN)
        leaves = [node for node in tree.walk() if not node.children and node.value is not None]
        assert all(leaf.citation and leaf.quality for leaf in leaves)


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_arithmetic_is_that_of_the_hand(a: float, b: float) -> None:
    assert evaluate("(a + b) * 2 - -a / 4", {"a": a, "b": b}) == (a + b) * 2 - -a / 4


def test_what_misses_a_value_is_missing() -> None:
    assert evaluate("a * b", {"a": None, "b": 2.0}) is None


@pytest.mark.parametrize("text", ["__import__('os')", "a if b else c", "a.real", "'x'"])
def test_nothing_but_arithmetic_is_taken(text: str) -> None:
    with pytest.raises(ValueError, match="no arithmetic"):
        evaluate(text, {"a": 1.0, "b": 1.0, "c": 1.0})
