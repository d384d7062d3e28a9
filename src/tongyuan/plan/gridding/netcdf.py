"""Gridded emissions as a data set by the CF conventions: fluxes by sector, month, latitude and longitude."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
import xarray as xr

from tongyuan.plan.gridding.layout import (
    CONVENTIONS,
    KG_PER_T,
    OFFSET,
    Numbers,
    attributes_of,
    laid_out,
    masses_of,
    variable_of,
)

__all__ = ["CONVENTIONS", "Frame", "dataset", "mass_of", "variable_of"]

SECONDS = 86_400.0
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Frame:
    """What a data set of emissions is laid out on.

    Parameters
    ----------
    year
        Civil year; months are those of UTC+8.
    step
        Size of the cells [degree].
    sectors
        Name of each sector by its letter, in their order.
    months
        Twelve factors with a mean of one for each sector [1].
    standard_names
        Standard name of the flux of each species that has one.
    """

    year: int
    step: float
    sectors: Mapping[str, str]
    months: Mapping[str, Numbers]
    standard_names: Mapping[str, str]

    def days(self) -> Numbers:
        """Length of each month [d]."""
        return np.array([monthrange(self.year, month)[1] for month in range(1, MONTHS + 1)], dtype=np.float64)


def dataset(cells: pl.DataFrame, *, frame: Frame, about: Mapping[str, str]) -> xr.Dataset:
    """Lay gridded emissions out as fluxes.

    Parameters
    ----------
    cells
        ``sector``, ``species``, ``i``, ``j``, ``mass_t`` [t a year].
    frame
        Year, cells, sectors, months and names.
    about
        Attributes of the whole: title, institution, source, history, references, comment, synthetic.

    Returns
    -------
    xr.Dataset
        One variable a species by sector, time, lat and lon [kg m-2 s-1], with the area of the cells [m2] and
        bounds. No number stands where nothing is known: outside the regions, and in sectors that have no
        figure of a species.

    Notes
    -----
    Source: NetCDF Climate and Forecast (CF) metadata conventions 1.8; standard name table, version 93.
    """
    layout = laid_out(cells, step=frame.step, sectors=frame.sectors)
    rates = np.stack([frame.months[letter] / frame.months[letter].sum() for letter in layout.letters], axis=0)
    per_second = rates / (frame.days() * SECONDS)
    variables = {}
    for species in cells["species"].unique(maintain_order=True):
        masses = masses_of(cells.filter(species=species), cells=cells, layout=layout)
        variables[variable_of(species)] = xr.Variable(
            ("sector", "time", "lat", "lon"),
            per_second[:, :, None, None] * (masses * KG_PER_T / layout.area)[:, None],
            attrs=attributes_of(species, standard_names=frame.standard_names),
            encoding={"zlib": True, "complevel": 4, "_FillValue": np.nan},
        )
    laid = xr.Dataset(variables, coords=_times(frame) | layout.coordinates(frame.sectors))
    for name in laid.coords:
        laid[name].encoding["_FillValue"] = None  # coordinates and bounds lack nothing
    return laid.assign_attrs({"Conventions": CONVENTIONS, **about})


def _times(frame: Frame) -> dict[str, xr.Variable]:
    ends = np.cumsum(frame.days())
    spans = np.column_stack([ends - frame.days(), ends])
    since = f"days since {frame.year:04d}-01-01 00:00:00 {OFFSET}"
    time = {"standard_name": "time", "long_name": "middle of the month", "units": since, "axis": "T"}
    return {
        "time": xr.Variable(
            "time", spans.mean(axis=1), time | {"calendar": "standard", "bounds": "time_bnds"}
        ),
        "time_bnds": xr.Variable(("time", "nv"), spans),
    }


def mass_of(laid: xr.Dataset, species: str) -> float:
    """Add a data set up again.

    Parameters
    ----------
    laid
        A data set of emissions.
    species
        Code of the species.

    Returns
    -------
    float
        Mass of the year [t].
    """
    bounds = laid["time_bnds"]
    seconds = (bounds.isel(nv=1) - bounds.isel(nv=0)) * SECONDS
    return float((laid[variable_of(species)] * laid["cell_area"] * seconds).sum()) / KG_PER_T
