"""What a response of the air rests on: a matrix, imported or screening, and cities' emissions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl

from tongyuan import reference
from tongyuan.plan import air
from tongyuan.plan.gridding import area_of
from tongyuan.services.plan.activity import years_with
from tongyuan.services.plan.city_runs import CityRun, outlines_of
from tongyuan.vocabulary.accounts import of_account
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables import SourceReceptor, WindSector
from tongyuan.vocabulary.tables.air import PRECURSORS

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = [
    "Emitted",
    "Matrix",
    "Model",
    "emitted",
    "imported_matrix",
    "matrix_of",
    "winds_of",
    "with_release",
]

Model = Literal["screening", "imported"]
#: Findings that a matrix may have and still serve.
BEARABLE = ("negative", "foreign")


@dataclass(frozen=True, slots=True)
class Matrix:
    """A matrix and what it was made of.

    Parameters
    ----------
    rows
        Contract ``SourceReceptor``.
    inputs
        Winds and kernel, where it is of the screening.
    scale
        The kernel beside a global model; None for an imported matrix.
    """

    rows: pl.DataFrame
    inputs: dict[str, pl.DataFrame]
    scale: pl.DataFrame | None


@dataclass(frozen=True, slots=True)
class Emitted:
    """Emissions of cities as a matrix takes them.

    Parameters
    ----------
    masses
        ``source_region``, ``species``, ``release``, ``mass_t`` [t].
    missing
        Sources of a city that have no figure: ``region``, ``species``, ``sources``.
    left
        What no city took, by species [t]: it is in no response.
    """

    masses: pl.DataFrame
    missing: pl.DataFrame
    left: pl.DataFrame


def winds_of(workspace: Workspace, *, region: str, province: str, year: int) -> pl.DataFrame | None:
    """Find the winds of a region, its own or the province's, of the latest year that is not younger.

    Parameters
    ----------
    workspace
        The workspace.
    region, province
        Region, and the one whose winds serve where it has none.
    year
        Year.

    Returns
    -------
    pl.DataFrame or None
        Contract ``WindSector`` laid under the region; None where nobody has any.
    """
    for owner in (region, province):
        held = [one for one in years_with(workspace, "winds", owner) if one <= year]
        if held:
            found = WindSector.cast(workspace.dataset_frame("winds", region=owner, year=held[-1]))
            return found.with_columns(region=pl.lit(region))
    return None


def matrix_of(workspace: Workspace, model: Model, *, regions: list[str], province: str, year: int) -> Matrix:
    """Find or make the matrix of a year.

    Parameters
    ----------
    workspace
        The workspace.
    model
        ``screening`` or ``imported``.
    regions
        Cities.
    province
        Region that holds them.
    year
        Year.

    Returns
    -------
    Matrix
        The matrix.

    Raises
    ------
    InputError
        Without winds, outlines or an imported matrix, or where the latter has faults.
    """
    if model == "imported":
        rows = imported_matrix(workspace, regions=regions, year=year)
        faults = air.check_matrix(rows, regions=regions).filter(~pl.col("finding").is_in(BEARABLE))
        if faults.height:
            kinds = "、".join(faults["finding"].unique().sort())
            raise InputError(Problem("air.bad_matrix", {"count": faults.height, "got": kinds}))
        within = pl.col("source_region").is_in(regions)
        return Matrix(rows.filter(within), {}, None)
    winds = {one: winds_of(workspace, region=one, province=province, year=year) for one in regions}
    lacking = [one for one, found in winds.items() if found is None]
    if lacking:
        raise InputError(Problem("air.no_wind", {"region": "、".join(lacking)}))
    held = {one: found for one, found in winds.items() if found is not None}
    classes = {one: air.wind_classes(found) for one, found in held.items()}
    kernel = reference.air_kernel()
    places = _places(workspace, regions)
    return Matrix(
        rows=air.screening_matrix(places, winds=classes, kernel=kernel, year=year),
        inputs={"winds": pl.concat(held.values()), "air_kernel": kernel},
        scale=air.scale_check(classes[regions[0]], kernel=kernel, slopes=reference.national_slopes()),
    )


def _places(workspace: Workspace, regions: list[str]) -> list[air.Place]:
    outlines = outlines_of(workspace)
    lacking = [one for one in regions if one not in outlines]
    if lacking:
        raise InputError(Problem("air.no_outline", {"region": "、".join(lacking)}))
    middles = {one: outlines[one].centroid for one in regions}
    return [
        air.Place(one, lon=middle.x, lat=middle.y, area=area_of(outlines[one]))
        for one, middle in middles.items()
    ]


def imported_matrix(workspace: Workspace, *, regions: list[str], year: int) -> pl.DataFrame:
    """Return the imported matrix of cities, of each the latest year that is not younger.

    Parameters
    ----------
    workspace
        The workspace.
    regions
        Cities that receive.
    year
        Year.

    Returns
    -------
    pl.DataFrame
        Contract ``SourceReceptor``.

    Raises
    ------
    InputError
        If none is held.
    """
    parts = []
    for region in regions:
        held = [one for one in years_with(workspace, "source_receptor", region) if one <= year]
        if held:
            found = workspace.dataset_frame("source_receptor", region=region, year=held[-1])
            parts.append(SourceReceptor.cast(found).with_columns(year=pl.lit(year, pl.Int32)))
    if not parts:
        raise InputError(Problem("air.no_matrix", {"region": "、".join(regions)}))
    return pl.concat(parts)


def emitted(found: CityRun, *, regions: list[str]) -> Emitted:
    """Take from an inventory of cities what makes PM2.5, by species and height of release.

    Parameters
    ----------
    found
        A kept inventory of cities.
    regions
        Cities.

    Returns
    -------
    Emitted
        Masses, what is missing and what no city took.

    Raises
    ------
    InputError
        If a city has no figure of any of the species.
    """
    air_only = of_account(found.emission, kept="emissions").filter(
        pl.col("scope") == 1, pl.col("medium") == "air", pl.col("species").is_in(PRECURSORS)
    )
    rows = with_release(air_only)
    taken = rows.filter(pl.col("way") != "unallocated", pl.col("region").is_in(regions))
    known = taken.filter(pl.col("mass_t").is_not_null())
    without = [one for one in regions if one not in set(known["region"])]
    if without:
        raise InputError(Problem("air.no_emission", {"region": "、".join(without)}))
    key = ["region", "species", "release"]
    masses = known.group_by(key, maintain_order=True).agg(pl.col("mass_t").sum())
    missing = taken.filter(pl.col("mass_t").is_null())
    left = rows.filter(pl.col("way") == "unallocated", pl.col("mass_t").is_not_null())
    return Emitted(
        masses=masses.rename({"region": "source_region"}).sort("source_region", "species", "release"),
        missing=missing.group_by("region", "species", maintain_order=True)
        .agg(sources=pl.col("source").n_unique())
        .sort("region"),
        left=left.group_by("species", maintain_order=True).agg(pl.col("mass_t").sum()).sort("species"),
    )


def with_release(rows: pl.DataFrame) -> pl.DataFrame:
    """Give every row the height of the longest prefix of its source; what has none is near the ground.

    Parameters
    ----------
    rows
        A table with ``source``.

    Returns
    -------
    pl.DataFrame
        The rows with ``release``.
    """
    heights = dict(reference.release_heights().select("source", "release").iter_rows())

    def height(source: str) -> str:
        fitting = [prefix for prefix in heights if source.startswith(prefix)]
        return heights[max(fitting, key=len)] if fitting else "surface"

    named = {source: height(source) for source in rows["source"].unique()}
    return rows.with_columns(release=pl.col("source").replace_strict(named, return_dtype=pl.String))
