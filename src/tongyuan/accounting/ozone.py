"""Ozone-depleting substances: registered rows weighed by their potentials, outside the inventory."""

from __future__ import annotations

import polars as pl

from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["weigh_by_odp"]


def weigh_by_odp(records: pl.DataFrame, *, potentials: pl.DataFrame) -> pl.DataFrame:
    """Weigh what is registered by ozone-depleting potential.

    Source: Montreal Protocol, annexes A, B, C and E.

    Parameters
    ----------
    records
        Contract OdsUse [t].
    potentials
        ``substance`` and ``odp`` (CFC-11 = 1).

    Returns
    -------
    pl.DataFrame
        The records with ``odp`` and ``odp_t`` [ODP t]; missing where the quantity is.

    Raises
    ------
    InputError
        If a substance has no potential; all at once.

    Examples
    --------
    >>> row = {"region": "r", "year": 2020, "enterprise": "e", "substance": "HCFC-22", "quantity_t": 100.0}
    >>> table = pl.DataFrame({"substance": ["HCFC-22"], "odp": [0.055]})
    >>> weigh_by_odp(pl.DataFrame([row]), potentials=table)["odp_t"].to_list()
    [5.5]
    """
    joined = records.join(
        potentials.select("substance", "odp"), on="substance", how="left", maintain_order="left"
    )
    unknown = joined.filter(pl.col("odp").is_null())
    if not unknown.is_empty():
        known = ", ".join(potentials["substance"])
        rows = unknown.select("region", "year", "enterprise", "substance").to_dicts()
        raise InputError([Problem("industry.unknown_ods", row | {"expected": known}) for row in rows])
    return joined.with_columns(odp_t=pl.col("quantity_t") * pl.col("odp"))
