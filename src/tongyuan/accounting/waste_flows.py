"""Flows of solid waste: each tonne made or received goes somewhere; what does not is a gap that shows."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.accounting.record_workings import quantity_of, told
from tongyuan.accounting.workings import Record, Working, derived_by
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.tables import Factor, WasteFlow

__all__ = ["INFLOWS", "OUTFLOWS", "balance_flows", "balance_transfers", "put_waste_on_land", "tell_disposal"]

SOURCE = "this platform: balance of solid waste; landfilled and dumped waste is released to land"
INFLOWS = ("generated_t", "received_t", "from_store_t")
OUTFLOWS = ("utilised_t", "burned_t", "landfilled_t", "dumped_t", "stored_t", "sent_t")
ON_LAND = ("landfilled_t", "dumped_t")


def balance_flows(flows: pl.DataFrame) -> pl.DataFrame:
    """Balance what came in against where it went, for each unit, class of waste and year.

    Source: definition of this platform: generated + received + taken out of store = utilised + incinerated
    + landfilled + dumped + put into store + sent to others.

    Parameters
    ----------
    flows
        `WasteFlow`.

    Returns
    -------
    pl.DataFrame
        Key, ``in_t``, ``out_t`` and ``gap_t`` (in less out; + where waste is not accounted for) [t], null
        where a flow is not reported, and ``lacking``, the flows that are not.

    Examples
    --------
    100 t made, 60 used, 30 landfilled, 8 stored: 2 t are not accounted for.

    >>> from tongyuan.testing.waste import a_flow, flows_of
    >>> balance_flows(flows_of(a_flow(stored_t=8.0))).select("in_t", "out_t", "gap_t").row(0)
    (100.0, 98.0, 2.0)
    """
    amounts = (*INFLOWS, *OUTFLOWS)
    missing = [pl.when(pl.col(name).is_null()).then(pl.lit(name)) for name in amounts]
    return flows.select(
        "region",
        "year",
        "unit_name",
        "waste",
        in_t=sum((pl.col(name) for name in INFLOWS[1:]), pl.col(INFLOWS[0])),
        out_t=sum((pl.col(name) for name in OUTFLOWS[1:]), pl.col(OUTFLOWS[0])),
        lacking=pl.concat_list(missing).list.drop_nulls(),
    ).with_columns(gap_t=pl.col("in_t") - pl.col("out_t"))


def balance_transfers(flows: pl.DataFrame) -> pl.DataFrame:
    """Balance what units sent against what others received, by region, year and class of waste.

    Source: definition of this platform; a difference is trade with other regions, or a report that lacks.

    Parameters
    ----------
    flows
        `WasteFlow` of all units.

    Returns
    -------
    pl.DataFrame
        ``region``, ``year``, ``waste``, ``sent_t``, ``received_t``, ``net_sent_t`` [t]; null where a unit
        does not report.

    Examples
    --------
    >>> from tongyuan.testing.waste import a_flow, flows_of
    >>> sender = a_flow(sent_t=5.0, stored_t=5.0)
    >>> taker = a_flow(unit_name="works B", received_t=5.0, stored_t=15.0)
    >>> balance_transfers(flows_of(sender, taker))["net_sent_t"].to_list()
    [0.0]
    """
    amounts = ("sent_t", "received_t")
    known = [
        pl.when(pl.col(name).is_not_null().all()).then(pl.col(name).sum()).alias(name) for name in amounts
    ]
    summed = flows.group_by("region", "year", "waste", maintain_order=True).agg(known)
    return summed.with_columns(net_sent_t=pl.col("sent_t") - pl.col("received_t"))


def tell_disposal(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell the solid waste that each unit put on land in a year.

    Parameters
    ----------
    records
        `WasteFlow`.
    factors, family
        Not used: nothing but the records is needed.
    year
        Year.

    Returns
    -------
    list of Working
        Waste landfilled and dumped [t].

    Examples
    --------
    >>> from tongyuan.testing.waste import a_flow, flows_of
    >>> (row,) = tell_disposal(flows_of(a_flow()), factors=Factor.create_empty(), family="x", year=2020)
    >>> row.tree.equation, row.tree.value
    ('landfilled_t + dumped_t', 30.0)

    >>> from tongyuan.testing.waste import a_flow, flows_of
    >>> rows = put_waste_on_land(flows_of(a_flow()), factors=Factor.create_empty(), family="x", year=2020)
    >>> rows["quantity"].to_list()
    [30.0]
    """
    return [_working(row) for row in records.filter(pl.col("year") == year).to_dicts()]


def _working(row: Record) -> Working:
    fuel = "hazardous_waste_disposed" if row["hazardous"] else "general_waste_disposed"
    leaves = [told(name, row, contract=WasteFlow) for name in ON_LAND]
    return Working(
        region=row["region"],
        year=row["year"],
        sector=row["unit_name"],
        source="5E",
        fuel=fuel,
        technology=row["waste"],
        activity="waste",
        unit="t",
        tree=quantity_of(fuel, " + ".join(ON_LAND), leaves, unit="t", citation=SOURCE),
        citation=row["citation"],
        note=row["note"],
        state=Missing.NOT_REPORTED,
    )


put_waste_on_land = derived_by(
    tell_disposal,
    "waste_flow.dispose",
    dataset="waste_flow",
    source=SOURCE,
    edition="1",
    span="year",
)
