"""The screening matrix: a box for a region's own air, sector-averaged plumes for that of the others.

It is a screening: winds of one place serve a whole path, terrain and weather systems are not in it, and a
good correlation with yearly means proves nothing about it. It is linear in emissions and knows no ozone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import dataframely as dy
import polars as pl

from tongyuan.plan.air.transport import Rates, box_balance, ground_factor, plume_balance, sector_mean
from tongyuan.plan.air.winds import WindClass
from tongyuan.vocabulary.tables import SourceReceptor
from tongyuan.vocabulary.tables.air import PRECURSORS, RELEASES

__all__ = ["HEIGHTS", "Place", "apart", "box_response", "plume_response", "screening_matrix"]

EARTH_RADIUS_M = 6_371_008.8
HOUR = 3600.0
UG_PER_KT = 1e15
SECONDS = 365 * 86400.0
#: Effective height of release: homes, roads and fields; boilers and works; power plants [m].
HEIGHTS: Mapping[str, float] = {"surface": 10.0, "medium": 80.0, "tall": 300.0}


@dataclass(frozen=True, slots=True)
class Place:
    """A region as the kernel sees it: a square around its middle.

    Parameters
    ----------
    region
        Code.
    lon, lat
        Middle [degree].
    area
        Area [m2].
    """

    region: str
    lon: float
    lat: float
    area: float

    @property
    def side(self) -> float:
        """Side of a square of the same area [m]."""
        return math.sqrt(self.area)


def apart(one: Place, other: Place) -> tuple[float, float]:
    """Compute distance [m] and bearing [rad, clockwise from north] from one place to another.

    Parameters
    ----------
    one, other
        Places.

    Returns
    -------
    tuple of float
        Distance on the sphere and bearing at the first place.

    Examples
    --------
    A degree of longitude at the equator is 111.2 km to the east:

    >>> metres, bearing = apart(Place("a", 0, 0, 1), Place("b", 1, 0, 1))
    >>> round(metres / 1000, 1), round(math.degrees(bearing), 6)
    (111.2, 90.0)
    """
    lat, to = math.radians(one.lat), math.radians(other.lat)
    east = math.radians(other.lon - one.lon)
    half = math.sin((to - lat) / 2) ** 2 + math.cos(lat) * math.cos(to) * math.sin(east / 2) ** 2
    bearing = math.atan2(
        math.sin(east) * math.cos(to),
        math.cos(lat) * math.sin(to) - math.sin(lat) * math.cos(to) * math.cos(east),
    )
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(half)), bearing % math.tau


def _rates(row: Mapping[str, float], *, mixing: float) -> Rates:
    return Rates(
        conversion=row["conversion_per_h"] / HOUR,
        loss=row["deposition_ms"] / mixing + row["washout_per_h"] / HOUR,
        product_loss=row["product_deposition_ms"] / mixing + row["product_washout_per_h"] / HOUR,
    )


def _as_particles(row: Mapping[str, float], *, species: float, product: float) -> float:
    """Count what is PM2.5: of what has no product the species itself, of a precursor its product alone."""
    if not row["product_mass"]:
        return species
    return product * row["product_mass"] * row["effect"]


def plume_response(
    metres: float,
    *,
    bearing: float,
    winds: Sequence[WindClass],
    kernel: Mapping[str, Mapping[str, float]],
    height: float,
) -> float:
    """Compute the yearly mean at a distance and bearing for a kilotonne a year.

    Parameters
    ----------
    metres, bearing
        Where, seen from the source [m, rad].
    winds
        Classes of the source's winds.
    kernel
        Row of the contract ``KernelSpecies`` by season.
    height
        Effective height of release [m].

    Returns
    -------
    float
        PM2.5 [ug/m3 per kt].
    """
    response = 0.0
    for wind in winds:
        if not wind.reaches(bearing):
            continue
        row = kernel[wind.season]
        balance = plume_balance(_rates(row, mixing=wind.mixing), seconds=metres / wind.speed)
        shape = ground_factor(metres, height=height, mixing=wind.mixing)
        mean = sector_mean(metres, width=wind.width, speed=wind.speed, mixing=wind.mixing)
        response += (
            wind.share * mean * shape * _as_particles(row, species=balance.species, product=balance.product)
        )
    return response


def box_response(
    side: float, *, winds: Sequence[WindClass], kernel: Mapping[str, Mapping[str, float]], height: float
) -> float:
    """Compute the yearly mean over a region's own square for a kilotonne a year emitted evenly in it.

    Parameters
    ----------
    side
        Side of the square [m].
    winds
        Classes of its winds.
    kernel
        Row of the contract ``KernelSpecies`` by season.
    height
        Effective height of release [m].

    Returns
    -------
    float
        PM2.5 [ug/m3 per kt].
    """
    response = 0.0
    for wind in winds:
        row = kernel[wind.season]
        _, held, made = box_balance(_rates(row, mixing=wind.mixing), out=wind.speed / side)
        shape = ground_factor(side / 2, height=height, mixing=wind.mixing)
        volume = side**2 * wind.mixing
        seconds = _as_particles(row, species=held, product=made)
        response += wind.share * UG_PER_KT / SECONDS * seconds / volume * shape
    return response


def screening_matrix(
    places: Sequence[Place],
    *,
    winds: Mapping[str, Sequence[WindClass]],
    kernel: pl.DataFrame,
    year: int,
) -> dy.DataFrame[SourceReceptor]:
    """Compute the response of every place to every other, species by species and height by height.

    Parameters
    ----------
    places
        Regions.
    winds
        Classes of the winds of each region.
    kernel
        Contract ``KernelSpecies``.
    year
        Year of the winds.

    Returns
    -------
    dy.DataFrame[SourceReceptor]
        A row for every pair, species and height, of the model ``screening``.
    """
    by_species = {
        species: {row["season"]: row for row in kernel.filter(species=species).iter_rows(named=True)}
        for species in PRECURSORS
    }
    rows = []
    for source in places:
        blowing = winds[source.region]
        for receptor in places:
            metres, bearing = apart(source, receptor)
            for species, seasons in by_species.items():
                for release in RELEASES:
                    height = HEIGHTS[release]
                    if source.region == receptor.region:
                        told = box_response(source.side, winds=blowing, kernel=seasons, height=height)
                    else:
                        reach = max(metres, receptor.side / 2)
                        told = plume_response(
                            reach, bearing=bearing, winds=blowing, kernel=seasons, height=height
                        )
                    rows.append((receptor.region, year, source.region, species, release, told))
    frame = pl.DataFrame(rows, schema=SourceReceptor.column_names()[:6], orient="row").with_columns(
        model=pl.lit("screening"),
        quality=pl.lit("unverified"),
        citation=pl.lit("screening_kernel"),
        note=pl.lit(None, pl.String),
    )
    return SourceReceptor.validate(frame, cast=True)
