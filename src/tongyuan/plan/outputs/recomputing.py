"""What a workbook computes an inventory from by visible formulas: inputs, and who uses which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import dataframely as dy
import polars as pl

from tongyuan.accounting.controls import matching_controls
from tongyuan.accounting.factors import assign
from tongyuan.accounting.matching import PLACE
from tongyuan.vocabulary.methods import get_method
from tongyuan.vocabulary.tables import Activity, Control, Emission, Factor, key_of

__all__ = ["ID", "Recomputing", "recomputing"]

ID = "|"
"""What joins the parts of a row's key to its id in a workbook."""

KEY = key_of(Activity)
SERVED = [name for name in PLACE if name != "technology"]  # a control's technology is its own


@dataclass(frozen=True, slots=True)
class Recomputing:
    """The tables of a workbook that recomputes.

    Parameters
    ----------
    activity
        Activity with ``id``.
    factors, controls
        The factors and controls that some figure uses.
    figures
        Emission with ``id``, ``activity_id``, ``factors`` (list of name in the equation and factor id) and
        ``controls`` (list of control ids).
    """

    activity: pl.DataFrame
    factors: pl.DataFrame
    controls: pl.DataFrame
    figures: pl.DataFrame


def recomputing(
    activity: dy.DataFrame[Activity],
    *,
    factors: dy.DataFrame[Factor],
    controls: dy.DataFrame[Control],
    family: str,
    emission: dy.DataFrame[Emission],
) -> Recomputing:
    """Tell of every figure of an inventory which rows of its inputs it is computed from.

    Parameters
    ----------
    activity, factors, controls
        What the inventory stood on.
    family
        Its factor family.
    emission
        What it gave [t].

    Returns
    -------
    Recomputing
        The tables.

    Raises
    ------
    ConflictError
        As for `tongyuan.accounting.factors.assign`.

    Examples
    --------
    >>> from tongyuan.accounting.emission import estimate
    >>> from tongyuan.testing.accounting import a_factor, activity_of, an_activity, controls_of, factors_of
    >>> rows = activity_of(an_activity(activity="purchased_heat", fuel="heat", unit="GJ", source="none"))
    >>> heat = factors_of(a_factor(method="purchase.heat", parameter="ef_t_per_gj", fuel="heat", value=0.11))
    >>> stood = dict(factors=heat, controls=controls_of(), family="A")
    >>> laid = recomputing(rows, **stood, emission=estimate(rows, **stood, species=["CO2"]))
    >>> laid.figures["factors"][0].to_list() == [{"name": "ef_t_per_gj", "factor_id": heat["factor_id"][0]}]
    True
    """
    species = emission["species"].unique(maintain_order=True).to_list()
    chosen = assign(activity, factors=factors, family=family, species=species)
    on = [*KEY, "species"]
    used = chosen.group_by(on, maintain_order=True).agg(pl.struct("name", "factor_id").alias("factors"))
    stated = _stated(chosen, controls)
    known = emission.with_columns(pl.col("activity").cast(pl.String))
    figures = (
        known.join(used, on=on, how="left", maintain_order="left")
        .join(stated, on=on, how="left", maintain_order="left")
        .with_columns(id=_id(on), activity_id=_id(KEY))
    )
    ids = figures["controls"].explode().drop_nulls().unique()
    return Recomputing(
        activity=activity.with_columns(id=_id(KEY)),
        factors=factors.filter(pl.col("factor_id").is_in(chosen["factor_id"].unique().implode())),
        controls=controls.filter(pl.col("control_id").is_in(ids.implode())),
        figures=figures,
    )


def _id(names: Sequence[str]) -> pl.Expr:
    return pl.concat_str([pl.col(name).cast(pl.String) for name in names], separator=ID)


def _stated(chosen: pl.DataFrame, controls: dy.DataFrame[Control]) -> pl.DataFrame:
    """List the controls of every figure whose method knows controls: its own species', or another's."""
    figures = chosen.select(*KEY, "species", "method").unique(maintain_order=True)
    terms = {name: get_method(name).terms.get("removal") for name in figures["method"].unique().to_list()}
    served = {name: (term.species or "") for name, term in terms.items() if term is not None}
    controlled = figures.filter(pl.col("method").is_in(list(served))).with_columns(
        named=pl.col("method").replace_strict(served, default="", return_dtype=pl.String)
    )
    wanted = controlled.with_columns(served=pl.when(pl.col("named") == "").then("species").otherwise("named"))
    found = matching_controls(
        wanted, controls=controls, species=sorted(wanted["served"].unique().to_list())
    ).select(*SERVED, pl.col("species").alias("served"), "control_id")
    return (
        wanted.join(found, on=[*SERVED, "served"])
        .group_by(*KEY, "species", maintain_order=True)
        .agg(pl.col("control_id").sort().alias("controls"))
    )
