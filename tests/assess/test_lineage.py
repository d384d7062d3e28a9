"""Trees: an evaluator of the test's own re-computes each value from the printed arithmetic."""

from __future__ import annotations

from datetime import date

import pytest

from tongyuan.assess.lineage import explain_indicator, explain_status
from tongyuan.testing.assessment import REGION, a_series, a_statistic, a_target, an_indicator, rows_of
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.tables import Series, Statistic, Target

SERIES = rows_of(Series, [a_series()])
FIGURES = rows_of(
    Statistic,
    [
        a_statistic(period=str(year), value=value)
        for year, value in {2020: 41.3, 2021: 44.7, 2022: 51.9, 2023: 60.1}.items()
    ],
)
CHAIN = {
    "formula": "100 * product(1 + x / 100)",
    "inputs": {"x": {"series": "x", "unit": "u", "at": "each_year_since_base"}},
}


def recomputed(node: Node) -> float:
    """Re-compute a value from what is printed, by Python's own arithmetic."""
    if not node.equation:
        assert node.value is not None
        return node.value
    return eval(
        node.equation, {"__builtins__": {}}, {child.name: recomputed(child) for child in node.children}
    )


def test_the_printed_tree_of_a_chain_gives_its_value_exactly() -> None:
    node = explain_indicator(
        an_indicator(**CHAIN), statistics=FIGURES, series=SERIES, region=REGION, year=2023
    )
    assert recomputed(node) == node.value
    assert [child.name for child in node.children] == ["x_2021", "x_2022", "x_2023"]


def test_a_leaf_says_who_reported_it_and_when() -> None:
    leaf = explain_indicator(
        an_indicator(), statistics=FIGURES, series=SERIES, region=REGION, year=2023
    ).children[0]
    assert leaf.kind == NodeKind.REPORTED
    assert leaf.detail["figure"] == f"statistic/x,{REGION},2023,published,final@1"
    assert (leaf.detail["reporter"], leaf.citation) == ("test", "test")
    assert leaf.as_dict()["quality"] == "published"


def test_a_missing_leaf_is_shown_with_its_owner() -> None:
    node = explain_indicator(an_indicator(), statistics=FIGURES, series=SERIES, region=REGION, year=2024)
    assert (node.value, node.children[0].kind, node.children[0].detail["owner"]) == (
        None,
        NodeKind.MISSING,
        "D1",
    )


@pytest.mark.parametrize(
    ("target", "declared", "margin"),
    [
        ({}, {}, 60.1 - (41.3 + (100 - 41.3) * 3 / 5)),
        ({"rule": "relative_change", "value": 20.0}, {}, (60.1 / 41.3 - 1) * 100 - 20),
        ({"rule": "percentage_points", "value": 40.0}, {}, 60.1 - 41.3 - 40 * 3 / 5),
        ({"rule": "trend_up", "value": None}, {}, 60.1),
    ],
)
def test_the_tree_of_a_status_gives_its_margin(target: dict, declared: dict, margin: float) -> None:
    about = a_target(**target)
    node = explain_status(
        "T1",
        reading="a",
        targets=rows_of(Target, [about]),
        indicators=[an_indicator(rule=about["rule"], **declared)],
        statistics=FIGURES,
        series=SERIES,
        region=REGION,
        on=date(2023, 12, 31),
    )
    assert node.value == pytest.approx(margin)
    assert recomputed(node) == pytest.approx(margin, rel=1e-12)
    assert node.detail["status"] == ("behind" if margin < 0 else "on_track")


def test_a_status_that_cannot_be_told_shows_what_lacks() -> None:
    node = explain_status(
        "T1",
        reading="a",
        targets=rows_of(Target, [a_target()]),
        indicators=[an_indicator()],
        statistics=FIGURES,
        series=SERIES,
        region=REGION,
        on=date(2026, 11, 22),
    )
    assert (node.value, node.detail["reason_code"]) == (None, "not_reported")
    assert node.children[0].children[0].detail["period"] == "2025"
