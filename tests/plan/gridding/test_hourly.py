"""Hours on the grid: no mass is lost over the year, months and hours agree, time says its offset."""

from __future__ import annotations

import io
import tracemalloc
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan import reference
from tongyuan.plan.gridding import hours_of, months_of
from tongyuan.plan.gridding.hourly import Hours, write_hours

PROFILES = reference.time_profiles()
SECTORS = {"A": "Public power", "C": "Other stationary combustion", "F": "Road transport"}
Rows = list[tuple[str, str, int, int, float]]
SOME: Rows = [("A", "CO2", 1234, 418, 10.0), ("C", "CO2", 1236, 419, 5.0), ("F", "NOx", 1234, 419, 1.0)]


def hours(first: date, last: date, *, profile: str = "tno") -> Hours:
    shares = {
        letter: hours_of(PROFILES, profile=profile, sector=letter, year=first.year) for letter in SECTORS
    }
    return Hours(first=first, last=last, step=0.1, sectors=SECTORS, shares=shares, standard_names={})


def written(rows: Rows, days: Hours) -> bytes:
    cells = pl.DataFrame(rows, schema=["sector", "species", "i", "j", "mass_t"], orient="row")
    file = io.BytesIO()
    write_hours(file, cells, hours=days, about={"title": "test"}, told=lambda share: None)
    return file.getvalue()


def opened(content: bytes) -> xr.Dataset:
    return xr.open_dataset(io.BytesIO(content), engine="h5netcdf", decode_times=False).load()


def mass(laid: xr.Dataset, species: str) -> float:
    return float(np.nansum(laid[f"emission_{species}"] * laid["cell_area"]) * 3600 / 1000)


masses = st.floats(1e-6, 1e6)
rows = st.lists(
    st.tuples(st.sampled_from(list(SECTORS)), st.just("CO2"), st.integers(0, 2), st.integers(-1, 1), masses),
    min_size=1,
    max_size=6,
    unique_by=lambda row: row[:4],
)


@pytest.mark.slow
@settings(max_examples=5, deadline=None)
@given(rows=rows, year=st.sampled_from([2020, 2023]), profile=st.sampled_from(["tno", "meic2cmaq", "flat"]))
def test_the_files_of_a_year_add_up_to_its_mass(rows: Rows, year: int, profile: str) -> None:
    whole = 0.0
    for month in range(1, 13):
        first = date(year, month, 1)
        last = (date(year + month // 12, month % 12 + 1, 1)) - timedelta(days=1)
        whole += mass(opened(written(rows, hours(first, last, profile=profile))), "CO2")
    assert whole == pytest.approx(sum(row[4] for row in rows), rel=1e-9)


@given(year=st.integers(1990, 2060), profile=st.sampled_from(["tno", "meic2cmaq", "flat"]))
def test_months_are_the_sums_of_their_hours(year: int, profile: str) -> None:
    for letter in SECTORS:
        shares = hours_of(PROFILES, profile=profile, sector=letter, year=year)
        january = shares[: 31 * 24].sum()
        months = months_of(PROFILES, profile=profile, sector=letter, year=year)
        assert months[0] / 12 == pytest.approx(january, rel=1e-12)
        assert months.sum() == pytest.approx(12, rel=1e-9)


def test_a_range_holds_its_part_of_the_year() -> None:
    days = hours(date(2023, 2, 27), date(2023, 3, 1))
    laid = opened(written(SOME, days))
    part = days.part()
    assert mass(laid, "CO2") == pytest.approx(10.0 * part["A"] + 5.0 * part["C"], rel=1e-9)
    assert mass(laid, "NOx") == pytest.approx(part["F"], rel=1e-9)


def test_the_time_axis_says_its_offset_and_its_bounds() -> None:
    laid = opened(written(SOME, hours(date(2023, 3, 1), date(2023, 3, 2))))
    assert laid["time"].attrs["units"] == "hours since 2023-01-01 00:00:00 +8:00"
    assert laid["time"].attrs["bounds"] == "time_bnds"
    assert "local standard time" in laid["time"].attrs["long_name"]
    assert laid["time"].to_numpy()[:2].tolist() == [59 * 24 + 0.5, 59 * 24 + 1.5]
    assert laid["time_bnds"].to_numpy()[-1].tolist() == [61 * 24 - 1, 61 * 24]
    moments = xr.decode_cf(laid)["time"].to_numpy()
    assert str(moments[0])[:16] == "2023-02-28T16:30"  # UTC


def test_nothing_stands_where_nothing_is_known() -> None:
    laid = opened(written(SOME, hours(date(2023, 1, 1), date(2023, 1, 1))))
    flux = laid["emission_NOx"]
    assert np.isnan(flux.isel(sector=0)).all()
    assert np.isnan(flux.sel(lat=41.85, lon=123.55, method="nearest")).all()
    assert laid.attrs["Conventions"] == "CF-1.8"


def test_memory_does_not_grow_with_the_range() -> None:
    rows: Rows = [("C", "CO2", i, j, 1.0) for i in range(40) for j in range(40)]

    def peak(days: int) -> int:
        tracemalloc.start()
        written(rows, hours(date(2023, 1, 1), date(2023, 1, days)))
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return held

    one, month = peak(1), peak(31)
    raw = 31 * 24 * 40 * 40 * 8
    assert month - one < raw / 2
