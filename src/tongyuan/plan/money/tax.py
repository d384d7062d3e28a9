"""Tax on pollution (环境保护税): equivalents of pollution, those that count at an outlet, the tax."""

from __future__ import annotations

import polars as pl

from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["pollution_tax"]

KG_PER_T = 1000


def pollution_tax(
    discharge: pl.DataFrame, *, equivalents: pl.DataFrame, rules: pl.DataFrame, rates: pl.DataFrame
) -> pl.DataFrame:
    """Compute the tax on what outlets discharge in a year.

    Parameters
    ----------
    discharge
        ``outlet``, ``medium`` (air, water), ``pollutant`` (a species, or a name of the schedule), ``mass_t``
        [t a year], ``tax_share`` [1]: 0.75 or 0.5 where article 13 lets part of the tax off, else 1.
    equivalents
        Schedule: ``medium``, ``pollutant``, ``tax_class``, ``species``, ``kg_per_equivalent``, ``one_of``.
    rules
        ``medium``, ``tax_class``, ``most_counted``: how many pollutants of a class count at one outlet.
    rates
        ``medium``, ``cny_per_equivalent``: the rates of the place [CNY].

    Returns
    -------
    pl.DataFrame
        The discharge with ``taxed_as`` (null: not in the schedule), ``tax_class``, ``equivalents``,
        ``counted`` (among the largest of its class and outlet; of COD, BOD5 and TOC the largest alone) and
        ``tax_cny`` (0 where it does not count; null where it is not in the schedule).

    Raises
    ------
    InputError
        If a medium has no rate.

    Notes
    -----
    Source: Environmental Protection Tax Law (2016), article 8 (equivalents = mass / value of the schedule),
    article 9 (the three largest of air; of water the five largest of class one and the three largest of the
    others), article 13 and schedules 1 and 2. Solid waste, noise, livestock, pH and coliforms are not here.

    Examples
    --------
    0.95 kg of SO2 is one equivalent, so that 950 t are a million of them; at 1.2 CNY:

    >>> one = pl.DataFrame(
    ...     [{"outlet": "A", "medium": "air", "pollutant": "SO2", "mass_t": 950.0, "tax_share": 1.0}]
    ... )
    >>> entry = {"medium": "air", "pollutant": "二氧化硫", "species": "SO2", "kg_per_equivalent": 0.95}
    >>> schedule = pl.DataFrame([{**entry, "tax_class": "air", "one_of": None}])
    >>> rules = pl.DataFrame([{"medium": "air", "tax_class": "air", "most_counted": 3}])
    >>> rates = pl.DataFrame([{"medium": "air", "cny_per_equivalent": 1.2}])
    >>> taxed = pollution_tax(one, equivalents=schedule, rules=rules, rates=rates)
    >>> [round(value) for value in taxed.select("equivalents", "tax_cny").row(0)]
    [1000000, 1200000]
    """
    lacking = sorted(set(discharge["medium"]) - set(rates["medium"]))
    if lacking:
        raise InputError([Problem("fund.no_tax_rate", {"medium": medium}) for medium in lacking])
    joined = (
        discharge.join(_by_name(equivalents), on=["medium", "pollutant"], how="left", maintain_order="left")
        .join(rules.select("medium", "tax_class", "most_counted"), on=["medium", "tax_class"], how="left")
        .join(rates.select("medium", "cny_per_equivalent"), on="medium", how="left")
        .with_columns(equivalents=pl.col("mass_t") * KG_PER_T / pl.col("kg_per_equivalent"))
    )
    tax = pl.col("equivalents") * pl.col("cny_per_equivalent") * pl.col("tax_share")
    return (
        _counted(joined)
        .with_columns(tax_cny=pl.when(pl.col("counted")).then(tax).when("scheduled").then(0.0))
        .drop("most_counted", "one_of", "scheduled", "kg_per_equivalent")
        .sort("outlet", "medium", "pollutant")
    )


def _by_name(equivalents: pl.DataFrame) -> pl.DataFrame:
    """List the schedule by the names of its pollutants, and by our species."""
    kept = equivalents.select(
        "medium", "pollutant", "tax_class", "kg_per_equivalent", "one_of", "species", taxed_as="pollutant"
    )
    coded = kept.filter(pl.col("species").is_not_null()).with_columns(pollutant="species")
    return pl.concat([kept, coded]).drop("species")


def _counted(rows: pl.DataFrame) -> pl.DataFrame:
    """Mark what counts: of those that stand for one another the largest, then a class's largest."""
    largest = pl.col("equivalents").rank("ordinal", descending=True)
    place = ("outlet", "medium")
    marked = rows.with_columns(
        scheduled=pl.col("taxed_as").is_not_null(),
        chosen=pl.col("one_of").is_null() | (largest.over(*place, "one_of") == 1),
    ).with_columns(among=pl.when("chosen").then("equivalents"))
    rank = pl.col("among").rank("ordinal", descending=True).over(*place, "tax_class")
    return marked.with_columns(
        counted=(pl.col("scheduled") & pl.col("chosen") & (rank <= pl.col("most_counted"))).fill_null(False)
    ).drop("chosen", "among")
