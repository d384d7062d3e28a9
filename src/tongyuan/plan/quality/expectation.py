"""What an inventory is asked for: the species of every source, whether anybody reported it or not."""

from __future__ import annotations

from functools import cache

import polars as pl

from tongyuan.accounting.choice import AIR_SPECIES, services
from tongyuan.vocabulary import sources
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.species import codes

__all__ = ["asked_species", "expectation"]

AIR_KINDS = ("combustion", "production")


@cache
def expectation() -> pl.DataFrame:
    """List the cells that every inventory is asked to fill.

    A source is one that no other divides further. What kinds of activity it has stands in ``source_kinds``,
    what species each of them is asked for in ``expected_species``; where that says nothing, combustion and
    production are asked for every air species, any other kind for what its methods can give.

    Returns
    -------
    pl.DataFrame
        ``source`` and ``species``, in the order of their tables.

    Examples
    --------
    >>> expectation().filter(source="none")["species"].to_list()
    ['CO2']
    """
    divided = set(sources.table()["parent"].drop_nulls().to_list())
    leaves = [code for code in (*sources.table()["source"].to_list(), "none") if code not in divided]
    cells = [(code, species) for code in leaves for species in asked_species(code)]
    return pl.DataFrame(cells, schema={"source": pl.String, "species": pl.String}, orient="row")


def asked_species(source: str) -> tuple[str, ...]:
    """List the species that a source is asked for, of any kind of activity and any material.

    Parameters
    ----------
    source
        Source category (NFR), or ``none`` for purchased energy.

    Returns
    -------
    tuple of str
        Species in their fixed order; none where no kind of activity is known for the source.

    Examples
    --------
    >>> "SO2" in asked_species("1A1a"), asked_species("M2")
    (True, ())
    """
    kinds = [
        row["activity"]
        for row in packaged_table("source_kinds").iter_rows(named=True)
        if source.startswith(row["source"])
    ]
    asked = {species for kind in kinds for species in _of_kind(kind, source)}
    return tuple(code for code in codes() if code in asked)


def _of_kind(kind: str, source: str) -> tuple[str, ...]:
    rows = packaged_table("expected_species").filter(activity=kind)
    served = rows.filter(
        [row == "*" or source.startswith(row) or row.startswith(source) for row in rows["source"].to_list()]
    )
    named = served.filter(pl.col("source") != "*")
    told = (named if named.height else served)["species"].to_list()
    if told:
        return tuple(species for text in told for species in text.split())
    if kind in AIR_KINDS:
        return AIR_SPECIES
    return tuple(code for service in services() if service.activity == kind for code in service.species)
