"""Plants: what a kilogram removed costs in energy and greenhouse gas; what is not told is no zero."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.advance.water import PlantFactors, carbon_of, intensities

FACTORS = PlantFactors(0.25, 0.03, 0.016, 0.5, 27.0, 273.0)
PLANT: dict[str, float | None] = {
    **{
        "flow_m3": 1e7,
        "cod_in_mg_l": 300.0,
        "cod_out_mg_l": 30.0,
        "nh3n_in_mg_l": 30.0,
        "nh3n_out_mg_l": 1.0,
    },
    **{"tn_in_mg_l": 50.0, "tn_out_mg_l": 10.0, "tp_in_mg_l": 5.0, "tp_out_mg_l": 0.3},
    **{
        "electricity_mwh": 5000.0,
        "cod_in_sludge_t": 1000.0,
        "methane_recovered_t": 0.0,
        "chemicals_t_co2e": 200.0,
    },
}


def test_a_plant_by_hand() -> None:
    carbon = carbon_of(PLANT, factors=FACTORS)
    # 5,000 x 0.5; 200; (3,000 - 1,000) x 0.25 x 0.03 x 27; 500 x 0.016 x 44/28 x 273
    assert [round(float(part or 0), 1) for part in carbon.values()] == [2500.0, 200.0, 405.0, 3432.0, 6537.0]
    rows = intensities(PLANT, carbon=carbon)
    assert rows["removed_kg"].to_list() == pytest.approx([2_700_000.0, 290_000.0, 400_000.0, 47_000.0])
    assert rows["kwh_per_kg"].to_list() == pytest.approx([1.851852, 17.241379, 12.5, 106.382979])
    assert rows["kg_co2e_per_kg"].to_list() == pytest.approx([2.421111, 22.541379, 16.3425, 139.085106])


@pytest.mark.parametrize(
    "gone",
    [
        "electricity_mwh",
        "cod_in_sludge_t",
        "methane_recovered_t",
        "chemicals_t_co2e",
        "tn_in_mg_l",
        "flow_m3",
    ],
)
def test_a_figure_that_lacks_leaves_no_total(gone: str) -> None:
    plant = PLANT | {gone: None}
    carbon = carbon_of(plant, factors=FACTORS)
    assert carbon["total_t_co2e"] is None
    assert intensities(plant, carbon=carbon)["kg_co2e_per_kg"].null_count() == 4


def test_without_a_factor_there_is_no_total() -> None:
    assert carbon_of(PLANT, factors=PlantFactors(0.25, None, 0.016, 0.5, 27.0, 273.0))["total_t_co2e"] is None


def test_a_plant_that_removes_nothing_has_no_intensity() -> None:
    plant = PLANT | {"tp_in_mg_l": 0.3, "tp_out_mg_l": 0.5}
    row = (
        intensities(plant, carbon=carbon_of(plant, factors=FACTORS)).filter(pollutant="tp").row(0, named=True)
    )
    assert (row["reason"], row["kwh_per_kg"]) == ("nothing_removed", None)
    assert row["removed_kg"] == pytest.approx(-2000.0)


def test_methane_recovered_is_deducted_and_never_makes_a_sink() -> None:
    assert carbon_of(PLANT | {"methane_recovered_t": 5.0}, factors=FACTORS)[
        "methane_t_co2e"
    ] == pytest.approx(270)
    assert carbon_of(PLANT | {"methane_recovered_t": 99.0}, factors=FACTORS)["methane_t_co2e"] == 0.0


@given(st.floats(1e3, 1e9), st.floats(1.0, 10.0))
def test_intensities_do_not_depend_on_the_size_of_a_plant(flow: float, times: float) -> None:
    scaled = [
        {
            key: value * size if key in EXTENSIVE and value is not None else value
            for key, value in PLANT.items()
        }
        | {"flow_m3": flow * size}
        for size in (1.0, times)
    ]
    found = [intensities(plant, carbon=carbon_of(plant, factors=FACTORS)) for plant in scaled]
    for column in ("kwh_per_kg", "kg_co2e_per_kg"):
        assert found[0][column].to_list() == pytest.approx(found[1][column].to_list(), rel=1e-9)


EXTENSIVE = {"electricity_mwh", "cod_in_sludge_t", "chemicals_t_co2e"}
