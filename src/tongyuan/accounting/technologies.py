"""Technologies that burn a fuel: an activity divided by stated shares; what is not stated stays unstated."""

from __future__ import annotations

from dataclasses import replace
from math import isclose

import dataframely as dy
import polars as pl

from tongyuan.accounting.workings import reported
from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.quality import QUALITY
from tongyuan.vocabulary.tables import Activity, key_of

__all__ = ["divide", "trace_to_shares"]

PLACE = ["region", "year", "source", "fuel"]
ROUNDING = 1e-9
PARTS = ("quantity", "low", "high")


def divide(activity: dy.DataFrame[Activity], *, shares: pl.DataFrame) -> dy.DataFrame[Activity]:
    """Divide combustion of a place and fuel among its technologies; the parts sum to the whole.

    Only combustion with a quantity and without a technology of its own is divided. Source: the records'
    own; no equation but quantity x share.

    Parameters
    ----------
    activity
        Activity [own unit].
    shares
        TechnologyShare [share of the fuel].

    Returns
    -------
    dy.DataFrame[Activity]
        The activity, divided rows in the place of the whole ones [own unit].

    Raises
    ------
    InputError
        If the shares of a place and fuel sum to more than 1; all at once.

    Examples
    --------
    >>> from tongyuan.testing.accounting import activity_of, an_activity
    >>> place = {"region": "990000", "year": 2020, "source": "1A2", "fuel": "raw_coal", "share": 0.6}
    >>> stated = pl.DataFrame(place | {"technology": "grate_manual", "quality": "published"})
    >>> rows = divide(activity_of(an_activity(quantity=1000.0)), shares=stated)
    >>> rows.select("technology", "quantity").rows()
    [('grate_manual', 600.0), ('unstated', 400.0)]
    """
    if shares.is_empty():
        return activity
    stated = _with_remainder(shares)
    whole = (
        (pl.col("activity") == "combustion")
        & (pl.col("technology") == UNSTATED)
        & pl.col("quantity").is_not_null()
    )
    numbered = activity.with_row_index("row")
    parts = numbered.filter(whole).join(stated, on=PLACE, how="inner", maintain_order="left_right")
    divided = parts.with_columns(
        *(pl.col(name) * pl.col("share") for name in PARTS),
        technology=pl.col("part"),
        quality=pl.max_horizontal(pl.col("quality").cast(pl.String).cast(QUALITY), "share_quality"),
    )
    kept = numbered.join(parts.select("row").unique(), on="row", how="anti")
    columns = ["row", *Activity.column_names()]
    together = [part.select(columns).cast({"quality": pl.String}) for part in (kept, divided)]
    return Activity.validate(pl.concat(together).sort("row", maintain_order=True).drop("row"), cast=True)


def _with_remainder(shares: pl.DataFrame) -> pl.DataFrame:
    """List the shares of each place with what is left unstated; refuse shares above the whole."""
    summed = shares.group_by(PLACE, maintain_order=True).agg(got=pl.col("share").sum())
    above = summed.filter(pl.col("got") > 1 + ROUNDING)
    if above.height:
        raise InputError([Problem("technology.shares", row) for row in above.to_dicts()])
    stated = shares.select(
        *PLACE,
        "share",
        part=pl.col("technology"),
        share_quality=pl.col("quality").cast(pl.String).cast(QUALITY),
    )
    rest = summed.filter(pl.col("got") < 1 - ROUNDING).select(
        *PLACE, share=1 - pl.col("got"), part=pl.lit(UNSTATED), share_quality=pl.lit(None, QUALITY)
    )
    return pl.concat([stated, rest])


def trace_to_shares(node: Node, *, shares: pl.DataFrame) -> Node:
    """Put the whole and its share under every activity of a tree that was divided among technologies.

    Parameters
    ----------
    node
        The tree of an emission, or of a sum of emissions.
    shares
        TechnologyShare, as the run pinned it.

    Returns
    -------
    Node
        The same tree [the node's unit]; an activity that was not divided stays as it is.

    Examples
    --------
    >>> leaf = Node("quantity", NodeKind.REPORTED, 1.0, "t")
    >>> trace_to_shares(leaf, shares=pl.DataFrame()) is leaf
    True
    """
    if node.children:
        return replace(node, children=tuple(trace_to_shares(child, shares=shares) for child in node.children))
    if node.name != "quantity" or not node.detail.keys() >= set(key_of(Activity)) or not node.value:
        return node
    if node.detail["activity"] != "combustion":
        return node
    here = shares.filter(*(pl.col(name) == node.detail[name] for name in PLACE)).with_columns(
        pl.col("quality").cast(pl.String)
    )
    own = here.filter(pl.col("technology") == node.detail["technology"])
    used = own if own.height else here
    if here.is_empty() or (own.is_empty() and node.detail["technology"] != UNSTATED):
        return node
    leaves = [
        replace(reported("technology_share", row, column="share", unit="1"), name=f"share_{number}")
        for number, row in enumerate(used.to_dicts(), start=1)
    ]
    stated = sum(leaf.value or 0.0 for leaf in leaves)
    part = stated if own.height else 1 - stated
    if isclose(part, 0.0, abs_tol=ROUNDING):
        return node
    names = " - ".join(leaf.name for leaf in leaves)
    equation = f"quantity * {names}" if own.height else f"quantity * (1 - {names})"
    whole = replace(node, value=node.value / part, detail=node.detail | {"technology": UNSTATED})
    return replace(node, kind=NodeKind.EQUATION, equation=equation, quality=None, children=(whole, *leaves))
