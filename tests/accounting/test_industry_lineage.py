"""Why an industrial activity is what it is: the tree gives the quantity again, down to meters and factors."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
import pytest

from tongyuan.accounting.derivation import derivations, explain_derived
from tongyuan.reference import factors
from tongyuan.testing.industry import (
    a_carbon_flow,
    a_gas_use,
    a_kiln_flow,
    a_pot_line,
    carbon_flows_of,
    gas_uses_of,
    kiln_flows_of,
    pot_lines_of,
)
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.tables import Activity, key_of

FAMILY = "GBT32150_2025"
CLINKER = {"product": "clinker", "works": "cement"}

RECORDS: dict[str, pl.DataFrame] = {
    "kiln_flows": kiln_flows_of(
        a_kiln_flow(calcined_share=0.9),
        a_kiln_flow(flow="dust", mass_t=20.0, share=0.8, calcined_share=0.5),
        a_kiln_flow(**CLINKER, flow="made", component="cao", share=0.65, other_share=0.02),
        a_kiln_flow(**CLINKER, flow="dust", component="calcite", mass_t=20.0, share=0.8, calcined_share=0.5),
    ),
    "carbon_flows": carbon_flows_of(
        a_carbon_flow(material="coke", carbon_share=None, counted="energy_balance"),
        a_carbon_flow(),
        a_carbon_flow(direction="out", material="pig_iron", partner="oxygen_furnace", mass_t=50.0),
        a_carbon_flow(direction="stock", material="coke", mass_t=-5.0),
    ),
    "pot_lines": pot_lines_of(a_pot_line(), a_pot_line(line="2", minutes_per_effect=None)),
    "gas_uses": gas_uses_of(a_gas_use(), a_gas_use(gas="R410A", application="stationary_ac")),
}


def recomputed(node: Node) -> float:
    """Arithmetic alone, over the printed equations."""
    if not node.children:
        assert node.value is not None
        return node.value
    if node.kind is NodeKind.AGGREGATE:
        return math.fsum(recomputed(child) for child in node.children)
    values = {child.name: recomputed(child) for child in node.children}
    return float(eval(node.equation, {"__builtins__": {}}, values))


def trees(dataset: str) -> list[tuple[dict[str, Any], Node]]:
    given: dict[str, Any] = {"factors": factors(FAMILY), "family": FAMILY}
    (found,) = [one for one in derivations() if one.dataset == dataset]
    rows = found.derive(RECORDS[dataset], year=2020, **given)
    keys = rows.select(*key_of(Activity), "quantity").to_dicts()
    told = [(key, explain_derived(key, records={dataset: RECORDS[dataset]}, **given)) for key in keys]
    return [(key, tree) for key, tree in told if tree is not None]


@pytest.mark.parametrize("dataset", RECORDS)
def test_the_tree_of_every_derived_activity_gives_it_again(dataset: str) -> None:
    found = trees(dataset)
    assert found
    for key, tree in found:
        assert recomputed(tree) == pytest.approx(key["quantity"], rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("dataset", RECORDS)
def test_every_leaf_says_who_told_it_and_how_good_it_is(dataset: str) -> None:
    leaves = [node for _, tree in trees(dataset) for node in tree.walk() if not node.children]
    assert all(leaf.citation and leaf.quality is not None for leaf in leaves)
    assert all(leaf.label_zh and leaf.label_en for leaf in leaves)


def test_carbon_that_nobody_analysed_leads_to_the_guideline_s_factor() -> None:
    leaves = [
        node for _, tree in trees("carbon_flows") for node in tree.walk() if node.name == "carbon_share"
    ]
    assert {leaf.citation for leaf in leaves if leaf.kind is NodeKind.FACTOR} == {"IPCC_2019_V3"}
    assert {leaf.value for leaf in leaves if leaf.kind is NodeKind.FACTOR} == {0.83}


def test_what_is_left_at_the_end_leads_to_its_factor() -> None:
    (end,) = [tree for key, tree in trees("gas_uses") if key["technology"] == "mobile_ac.end_of_life"]
    assert {leaf.name: leaf.kind for leaf in end.children[0].children} == {
        "retired_t": NodeKind.REPORTED,
        "left_at_end": NodeKind.FACTOR,
    }
