"""A steel works' carbon: conserved by process, the gap between meters shown, never counted twice."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.accounting.derivation import explain_derived
from tongyuan.accounting.emission import estimate
from tongyuan.accounting.steelworks import balance_works, carbon_of
from tongyuan.reference import factors
from tongyuan.testing.accounting import a_factor, activity_of, an_activity, controls_of, factors_of
from tongyuan.testing.industry import a_carbon_flow, carbon_flows_of
from tongyuan.vocabulary.problems import InputError
from tongyuan.vocabulary.tables import Activity, Factor, key_of

FAMILY = "GBT32150_2025"
NONE = Factor.create_empty()
FUEL = {"counted": "energy_balance"}


def works() -> pl.DataFrame:
    """A small works, carbon worked out by hand (t C):

    coke oven: coal 1,000 t x 0.73 = 730 in; out: coke 700 x 0.85 = 595, gas 100 x 0.47 = 47, tar 30 x 0.62
    = 18.6. Blast furnace: coke 690 x 0.85 = 586.5, coal 150 x 0.8 = 120, limestone 100 x 0.121 = 12.1 in;
    out: iron 1,500 x 0.047 = 70.5, gas 2,000 x 0.17 = 340. Power plant: gases 340 and 47 in. Oxygen furnace:
    iron 70.5, scrap 200 x 0.01 = 2, dolomite 60 x 0.13 = 7.8 in; out: steel 1,600 x 0.001 = 1.6.
    """
    oven, furnace, power, steel = "coke_oven", "blast_furnace", "power_plant", "oxygen_furnace"

    def flow(
        process: str, direction: str, material: str, partner: str, mass: float, share: float, **more: Any
    ):
        return a_carbon_flow(
            process=process, direction=direction, material=material, partner=partner, mass_t=mass,
            carbon_share=share, **more,
        )  # fmt: skip

    return carbon_flows_of(
        flow(oven, "in", "cleaned_coal", "outside", 1000, 0.73, **FUEL),
        flow(oven, "out", "coke", furnace, 700, 0.85, **FUEL),
        flow(oven, "out", "coke_oven_gas", power, 100, 0.47, **FUEL),
        flow(oven, "out", "coal_tar", "outside", 30, 0.62, **FUEL),
        flow(furnace, "in", "coke", oven, 690, 0.85, **FUEL),
        flow(furnace, "in", "injection_coal", "outside", 150, 0.8, **FUEL),
        flow(furnace, "in", "limestone", "outside", 100, 0.121),
        flow(furnace, "out", "pig_iron", steel, 1500, 0.047),
        flow(furnace, "out", "blast_furnace_gas", power, 2000, 0.17, **FUEL),
        flow(power, "in", "coke_oven_gas", oven, 100, 0.47, **FUEL),
        flow(power, "in", "blast_furnace_gas", furnace, 2000, 0.17, **FUEL),
        flow(steel, "in", "pig_iron", furnace, 1500, 0.047),
        flow(steel, "in", "steel_scrap", "outside", 200, 0.01),
        flow(steel, "in", "dolomite", "outside", 60, 0.13),
        flow(steel, "out", "steel", "outside", 1600, 0.001),
    )


def carbon(rows: pl.DataFrame) -> dict[str, float]:
    return dict(rows.select("technology", "quantity").rows())


def test_each_process_gives_what_came_in_and_did_not_go_on() -> None:
    found = carbon(balance_works(works(), factors=NONE, family="*", year=2020))
    assert found["coke_oven"] == pytest.approx(730 - 595 - 47 - 18.6)
    assert found["blast_furnace"] == pytest.approx(586.5 + 120 + 12.1 - 70.5 - 340)
    assert found["power_plant"] == pytest.approx(387.0)
    assert found["oxygen_furnace"] == pytest.approx(70.5 + 2 + 7.8 - 1.6)


def test_carbon_between_two_meters_is_shown_and_not_hidden() -> None:
    found = carbon(balance_works(works(), factors=NONE, family="*", year=2020))
    assert found["unaccounted"] == pytest.approx((700 - 690) * 0.85)


def test_the_rows_of_a_works_sum_to_flux_iron_and_scrap_less_steel() -> None:
    found = carbon(balance_works(works(), factors=NONE, family="*", year=2020))
    assert found["energy_balance"] == pytest.approx(-(730 + 120 - 18.6))
    assert sum(found.values()) == pytest.approx(12.1 + 2 + 7.8 - 1.6)


def test_the_works_and_its_fuels_in_the_energy_balance_together_are_the_whole_carbon() -> None:
    """2C1 by the balance and 1A by burning the same fuels: in - out of the works, once."""
    burned = [("coking", 1000, 0.73), ("injection", 150, 0.8)]
    rows = balance_works(works(), factors=factors(FAMILY), family=FAMILY, year=2020)
    process = estimate(rows, factors=factors(FAMILY), controls=controls_of(), family=FAMILY, species=["CO2"])[
        "mass_t"
    ].sum()
    fuel = [
        an_activity(sector=name, source="1A2a", fuel="bituminous_coal", quantity=tonnes * share)
        for name, tonnes, share in burned
    ]
    sold = an_activity(sector="tar sold", source="1A2a", fuel="bituminous_coal", quantity=-30 * 0.62)
    carbon_only = factors_of(
        a_factor(fuel="bituminous_coal", value=1000.0),
        a_factor(fuel="bituminous_coal", parameter="carbon_tc_per_tj", value=1.0),
        a_factor(fuel="bituminous_coal", parameter="oxidation", value=1.0),
    )
    energy = estimate(
        activity_of(*fuel, sold), factors=carbon_only, controls=controls_of(), family="*x", species=["CO2"]
    )["mass_t"].sum()
    whole = 730 + 120 + 12.1 + 2 + 7.8 - 18.6 - 1.6
    assert process + energy == pytest.approx(whole * 44 / 12, rel=1e-6)


def test_a_material_that_was_not_analysed_has_the_guideline_s_carbon_and_its_quality() -> None:
    flow = carbon_flows_of(a_carbon_flow(material="coke", carbon_share=None, quality="measured"))
    row = carbon_of(flow, factors=factors(), family=FAMILY).row(0, named=True)
    assert row["carbon_t"] == pytest.approx(83.0)
    assert row["quality"] == "published"


def test_a_material_without_analysis_or_default_is_refused_by_name() -> None:
    with pytest.raises(InputError) as caught:
        carbon_of(
            carbon_flows_of(a_carbon_flow(material="slag", carbon_share=None)), factors=NONE, family="*"
        )
    assert caught.value.problems[0].code == "industry.no_carbon_share"
    assert "slag" in caught.value.text("en")


def test_a_growing_stock_keeps_its_carbon() -> None:
    flows = carbon_flows_of(
        a_carbon_flow(material="coke", carbon_share=0.85),
        a_carbon_flow(material="coke", direction="stock", mass_t=20.0, carbon_share=0.85),
    )
    assert carbon(balance_works(flows, factors=NONE, family="*", year=2020)) == {"blast_furnace": 68.0}


def test_why_leads_from_a_process_to_its_meters() -> None:
    rows = balance_works(works(), factors=NONE, family="*", year=2020).filter(technology="blast_furnace")
    key = rows.select(key_of(Activity)).row(0, named=True)
    told = explain_derived(key, records={"carbon_flows": works()}, factors=NONE, family="*")
    assert told is not None
    assert told.value == pytest.approx(rows["quantity"].item())
    assert {child.detail["material"] for child in told.children} >= {"coke", "limestone", "pig_iron"}


PROCESSES = ["coke_oven", "blast_furnace", "oxygen_furnace"]


@st.composite
def any_works(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw flows between processes and the outside, metered twice with different numbers."""
    rows = []
    for number in range(draw(st.integers(1, 8))):
        process = draw(st.sampled_from(PROCESSES))
        partner = draw(st.sampled_from([name for name in [*PROCESSES, "outside"] if name != process]))
        direction = draw(st.sampled_from(["in", "out"]))
        mass, other = draw(st.floats(0, 1e6)), draw(st.floats(0, 1e6))
        share = draw(st.floats(0, 1))
        given_ = {"material": f"m{number}", "carbon_share": share}
        given_ |= {"counted": draw(st.sampled_from(["works", "energy_balance"]))}
        rows.append(
            a_carbon_flow(process=process, partner=partner, direction=direction, mass_t=mass, **given_)
        )
        if partner != "outside":
            back = "out" if direction == "in" else "in"
            rows.append(
                a_carbon_flow(process=partner, partner=process, direction=back, mass_t=other, **given_)
            )
    return rows


@settings(max_examples=60, deadline=None)
@given(rows=any_works())
def test_carbon_is_conserved_and_fuel_of_the_energy_balance_is_taken_off_once(
    rows: list[dict[str, Any]],
) -> None:
    flows = carbon_flows_of(*rows)
    found = carbon(balance_works(flows, factors=NONE, family="*", year=2020))
    outside = flows.filter(pl.col("partner").cast(pl.String) == "outside").with_columns(
        carbon=pl.when(pl.col("direction").cast(pl.String) == "in").then(1.0).otherwise(-1.0)
        * pl.col("mass_t")
        * pl.col("carbon_share")
    )
    whole = outside["carbon"].sum()
    as_fuel = outside.filter(pl.col("counted").cast(pl.String) == "energy_balance")["carbon"].sum()
    to_air = sum(value for name, value in found.items() if name != "energy_balance")
    assert to_air == pytest.approx(whole, rel=1e-9, abs=1e-6)
    assert sum(found.values()) == pytest.approx(whole - as_fuel, rel=1e-9, abs=1e-6)
