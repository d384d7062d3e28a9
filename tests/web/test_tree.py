"""A figure's tree is shown whole, with its numbers in its equations; no text of it is taken for markup."""

from __future__ import annotations

from typing import Any

from tongyuan.web.ground.lineage_tree import tree_html
from tongyuan.web.view import View

VIEW = View(session=None, path="/figure", lang="en", query={})  # type: ignore[arg-type]


def _node(name: str, value: float | None, **more: Any) -> dict[str, Any]:
    node = {"name": name, "kind": "factor", "value": value, "unit": "t", "equation": "", "citation": ""}
    return {**node, "label_zh": "", "label_en": "", "quality": None, "detail": {}, "children": [], **more}


def test_the_equation_is_shown_with_the_values_of_its_names() -> None:
    tree = _node(
        "mass",
        6.0,
        equation="quantity * quantity_2",
        children=[_node("quantity", 2.0), _node("quantity_2", 3.0)],
    )
    assert "2 * 3" in tree_html(VIEW, tree)


def test_a_missing_input_stays_a_dash_in_the_equation() -> None:
    tree = _node("mass", None, equation="a * b", children=[_node("a", None), _node("b", 3.0)])
    assert "— * 3" in tree_html(VIEW, tree)


def test_a_name_that_several_inputs_bear_is_not_filled_with_one_of_them() -> None:
    tree = _node("mass", 5.0, equation="sum(part)", children=[_node("part", 2.0), _node("part", 3.0)])
    assert "sum(3)" not in tree_html(VIEW, tree)


def test_the_quality_of_an_input_is_explained() -> None:
    assert "not yet seen in the document" in tree_html(VIEW, _node("a", 1.0, quality="unverified"))


def test_texts_of_sources_are_no_markup() -> None:
    html = tree_html(VIEW, _node("<b>", 1.0, citation='"><script>', label_en="a < b", detail={"note": "<i>"}))
    assert "<script>" not in html
    assert "<b>" not in html
    assert "<i>" not in html


def test_the_first_levels_are_open_and_the_deeper_ones_closed() -> None:
    deep = _node("d", 1.0, children=[_node("e", 1.0)])
    tree = _node("a", 1.0, children=[_node("b", 1.0, children=[_node("c", 1.0, children=[deep])])])
    assert (tree_html(VIEW, tree).count("<details open>"), tree_html(VIEW, tree).count("<details>")) == (2, 2)


def test_many_children_are_shown_closed() -> None:
    children = [_node(f"c{place}", 1.0, children=[_node("x", 1.0)]) for place in range(20)]
    assert tree_html(VIEW, _node("a", 20.0, children=children)).count("<details open>") == 1
