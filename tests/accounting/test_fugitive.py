"""Fugitives of coal, oil and gas; recovery is a negative row of its own."""

from __future__ import annotations

import dataframely as dy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan import reference
from tongyuan.accounting import emission
from tongyuan.accounting.derivation import derive_all, explain_derived
from tongyuan.testing.accounting import controls_of
from tongyuan.testing.transport import a_mine, an_operation, records_of
from tongyuan.vocabulary.tables import Activity, Emission, Factor, key_of

FAMILY = "GBT32150_2025"


def leaking(dataset: str, *rows: dict[str, object]) -> dy.DataFrame[Activity]:
    return derive_all({dataset: records_of(*rows)}, factors=Factor.create_empty(), family=FAMILY, year=2020)


def emitted(activity: dy.DataFrame[Activity], *species: str) -> dy.DataFrame[Emission]:
    return emission.estimate(
        activity,
        factors=reference.factors(FAMILY),
        controls=controls_of(),
        family=FAMILY,
        species=list(species),
    )


def test_a_million_tonnes_from_300_metres_release_6901_tonnes_of_methane() -> None:
    rows = emitted(leaking("coal_mines", a_mine()), "CH4")
    assert rows.filter(fuel="coal_underground")["mass_t"].item() == pytest.approx(1e6 * 10.30 * 0.00067)


def test_a_mine_of_unknown_depth_takes_the_default_with_its_range() -> None:
    row = emitted(leaking("coal_mines", a_mine(depth="unstated")), "CH4").filter(fuel="coal_underground")
    assert row["mass_t"].item() == pytest.approx(1e6 * 18 * 0.00067)
    assert row["quality"].to_list() == ["published"]


def test_surface_mines_take_the_average_of_the_guidelines() -> None:
    rows = emitted(leaking("coal_mines", a_mine(mining="surface", depth="unstated")), "CH4")
    masses = dict(rows.select("fuel", "mass_t").rows())
    assert masses["coal_surface"] == pytest.approx(804.0)
    assert masses["coal_post_surface"] == pytest.approx(67.0)


def test_methane_put_to_use_is_taken_off_in_a_row_of_its_own() -> None:
    rows = emitted(leaking("coal_mines", a_mine(methane_used_1e4_m3=100.0)), "CH4")
    assert rows.filter(fuel="coal_methane").select("technology", "mass_t").row(0) == pytest.approx(
        ("used", -670.0)
    )
    assert rows.filter(fuel="coal_underground")["mass_t"].item() == pytest.approx(6901.0)


def test_a_flare_lets_a_fiftieth_through() -> None:
    rows = emitted(leaking("coal_mines", a_mine(methane_flared_1e4_m3=100.0)), "CH4")
    assert rows.filter(fuel="coal_methane")["mass_t"].item() == pytest.approx(-670.0 * 0.98)


@settings(max_examples=30, deadline=None)
@given(used=st.floats(0, 1000), coal=st.floats(1, 1e7))
def test_recovery_never_changes_what_is_mined(used: float, coal: float) -> None:
    plain, recovered = (
        leaking("coal_mines", a_mine(coal_t=coal, methane_used_1e4_m3=volume)) for volume in (0.0, used)
    )
    mined = recovered.filter(fuel="coal_underground")["quantity"].to_list()
    assert mined == plain.filter(fuel="coal_underground")["quantity"].to_list()


def test_coal_that_nobody_reported_is_not_estimated() -> None:
    rows = emitted(leaking("coal_mines", a_mine(coal_t=None)), "CH4")
    assert set(rows["state"]) == {"NE"}


def test_a_hundred_million_cubic_metres_of_gas_lose_133_tonnes() -> None:
    rows = emitted(leaking("oil_gas", an_operation()), "CH4")
    assert rows["mass_t"].item() == pytest.approx(133.0)


def test_oil_and_gas_without_a_factor_are_not_estimated() -> None:
    rows = emitted(leaking("oil_gas", an_operation(operation="gas_produced")), "CH4", "CO2", "NMVOC")
    assert set(rows["state"]) == {"NE"}


def test_an_operation_that_is_no_material_is_refused() -> None:
    with pytest.raises(dy.exc.ValidationError):
        records_of(an_operation(operation="unheard_of"))


@pytest.mark.parametrize(
    ("dataset", "row"),
    [
        ("coal_mines", a_mine(methane_used_1e4_m3=5.0, methane_flared_1e4_m3=1.0)),
        ("oil_gas", an_operation()),
    ],
)
def test_every_derived_fugitive_is_explained_by_its_records(dataset: str, row: dict[str, object]) -> None:
    held = {dataset: records_of(row)}
    for found in leaking(dataset, row).to_dicts():
        key = {name: found[name] for name in key_of(Activity)}
        told = explain_derived(key, records=held, factors=Factor.create_empty(), family=FAMILY)
        assert told is not None
        assert told.value == pytest.approx(found["quantity"])
