"""Banks of fluorinated gas: what is charged, in use and retired each year, from the first record on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.parameters import pick
from tongyuan.accounting.record_workings import summed_by_place
from tongyuan.accounting.workings import Working, derived_by
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.quality import QUALITY
from tongyuan.vocabulary.species import codes
from tongyuan.vocabulary.tables import Factor, GasUse

__all__ = ["balance_of_sales", "bank_gas", "follow_bank", "tell_banks", "unmix"]

BANK = ("region", "gas", "application")
PARAMETERS = ("lifetime_years", "left_at_end")
EQUATIONS = {
    "charging": "charged_t",
    "use": "opening_t + (installed_t - retired_t) / 2",
    "end_of_life": "retired_t * left_at_end",
}
AMOUNTS = ("charged_t", "opening_t", "installed_t", "retired_t", "left_at_end")


def balance_of_sales(*, sold_t: float, charged_t: float, retired_t: float, destroyed_t: float = 0.0) -> float:
    """Compute the gas that escaped in a year from sales: what was sold and fills nothing has replaced leaks.

    Source: 2006 IPCC Guidelines, volume 3, equation 7.9 (tier 2b, mass balance).

    Parameters
    ----------
    sold_t
        Gas sold in the year, in bottles and in equipment [t].
    charged_t
        Charge of new equipment [t].
    retired_t
        Original charge of equipment retired [t].
    destroyed_t
        Gas destroyed on purpose [t].

    Returns
    -------
    float
        Gas to air [t]; to be laid beside what the bank gives.

    Examples
    --------
    >>> balance_of_sales(sold_t=100.0, charged_t=70.0, retired_t=20.0)
    50.0
    """
    return sold_t - charged_t + retired_t - destroyed_t


def unmix(records: pl.DataFrame) -> pl.DataFrame:
    """Split blends into their gases by mass, and sum what several blends bring of one gas.

    Source: composition of refrigerants by ASHRAE 34 (``refrigerant_blends.csv``).

    Parameters
    ----------
    records
        Contract GasUse.

    Returns
    -------
    pl.DataFrame
        The records by gas [t]; a missing amount of a blend makes the sum missing.

    Raises
    ------
    InputError
        If a code is neither a gas nor a blend; all at once.

    Examples
    --------
    >>> from tongyuan.testing.industry import a_gas_use, gas_uses_of
    >>> unmix(gas_uses_of(a_gas_use(gas="R410A", installed_t=10.0))).select("gas", "installed_t").rows()
    [('HFC125', 5.0), ('HFC32', 5.0)]
    """
    blends = packaged_table("refrigerant_blends").select(
        gas="blend", member="gas", share=pl.col("share").cast(pl.Float64)
    )
    unknown = records.filter(~pl.col("gas").is_in([*codes("greenhouse_gas"), *blends["gas"]]))
    if not unknown.is_empty():
        known = ", ".join([*codes("greenhouse_gas"), *blends["gas"].unique(maintain_order=True)])
        rows = unknown.select("region", "year", "gas").unique(maintain_order=True).to_dicts()
        raise InputError([Problem("industry.unknown_gas", row | {"expected": known}) for row in rows])
    amounts = ("charged_t", "installed_t", "bank_t", "retired_t")
    mixed = records.with_columns(pl.col("application", "quality").cast(pl.String)).join(
        blends, on="gas", how="left", maintain_order="left"
    )
    apart = mixed.with_columns(
        pl.col(amounts) * pl.col("share").fill_null(1.0), gas=pl.coalesce("member", "gas")
    )
    whole = [
        pl.when(pl.col(name).is_not_null().all()).then(pl.col(name).sum()).alias(name) for name in amounts
    ]
    return (
        apart.group_by("region", "year", "gas", "application")
        .agg(*whole, pl.col("quality").cast(QUALITY).max(), pl.col("citation").unique().sort().str.join("; "))
        .sort("region", "gas", "application", "year")
    )


def follow_bank(years: Mapping[int, Mapping[str, float | None]], *, life: int, until: int) -> dict[str, Any]:
    """Follow one bank year by year to the end of ``until``.

    bank at the end = bank at the start + installed - retired. Where what was retired is not told, a charge
    retires ``life`` years after it was installed, and the first bank in ``life`` equal parts. What leaked in
    use is refilled, so that the bank stays nominal (the bank of equation 7.13).

    Source: 2006 IPCC Guidelines, volume 3, equations 7.10 to 7.14.

    Parameters
    ----------
    years
        For each year ``charged_t``, ``installed_t``, ``bank_t``, ``retired_t`` [t].
    life
        Lifetime of the equipment [a].
    until
        Year.

    Returns
    -------
    dict
        ``charged``, ``opening``, ``installed``, ``retired``, ``closing`` of that year [t], None where a year
        on the way has no figure, and ``quality``-free: the caller holds the qualities.

    Examples
    --------
    A bank of 100 t that gets 10 t a year, life 10: 10 t of the first bank retire each year:

    >>> years = {2020: {"charged_t": 0, "installed_t": 10, "bank_t": 100, "retired_t": None},
    ...          2021: {"charged_t": 0, "installed_t": 10, "bank_t": None, "retired_t": None}}
    >>> found = follow_bank(years, life=10, until=2021)
    >>> found["opening"], found["retired"], found["closing"]
    (100.0, 10.0, 100.0)
    """
    first = min(years)
    start = years[first]["bank_t"]
    bank: float | None = None if start is None else float(start)
    left_of_first = bank
    found: dict[str, Any] = {}
    for year in range(first, until + 1):
        row = years.get(year, {})
        told = row.get("bank_t")
        opening = bank if told is None or year == first else float(told)
        installed, charged = row.get("installed_t"), row.get("charged_t")
        retired, left_of_first = _retired(years, year, life=life, first=first, left_of_first=left_of_first)
        bank = None if None in (opening, installed, retired) else opening + installed - retired  # type: ignore[operator]
        found = {
            "charged": charged,
            "opening": opening,
            "installed": installed,
            "retired": retired,
            "closing": bank,
        }
    return found


def _retired(
    years: Mapping[int, Mapping[str, float | None]],
    year: int,
    *,
    life: int,
    first: int,
    left_of_first: float | None,
) -> tuple[float | None, float | None]:
    """Tell what retires in a year, and what is then left of the bank that stood at the start."""
    told = years.get(year, {}).get("retired_t")
    if told is not None or left_of_first is None:
        return told, left_of_first
    whole = years[first]["bank_t"]
    of_first = min(left_of_first, float(whole or 0.0) / life)
    born = year - life
    of_cohort = years.get(born, {}).get("installed_t") if born >= first else 0.0
    if of_cohort is None:
        return None, left_of_first - of_first
    return of_first + of_cohort, left_of_first - of_first


def _quantities(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> pl.DataFrame:
    """List what is charged, in use and left in retired equipment in a year, for each gas and application."""
    pure = unmix(records.filter(pl.col("year") <= year))
    sources = packaged_table("gas_applications").select("application", "source", "gases")
    banks = pure.group_by(BANK, maintain_order=True).agg(
        pl.struct("year", "charged_t", "installed_t", "bank_t", "retired_t").alias("years"),
        pl.col("quality").max(),
        pl.col("citation").unique().sort().str.join("; "),
    )
    placed = banks.join(sources, on="application", how="left", maintain_order="left").with_columns(
        year=pl.lit(year, pl.Int32), fuel=pl.col("gas").str.to_lowercase(), technology="application"
    )
    known = pick(placed, factors=factors, family=family, method="gas.bank", parameters=PARAMETERS)
    _refuse_lacking(known)
    rows = [part for row in known.to_dicts() for part in _phases(row, until=year)]
    schema = {"quality": pl.String, "year": pl.Int32, **dict.fromkeys(AMOUNTS, pl.Float64)}
    empty = {name: pl.String for name in (*BANK, "source", "fuel", "technology", "sector", "citation")}
    return pl.DataFrame(rows, schema_overrides=schema, schema=None if rows else {**empty, **schema})


def _refuse_lacking(known: pl.DataFrame) -> None:
    """Refuse gases that do not belong to their application, and applications without a parameter."""
    belongs = pl.col("gas").is_in(pl.col("gases").str.split(" "))
    lacking = known.filter(~belongs | pl.any_horizontal(pl.col(name).is_null() for name in PARAMETERS))
    if not lacking.is_empty():
        rows = lacking.select("region", "gas", "application").to_dicts()
        raise InputError([Problem("industry.no_bank_parameter", row) for row in rows])


def _phases(row: Mapping[str, Any], *, until: int) -> list[dict[str, Any]]:
    """Give the three rows of a bank: charged, in use (mean of the year), left in what was retired."""
    years = {one["year"]: one for one in row["years"]}
    found = follow_bank(years, life=round(row["lifetime_years"]), until=until)
    by_lifetime = any(year["retired_t"] is None for year in years.values())
    own = [row["quality"], *([row["lifetime_years_quality"]] if by_lifetime else [])]
    qualities = {"charging": [row["quality"]], "use": own, "end_of_life": [*own, row["left_at_end_quality"]]}
    kept = {
        name: row[name] for name in (*BANK, "source", "fuel", "citation", "left_at_end", "left_at_end_id")
    }
    kept |= {f"{name}_t": found[name] for name in ("charged", "opening", "installed", "retired")}
    return [
        kept
        | {
            "year": until,
            "sector": row["application"],
            "technology": f"{row['application']}.{phase}",
            "quality": _worst(qualities[phase]),
            "equation": equation,
        }
        for phase, equation in EQUATIONS.items()
    ]


def _worst(qualities: list[str]) -> str:
    return str(pl.Series(qualities).cast(pl.String).cast(QUALITY).max())


def tell_banks(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell the gas charged, in use and left in retired equipment.

    Source: 2006 IPCC Guidelines, volume 3, equations 7.10 to 7.14.

    Parameters
    ----------
    records
        Contract GasUse, all years.
    factors, family
        Factors: lifetime and what is left at the end, by application.
    year
        Year.

    Returns
    -------
    list of Working
        Activity of kind ``product_use`` [t of gas].

    Raises
    ------
    InputError
        If a gas is not known, or an application has no lifetime.

    Examples
    --------
    >>> from tongyuan.reference import factors
    >>> from tongyuan.testing.industry import a_gas_use, gas_uses_of
    >>> told = tell_banks(gas_uses_of(a_gas_use()), factors=factors(), family="*", year=2020)
    >>> told[-1].technology, told[-1].tree.value
    ('mobile_ac.use', 104.0)

    >>> from tongyuan.reference import factors
    >>> from tongyuan.testing.industry import a_gas_use, gas_uses_of
    >>> rows = bank_gas(gas_uses_of(a_gas_use()), factors=factors(), family="*", year=2020)
    >>> rows.select("technology", "quantity").rows()[-1]
    ('mobile_ac.use', 104.0)
    """
    own = _quantities(records, factors=factors, family=family, year=year)
    return summed_by_place(own, activity="product_use", unit="t", contract=GasUse, factors=factors)


bank_gas = derived_by(
    tell_banks,
    "gas.bank",
    dataset="gas_uses",
    source="2006 IPCC Guidelines, volume 3, equations 7.10 to 7.14 and 8.1",
    edition="2006",
)
