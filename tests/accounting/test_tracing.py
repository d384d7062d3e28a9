"""What records told once serves every figure of a run, and says what telling each figure anew says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from tongyuan import reference
from tongyuan.accounting import derivation
from tongyuan.accounting.derivation import derivations
from tongyuan.accounting.leaves import activity_leaf
from tongyuan.accounting.tracing import Tracing
from tongyuan.testing.agriculture import a_crop, a_herd, crops_of, herds_of
from tongyuan.testing.waste import (
    a_treated_waste,
    treated_of,
)
from tongyuan.vocabulary.lineage import Node, NodeKind

YEAR = 2020
RECORDS = {
    "treated_waste": treated_of(a_treated_waste()),
    "herds": herds_of(a_herd(head=1000.0)),
    "crops": crops_of(a_crop()),
}
GIVEN: dict[str, Any] = {"factors": reference.factors(), "family": "IPCC_2006"}
TOLD = [found for found in derivations() if found.dataset in RECORDS]


def leaves_of(found: derivation.Derivation) -> list[Node]:
    rows = found.derive(RECORDS[found.dataset], **GIVEN, year=YEAR)
    return [activity_leaf(row) for row in rows.with_columns(pl.col(pl.Enum).cast(pl.String)).to_dicts()]


@pytest.mark.parametrize("found", TOLD, ids=lambda found: found.name)
def test_a_traced_activity_is_the_tree_that_its_derivation_explains(found: derivation.Derivation) -> None:
    tracing = Tracing(RECORDS, **GIVEN)
    leaves = leaves_of(found)
    assert leaves
    for leaf in leaves:
        told = found.explain(leaf.detail, records=RECORDS[found.dataset], **GIVEN)
        traced = tracing.trace(leaf)
        if told is None or told.value is None:
            assert traced is leaf
        else:
            assert traced == replace(told, detail={**leaf.detail, **told.detail})


def test_some_activity_of_every_kind_of_record_is_traced() -> None:
    tracing = Tracing(RECORDS, **GIVEN)
    traced = {found.dataset for found in TOLD for leaf in leaves_of(found) if tracing.trace(leaf).children}
    assert traced == RECORDS.keys()


def test_a_tree_is_told_once_however_often_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    treated = next(found for found in derivations() if found.dataset == "treated_waste" and found.trees)
    trees = treated.trees
    assert trees is not None

    def counted(*words: Any, year: int, **more: Any) -> Any:
        asked.append(year)
        return trees(*words, year=year, **more)

    monkeypatch.setitem(derivation._DERIVATIONS, treated.name, replace(treated, trees=counted))
    tracing = Tracing(RECORDS, **GIVEN)
    leaf = leaves_of(treated)[0]
    summed = Node("mass_t", NodeKind.AGGREGATE, leaf.value, "t", "sum(quantity)", children=(leaf, leaf))
    assert tracing.trace(summed).children == (tracing.trace(leaf),) * 2
    assert asked == [YEAR]


def test_an_activity_of_which_the_records_say_something_else_stays_a_leaf() -> None:
    leaf = next(leaf for found in TOLD for leaf in leaves_of(found) if leaf.value)
    other = replace(leaf, value=leaf.value * 2 if leaf.value else None)
    assert Tracing(RECORDS, **GIVEN).trace(leaf) is not leaf
    assert Tracing(RECORDS, **GIVEN).trace(other) is other
