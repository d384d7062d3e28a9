"""Which methods serve which activity and species, in what order, and which factors each of them needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl

from tongyuan.vocabulary.activities import expected_species
from tongyuan.vocabulary.methods import Method, Term, get_method
from tongyuan.vocabulary.packaged import read_packaged
from tongyuan.vocabulary.species import codes

__all__ = ["AIR_SPECIES", "Service", "applicable", "requirements", "services", "species_named"]

AIR_SPECIES = ("CO2", "CH4", "N2O", *codes("air_pollutant"))
NOT_CO2 = tuple(code for code in AIR_SPECIES if code != "CO2")


@dataclass(frozen=True, slots=True)
class Service:
    """A method, the kind of activity and the species that it serves."""

    method: str
    activity: str
    species: tuple[str, ...]


GROUPS: dict[str, tuple[str, ...]] = {
    "air": AIR_SPECIES,
    "not_co2": NOT_CO2,
    "greenhouse_gas": codes("greenhouse_gas"),
    "air_pollutant": codes("air_pollutant"),
    "water_pollutant": codes("water_pollutant"),
}
"""Groups of species that the tables of services and overlaps may name."""


def species_named(text: str) -> tuple[str, ...]:
    """List the species that a table names, by codes or groups.

    Parameters
    ----------
    text
        Codes and names of groups, by spaces.

    Returns
    -------
    tuple of str
        Species, each once.

    Examples
    --------
    >>> species_named("CH4 water_pollutant")
    ('CH4', 'COD', 'NH3-N', 'TN', 'TP')
    """
    listed = [code for part in text.split() for code in GROUPS.get(part, (part,))]
    return tuple(dict.fromkeys(listed))


@cache
def services() -> tuple[Service, ...]:
    """List which method serves which activity, in order of preference where several have all factors.

    Returns
    -------
    tuple of Service
        As the files of ``data/services`` tell, one an area.

    Examples
    --------
    >>> [found.method for found in services() if found.activity == "purchased_heat"]
    ['purchase.heat']
    """
    rows = read_packaged("tongyuan.accounting", "services").iter_rows(named=True)
    return tuple(Service(row["method"], row["activity"], species_named(row["species"])) for row in rows)


def requirements(species: Sequence[str]) -> pl.DataFrame:
    """List what every method needs from the table of factors.

    Parameters
    ----------
    species
        Species asked for.

    Returns
    -------
    pl.DataFrame
        One row per activity, species, method and term: ``rank`` (order of preference), ``name`` (in the
        equation), ``parameter``, ``needs`` (number of factors the method needs), and the ``wanted_method``
        and ``wanted_species`` of the factor row.

    Examples
    --------
    >>> requirements(["SO2"]).filter(pl.col("method") == "combustion.sulphur")["parameter"].to_list()
    ['sulphur_share', 'ash_retention']
    """
    rows = [
        (service.activity, code, service.method, rank, name, term.column, needs, wanted, term.species or code)
        for rank, service in enumerate(services())
        for name, term, wanted, needs in _factor_terms(get_method(service.method))
        for code in species
        if code in service.species
    ]
    columns = ("activity", "species", "method", "rank", "name", "parameter", "needs", *_WANTED)
    schema = {name: pl.Int64 if name in ("rank", "needs") else pl.String for name in columns}
    return pl.DataFrame(rows, schema=schema, orient="row")


_WANTED = ("wanted_method", "wanted_species")


def _factor_terms(entry: Method) -> list[tuple[str, Term, str, int]]:
    terms = [(name, term) for name, term in entry.terms.items() if term.table == "factor"]
    return [(name, term, _owner(entry, term), len(terms)) for name, term in terms]


def _owner(entry: Method, term: Term) -> str:
    """Name the method under which a term's factor is filed: its own, unless it is another species' factor."""
    if term.species is None:
        return entry.id
    for service in services():
        other = get_method(service.method).terms.values()
        if any(t.column == term.column and t.species is None for t in other):
            return service.method
    return entry.id


def applicable(contexts: pl.DataFrame, *, factors: pl.DataFrame, species: Sequence[str]) -> pl.DataFrame:
    """List the species that each activity is asked for; what has no factor among them is NE.

    What an area expects of a kind, source and material stands in ``expected_species``. Where nothing is
    said, combustion and production are asked for every air species of the inventory, every other kind for
    what its methods can give; carbon kept in a product for CO2 alone; a fluorinated gas of production only
    where some factor names the material.

    Parameters
    ----------
    contexts
        Rows with ``activity``, ``source`` and ``fuel``.
    factors
        All factors, of any year, region or family.
    species
        Species asked for.

    Returns
    -------
    pl.DataFrame
        The rows of ``contexts`` times ``species`` and its position ``species_order``.

    Examples
    --------
    >>> bought = pl.DataFrame({"activity": ["purchased_heat"], "source": ["none"], "fuel": ["heat"]})
    >>> none = pl.DataFrame(schema={"method": pl.String, "fuel": pl.String, "species": pl.String})
    >>> applicable(bought, factors=none, species=["CO2", "SO2"])["species"].to_list()
    ['CO2']
    """
    asked = pl.DataFrame({"species": list(species)}, schema={"species": pl.String}).with_row_index(
        "species_order"
    )
    kept = set(factors.filter(pl.col("method") == "production.kept")["fuel"].to_list())
    named = set(factors.select("fuel", "species").unique().rows())
    kinds = contexts.select("activity", "source", "fuel").unique(maintain_order=True)
    wanted = [
        (*kind, code) for kind in kinds.iter_rows() for code in _expected(*kind, kept=kept, named=named)
    ]
    schema = {name: pl.String for name in ("activity", "source", "fuel", "species")}
    pairs = pl.DataFrame(wanted, schema=schema, orient="row").join(asked, on="species", maintain_order="left")
    return contexts.join(pairs, on=["activity", "source", "fuel"], maintain_order="left_right")


def _expected(
    activity: str, source: str, fuel: str, *, kept: set[str], named: set[tuple[str, str]]
) -> tuple[str, ...]:
    """List the species that one kind of activity is asked for, in any order."""
    if activity == "production" and fuel in kept:
        return ("CO2",)
    told = expected_species(activity, source=source, material=fuel)
    if told is not None:
        return told
    if activity == "combustion":
        return AIR_SPECIES
    if activity == "production":
        fluorinated = (code for code in codes("greenhouse_gas") if code not in AIR_SPECIES)
        return (*AIR_SPECIES, *(code for code in fluorinated if (fuel, code) in named))
    served = [code for service in services() if service.activity == activity for code in service.species]
    return tuple(dict.fromkeys(served))
