"""Cities and the grid as services: kept, reconciled with the province, handed out as NetCDF."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import xarray as xr

from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.vocabulary.problems import InputError, NotFoundError

pytestmark = pytest.mark.slow
YEAR = 2023
CELL = ["source", "activity", "species", "scope"]


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("cities") / "workspace"))
    made.call("city.compile", year=YEAR)
    made.call("grid.compile", year=YEAR)
    yield made
    made.workspace.close()


def table(session: Session, kind: str, name: str) -> pl.DataFrame:
    run = session.workspace.runs(kind)["run"][0]
    return session.workspace.run_table(run, name)


def test_the_cities_add_up_to_the_province_cell_by_cell(session: Session) -> None:
    run = session.workspace.run(session.call("city.show").meta["run"])
    province = session.workspace.run_input(run.id, "province")
    wholes = province.group_by(CELL).agg(
        pl.when(pl.col("mass_t").count() > 0).then(pl.col("mass_t").sum()).alias("province_t")
    )
    parts = table(session, "cities", "city_emission").group_by(CELL).agg(pl.col("mass_t").sum())
    both = wholes.filter(pl.col("province_t").is_not_null()).join(parts, on=CELL, how="left")
    assert both.height > 100
    assert both["mass_t"].to_list() == pytest.approx(both["province_t"].to_list(), rel=1e-9)


def test_cities_that_keep_records_are_taken_from_them_and_show_the_proxys_error(session: Session) -> None:
    rows = session.call("city.show", species="CO2").frame().filter(source="2A1", way="bottom_up")
    assert rows["region"].to_list() == ["990200", "990600"]
    assert rows["error"].null_count() == 0
    planted = session.workspace.dataset_frame("activity", region="990600", year=YEAR)
    whole = session.workspace.dataset_frame("activity", region="990000", year=YEAR)
    share = planted.filter(fuel="clinker")["quantity"][0] / whole.filter(fuel="clinker")["quantity"][0]
    assert share == pytest.approx(0.4, rel=1e-6)
    total = session.call("inventory.show", region="990000", year=YEAR).frame()
    cement = total.filter(source="2A1", species="CO2")["mass_t"].sum()
    assert rows.filter(region="990600")["mass_t"].item() == pytest.approx(share * cement, rel=1e-9)


def test_what_nothing_shares_out_is_told(session: Session) -> None:
    answer = session.call("city.findings")
    assert answer.passed
    assert set(answer.frame()["finding"]) == {"no_proxy"}


def test_both_views_of_power_are_listed_for_every_city(session: Session) -> None:
    rows = session.call("city.overlap").frame().filter(activity="purchased_electricity")
    assert rows.height == 14
    assert rows["made_t"].sum() > 0


def test_the_proxies_are_listed_with_their_values(session: Session) -> None:
    answer = session.call("city.proxies")
    assert {"population", "plant_capacity", "area"} <= set(answer.frame()["proxy"])
    assert answer.meta["citations"]


def test_the_grid_keeps_every_mass_of_the_cities(session: Session) -> None:
    kept = session.call("grid.compile", year=YEAR).frame()
    assert kept["grid_t"].to_list() == pytest.approx(kept["cities_t"].to_list(), rel=1e-9)


def test_the_cells_shown_add_up_to_the_species(session: Session) -> None:
    cells = session.call("grid.show", species="SO2").frame()
    kept = session.call("grid.compile", year=YEAR).frame().filter(species="SO2")
    assert cells["mass_t"].sum() == pytest.approx(kept["cities_t"].item(), rel=1e-9)


def test_the_netcdf_adds_up_and_says_that_it_is_synthetic(session: Session) -> None:
    document = session.call("export.netcdf").document
    assert document is not None
    laid = xr.open_dataset(io.BytesIO(document.content), engine="h5netcdf", decode_times=False).load()
    seconds = np.diff(laid["time_bnds"].to_numpy(), axis=1)[:, 0] * 86400
    flux = laid["emission_CO2"].to_numpy() * laid["cell_area"].to_numpy() * seconds[:, None, None]
    kept = session.call("grid.compile", year=YEAR).frame().filter(species="CO2")
    assert np.nansum(flux) / 1000 == pytest.approx(kept["cities_t"].item(), rel=1e-9)
    assert laid.attrs["synthetic"] == "true"
    assert "synthetic" in laid.attrs["comment"]


def test_the_hours_of_some_days_are_written_and_told(session: Session) -> None:
    days = {"resolution": "hour", "first": "2023-01-01", "last": "2023-01-02", "species": "NOx"}
    answer = session.call("export.netcdf", **days)
    assert answer.document is not None
    assert answer.document.name.endswith("_20230101-20230102.nc")
    laid = xr.open_dataset(io.BytesIO(answer.document.content), engine="h5netcdf", decode_times=False)
    assert laid.sizes["time"] == 48


@pytest.mark.parametrize(
    ("first", "last"), [(None, None), ("2023-01-01", "2023-03-01"), ("2022-12-31", "2023-01-01")]
)
def test_days_that_do_not_fit_are_refused(session: Session, first: str | None, last: str | None) -> None:
    with pytest.raises(InputError):
        session.call("export.netcdf", resolution="hour", first=first, last=last)


def test_a_species_that_is_not_on_the_grid_is_said_to_be_absent(session: Session) -> None:
    with pytest.raises(NotFoundError):
        session.call("export.netcdf", resolution="hour", first="2023-01-01", last="2023-01-01", species="COD")


def test_components_add_up_to_the_whole(session: Session) -> None:
    rows = session.call("grid.components").frame()
    kept = session.call("grid.compile", year=YEAR).frame().filter(species="NMVOC")
    assert rows["mass_t"].sum() == pytest.approx(kept["cities_t"].item(), rel=1e-9)


def test_a_year_that_nobody_compiled_is_not_there(session: Session) -> None:
    with pytest.raises(NotFoundError):
        session.call("city.show", year=1999)
    with pytest.raises(NotFoundError):
        session.call("grid.show", year=1999)


def test_records_above_the_province_fail_the_check(founded: Callable[[str], Path], tmp_path: Path) -> None:
    own = a_session(a_copy(founded("exercise"), to=tmp_path / "workspace"))
    held = own.workspace.dataset_frame("activity", region="990600", year=YEAR)
    larger = held.with_columns(pl.col("quantity") * 10)
    own.workspace.put_dataset("activity", larger, region="990600", year=YEAR, actor="tester")
    assert own.call("city.compile", year=YEAR).meta["conflicts"] > 0
    answer = own.call("city.findings")
    assert not answer.passed
    conflict = answer.frame().filter(finding="conflict", species="CO2")
    assert conflict["remainder_t"].item() < 0
    own.workspace.close()
