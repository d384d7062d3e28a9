"""A workspace's own factors among the packaged ones: each takes the place that it names, no other."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.tables import Factor

__all__ = ["FACTOR_PLACE", "USER", "in_place", "overlaid"]

USER = "user"
"""Origin of a factor that a workspace states itself."""

FACTOR_PLACE = (
    "family",
    "method",
    "parameter",
    "species",
    "source",
    "fuel",
    "technology",
    "region",
    "year_from",
    "year_to",
)
"""What a factor serves; two factors of one place cannot both be used."""


def overlaid(packaged: dy.DataFrame[Factor], *, own: dy.DataFrame[Factor]) -> dy.DataFrame[Factor]:
    """Lay a workspace's own factors over the packaged ones.

    An own factor takes the place of the packaged factor that serves exactly the same: family, method,
    parameter, species, source, fuel, technology, region and years. Where it serves more or less than a
    packaged one, the usual rule decides: the more specific is used, and a tie is an error.

    Parameters
    ----------
    packaged
        Factors of the packaged tables.
    own
        Factors that the workspace states.

    Returns
    -------
    dy.DataFrame[Factor]
        The packaged factors that keep their place, then the own ones.

    Notes
    -----
    Source: a rule of this platform, edition 1.

    Examples
    --------
    >>> from tongyuan.testing.accounting import a_factor, factors_of
    >>> packaged = factors_of(a_factor(value=20.9), a_factor(fuel="coke", value=28.4))
    >>> ours = factors_of(a_factor(value=21.5, origin=USER))
    >>> overlaid(packaged, own=ours).select("fuel", "value").rows()
    [('coke', 28.4), ('raw_coal', 21.5)]
    """
    if own.is_empty():
        return packaged
    kept = packaged.join(own, on=FACTOR_PLACE, how="anti", maintain_order="left")
    return Factor.validate(pl.concat([kept, own]))


def in_place(own: pl.DataFrame, *, packaged: pl.DataFrame) -> pl.DataFrame:
    """Set beside own factors the packaged ones whose place they take.

    Parameters
    ----------
    own
        Factors that a workspace states.
    packaged
        Factors of the packaged tables.

    Returns
    -------
    pl.DataFrame
        ``own`` with ``replaces`` (id) and ``replaced_value`` (in the unit of the row); null where the place
        was free.

    Examples
    --------
    >>> from tongyuan.testing.accounting import a_factor, factors_of
    >>> row = a_factor(value=20.9)
    >>> in_place(factors_of(row | {"value": 21.5}), packaged=factors_of(row))["replaced_value"].item()
    20.9
    """
    beside = packaged.select(*FACTOR_PLACE, replaces="factor_id", replaced_value="value")
    return own.join(beside, on=FACTOR_PLACE, how="left", maintain_order="left")
