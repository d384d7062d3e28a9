"""Which methods serve which activity and species, in what order, and which factors each of them needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tongyuan.vocabulary.methods import Method, Term, get_method
from tongyuan.vocabulary.species import codes

__all__ = ["AIR_SPECIES", "METHODS", "applicable", "requirements"]

AIR_SPECIES = ("CO2", "CH4", "N2O", *codes("air_pollutant"))
NOT_CO2 = tuple(code for code in AIR_SPECIES if code != "CO2")


@dataclass(frozen=True, slots=True)
class Service:
    """A method, the kind of activity and the species that it serves."""

    method: str
    activity: str
    species: tuple[str, ...]


# The order is the order of preference where several methods have all their factors.
METHODS = (
    Service("combustion.co2", "combustion", ("CO2",)),
    Service("combustion.sulphur", "combustion", ("SO2",)),
    Service("combustion.mass", "combustion", NOT_CO2),
    Service("combustion.energy", "combustion", NOT_CO2),
    Service("combustion.share", "combustion", ("BC", "OC")),
    Service("purchase.electricity", "purchased_electricity", ("CO2",)),
    Service("purchase.heat", "purchased_heat", ("CO2",)),
    Service("production.carbonate", "production", ("CO2",)),
    Service("production.kept", "production", ("CO2",)),
    Service("production.mass", "production", codes("greenhouse_gas")),
    Service("production.pollutant", "production", codes("air_pollutant")),
)


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
        for rank, service in enumerate(METHODS)
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
    for service in METHODS:
        other = get_method(service.method).terms.values()
        if any(t.column == term.column and t.species is None for t in other):
            return service.method
    return entry.id


def applicable(contexts: pl.DataFrame, *, factors: pl.DataFrame, species: Sequence[str]) -> pl.DataFrame:
    """List the species that each activity is asked for; what has no factor among them is NE.

    Combustion and production are asked for every air species of the inventory; purchases for CO2 alone;
    carbon kept in a product for CO2 alone; a fluorinated gas only where some factor names the material.

    Parameters
    ----------
    contexts
        Rows with ``activity`` and ``fuel``.
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
    >>> bought = pl.DataFrame({"activity": ["purchased_heat"], "fuel": ["heat"]})
    >>> none = pl.DataFrame(schema={"method": pl.String, "fuel": pl.String, "species": pl.String})
    >>> applicable(bought, factors=none, species=["CO2", "SO2"])["species"].to_list()
    ['CO2']
    """
    asked = pl.DataFrame({"species": list(species)}, schema={"species": pl.String}).with_row_index(
        "species_order"
    )
    kept = factors.filter(pl.col("method") == "production.kept").select("fuel").unique()
    named = factors.select("fuel", "species").unique()
    process = contexts.filter(pl.col("activity") == "production").join(asked, how="cross")
    deducted = process.join(kept, on="fuel", how="semi").filter(pl.col("species") == "CO2")
    emitting = process.join(kept, on="fuel", how="anti")
    usual = emitting.filter(pl.col("species").is_in(AIR_SPECIES))
    fluorinated = emitting.filter(~pl.col("species").is_in(AIR_SPECIES)).join(
        named, on=["fuel", "species"], how="semi"
    )
    burned = contexts.filter(pl.col("activity") == "combustion").join(
        asked.filter(pl.col("species").is_in(AIR_SPECIES)), how="cross"
    )
    bought = contexts.filter(~pl.col("activity").is_in(["combustion", "production"])).join(
        asked.filter(pl.col("species") == "CO2"), how="cross"
    )
    return pl.concat([burned, bought, deducted, usual, fluorinated])
