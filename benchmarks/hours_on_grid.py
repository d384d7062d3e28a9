"""Hours of a gridded month written a day at a time, against one array of the whole month handed to xarray.

What is timed is the writing of one species; both files hold the same mass.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import numpy as np
import polars as pl
import xarray as xr

from tongyuan import reference
from tongyuan.plan.gridding import hours_of
from tongyuan.plan.gridding.hourly import Hours, write_hours
from tongyuan.plan.gridding.layout import laid_out, masses_of

SIZES = {"small": 20, "full": 60}  # cells on a side
SECTORS = dict.fromkeys("ABCF", "sector")


def _month(size: str) -> tuple[pl.DataFrame, Hours]:
    side = range(SIZES[size])
    rows = [(letter, "NOx", i, j, 1.0 + i + j) for letter in SECTORS for i in side for j in side]
    profiles = reference.time_profiles()
    shares = {letter: hours_of(profiles, profile="tno", sector=letter, year=2023) for letter in SECTORS}
    hours = Hours(
        first=date(2023, 1, 1),
        last=date(2023, 1, 31),
        step=0.1,
        sectors=SECTORS,
        shares=shares,
        standard_names={},
    )
    return pl.DataFrame(rows, schema=["sector", "species", "i", "j", "mass_t"], orient="row"), hours


def by_the_day(size: str) -> Callable[[], bytes]:
    """Write as the service does."""
    cells, hours = _month(size)

    def run() -> bytes:
        file = io.BytesIO()
        write_hours(file, cells, hours=hours, about={}, told=lambda share: None)
        return file.getvalue()

    return run


def at_once(size: str) -> Callable[[], bytes]:
    """Lay the whole month out as one array."""
    cells, hours = _month(size)

    def run() -> bytes:
        layout = laid_out(cells, step=0.1, sectors=SECTORS)
        masses = masses_of(cells, cells=cells, layout=layout) * 1000 / layout.area
        rates = np.stack([hours.shares[letter][: hours.days * 24] for letter in layout.letters]) / 3600
        flux = rates[:, :, None, None] * masses[:, None]
        held = xr.Dataset({"emission_NOx": (("sector", "time", "lat", "lon"), flux)})
        chunks = (len(layout.letters), 24, layout.up.size, layout.across.size)
        encoding = {"emission_NOx": {"zlib": True, "complevel": 4, "chunksizes": chunks}}
        return bytes(held.to_netcdf(engine="h5netcdf", encoding=encoding))

    return run


def disagreement(first: bytes, second: bytes) -> float:
    """Compare the sums of the fluxes."""
    sums = [
        float(xr.open_dataset(io.BytesIO(content), engine="h5netcdf")["emission_NOx"].sum())
        for content in (first, second)
    ]
    return abs(sums[0] / sums[1] - 1)


CONTENDERS = {"a day at a time": by_the_day, "one array": at_once}
