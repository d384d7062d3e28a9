"""CO2e: computed on reading, with a named GWP set, in a table of its own."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tongyuan.plan.inventory.totals import sum_known
from tongyuan.vocabulary import species
from tongyuan.vocabulary.accounts import Account, of_account
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["co2e", "total_co2e", "with_land"]


def co2e(emission: pl.DataFrame, *, gwp: pl.DataFrame, gwp_set: str) -> pl.DataFrame:
    """Weigh greenhouse gases by their global warming potential over 100 years.

    Parameters
    ----------
    emission
        Emission, or a total of it: ``species`` and ``mass_t`` [t].
    gwp
        ``set``, ``species``, ``value`` [t CO2e per t].
    gwp_set
        SAR, AR4, AR5 or AR6.

    Returns
    -------
    pl.DataFrame
        The greenhouse gases of ``emission``, with ``gwp_set``, ``gwp_100`` and ``co2e_t`` [t CO2e] in place
        of the mass; a gas without a potential in the set is NE.

    Raises
    ------
    InputError
        If there is no such set.

    Notes
    -----
    Source: IPCC SAR, AR4, AR5 and AR6, working group I, tables of GWP-100, as cited in ``gwp``.

    Examples
    --------
    >>> potentials = pl.DataFrame({"set": ["AR5"], "species": ["CH4"], "value": [28.0]})
    >>> gas = pl.DataFrame({"species": ["CH4"], "mass_t": [2.0], "state": [None]})
    >>> co2e(gas, gwp=potentials, gwp_set="AR5")["co2e_t"].item()
    56.0
    """
    chosen = gwp.filter(pl.col("set") == gwp_set).select("species", gwp_100="value")
    if chosen.is_empty():
        known = ", ".join(gwp["set"].unique(maintain_order=True).to_list())
        raise InputError(Problem("inventory.gwp_set", {"got": gwp_set, "expected": known}))
    gases = emission.filter(pl.col("species").is_in(species.codes("greenhouse_gas")))
    weighed = gases.join(chosen, on="species", how="left", maintain_order="left").with_columns(
        pl.lit(gwp_set).alias("gwp_set"), (pl.col("mass_t") * pl.col("gwp_100")).alias("co2e_t")
    )
    lacking = pl.col("co2e_t").is_null() & pl.col("state").is_null()
    state = pl.when(lacking).then(pl.lit(Missing.NE.value)).otherwise(pl.col("state").cast(pl.String))
    return weighed.with_columns(state.alias("state")).drop("mass_t", "low_t", "high_t", strict=False)


def total_co2e(
    weighed: pl.DataFrame, *, by: Sequence[str] = (), account: Account = "emissions"
) -> pl.DataFrame:
    """Sum CO2e over the gases of one account, apart by region, year, scope, family and GWP set.

    Parameters
    ----------
    weighed
        What ``co2e`` gives for an Emission [t CO2e].
    by
        Further columns that are kept apart.
    account
        ``emissions``, ``land``, ``with_land`` (both) or ``memo``; a table without ``source`` is of one
        account already.

    Returns
    -------
    pl.DataFrame
        As ``total``, with ``co2e_t`` [t CO2e].

    Raises
    ------
    InputError
        If the table lacks a column of ``by``.

    Examples
    --------
    >>> row = {"region": "990000", "year": 2020, "scope": 1, "family": "f", "gwp_set": "AR5", "state": None}
    >>> known = {"derived_from_co2": False, "quality": "published", "species": "CH4", "co2e_t": 56.0}
    >>> total_co2e(pl.DataFrame([row | known, row | known | {"species": "CO2"}]))["co2e_t"].item()
    112.0
    """
    apart = ("region", "year", "scope", "family", "gwp_set")
    counted = of_account(weighed, kept=account) if "source" in weighed.columns else weighed
    return sum_known(counted, value="co2e_t", by=[*apart, *(name for name in by if name not in apart)])


def with_land(weighed: pl.DataFrame) -> pl.DataFrame:
    """Set the total of scope 1 without land beside that of land and of both.

    Parameters
    ----------
    weighed
        What ``co2e`` gives for an Emission [t CO2e].

    Returns
    -------
    pl.DataFrame
        One row for ``emissions``, ``land`` and ``with_land`` in ``account``: ``co2e_t`` (null where nothing
        is known), ``complete``, ``gaps``; memo items in none.

    Notes
    -----
    Source: reporting tables of the UNFCCC, totals with and without land use, land-use change and forestry.

    Examples
    --------
    >>> row = {"region": "990000", "year": 2020, "scope": 1, "family": "f", "gwp_set": "AR5", "state": None}
    >>> known = row | {"derived_from_co2": False, "quality": "published", "species": "CO2"}
    >>> parts = [("1A1a", 100.0), ("4A", -30.0), ("M3", -5.0)]
    >>> table = pl.DataFrame([known | {"source": source, "co2e_t": mass} for source, mass in parts])
    >>> dict(with_land(table).select("account", "co2e_t").rows())
    {'emissions': 100.0, 'land': -30.0, 'with_land': 70.0}
    """
    direct = weighed.filter(pl.col("scope") == 1)
    accounts: tuple[Account, ...] = ("emissions", "land", "with_land")
    parts = [
        total_co2e(direct, account=account).with_columns(account=pl.lit(account)) for account in accounts
    ]
    columns = ("account", "region", "year", "co2e_t", "complete", "gaps")
    return pl.concat(parts).select(columns)
