"""Why a figure is what it is: the printed tree alone gives it again."""

from __future__ import annotations

import json
import math
from typing import Any

import polars as pl
import pytest

from tongyuan.accounting.emission import estimate
from tongyuan.accounting.lineage import explain, explain_sum
from tongyuan.testing.accounting import a_factor, activity_of, an_activity, controls_of, factors_of
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.vocabulary.tables import Emission, key_of


def evaluate(node: dict[str, Any]) -> float:
    """Arithmetic over the printed tree; shares no code with the methods."""
    if not node["children"]:
        return node["value"]
    values: dict[str, Any] = {}
    for child in node["children"]:
        values.setdefault(child["name"], []).append(evaluate(child))
    if node["equation"].startswith("sum("):
        return math.fsum(values["mass_t"])
    names = {name: value[0] for name, value in values.items()}
    return eval(node["equation"], {"__builtins__": {}}, names)


def without_species(region: dict[str, Any]) -> dict[str, Any]:
    return {name: table for name, table in region.items() if name != "species"}


def explained(region: dict[str, Any], **key: Any) -> Node:
    rows = estimate(**region).filter(*(pl.col(name) == value for name, value in key.items()))
    return explain(rows.select(key_of(Emission)).row(0, named=True), **without_species(region))


def leaves(tree: Node) -> list[Node]:
    return [node for node in tree.walk() if not node.children]


def test_every_figure_is_given_again_by_its_printed_tree(region: dict[str, Any]) -> None:
    emission = estimate(**region).filter(pl.col("mass_t").is_not_null())
    assert emission.height > 15
    for row in emission.iter_rows(named=True):
        tree = explain({name: row[name] for name in key_of(Emission)}, **without_species(region))
        printed = json.loads(json.dumps(tree.as_dict()))
        assert evaluate(printed) == pytest.approx(row["mass_t"], rel=1e-12)
        assert tree.value == pytest.approx(row["mass_t"], rel=1e-15)
        assert tree.detail["method"] == row["method"]
        assert tree.worst_quality().value == row["quality"]


def test_altering_one_printed_input_changes_the_figure(region: dict[str, Any]) -> None:
    tree = explained(region, sector="power", fuel="raw_coal", species="BC").as_dict()
    before = evaluate(tree)
    stack = [tree]
    while stack:
        node = stack.pop()
        stack += node["children"]
        if not node["children"]:
            kept, node["value"] = node["value"], node["value"] * 1.01
            assert evaluate(tree) != pytest.approx(before, rel=1e-6), node["name"]
            node["value"] = kept


def test_every_leaf_has_value_unit_source_and_quality(region: dict[str, Any]) -> None:
    for leaf in leaves(explained(region, sector="power", fuel="raw_coal", species="SO2")):
        assert leaf.value is not None
        assert leaf.unit
        assert leaf.citation
        assert leaf.quality
        assert leaf.label_zh != leaf.label_en


def test_a_factor_names_itself_and_its_edition(region: dict[str, Any]) -> None:
    tree = explained(region, sector="steel", fuel="raw_coal", species="NOx")
    factor = next(node for node in tree.children if node.name == "ef_kg_per_tj")
    assert factor.kind is NodeKind.FACTOR
    assert factor.detail["source"] == "1A2"
    assert factor.detail["edition"] == "test"
    assert factor.detail["factor_id"] in region["factors"]["factor_id"]


def test_a_figure_without_controls_says_so(region: dict[str, Any]) -> None:
    tree = explained(region, sector="steel", fuel="raw_coal", species="NOx")
    removal = next(node for node in tree.children if node.name == "removal")
    assert (removal.value, removal.label_en) == (0.0, "no control stated")


def test_controls_stand_side_by_side_in_the_tree(region: dict[str, Any]) -> None:
    tree = explained(region, sector="power", fuel="raw_coal", species="SO2")
    removal = next(node for node in tree.children if node.name == "removal")
    assert removal.equation == "efficiency_1 * application_1 + efficiency_2 * application_2"
    assert removal.value == pytest.approx(0.95 * 0.9 + 0.7 * 0.1)


def test_black_carbon_is_explained_by_the_particles(region: dict[str, Any]) -> None:
    tree = explained(region, sector="power", fuel="raw_coal", species="BC")
    particles = next(node for node in tree.children if node.name == "pm25_kg_per_tj")
    assert particles.detail["species"] == "PM2.5"
    assert next(node for node in tree.children if node.name == "removal").value == pytest.approx(0.594)


def test_a_figure_that_is_not_estimated_names_what_lacks(region: dict[str, Any]) -> None:
    tree = explained(region, sector="power", fuel="natural_gas", species="CO2")
    assert (tree.kind, tree.value, tree.detail["state"]) == (NodeKind.MISSING, None, "NE")
    assert tree.detail["lacking"] == {"combustion.co2": ["carbon_tc_per_tj", "oxidation"]}
    lacking = [node.detail["parameter"] for node in leaves(tree) if node.kind is NodeKind.MISSING]
    assert lacking == ["carbon_tc_per_tj", "oxidation"]
    assert "缺少" in next(node for node in leaves(tree) if node.kind is NodeKind.MISSING).label_zh


def test_a_missing_activity_is_explained_by_its_state(region: dict[str, Any]) -> None:
    tree = explained(region, sector="homes", species="CO2")
    assert tree.value is None
    assert tree.children[0].kind is NodeKind.MISSING
    assert tree.children[0].detail["state"] == "not_reported"


def test_a_sum_is_explained_by_its_figures_and_counts_the_missing(region: dict[str, Any]) -> None:
    tree = explain_sum({"species": "CO2", "activity": "combustion"}, **without_species(region))
    emission = estimate(**region).filter(activity="combustion", species="CO2")
    assert evaluate(tree.as_dict()) == pytest.approx(emission["mass_t"].sum(), rel=1e-12)
    assert (tree.detail["figures"], tree.detail["missing"]) == (4, 2)


def test_a_sum_of_nothing_known_is_missing(region: dict[str, Any]) -> None:
    tree = explain_sum({"species": "Hg"}, **without_species(region))
    assert (tree.kind, tree.value) == (NodeKind.MISSING, None)


@pytest.mark.parametrize("change", [{"sector": "nobody"}, {"species": "SF6"}])
def test_a_figure_that_was_never_asked_for_is_not_found(
    change: dict[str, Any], region: dict[str, Any]
) -> None:
    key = an_activity(sector="steel", source="1A2a", species="CO2")
    explain(key, **without_species(region))
    with pytest.raises(NotFoundError):
        explain(key | change, **without_species(region))


def test_a_sum_over_purchases_stays_in_its_scope(region: dict[str, Any]) -> None:
    bought = explain_sum({"species": "CO2", "scope": 2}, **without_species(region))
    assert bought.value == pytest.approx(550.0)
    with pytest.raises(NotFoundError):
        explain_sum(
            {"species": "CO2", "scope": 2},
            **without_species(region) | {"activity": activity_of(an_activity()), "controls": controls_of()},
        )


def test_a_species_that_no_method_of_its_kind_gives_is_missing_and_says_so() -> None:
    driven = {"activity": "driving", "source": "1A3bi", "fuel": "car_mini_gasoline", "unit": "km"}
    row = an_activity(**driven, technology="china_5")
    factors = factors_of(a_factor(family="x"))
    given = {"activity": activity_of(row), "factors": factors, "controls": controls_of(), "family": "x"}
    tree = explain(row | {"species": "BC"}, **given)
    assert (tree.kind, tree.value, tree.detail["state"]) == (NodeKind.MISSING, None, "NE")


def test_activity_and_factor_say_by_which_technology_in_words() -> None:
    row = an_activity(source="1A2", technology="grate_manual")
    told = a_factor(parameter="ef_kg_per_unit", method="combustion.mass", species="CO", value=1.0)
    factors = factors_of(told | {"technology": "grate_manual"})
    tree = explain(
        row | {"species": "CO"},
        activity=activity_of(row),
        factors=factors,
        controls=controls_of(),
        family="x",
    )
    named = [leaf.label_zh for leaf in tree.walk() if leaf.name != "mass_t"]
    assert any("手烧炉排炉" in label for label in named)
    assert any("grate, fed by hand" in leaf.label_en for leaf in leaves(tree))
