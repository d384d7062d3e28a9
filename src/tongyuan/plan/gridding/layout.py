"""What data sets of gridded emissions share: places, masses in place, what a variable says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import xarray as xr

from tongyuan.plan.gridding.cells import EARTH_RADIUS_M, cell_area

__all__ = [
    "CONVENTIONS",
    "KG_PER_T",
    "OFFSET",
    "Index",
    "Layout",
    "Numbers",
    "attributes_of",
    "laid_out",
    "masses_of",
    "variable_of",
]

CONVENTIONS = "CF-1.8"
FLUX = "kg m-2 s-1"
KG_PER_T = 1000.0
#: Local standard time of the whole country.
OFFSET = "+8:00"
Numbers = npt.NDArray[np.float64]
Index = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the cells of a data set lie.

    Parameters
    ----------
    step
        Size of the cells [degree].
    letters
        Sectors that have a figure, in their order.
    across, up
        Every column and row between the first and the last.
    area
        Area of each cell [m2].
    """

    step: float
    letters: tuple[str, ...]
    across: Index
    up: Index
    area: Numbers

    def coordinates(self, names: Mapping[str, str]) -> dict[str, xr.Variable]:
        """Say where the cells lie: latitude, longitude, bounds, sectors, areas, the Earth."""
        letters = np.array(self.letters, dtype=object)
        named = np.array([names[letter] for letter in self.letters], dtype=object)
        crs = {"grid_mapping_name": "latitude_longitude", "earth_radius": EARTH_RADIUS_M}
        area = {"standard_name": "cell_area", "long_name": "area of the cell", "units": "m2"}
        return {
            "lat": _degrees("lat", self.up, self.step, "latitude", "degrees_north", "Y"),
            "lat_bnds": xr.Variable(("lat", "nv"), _edges(self.up, self.step)),
            "lon": _degrees("lon", self.across, self.step, "longitude", "degrees_east", "X"),
            "lon_bnds": xr.Variable(("lon", "nv"), _edges(self.across, self.step)),
            "sector_letter": xr.Variable("sector", letters, {"long_name": "sector (GNFR letter)"}),
            "sector_name": xr.Variable("sector", named, {"long_name": "name of the sector"}),
            "cell_area": xr.Variable(("lat", "lon"), self.area, area),
            "crs": xr.Variable((), np.int32(0), crs | {"long_name": "spherical Earth"}),
        }


def laid_out(cells: pl.DataFrame, *, step: float, sectors: Mapping[str, str]) -> Layout:
    """Work out where cells lie.

    Parameters
    ----------
    cells
        ``sector``, ``i`` and ``j``.
    step
        Size of the cells [degree].
    sectors
        Name of each sector by its letter, in their order.

    Returns
    -------
    Layout
        The places.

    Examples
    --------
    >>> cells = pl.DataFrame({"sector": ["A"], "i": [3], "j": [1]})
    >>> laid_out(cells, step=0.1, sectors={"A": "power"}).letters
    ('A',)
    """
    across, up = _span(cells["i"]), _span(cells["j"])
    held = set(cells["sector"])
    rows = np.array([cell_area(int(j), step=step) for j in up])
    area = np.repeat(rows[:, None], across.size, axis=1)
    return Layout(step, tuple(letter for letter in sectors if letter in held), across, up, area)


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


def attributes_of(species: str, *, standard_names: Mapping[str, str]) -> dict[str, str]:
    """Say what the variable of a species is.

    Parameters
    ----------
    species
        Code of the species.
    standard_names
        Standard name of the flux of each species that has one.

    Returns
    -------
    dict
        Attributes by the CF conventions.

    Examples
    --------
    >>> attributes_of("Hg", standard_names={})["units"]
    'kg m-2 s-1'
    """
    named = {"standard_name": standard_names[species]} if standard_names.get(species) else {}
    return named | {
        "long_name": f"emission flux of {species}",
        "units": FLUX,
        "cell_methods": "area: time: mean",
        "cell_measures": "area: cell_area",
        "grid_mapping": "crs",
        "coordinates": "sector_letter sector_name",
    }


def masses_of(rows: pl.DataFrame, *, cells: pl.DataFrame, layout: Layout) -> Numbers:
    """Put the masses of a species in place; a sector with a figure has zero on cells that it spares.

    Parameters
    ----------
    rows
        ``sector``, ``i``, ``j``, ``mass_t`` of one species [t].
    cells
        Every cell that anything is put on.
    layout
        Where the cells lie.

    Returns
    -------
    ndarray
        By sector, latitude and longitude [t]; no number where nothing is known.
    """
    masses = np.full((len(layout.letters), layout.up.size, layout.across.size), np.nan)
    everywhere = cells.select("i", "j").unique()
    j, i = everywhere["j"].to_numpy() - layout.up[0], everywhere["i"].to_numpy() - layout.across[0]
    for (letter,), held in rows.group_by("sector"):
        place = layout.letters.index(str(letter))
        masses[place, j, i] = 0.0
        at = held["j"].to_numpy() - layout.up[0], held["i"].to_numpy() - layout.across[0]
        masses[place, at[0], at[1]] = held["mass_t"].to_numpy()
    return masses


def _span(index: pl.Series) -> Index:
    held = index.to_numpy()
    return np.arange(held.min(), held.max() + 1, dtype=np.int64)


def _edges(index: Index, step: float) -> Numbers:
    edges = np.column_stack([index, index + 1]).astype(np.float64) * step
    return np.asarray(np.round(edges, 9))


def _degrees(name: str, index: Index, step: float, words: str, units: str, axis: str) -> xr.Variable:
    attributes = {"standard_name": words, "long_name": f"{words} of the middle of the cell", "units": units}
    return xr.Variable(
        name, np.round((index + 0.5) * step, 9), attributes | {"axis": axis, "bounds": f"{name}_bnds"}
    )
