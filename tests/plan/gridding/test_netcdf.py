"""The data set by the CF conventions: read back, units, bounds, names; its fluxes add up to the masses."""

from __future__ import annotations

import io

import numpy as np
import polars as pl
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan import reference
from tongyuan.plan.gridding.netcdf import Frame, dataset, mass_of, variable_of

NAMES = dict(reference.cf_names().select("species", "standard_name").iter_rows())
FRAME = Frame(
    year=2020,
    step=0.1,
    sectors={"A": "Public power", "C": "Other stationary combustion"},
    months={"A": np.ones(12), "C": np.linspace(2.0, 0.0, 12)},
    standard_names=NAMES,
)
ABOUT = {"title": "test", "history": "made by a test", "synthetic": "true"}


def cells(*rows: tuple[str, str, int, int, float]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["sector", "species", "i", "j", "mass_t"], orient="row")


def laid(*rows: tuple[str, str, int, int, float]) -> xr.Dataset:
    return dataset(cells(*rows), frame=FRAME, about=ABOUT)


SOME = (("A", "CO2", 1234, 418, 10.0), ("C", "CO2", 1236, 419, 5.0), ("C", "PM2.5", 1234, 419, 1.0))


def read_back(made: xr.Dataset) -> xr.Dataset:
    return xr.open_dataset(io.BytesIO(bytes(made.to_netcdf(engine="h5netcdf"))), engine="h5netcdf").load()


def test_fluxes_times_area_and_seconds_are_the_masses() -> None:
    made = read_back(laid(*SOME))
    assert mass_of_read(made, "CO2") == pytest.approx(15.0, rel=1e-9)
    assert mass_of_read(made, "PM2.5") == pytest.approx(1.0, rel=1e-9)


def mass_of_read(made: xr.Dataset, species: str) -> float:
    """Add up what was read: the lengths of the months in a reader's own hand."""
    days = np.array([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    flux = made[variable_of(species)].to_numpy() * made["cell_area"].to_numpy()
    return float(np.nansum(flux * (days * 86400)[:, None, None])) / 1000


def test_a_sectors_month_has_its_profiles_share() -> None:
    flux = laid(*SOME)[variable_of("PM2.5")].isel(sector=1)
    assert float(flux.isel(time=-1).sum()) == 0.0
    assert float(flux.isel(time=0).sum()) > float(flux.isel(time=1).sum()) > 0


def test_nothing_stands_where_nothing_is_known() -> None:
    made = laid(*SOME)[variable_of("CO2")]
    assert np.isnan(made.sel(lat=41.85, lon=123.55, method="nearest")).all()
    assert np.isnan(laid(*SOME)[variable_of("PM2.5")].isel(sector=0)).all()
    assert float(made.isel(sector=0, time=0).sel(lat=41.95, lon=123.65, method="nearest")) == 0.0


def test_every_variable_says_what_it_is() -> None:
    made = laid(*SOME)
    assert made.attrs["Conventions"] == "CF-1.8"
    assert {"title", "history", "synthetic"} <= set(made.attrs)
    for name, variable in made.variables.items():
        if str(name).endswith("_bnds"):
            continue
        assert variable.attrs.keys() & {"standard_name", "long_name"}, name
        if variable.dtype.kind == "f":
            assert "units" in variable.attrs, name
    assert made[variable_of("CO2")].attrs["standard_name"] == NAMES["CO2"]


def test_bounds_hold_their_coordinates_and_leave_no_gap() -> None:
    made = laid(*SOME)
    for name in ("lat", "lon", "time"):
        bounds = made[made[name].attrs["bounds"]].to_numpy()
        assert np.all((bounds[:, 0] < made[name]) & (made[name] < bounds[:, 1]))
        assert bounds[1:, 0] == pytest.approx(bounds[:-1, 1])


def test_the_time_is_read_as_months_of_the_civil_year() -> None:
    made = read_back(laid(*SOME))
    assert [int(month) for month in made["time"].dt.month] == list(range(1, 13))


@settings(max_examples=25)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from("AC"), st.integers(0, 8), st.integers(0, 8)),
        st.floats(0, 1e9, allow_subnormal=False),
        min_size=1,
    )
)
def test_the_data_set_keeps_every_mass(masses: dict[tuple[str, int, int], float]) -> None:
    rows = [(sector, "CO2", i, j, mass) for (sector, i, j), mass in masses.items()]
    made = dataset(cells(*rows), frame=FRAME, about=ABOUT)
    assert mass_of(made, "CO2") == pytest.approx(sum(masses.values()), rel=1e-9, abs=1e-300)
