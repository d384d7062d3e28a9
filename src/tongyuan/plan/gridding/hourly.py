"""Gridded emissions by the hour, written a day at a time: what is held at once is one species of one day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

import h5netcdf  # type: ignore[import-untyped]
import h5py  # type: ignore[import-untyped]
import numpy as np
import polars as pl
import xarray as xr

from tongyuan.plan.gridding.layout import (
    CONVENTIONS,
    KG_PER_T,
    OFFSET,
    Layout,
    Numbers,
    attributes_of,
    laid_out,
    masses_of,
    variable_of,
)

__all__ = ["Hours", "write_hours"]

SECONDS = 3600.0
A_DAY = 24
Told = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Hours:
    """What hourly emissions are laid out on.

    Parameters
    ----------
    first, last
        First and last civil day, both within one year.
    step
        Size of the cells [degree].
    sectors
        Name of each sector by its letter, in their order.
    shares
        Share of the year's mass in each civil hour of the year, by sector [1].
    standard_names
        Standard name of the flux of each species that has one.
    """

    first: date
    last: date
    step: float
    sectors: Mapping[str, str]
    shares: Mapping[str, Numbers]
    standard_names: Mapping[str, str]

    @property
    def begin(self) -> int:
        """Hours of the year before the first day."""
        return (self.first - date(self.first.year, 1, 1)).days * A_DAY

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1

    def part(self) -> dict[str, float]:
        """Tell which part of the year's mass falls into the range, by sector [1]."""
        within = slice(self.begin, self.begin + self.days * A_DAY)
        return {letter: float(shares[within].sum()) for letter, shares in self.shares.items()}


def write_hours(
    target: BinaryIO, cells: pl.DataFrame, *, hours: Hours, about: Mapping[str, str], told: Told
) -> None:
    """Write fluxes of every hour of a range of days as NetCDF.

    Parameters
    ----------
    target
        An open file, to be read and written.
    cells
        ``sector``, ``species``, ``i``, ``j``, ``mass_t`` [t a year].
    hours
        Days, cells, sectors, profiles and names.
    about
        Attributes of the whole.
    told
        Told the share that is written.

    Notes
    -----
    Source: NetCDF Climate and Forecast (CF) metadata conventions 1.8. Chunks are a day of all sectors and
    cells, so that memory does not grow with the range: one species of one day is held at a time [kg m-2 s-1].
    """
    layout = laid_out(cells, step=hours.step, sectors=hours.sectors)
    with h5netcdf.File(target, "w") as file:
        file.attrs.update({"Conventions": CONVENTIONS, **about})
        size = {"sector": len(layout.letters), "lat": layout.up.size, "lon": layout.across.size, "nv": 2}
        file.dimensions = size | {"time": hours.days * A_DAY}
        for name, variable in (_times(hours) | layout.coordinates(hours.sectors)).items():
            _put(file, name, variable)
        listed = cells["species"].unique(maintain_order=True).to_list()
        for done, species in enumerate(listed):
            masses = masses_of(cells.filter(species=species), cells=cells, layout=layout)
            variable = _create(file, species, layout=layout, standard_names=hours.standard_names)
            _write(variable, masses * KG_PER_T / layout.area, hours=hours, layout=layout)
            told((done + 1) / len(listed))


def _write(variable: h5netcdf.Variable, per_area: Numbers, *, hours: Hours, layout: Layout) -> None:
    for day in range(hours.days):
        at = hours.begin + day * A_DAY
        rates = np.stack([hours.shares[letter][at : at + A_DAY] for letter in layout.letters]) / SECONDS
        flux = rates[:, :, None, None] * per_area[:, None]
        variable[:, day * A_DAY : (day + 1) * A_DAY] = flux


def _create(
    file: h5netcdf.File, species: str, *, layout: Layout, standard_names: Mapping[str, str]
) -> h5netcdf.Variable:
    variable = file.create_variable(
        variable_of(species),
        ("sector", "time", "lat", "lon"),
        np.float64,
        chunks=(len(layout.letters), A_DAY, layout.up.size, layout.across.size),
        compression="gzip",
        compression_opts=4,
        fillvalue=np.nan,
    )
    variable.attrs.update(attributes_of(species, standard_names=standard_names))
    return variable


def _put(file: h5netcdf.File, name: str, held: xr.Variable) -> None:
    text = held.dtype == object
    variable = file.create_variable(
        name, held.dims, h5py.string_dtype() if text else held.dtype, data=held.to_numpy()
    )
    variable.attrs.update(held.attrs)


def _times(hours: Hours) -> dict[str, xr.Variable]:
    begins = hours.begin + np.arange(hours.days * A_DAY, dtype=np.float64)
    about = {
        "standard_name": "time",
        "long_name": f"middle of the hour, local standard time (UTC{OFFSET})",
        "units": f"hours since {hours.first.year:04d}-01-01 00:00:00 {OFFSET}",
        "axis": "T",
        "calendar": "standard",
        "bounds": "time_bnds",
    }
    return {
        "time": xr.Variable("time", begins + 0.5, about),
        "time_bnds": xr.Variable(("time", "nv"), np.column_stack([begins, begins + 1])),
    }
