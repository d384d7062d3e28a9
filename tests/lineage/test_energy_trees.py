"""Trees of energy's records, computed again from what is printed alone."""

from __future__ import annotations

from typing import Any

import pytest

from tongyuan import reference
from tongyuan.accounting.derivation import derive_all, explain_derived
from tongyuan.accounting.leaves import activity_leaf
from tongyuan.accounting.technologies import divide, trace_to_shares
from tongyuan.testing.accounting import activity_of, an_activity
from tongyuan.testing.transport import (
    a_call,
    a_flight,
    a_mine,
    a_registration,
    a_share,
    an_operation,
    records_of,
    vehicles,
)
from tongyuan.vocabulary.tables import Activity, key_of

from .printed_tree import evaluate

FAMILY = "GBT32150_2025"
HELD = {
    "fleets": [vehicles(mean_speed=30.0), vehicles(vehicle="taxi", mean_speed=20.0)],
    "registrations": [a_registration(year=year, mean_speed=30.0) for year in (2008, 2015, 2020)],
    "port_calls": [a_call(shore_share=0.25), a_call(ship="tanker")],
    "flights": [a_flight(), a_flight(airport="other")],
    "coal_mines": [a_mine(methane_used_1e4_m3=5.0), a_mine(mine="b", methane_flared_1e4_m3=1.0)],
    "oil_gas": [an_operation()],
}


@pytest.mark.parametrize("dataset", HELD)
def test_a_derived_quantity_follows_from_its_printed_tree(dataset: str) -> None:
    held = {dataset: records_of(*HELD[dataset])}
    factors = reference.factors(FAMILY)
    derived = derive_all(held, factors=factors, family=FAMILY, year=2020)
    assert derived.height > 0
    for row in derived.to_dicts():
        key = {name: row[name] for name in key_of(Activity)}
        told = explain_derived(key, records=held, factors=factors, family=FAMILY)
        assert told is not None
        assert evaluate(told.as_dict()) == pytest.approx(row["quantity"], rel=1e-9)


def test_a_divided_quantity_follows_from_its_printed_tree() -> None:
    shares = records_of(a_share(share=0.5), a_share(technology="grate_automatic", share=0.2))
    rows: list[dict[str, Any]] = divide(activity_of(an_activity(quantity=900.0)), shares=shares).to_dicts()
    assert len(rows) == 3
    for row in rows:
        told = trace_to_shares(activity_leaf(row), shares=shares)
        assert evaluate(told.as_dict()) == pytest.approx(row["quantity"], rel=1e-9)
