"""What every way to run an activity uses more of and less of: energy and reagents, by unit of activity."""

from __future__ import annotations

from typing import Any

import polars as pl

from tongyuan.plan.measures.applying import Setting
from tongyuan.plan.measures.catalogue import Library
from tongyuan.plan.measures.pricing import LINK, used
from tongyuan.plan.measures.takings import NOTHING

__all__ = ["ENERGY", "FLOWS", "MOVED", "RUNNING", "SAVED", "flows"]

#: Which choice a way is: as a plan names what it chooses.
RUNNING, MOVED, SAVED = "running", "moved", "saved"
#: Activities whose quantity is energy itself: what is given up of them is given up of their carrier.
ENERGY = ("combustion", "purchased_electricity", "purchased_heat", "treatment_power", "shore_power")
FLOWS: dict[str, Any] = {
    "row": pl.UInt32,
    "subject": pl.String,
    "way": pl.String,
    "measure": pl.String,
    "carrier": pl.String,
    "amount": pl.Float64,
    "unit": pl.String,
    "energy_in_cost": pl.String,
}


def flows(
    links: pl.DataFrame,
    *,
    moves: pl.DataFrame,
    saved: pl.DataFrame,
    rows: pl.DataFrame,
    removals: pl.DataFrame,
    costs: pl.DataFrame,
    library: Library,
    setting: Setting,
) -> pl.DataFrame:
    """Give what every way uses more of (+) and less of (-), measure by measure.

    Parameters
    ----------
    links
        ``row``, ``option``, ``measure``: the ways to run a row that are offered.
    moves, saved
        Of `tongyuan.plan.measures.takings`.
    rows
        Of `tongyuan.plan.measures.applying.rows_of`.
    removals
        Of `tongyuan.plan.measures.chains.removed`.
    costs
        Of `tongyuan.plan.measures.costing.unit_costs`.
    library, setting
        Measures; what the service of a unit follows from.

    Returns
    -------
    pl.DataFrame
        ``row``, ``subject`` (``running``, ``moved``, ``saved``), ``way`` (the option or the measure),
        ``measure``, ``carrier``, ``amount`` [``unit`` a unit of activity], ``unit``, ``energy_in_cost``
        (``yes``, ``no``, ``not_told``). A measure of which no use is known has one row without a carrier:
        that is not none.
    """
    placed = rows.select("row", "fuel", "activity", row_unit="unit")
    taken = pl.concat([_of_moves(moves, placed), _of_savings(saved, placed)], how="diagonal")
    alone = moves.select("row", "measure", option="measure")
    asked: dict[str, Any] = {"rows": rows, "removals": removals, "library": library, "setting": setting}
    running = _with_uses(links, used(links, **asked)).with_columns(subject=pl.lit(RUNNING))
    own = used(alone, **asked).with_columns(subject=pl.lit(MOVED), way="option")
    known = costs.group_by("measure").agg(pl.col("energy_in_cost").first())
    whole = pl.concat([_plain(running), _plain(own), _plain(taken)])
    return whole.join(known, on="measure", how="left", maintain_order="left").select(list(FLOWS))


def _plain(table: pl.DataFrame) -> pl.DataFrame:
    names = [name for name in FLOWS if name != "energy_in_cost"]
    return table.select(pl.col(name).cast(FLOWS[name]) for name in names)


def _with_uses(links: pl.DataFrame, uses: pl.DataFrame) -> pl.DataFrame:
    """Keep every link: one of which no use is known has no carrier."""
    parts = uses.select(*LINK, "carrier", "amount", "unit")
    return (
        links.select(LINK)
        .join(parts, on=LINK, how="left", maintain_order="left_right")
        .with_columns(way="option")
    )


def _given_up(subject: str) -> dict[str, pl.Expr]:
    """Say what a unit given up was: so much of its own carrier where the activity is energy."""
    energy = pl.col("activity").is_in(ENERGY)
    return {
        "subject": pl.lit(subject),
        "way": pl.col("measure"),
        "carrier": pl.when(energy).then("fuel"),
        "amount": pl.when(energy).then(-1.0),
        "unit": pl.when(energy).then("row_unit"),
    }


def _of_moves(moves: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    given = moves.select("row", "measure").unique(maintain_order=True)
    left = given.join(placed, on="row", maintain_order="left").with_columns(**_given_up(MOVED))
    taken = moves.filter(pl.col("to_fuel") != NOTHING).select(
        "row",
        "measure",
        subject=pl.lit(MOVED),
        way="measure",
        carrier="to_fuel",
        amount="yield_ratio",
        unit="to_unit",
    )
    return pl.concat([left.select(taken.columns), taken])


def _of_savings(saved: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    joined = saved.select("row", "measure").join(placed, on="row", maintain_order="left")
    return joined.with_columns(**_given_up(SAVED)).select(
        "row", "measure", "subject", "way", "carrier", "amount", "unit"
    )
