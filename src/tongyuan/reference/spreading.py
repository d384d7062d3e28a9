"""What spreads an inventory over cities, cells, hours and components: rules, profiles, speciation, names."""

from __future__ import annotations

from functools import cache

import dataframely as dy
import polars as pl

from tongyuan.reference.files import read_table
from tongyuan.vocabulary.tables import ProxyRule, SpeciationShare, TimeProfile

__all__ = ["cf_names", "proxy_rules", "speciation", "time_profiles"]


@cache
def proxy_rules() -> dy.DataFrame[ProxyRule]:
    """Return which proxies share out which sources, in order of preference.

    Returns
    -------
    dy.DataFrame[ProxyRule]
        Rules by prefix of the source and kind of activity; a source that no row names has none.

    Examples
    --------
    >>> proxy_rules().filter(source="2A1")["proxy"].to_list()
    ['cement_output', 'industry_value_added', 'gdp']
    """
    return ProxyRule.validate(read_table("proxy_rules"), cast=True)


@cache
def time_profiles() -> dy.DataFrame[TimeProfile]:
    """Return the profiles of months, days of the week and hours by set and sector, with a mean of one.

    Returns
    -------
    dy.DataFrame[TimeProfile]
        Profiles as printed [1]; whoever uses one divides by its mean.

    Examples
    --------
    >>> time_profiles().filter(profile="tno", sector="C", kind="month")["value"][0]
    1.7
    """
    return TimeProfile.validate(read_table("time_profiles"), cast=True)


@cache
def speciation() -> dy.DataFrame[SpeciationShare]:
    """Return the shares of components in NMVOC and PM2.5 by set and source.

    Returns
    -------
    dy.DataFrame[SpeciationShare]
        Shares that add up to one for each set, species and source [1].

    Examples
    --------
    >>> rows = speciation().filter(profile="ceds", source="2D")
    >>> round(rows["share"].sum(), 9)
    1.0
    """
    return SpeciationShare.validate(read_table("speciation"), cast=True)


@cache
def cf_names() -> pl.DataFrame:
    """Return the standard names of emission fluxes; a species without one has no row.

    Returns
    -------
    pl.DataFrame
        ``species``, ``standard_name``, ``quality``, ``citation``.

    Examples
    --------
    >>> cf_names().filter(species="CO")["standard_name"].item()
    'tendency_of_atmosphere_mass_content_of_carbon_monoxide_due_to_emission'
    """
    return read_table("cf_names")
