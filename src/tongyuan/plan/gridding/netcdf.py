"""Gridded emissions as a data set by the CF conventions: fluxes by sector, month, latitude and longitude."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import xarray as xr

from tongyuan.plan.gridding.cells import EARTH_RADIUS_M, cell_area

__all__ = ["CONVENTIONS", "Frame", "dataset", "mass_of", "variable_of"]

CONVENTIONS = "CF-1.8"
FLUX = "kg m-2 s-1"
SECONDS = 86_400.0
MONTHS = 12
KG_PER_T = 1000.0
Numbers = npt.NDArray[np.float64]
Index = npt.NDArray[np.int64]


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


def variable_of(species: str) -> str:
    """Name the variable of a species.

    Parameters
    ----------
    species
        Code of the species.

    Returns
    -------
    str
        Name with letters, digits and underscores alone.

    Examples
    --------
    >>> variable_of("PM2.5")
    'emission_PM2_5'
    """
    return "emission_" + "".join(sign if sign.isalnum() else "_" for sign in species)


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
    across = _span(cells["i"])
    up = _span(cells["j"])
    letters = [letter for letter in frame.sectors if letter in set(cells["sector"])]
    area = np.repeat(np.array([cell_area(int(j), step=frame.step) for j in up])[:, None], across.size, axis=1)
    rates = np.stack([frame.months[letter] / frame.months[letter].sum() for letter in letters], axis=0)
    per_second = rates / (frame.days() * SECONDS)
    variables = {}
    for species in cells["species"].unique(maintain_order=True):
        masses = _masses(cells.filter(species=species), cells=cells, letters=letters, across=across, up=up)
        flux = per_second[:, :, None, None] * (masses * KG_PER_T / area)[:, None]
        named = {"standard_name": frame.standard_names.get(species)}
        variables[variable_of(species)] = xr.Variable(
            ("sector", "time", "lat", "lon"),
            flux,
            attrs={
                **{key: name for key, name in named.items() if name},
                "long_name": f"emission flux of {species}",
                "units": FLUX,
                "cell_methods": "area: time: mean",
                "cell_measures": "area: cell_area",
                "grid_mapping": "crs",
                "coordinates": "sector_letter sector_name",
            },
            encoding={"zlib": True, "complevel": 4, "_FillValue": np.nan},
        )
    laid = xr.Dataset(variables, coords=_coordinates(frame, letters=letters, across=across, up=up, area=area))
    for name in laid.coords:
        laid[name].encoding["_FillValue"] = None  # coordinates and bounds lack nothing
    return laid.assign_attrs({"Conventions": CONVENTIONS, **about})


def _span(index: pl.Series) -> Index:
    held = index.to_numpy()
    return np.arange(held.min(), held.max() + 1, dtype=np.int64)


def _masses(
    rows: pl.DataFrame, *, cells: pl.DataFrame, letters: list[str], across: Index, up: Index
) -> Numbers:
    """Put the masses of a species in place [t]; a sector with a figure has zero on cells that it spares."""
    masses = np.full((len(letters), up.size, across.size), np.nan)
    everywhere = cells.select("i", "j").unique()
    j, i = everywhere["j"].to_numpy() - up[0], everywhere["i"].to_numpy() - across[0]
    for (letter,), held in rows.group_by("sector"):
        place = letters.index(str(letter))
        masses[place, j, i] = 0.0
        at = held["j"].to_numpy() - up[0], held["i"].to_numpy() - across[0]
        masses[place, at[0], at[1]] = held["mass_t"].to_numpy()
    return masses


def _coordinates(
    frame: Frame, *, letters: list[str], across: Index, up: Index, area: Numbers
) -> dict[str, xr.Variable]:
    ends = np.cumsum(frame.days())
    spans = np.column_stack([ends - frame.days(), ends])
    since = f"days since {frame.year:04d}-01-01 00:00:00 +8:00"
    time = {"standard_name": "time", "long_name": "middle of the month", "units": since, "axis": "T"}
    crs = {"grid_mapping_name": "latitude_longitude", "earth_radius": EARTH_RADIUS_M}
    return {
        "time": xr.Variable(
            "time", spans.mean(axis=1), time | {"calendar": "standard", "bounds": "time_bnds"}
        ),
        "time_bnds": xr.Variable(("time", "nv"), spans),
        "lat": _degrees("lat", up, frame.step, "latitude", "degrees_north", "Y"),
        "lat_bnds": xr.Variable(("lat", "nv"), _edges(up, frame.step)),
        "lon": _degrees("lon", across, frame.step, "longitude", "degrees_east", "X"),
        "lon_bnds": xr.Variable(("lon", "nv"), _edges(across, frame.step)),
        "sector_letter": xr.Variable(
            "sector", np.array(letters, dtype=object), {"long_name": "sector (GNFR letter)"}
        ),
        "sector_name": xr.Variable(
            "sector",
            np.array([frame.sectors[letter] for letter in letters], dtype=object),
            {"long_name": "name of the sector"},
        ),
        "cell_area": xr.Variable(
            ("lat", "lon"),
            area,
            {"standard_name": "cell_area", "long_name": "area of the cell", "units": "m2"},
        ),
        "crs": xr.Variable((), np.int32(0), crs | {"long_name": "spherical Earth"}),
    }


def _edges(index: Index, step: float) -> Numbers:
    edges = np.column_stack([index, index + 1]).astype(np.float64) * step
    return np.asarray(np.round(edges, 9))


def _degrees(name: str, index: Index, step: float, words: str, units: str, axis: str) -> xr.Variable:
    attributes = {"standard_name": words, "long_name": f"{words} of the middle of the cell", "units": units}
    return xr.Variable(
        name, np.round((index + 0.5) * step, 9), attributes | {"axis": axis, "bounds": f"{name}_bnds"}
    )


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
