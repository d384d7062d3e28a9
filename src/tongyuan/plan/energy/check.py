"""Checks of the balance: every fault by row and column, as printed and as computed."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.plan.energy.identities import equations, kind, rule, signs
from tongyuan.vocabulary import balance as balance_rows
from tongyuan.vocabulary import fuels
from tongyuan.vocabulary.problems import Place, Problem
from tongyuan.vocabulary.tables import BalanceFinding

__all__ = ["check", "problems"]

HALF_OF_LAST_PLACE = 0.005
"""The yearbook prints two decimals: a printed cell, or a blank, hides up to half a unit of the second."""

FLOAT_NOISE = 1e-9
"""Binary noise of adding decimals; far below anything that a yearbook prints."""

CODES = {"sum": "energy.sum", "columns": "energy.sum", "at_most": "energy.at_most"}


def check(balance: pl.DataFrame, *, tolerance: float = HALF_OF_LAST_PLACE) -> dy.DataFrame[BalanceFinding]:
    """Check a balance against its identities and sign rules.

    An identity of n cells may be off by n times the tolerance, since each printed cell is rounded. A blank
    counts as nothing printed. An identity with absent cells is reported as untested, never as kept.

    Parameters
    ----------
    balance
        EnergyBalance; any number of regions and years.
    tolerance
        Rounding of one printed cell [the unit of its column].

    Returns
    -------
    dy.DataFrame[BalanceFinding]
        Faults and untested identities by region, year, identity, row and column [the unit of the column];
        empty where all holds.

    Notes
    -----
    Source: China Energy Statistical Yearbook, regional energy balance (physical quantities), notes to the
    rows; the definition of row 33 was found in the printed rows (inputs of transformation alone in single
    columns, net transformation in the total columns).

    Examples
    --------
    Ten produced, nine used, and no difference printed:

    >>> from tongyuan.testing.energy import altered, balanced
    >>> kept = balanced({(2, "raw_coal"): 10.0, (23, "raw_coal"): 10.0})
    >>> broken = altered(kept, row=2, fuel="raw_coal", by=-1.0)
    >>> check(broken).filter(fuel="raw_coal").select("identity", "row", "difference").rows()
    [('supply', 1, 1.0)]
    """
    findings = pl.concat([_sums(balance, tolerance), _signs(balance, tolerance)])
    place = {fuel: number for number, fuel in enumerate(fuels.balance_carriers())}
    column = pl.col("fuel").replace_strict(place, default=len(place))
    ordered = findings.sort("region", "year", "row", "identity", column)
    return BalanceFinding.validate(ordered, cast=True)


def problems(findings: pl.DataFrame) -> tuple[Problem, ...]:
    """Write each fault as a problem that names row and column.

    Parameters
    ----------
    findings
        BalanceFinding.

    Returns
    -------
    tuple of Problem
        One for each fault, in the order of the findings; untested identities are left out.

    Examples
    --------
    >>> problems(BalanceFinding.create_empty())
    ()
    """
    faults = findings.filter(pl.col("verdict") == "fault")
    return tuple(_problem(finding) for finding in faults.iter_rows(named=True))


def _sums(balance: pl.DataFrame, tolerance: float) -> pl.DataFrame:
    key = ("region", "year", "identity", "kind", "row", "fuel")
    cells = balance.select("region", "year", "row", "fuel", "quantity", "unit", there=pl.lit(True))
    terms = cells.select("region", "year").unique(maintain_order=True).join(equations(), how="cross")
    taken = terms.join(
        cells.drop("unit"),
        left_on=["region", "year", "term_row", "term_fuel"],
        right_on=["region", "year", "row", "fuel"],
        how="left",
        maintain_order="left",
    )
    part = (
        pl.when(pl.col("part") == "input")
        .then(pl.min_horizontal("quantity", 0.0))
        .otherwise(pl.col("quantity"))
    )
    computed = (
        taken.with_columns((part * pl.col("sign")).alias("term"))
        .group_by(key, maintain_order=True)
        .agg(
            pl.col("term").sum().alias("computed"),
            pl.col("term").count().alias("terms_printed"),
            pl.col("there").fill_null(False).all().alias("terms_there"),
            pl.len().alias("terms"),
        )
    )
    printed = computed.join(cells, on=["region", "year", "row", "fuel"], how="left", maintain_order="left")
    return _judge(printed.with_columns(tolerance=tolerance * (pl.col("terms") + 1)))


def _judge(printed: pl.DataFrame) -> pl.DataFrame:
    """Keep the equations that fail or cannot be tested; those without any cell say nothing."""
    difference = pl.col("quantity").fill_null(0.0) - pl.col("computed")
    limit = pl.col("tolerance") + FLOAT_NOISE
    fault = pl.when(pl.col("kind") == "at_most").then(difference > limit).otherwise(difference.abs() > limit)
    whole = pl.col("terms_there") & pl.col("there").fill_null(False)
    anything = pl.col("quantity").is_not_null() | (pl.col("terms_printed") > 0)
    judged = printed.filter(anything).with_columns(
        pl.when(~whole).then(pl.lit("untested")).when(fault).then(pl.lit("fault")).alias("verdict"),
        pl.when(whole).then(pl.col("computed")).alias("computed"),
        pl.when(whole).then(difference).alias("difference"),
        pl.col("quantity").alias("printed"),
    )
    return judged.filter(pl.col("verdict").is_not_null()).select(BalanceFinding.column_names())


def _signs(balance: pl.DataFrame, tolerance: float) -> pl.DataFrame:
    cells = balance.join(signs(), on="row", how="inner", maintain_order="left")
    wrong = cells.filter(pl.col("quantity") * pl.col("sign") < -(tolerance + FLOAT_NOISE))
    return wrong.with_columns(
        pl.lit("fault").alias("verdict"),
        pl.col("quantity").alias("printed"),
        pl.lit(0.0).alias("computed"),
        pl.col("quantity").alias("difference"),
        pl.lit(tolerance).alias("tolerance"),
    ).select(BalanceFinding.column_names())


def _problem(finding: dict[str, object]) -> Problem:
    identity, row, fuel = str(finding["identity"]), int(str(finding["row"])), str(finding["fuel"])
    names = balance_rows.rows().row(by_predicate=pl.col("row") == row, named=True)
    values = {
        "row": row,
        "row_zh": names["name_zh"],
        "row_en": names["name_en"],
        "fuel_zh": fuels.label(fuel),
        "fuel_en": fuels.label(fuel, language="en"),
        "rule_zh": rule(identity),
        "rule_en": rule(identity, language="en"),
        **{name: _printed(finding[name]) for name in ("printed", "computed", "difference", "tolerance")},
    }
    return Problem(CODES.get(kind(identity), "energy.sign"), values, Place(row=row, column=fuel))


def _printed(value: object) -> str:
    if not isinstance(value, float):
        return "—"
    return f"{value:,.2f}" if abs(value) >= 1 else f"{value:,.4g}"
