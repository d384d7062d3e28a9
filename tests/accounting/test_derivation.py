"""From records to activity: what a registered derivation must keep, whichever area it is of."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.accounting.derivation import derivations, derive_all
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.tables import Factor, contracts

KNOWN = packaged_table("records")


@pytest.mark.parametrize("name", [found.name for found in derivations()])
def test_a_derivation_reads_a_dataset_that_people_can_hand_in(name: str) -> None:
    found = next(one for one in derivations() if one.name == name)
    assert found.dataset in KNOWN["dataset"].to_list()
    assert found.source
    assert found.edition


@pytest.mark.parametrize("dataset", KNOWN["dataset"].to_list())
def test_records_have_a_contract_that_begins_with_place_and_year(dataset: str) -> None:
    contract = contracts()[KNOWN.filter(dataset=dataset)["contract"].item()]
    assert tuple(contract.primary_key())[:2] == ("region", "year")
    assert {"quality", "citation"} <= set(contract.column_names())


@pytest.mark.parametrize("name", [found.name for found in derivations()])
def test_no_records_give_no_activity(name: str) -> None:
    found = next(one for one in derivations() if one.name == name)
    contract = contracts()[KNOWN.filter(dataset=found.dataset)["contract"].item()]
    empty = pl.DataFrame(schema=contract.create_empty().schema)
    held = {found.dataset: empty}
    derived = derive_all(held, factors=Factor.create_empty(), family="GBT32150_2025", year=2020)
    assert derived.height == 0
